"""Builds the Lambda layers from uv.lock, for a processor and a Python that need not be this machine's."""
