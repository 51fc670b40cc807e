"""Campaigns as every function has them: what they come to is measured."""

from astromedia.domain.change import Change
from astromedia.domain.ports import Campaigns
from astromedia.kit.observability import meter
from astromedia.services.measuring import measurements
from astromedia.storage.campaigns import DynamoCampaigns


class _Measured(DynamoCampaigns):
    def commit(self, change: Change) -> Change:
        stored = super().commit(change)
        for metric, value, dimensions in measurements(stored):
            meter(metric, value, **dimensions)
        return stored


def campaign_store(table_name: str) -> Campaigns:
    """Implements ports.Campaigns on DynamoDB."""
    return _Measured(table_name)
