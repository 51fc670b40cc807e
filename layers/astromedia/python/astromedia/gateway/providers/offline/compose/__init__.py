"""The offline composer: a document for any JSON Schema, about the brief it is given, in English or French.

Deterministic for the same inputs, schema, language, seed and feedback; it knows no facts but those of the brief and of
earlier outputs. `x-` hints of the schema (agents/schema.py) steer it; without them, the names of its fields do.
"""

from .document import compose, draft_label

__all__ = ["compose", "draft_label"]
