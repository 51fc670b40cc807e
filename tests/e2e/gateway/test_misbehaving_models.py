"""Both SDKs, the whole gateway and the real ledger against servers that misbehave.

Each way to misbehave ends in the right answer, the fallback's answer or a named error; and the books are exact.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from astromedia.domain.errors import BudgetExceeded, OutputInvalid, ProviderUnavailable, WorkError
from astromedia.domain.ledger import LedgerEntry
from astromedia.gateway.calls import Answer, OutputRejected, Purpose, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book, worst_cost
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.retry import RetryPolicy
from astromedia.gateway.settings import ModelSettings
from astromedia.ledger.ledger import Ledger
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.ledger import DynamoLedgerEntries
from tests.cloud import LEDGER
from tests.fakes.budgets import FakeBudgets
from tests.fakes.files import FakeFiles
from tests.samples import NOW

from .books import Books
from .servers import GOOD, WRONG, ModelServer, Reply, model_server, says

PROTOCOLS = ("openai", "anthropic")
OTHER = dict(zip(PROTOCOLS, reversed(PROTOCOLS), strict=True))
PRICES = price_book({f"{name}/m": OwnPrice(input="1", output="2") for name in PROTOCOLS})
EXACT = Decimal("0.0012")
"""What a whole answer costs at these prices: 1,000 tokens in at $1 and 100 out at $2 a million."""
BEYOND = (1_000, 90_000_000)
"""More tokens out than were asked for: more than is held."""
TRIES = 2
SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}


class Fault(NamedTuple):
    """A way to misbehave: what is sent, what each such try is booked as, and how it ends if it goes on.

    `booked` is "nothing", "worst" (the worst case, estimated) or "exact"; `error` is None if it ends in an answer;
    `waits` are the seconds asked to sleep after one such try.
    """

    reply: Callable[[str], Reply]
    booked: str
    error: type[WorkError] | None = ProviderUnavailable
    waits: tuple[float, ...] = (0.25,)


FAULTS = {
    "429 with Retry-After": Fault(lambda _: Reply(429, b"{}", {"retry-after": "7"}), "nothing", waits=(7.0,)),
    "429 without": Fault(lambda _: Reply(429, b"{}"), "nothing"),
    "500": Fault(lambda _: Reply(500, b"{}"), "nothing"),
    "529 overloaded": Fault(lambda _: Reply(529, b"{}"), "nothing"),
    "504 of a proxy": Fault(lambda _: Reply(504, b"<html>"), "worst"),
    "hang": Fault(lambda _: Reply(silent=True), "worst"),
    "dropped before any byte": Fault(lambda _: Reply(cut=-1), "worst"),
    "dropped after the headers": Fault(lambda name: says(name, GOOD)._replace(cut=0), "worst"),
    "dropped midway": Fault(lambda name: says(name, GOOD)._replace(cut=60), "worst"),
    "truncated JSON": Fault(lambda name: Reply(body=says(name, GOOD).body[:60]), "worst"),
    "no JSON at all": Fault(lambda _: Reply(body=b"<html>gateway</html>"), "worst"),
    "empty": Fault(lambda _: Reply(), "worst"),
    "wrong schema": Fault(lambda name: says(name, WRONG), "exact", OutputInvalid, waits=()),
    "chatter for an answer": Fault(lambda name: says(name, "I would rather not."), "exact", OutputInvalid, waits=()),
    "usage missing": Fault(lambda name: says(name, GOOD, usage=None), "worst", error=None, waits=()),
    "usage beyond the limits": Fault(lambda name: says(name, GOOD, usage=BEYOND), "worst", error=None, waits=()),
}
"""Every way, by name."""
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS)
ENDLESS = {name: fault for name, fault in FAULTS.items() if fault.error}
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
each_endless_fault = pytest.mark.parametrize("fault", ENDLESS.values(), ids=ENDLESS)


class Bench:
    """A gateway over model servers, its books, and the waits it asked for."""

    def __init__(self, books: Books, urls: Mapping[str, str]) -> None:
        self.books = books
        self.waits: list[float] = []
        self.providers = ProviderTable(_settings(urls))
        self.gateway = Gateway(
            text_routes=[Route(name, "m") for name in urls],
            image_routes=[],
            video_routes=[],
            providers=self.providers,
            prices=PRICES,
            ledger=Ledger(budgets=books.budgets, entries=books.entries, clock=lambda: NOW, alert=lambda *_: None),
            files=FakeFiles(),
            clock=lambda: NOW,
            log=lambda *_, **__: None,
            retry=RetryPolicy(tries=TRIES),
            sleep=self.waits.append,
            random=lambda: 0.5,
        )

    def ask(self) -> Answer[str]:
        """One call of the books' campaign."""
        return self.gateway.text(self.call, _title)

    @property
    def call(self) -> TextCall:
        whose = {"workspace_id": self.books.workspace_id, "campaign_id": self.books.campaign_id}
        what = {"phase": "copy", "revision": 1, "request_id": "R1", "agent": "copywriter", "step": "draft"}
        purpose = Purpose.model_validate(whose | what)
        return TextCall(purpose=purpose, language="en", instructions="Write.", inputs={"n": 1}, json_schema=SCHEMA)

    def worst(self, protocol: str, call: TextCall) -> Decimal:
        """What a try of `call` is held for."""
        usage = self.providers.worst(Route(protocol, "m"), call)
        return worst_cost(PRICES.tariff(protocol, "m", NOW.date()), usage)

    def booked(self) -> list[tuple[str, str]]:
        """The entries as (provider, "worst" or "exact"), each checked to cost just that."""
        return sorted((entry.provider, self._as(entry)) for entry in self.books.settled)

    def _as(self, entry: LedgerEntry) -> str:
        expected = self.worst(entry.provider, self.call) if entry.estimated else EXACT
        assert entry.cost == expected, f"{entry.provider} costs {entry.cost}, not {expected}"
        return "worst" if entry.estimated else "exact"


