"""Whether everything the API needs answers."""

from collections.abc import Callable, Mapping

from astromedia.kit.observability import LOG

Probe = Callable[[], None]


def failing(probes: Mapping[str, Probe]) -> list[str]:
    """The names of the dependencies whose probe raised; why is in the log, as clients must not see it."""
    return [name for name, probe in probes.items() if not _answers(name, probe)]


def _answers(name: str, probe: Probe) -> bool:
    try:
        probe()
    except Exception:
        LOG.exception("A dependency does not answer", extra={"dependency": name})
        return False
    return True
