"""What is logged while a test looks, line by line, and the context of an invocation that logs it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from astromedia.kit.observability import LOG


@dataclass(frozen=True)
class InLambda:
    """An invocation's context: all that is asked of it."""

    aws_request_id: str
    seconds: int = 300

    def get_remaining_time_in_millis(self) -> int:
        return self.seconds * 1000


@contextmanager
def lines() -> Iterator[list[dict[str, Any]]]:
    """The log, as it is written."""
    written: list[dict[str, Any]] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    collect = Collect()
    collect.setFormatter(LOG.registered_formatter)
    LOG._logger.addHandler(collect)
    try:
        yield written
    finally:
        LOG._logger.removeHandler(collect)
