"""The SDK alone."""

import openai


def handler(event: object, context: object) -> str:
    """Its version."""
    return openai.__version__
