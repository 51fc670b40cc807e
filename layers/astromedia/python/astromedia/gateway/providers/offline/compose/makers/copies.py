"""What the copywriter wrote for a place to publish."""

from collections.abc import Mapping
from typing import Any

from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import Writer


def channel_copy(writer: Writer, scope: Scope) -> Mapping[str, Any]:
    """The copy of the scope's channel and language; empty if there is none."""
    found = (
        copy
        for copy in writer.earlier.mappings("copy.channels.*")
        if copy.get("channel") == scope.channel and copy.get("language") == scope.language
    )
    return next(found, {})


def variant_copy(writer: Writer, scope: Scope) -> Mapping[str, Any]:
    """The scope's variant of it."""
    found = channel_copy(writer, scope).get((scope.variant or "A").lower())
    return found if isinstance(found, Mapping) else {}
