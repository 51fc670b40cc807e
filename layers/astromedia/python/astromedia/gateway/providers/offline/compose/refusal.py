"""What the composer does with a schema that it cannot fulfil: it refuses the call, and says why and what to do."""

from collections.abc import Sequence

from astromedia.domain.errors import ProviderRefused

_ADVICE = "Relax the schema, give the field an example that is valid, or use another model provider"


def refused(path: Sequence[object], why: str) -> ProviderRefused:
    """The error for the field at `path`."""
    where = ".".join(map(str, path)) or "the answer"
    return ProviderRefused(f"The offline composer cannot fulfil the output schema: {where} {why}. {_ADVICE}")
