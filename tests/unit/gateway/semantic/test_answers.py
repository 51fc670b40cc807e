"""An earlier answer agrees with a fresh one unless their facts contradict each other."""

import pytest

from astromedia.gateway.semantic.answers import agrees

FRESH = {"headline": "Lumio lamps, 20% off until 5 May", "body": ["A warm light for every desk by Lumio."]}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Get the desk lamps by Lumio at 20% off", True),
        ("A warm light for your desk from Lumio", True),
        ("Lumio lamps, 30% off until 5 May", False),
        ("Lumio lamps, 20% off until 6 May", False),
        ("Warm desk light, brought to you by Koda, lamps 20% off", False),
        ("Pack for the mountains: boots and tents", False),
    ],
)
def test_agreement(headline: str, expected: bool) -> None:
    assert agrees({"headline": headline, "count": 3}, FRESH) is expected
