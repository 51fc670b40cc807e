"""Cheap questions that tell whether a dependency answers: what readiness is made of."""

from collections.abc import Callable

from pynamodb.exceptions import DoesNotExist

from .clients import s3
from .rows import table


def table_probe(table_name: str) -> Callable[[], None]:
    """Reads a row that does not exist. Raises whatever keeps the table from answering."""
    rows = table(table_name)

    def probe() -> None:
        try:
            rows.get("PROBE", "PROBE")
        except DoesNotExist:
            return

    return probe


def bucket_probe(bucket: str) -> Callable[[], None]:
    """Asks whether the bucket is there and ours. Raises whatever says no."""

    def probe() -> None:
        s3().head_bucket(Bucket=bucket)

    return probe
