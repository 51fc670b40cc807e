"""The cache that agents fill and the API tells of."""

from functools import cache

from astromedia.gateway.absent import NoCache
from astromedia.kit.observability import warn
from astromedia.kit.settings import CacheSettings
from astromedia.storage.cache_access import RoleToken
from astromedia.storage.valkey import ValkeyCache


@cache
def cache_store(settings: CacheSettings) -> ValkeyCache | NoCache:
    """The shared cache; where there is none, none."""
    url = settings.CACHE_URL
    return NoCache() if url is None else ValkeyCache(url, cache_credentials(settings), warn=warn)


def cache_credentials(settings: CacheSettings) -> RoleToken | None:
    """What lets a function in that is a user of the cache."""
    return RoleToken(settings.CACHE_NAME, settings.CACHE_USER) if settings.CACHE_USER else None
