"""Run every few minutes: ends the holds that nobody ended in time."""

from astromedia.bootstrap.scheduled import reconciler
from astromedia.kit.observability import measured


@measured
def handler(event: object, context: object) -> dict[str, int]:
    """Settle or release what has expired; how many of each."""
    return reconciler().run()._asdict()
