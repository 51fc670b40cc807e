"""What a member is in a workspace."""

from enum import StrEnum


class Role(StrEnum):
    """From the most powerful to the least."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"
