"""Splitting a whole by weight: budget percents by channel, seconds by scene."""

from collections.abc import Sequence

from .facts import Facts

# How much a channel usually needs to matter, by whom the brief addresses (points, compared with each other only).
_MARKET = {
    "google_ads": 24, "instagram": 22, "facebook": 20, "youtube": 18, "tiktok": 18, "linkedin": 12,
    "email": 12, "pinterest": 10, "x": 8, "threads": 6,
}  # fmt: skip
_BUSINESS = {
    "linkedin": 30, "google_ads": 26, "email": 16, "youtube": 14, "x": 9, "facebook": 8, "instagram": 8,
    "tiktok": 5, "threads": 4, "pinterest": 3,
}  # fmt: skip
_USUAL = 10
_PRIORITY_STEP = 6


def channel_weights(channels: Sequence[str], facts: Facts) -> list[int]:
    """A weight per channel: its fit to the audience, and its rank in the brief."""
    fit = _BUSINESS if "b2b" in facts.sectors else _MARKET
    ranks = {channel: i for i, channel in enumerate(facts.channels)}
    last = len(ranks)
    return [
        10 * fit.get(channel, _USUAL) + _PRIORITY_STEP * (last - ranks.get(channel, i)) + (len(channels) - i)
        for i, channel in enumerate(channels)
    ]


def shares_of(total: int, weights: Sequence[int], least: int = 1) -> list[int]:
    """Whole shares of `total` in proportion to `weights`, each at least `least` where the total allows it."""
    count = len(weights)
    floor = least if least * count <= total else 0
    weights = weights if sum(weights) else [1] * count
    free, together = total - floor * count, sum(weights)
    shares = [floor + free * weight // together for weight in weights]
    by_remainder = sorted(range(count), key=lambda i: (-(free * weights[i] % together), i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
