"""The SDK alone."""

import anthropic


def handler(event: object, context: object) -> str:
    """Its version."""
    return anthropic.__version__
