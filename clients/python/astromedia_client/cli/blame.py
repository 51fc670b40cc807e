"""Whose fault a refused field is: a file's, or an option's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..errors import ApiProblem, FileProblem


@contextmanager
def blaming(places: Mapping[str, object]) -> Iterator[None]:
    """FileProblem with a line for each field that the API does not accept within.

    `places` says by field where its value came from ("model_budget" from "--model-budget"); "" is for all others.
    """
    try:
        yield
    except ApiProblem as problem:
        if not problem.errors:
            raise
        raise FileProblem(*[_blamed(places, error.field, error.message) for error in problem.errors]) from problem


def _blamed(places: Mapping[str, object], field: str, message: str) -> str:
    """The place of the longest part of `field` that has one, what of `field` is left, and what is wrong with it."""
    known = max((name for name in places if _within(field, name)), key=len, default=None)
    if known is None:
        return f"{field}: {message}"
    rest = field.removeprefix(known).removeprefix(".")
    return ": ".join(filter(None, [str(places[known]), rest, message]))


def _within(field: str, name: str) -> bool:
    return not name or field == name or field.startswith((f"{name}.", f"{name}["))