def _settings(urls: Mapping[str, str]) -> ModelSettings:
    facts: dict[str, Any] = {"MODEL_TIMEOUT_SECONDS": 1}
    for name, url in urls.items():
        base = f"{url}/v1" if name == "openai" else url
        facts |= {f"{name.upper()}_API_KEY": "k", f"{name.upper()}_BASE_URL": base}
    return ModelSettings.model_validate(facts)


def _title(data: Mapping[str, Any]) -> str:
    if not isinstance(data.get("title"), str):
        raise OutputRejected(["title: must be a text; write one"])
    return str(data["title"])


@pytest.fixture
def servers() -> Iterator[Callable[..., ModelServer]]:
    """Starts servers that are stopped at the end."""
    with ExitStack() as stack:
        yield lambda *replies: stack.enter_context(model_server(*replies))


@pytest.fixture
def books() -> Books:
    budgets = FakeBudgets()
    return Books.opened(budgets, budgets.entries)


def booked(protocol: str, *kinds: str) -> list[tuple[str, str]]:
    """What the books must say of `protocol`, of tries booked as `kinds`."""
    return [(protocol, kind) for kind in sorted(kinds) if kind != "nothing"]


@each_protocol
@each_fault
def test_misbehaving_once_ends_in_the_right_answer(
    protocol: str, fault: Fault, books: Books, servers: Callable[..., ModelServer]
) -> None:
    server = servers(fault.reply(protocol), says(protocol, GOOD))
    bench = Bench(books, {protocol: server.url})
    answer = bench.ask()
    once = fault.error is None
    assert (answer.value, server.asked, bench.waits) == ("Hello", 1 if once else 2, list(fault.waits))
    assert bench.booked() == booked(protocol, fault.booked, *([] if once else ["exact"]))
    assert answer.cost == books.spent
    assert books.faults() == []


@each_protocol
@each_endless_fault
def test_misbehaving_for_good_ends_in_a_named_error(
    protocol: str, fault: Fault, books: Books, servers: Callable[..., ModelServer]
) -> None:
    server = servers(fault.reply(protocol))
    bench = Bench(books, {protocol: server.url})
    with pytest.raises(WorkError) as raised:
        bench.ask()
    assert type(raised.value) is fault.error
    assert server.asked == TRIES
    assert bench.booked() == booked(protocol, *[fault.booked] * TRIES)
    assert raised.value.cost == books.spent
    assert books.faults() == []


@each_protocol
@each_endless_fault
def test_misbehaving_for_good_gives_way_to_the_fallback(
    protocol: str, fault: Fault, books: Books, servers: Callable[..., ModelServer]
) -> None:
    bad, good = servers(fault.reply(protocol)), servers(says(OTHER[protocol], GOOD))
    bench = Bench(books, {protocol: bad.url, OTHER[protocol]: good.url})
    answer = bench.ask()
    assert (answer.value, bad.asked, good.asked) == ("Hello", TRIES, 1)
    assert answer.attempts[-1].provider == OTHER[protocol]
    assert bench.booked() == sorted([*booked(protocol, *[fault.booked] * TRIES), (OTHER[protocol], "exact")])
    assert answer.cost == books.spent
    assert books.faults() == []


@each_protocol
def test_no_server_at_all_costs_nothing(protocol: str, books: Books, servers: Callable[..., ModelServer]) -> None:
    good = servers(says(OTHER[protocol], GOOD))
    with model_server(Reply()) as gone:
        url = gone.url
    bench = Bench(books, {protocol: url, OTHER[protocol]: good.url})
    assert bench.ask().value == "Hello"
    assert bench.booked() == [(OTHER[protocol], "exact")]
    assert books.faults() == []


@each_protocol
def test_a_call_that_may_cost_more_than_is_left_is_never_sent(
    protocol: str, books: Books, servers: Callable[..., ModelServer]
) -> None:
    server = servers(says(protocol, GOOD))
    bench = Bench(books, {protocol: server.url})
    cap = bench.worst(protocol, bench.call) - Decimal("0.000000001")
    books.budgets.set_cap(books.workspace_id, f"campaign/{books.campaign_id}", cap)
    with pytest.raises(BudgetExceeded) as refused:
        bench.ask()
    assert (refused.value.scope, refused.value.cap) == (f"campaign/{books.campaign_id}", cap)
    assert (server.asked, bench.booked(), books.faults()) == (0, [], [])


@each_protocol
@pytest.mark.parametrize("name", ["500", "dropped midway", "wrong schema", "usage missing"])
def test_the_same_over_dynamodb(protocol: str, name: str, aws: None, servers: Callable[..., ModelServer]) -> None:
    fault = FAULTS[name]
    server = servers(fault.reply(protocol), says(protocol, GOOD))
    books = Books.opened(DynamoBudgets(LEDGER), DynamoLedgerEntries(LEDGER))
    bench = Bench(books, {protocol: server.url})
    assert bench.ask().value == "Hello"
    assert bench.booked() == booked(protocol, fault.booked, *(["exact"] if fault.error else []))
    assert books.faults() == []
