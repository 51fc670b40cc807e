"""Traces, to X-Ray: of the invocations that Lambda chose, and of no other; for those nothing is made, nor loaded.

Annotations can be searched for (`annotation.request_id = "..."`): ids and names, never a secret, nor what a person or a
model wrote; so of an error they have its class, and not its message.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from aws_lambda_powertools import Tracer

from .settings import is_snapshot, trace_header


def sampled() -> bool:
    """Whether Lambda takes a trace of this invocation."""
    return "Sampled=1" in trace_header()


@contextmanager
def traced(name: str, **facts: str) -> Iterator[None]:
    """A part of the invocation's trace, with `facts` as annotations."""
    if not sampled():
        yield
        return
    _recorder().begin_subsegment(name)
    annotate(**facts)
    try:
        yield
    except Exception as error:
        annotate(error=type(error).__name__)
        raise
    finally:
        _recorder().end_subsegment()


def annotate(**facts: str | None) -> None:
    """Say more of the part that is being traced; None and "" say nothing."""
    if sampled():
        part = _recorder().current_subsegment()
        for name, fact in facts.items():
            if fact and part:
                part.put_annotation(name, fact)


@cache
def _recorder() -> Any:
    """The X-Ray SDK's, as Powertools sets it up. No library is patched: what is worth a part of its own says so."""
    return Tracer(auto_patch=False).provider


if is_snapshot():
    _recorder()  # It takes 50 ms to load: here it is once, for all that starts from the snapshot.
