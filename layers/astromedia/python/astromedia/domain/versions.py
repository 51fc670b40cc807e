"""What a change may be made to: whoever says which version they saw changes no other."""

from collections.abc import Collection

from .errors import AstroError

Versions = Collection[int] | None
"""The versions that may be changed; None: whichever there is."""


class PreconditionFailed(AstroError):
    """The thing is not (any more) of the version that the caller wants to change."""

    status, title = 412, "Precondition failed"

    def __init__(self, detail: str = "It was changed since you read it; read it again.") -> None:
        super().__init__(detail)


def check_version(version: int, wanted: Versions) -> None:
    """PreconditionFailed unless it is one of those `wanted`."""
    if wanted is not None and version not in wanted:
        raise PreconditionFailed
