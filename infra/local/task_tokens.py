"""Task tokens: opaque to those who hold them, but the local cloud can tell whose they are, as AWS can."""

import base64
import binascii
import uuid


def token_of(machine: str) -> str:
    """A new token for a task of the state machine with the ARN `machine`."""
    return base64.b64encode(f"{machine} {uuid.uuid4()}".encode()).decode()


def machine_of(token: str) -> str | None:
    """The ARN of the state machine that a token was made for; None when it is no token."""
    try:
        machine, _, number = base64.b64decode(token, validate=True).decode().partition(" ")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return machine if number else None
