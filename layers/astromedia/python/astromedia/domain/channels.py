"""Where a campaign is published, and what each network accepts.

Figures: the networks' own help pages as of 2026-01 (X: 280 weighted characters; LinkedIn post 3,000; Instagram caption
2,200 and 30 hashtags; TikTok caption 2,200; YouTube description 5,000; Pinterest description 500; Threads 500; Facebook
shows 477 before "see more" on mobile; Google responsive search ad 30/90). Email has no limit of its own: the ones
here keep subject and preview readable on a phone.
"""

import unicodedata
from enum import StrEnum

from .model import Model


class Channel(StrEnum):
    """A place to publish on."""

    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    THREADS = "threads"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    PINTEREST = "pinterest"
    EMAIL = "email"
    GOOGLE_ADS = "google_ads"


class ChannelLimits(Model):
    """Longest headline, body, and whole post (text and hashtags) in characters; most hashtags."""

    headline: int
    body: int
    post: int
    hashtags: int


LIMITS: dict[Channel, ChannelLimits] = {
    Channel.LINKEDIN: ChannelLimits(headline=120, body=1200, post=3000, hashtags=5),
    Channel.FACEBOOK: ChannelLimits(headline=80, body=477, post=2000, hashtags=3),
    Channel.INSTAGRAM: ChannelLimits(headline=80, body=600, post=2200, hashtags=10),
    Channel.X: ChannelLimits(headline=70, body=200, post=280, hashtags=2),
    Channel.THREADS: ChannelLimits(headline=80, body=350, post=500, hashtags=1),
    Channel.TIKTOK: ChannelLimits(headline=80, body=300, post=2200, hashtags=5),
    Channel.YOUTUBE: ChannelLimits(headline=100, body=900, post=5000, hashtags=5),
    Channel.PINTEREST: ChannelLimits(headline=100, body=350, post=500, hashtags=5),
    Channel.EMAIL: ChannelLimits(headline=78, body=1200, post=1500, hashtags=0),
    Channel.GOOGLE_ADS: ChannelLimits(headline=30, body=90, post=120, hashtags=0),
}


def post_length(channel: Channel, text: str) -> int:
    """Length of `text` as `channel` counts it: X weighs wide characters and emoji twice, others do not."""
    if channel is not Channel.X:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or ord(c) > 0x10FF else 1 for c in text)
