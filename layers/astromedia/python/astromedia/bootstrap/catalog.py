"""The agents there are."""

from functools import cache

from astromedia.agents.catalog import Catalog
from astromedia.storage.editions import DynamoEditions


@cache
def agent_catalog(campaigns_table: str) -> Catalog:
    """Every agent, built-in or defined in this table."""
    return Catalog(DynamoEditions(campaigns_table))
