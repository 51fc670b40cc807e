"""Run every minute: repairs what a crash left of the queue, and starts who waits."""

from astromedia.bootstrap.queue import dispatcher
from astromedia.kit.observability import measured


@measured
def handler(event: object, context: object) -> dict[str, int]:
    """Free the slots of runs that are over, start what was admitted, admit who waits; how many of each."""
    return dispatcher().sweep()._asdict()
