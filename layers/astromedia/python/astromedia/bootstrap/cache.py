"""The cache that agents fill and the API tells of."""

from functools import cache

from astromedia.gateway.absent import NoCache
from astromedia.kit.observability import warn
from astromedia.storage.valkey import ValkeyCache


@cache
def cache_store(url: str | None) -> ValkeyCache | NoCache:
    """The shared cache at `url`; without one, none."""
    return NoCache() if url is None else ValkeyCache(url, warn=warn)
