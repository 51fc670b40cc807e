"""What a usual call asks of the stores, by name: each is one round trip, but `due` after a calm settlement (none)."""

from collections.abc import Mapping
from typing import Any

import pytest

from astromedia.gateway.routing.router import BanditRouter
from astromedia.gateway.semantic.index import SemanticCache
from tests.fakes import FakeBudgets, FakeClock, FakeLearningStore
from tests.fakes.cache import FakeCache
from tests.fakes.providers import FakeProvider, FakeProviders

from .gateways import Desk, text_call, titled

BOUGHT = ["hold", "settle", "due", "add"]
LOOKED = ["get", "counts", "rows", "lead", "get", "rows"]
KEPT = ["put", "add_row", "done"]
INPUTS = {"brief": {"goal": "Write five headlines for our desk lamps"}}


class Told:
    """A store that tells what is asked of it."""

    def __init__(self, store: Any, asked: list[str], *, but: tuple[str, ...] = ()) -> None:
        self._store, self._asked, self._but = store, asked, but

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if not callable(found) or name in self._but:
            return found

        def ask(*args: Any, **named: Any) -> Any:
            self._asked.append(name)
            return found(*args, **named)

        return ask


@pytest.mark.parametrize(
    ("changes", "books"), [({}, BOUGHT), ({"repeated": True}, ["memos", *BOUGHT])], ids=["usual", "repeated"]
)
def test_a_usual_call_asks_no_store_in_vain(changes: Mapping[str, Any], books: list[str]) -> None:
    asked: list[str] = []
    shared: list[str] = []
    budgets: Any = Told(FakeBudgets(), asked)
    learning: Any = Told(FakeLearningStore(), asked)
    store: Any = Told(FakeCache(), shared, but=("count",))  # counts are gathered, and written once a second
    desk = Desk(
        FakeProviders(openai=FakeProvider(['{"title": "Hello"}'])),
        budgets=budgets,
        store=store,
        semantic=SemanticCache(store, lambda: 0.5),
        router=BanditRouter(store=learning, clock=FakeClock(), warn=lambda message, /, **facts: None),
    )
    assert desk.gateway.text(text_call(inputs=INPUTS, **changes), titled).value == "Hello"
    assert asked == books
    assert shared == [*LOOKED, *KEPT]
