"""Run every few minutes: looks after schedules, so that a missed run is known and an interrupted change completed."""

from astromedia.bootstrap.schedules import sweeper
from astromedia.kit.observability import measured


@measured
def handler(event: object, context: object) -> dict[str, int]:
    """Write down what was missed; how many schedules were looked after."""
    return {"swept": sweeper().run()}
