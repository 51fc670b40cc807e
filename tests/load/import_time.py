"""How long it takes to import the gateway without SDKs, and litellm, in fresh processes."""

from collections.abc import Iterator
from functools import partial

from .figures import Figure, typical
from .peers_venv import python
from .processes import OURS, interleaved, measured

ROUNDS = 9


def figures() -> Iterator[Figure]:
    """Milliseconds from a started interpreter to an imported module."""
    module = "tests.load.importing"
    ours, theirs = partial(measured, OURS, module), partial(measured, python(), module)
    contenders = {"ours": partial(ours, "astromedia.gateway.gateway"), "litellm": partial(theirs, "litellm")}
    for warm in contenders.values():
        warm()
    runs = interleaved(ROUNDS, **contenders)
    values = typical(runs["ours"], "ms"), typical(runs["litellm"], "ms")
    yield Figure("import_time", values[0], "ms", ROUNDS, "litellm", values[1], at_most=0.4)
