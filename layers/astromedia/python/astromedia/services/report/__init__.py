"""The campaign book: one self-contained HTML file, or its content as data."""

from .service import Reports

__all__ = ["Reports"]
