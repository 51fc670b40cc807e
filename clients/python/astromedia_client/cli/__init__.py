"""The `astromedia` command."""

from .app import app


def main() -> None:
    """Run the command line of this process, and exit with its code."""
    app()


__all__ = ["app", "main"]
