"""Where model requests may go: everywhere, unless a process restricts itself. Tests do, so none can spend money."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from astromedia.domain.errors import ConfigurationError

_allowed: frozenset[str] | None = None


def restrict_to(hosts: Collection[str] | None) -> None:
    """From here on providers may reach `hosts` only (none, if it is empty); None lifts the restriction."""
    global _allowed
    _allowed = None if hosts is None else frozenset(hosts)


@contextmanager
def restricted(hosts: Collection[str]) -> Iterator[None]:
    """Restrict to `hosts`, and put back what was before."""
    before = _allowed
    restrict_to(hosts)
    try:
        yield
    finally:
        restrict_to(before)


def checked(base_url: str) -> str:
    """`base_url`, if requests may go there. ConfigurationError names the host otherwise."""
    host = urlsplit(base_url).hostname or ""
    if _allowed is not None and host not in _allowed:
        raise ConfigurationError(f"This process may not send model requests to '{host}' (egress is restricted)")
    return base_url
