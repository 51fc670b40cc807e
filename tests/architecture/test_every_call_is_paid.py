"""No call of a model goes around the ledger, and the reader that proves it sees every way around we could think of."""

import ast
from pathlib import Path

import pytest

from .paid_calls import CALLS, ERRANDS, FILMING, PURCHASE, Sources, bypasses, model_methods

ROOT = Path(__file__).parents[2]


def _sources() -> Sources:
    """The layer and all functions, as they would be imported."""
    rooms = [(ROOT / "layers/astromedia/python", "astromedia"), (ROOT, "functions")]
    return {
        ".".join(path.relative_to(base).with_suffix("").parts): path.read_text(encoding="utf-8")
        for base, room in rooms
        for path in sorted((base / room).rglob("*.py"))
    }


SOURCES = _sources()


def test_every_call_crosses_the_ledger() -> None:
    assert bypasses(SOURCES) == []


def test_there_is_something_to_read() -> None:
    assert {"complete", "image", "video", "start_film", "poll_film"} <= model_methods(ast.parse(SOURCES[CALLS]))
    assert len(SOURCES) > 100


NEW = {
    "an SDK in a service": ("astromedia.services.quick", "import openai", "imports openai"),
    "an SDK in a handler": ("functions.agents.quick", "from google import genai", "imports google"),
    "an SDK by name": ("astromedia.agents.quick", 'importlib.import_module("anthropic")', "imports anthropic"),
    "an SDK in the gateway": ("astromedia.gateway.quick", "def f():\n    from openai import OpenAI", "imports openai"),
    "HTTP by hand": ("astromedia.agents.quick", "import httpx", "imports httpx"),
    "HTTP by hand, the next version": ("astromedia.services.quick", "import httpx2", "imports httpx2"),
    "HTTP by Authlib": (
        "astromedia.services.quick",
        "from authlib.integrations.httpx_client import OAuth2Client",
        "imports authlib.integrations",
    ),
    "an SDK beside identity providers": (
        "astromedia.storage.identity_providers.quick",
        "import openai",
        "imports openai",
    ),
    "urllib": ("astromedia.services.quick", "from urllib.request import urlopen", "imports urllib.request"),
    "the table": (
        "astromedia.services.quick",
        "from astromedia.gateway.providers.table import ProviderTable",
        "imports astromedia.gateway.providers.table",
    ),
    "the table by another name": (
        "astromedia.gateway.quick",
        "from .providers import table",
        "imports astromedia.gateway.providers.table",
    ),
    "a provider in bootstrap": (
        "astromedia.bootstrap.quick",
        "from astromedia.gateway.providers.openai import OpenAIProvider",
        "imports astromedia.gateway.providers.openai",
    ),
    "an SDK in what quotes use": ("astromedia.gateway.providers.tokens", "import openai", "imports openai"),
    "a provider in what quotes use": (
        "astromedia.gateway.providers.limits",
        "from .openai import OpenAIProvider",
        "imports astromedia.gateway.providers.openai",
    ),
    "a provider asked": (
        "astromedia.gateway.quick",
        'def f(provider, call):\n    return provider.complete(call, "m", 9)',
        "line 2 asks a model",
    ),
    "a provider's method handed on": (
        "astromedia.agents.quick",
        "def f(provider, pool, call):\n    return pool.submit(provider.complete, call)",
        "line 2 asks a model",
    ),
    "a provider's method looked up": (
        "astromedia.services.quick",
        'def f(provider):\n    return getattr(provider, "video")',
        "line 2 looks up the method {'video'}",
    ),
    "a picture asked": ("astromedia.agents.quick", "def f(p, c):\n    return p.image(c, 'm')", "line 2 asks a model"),
    "a provider fetched": (
        "astromedia.gateway.quick",
        "def f(self):\n    return self.providers.text('openai')",
        "line 2 gets hold of a provider",
    ),
    "a film begun": (
        "astromedia.gateway.quick",
        'def f(films, call):\n    return films.start_film(call, "m", 9, "k")',
        "line 2 asks a model",
    ),
    "films fetched": (
        "astromedia.gateway.quick",
        "def f(self):\n    return self.providers.films('openai')",
        "line 2 gets hold of a provider",
    ),
    "an offer asked": ("astromedia.gateway.quick", "def f(offer):\n    return offer.ask(9.0)", "line 2 asks what was"),
}


@pytest.mark.parametrize(("module", "text", "fault"), NEW.values(), ids=NEW)
def test_a_new_module_around_the_ledger_is_found(module: str, text: str, fault: str) -> None:
    found = bypasses({**SOURCES, module: text})
    assert any(line.startswith(f"{module}: {fault}") for line in found), found


def changed(module: str, old: str, new: str) -> Sources:
    """The sources with one of them changed; `old` must be there."""
    assert old in SOURCES[module], f"{module} has no '{old}' to change any more; change this test with it"
    return {**SOURCES, module: SOURCES[module].replace(old, new)}


HOLD = "self.ledger.hold(worst, scopes, seconds, status)"
HELD = f"        hold = {HOLD}\n"
CHANGES = {
    "a hold that does not say so": (PURCHASE, ", HoldStatus.STARTED)", ")", "does not say with the hold"),
    "no hold": (PURCHASE, HOLD, "Hold(worst)", "does not hold, then ask"),
    "a hold only sometimes": (
        PURCHASE,
        HELD,
        f"        if worst.cost:\n            hold = {HOLD}\n",
        "does not hold, then ask",
    ),
    "asked before": (
        PURCHASE,
        "        tried = self.held(",
        "        offer.ask(1.0)\n        tried = self.held(",
        "does not hold, then ask",
    ),
    "not released": (
        PURCHASE,
        "        if usage is None:\n            self.ledger.release(tried.hold)",
        "        if usage is None:\n            pass",
        "leaves the hold open when asking fails",
    ),
    "not settled": (PURCHASE, "self.ledger.settle(tried.hold, entry, kept)", "entry.cost", "when asking succeeds"),
    "only our errors caught": (
        PURCHASE,
        "except Exception as failure:",
        "except ProviderUnavailable as failure:",
        "does not catch what asking raises",
    ),
    "a second till": (
        PURCHASE,
        "    def held(",
        "    def _quick(self, offer):\n        return offer.ask(9.0)\n\n    def held(",
        "not in _try alone",
    ),
    "an errand that asks by itself": (
        ERRANDS,
        "        bought = till.buy(",
        "        ask(9.0)\n        bought = till.buy(",
        "calls ask itself instead of offering it",
    ),
    "a rendering without an offer": (
        ERRANDS,
        "            bought = till.buy(Offer(order, render), journey)\n",
        "            bought = self._render(route, 9.0)\n",
        "calls _render itself instead of offering it",
    ),
    "a film begun without a start": (FILMING, "self.till.start(tried)", "pass", "does not hold, note, start"),
    "a film begun without a note": (FILMING, "if not self._noted(note):", "if False:", "does not hold, note, start"),
    "a film that nobody finds": (
        FILMING,
        'self._noted(note.model_copy(update={"operation": running.operation}))',
        "pass",
        "does not hold, note, start",
    ),
    "a film begun twice": (
        FILMING,
        "    def _not_started(",
        "    def _quick(self):\n        self.films.start_film(self.call, 'm', 9, 'k')\n\n    def _not_started(",
        "not in _start alone",
    ),
    "a film that fails to begin": (
        FILMING,
        "        self.till.failed(tried, failure)\n",
        "",
        "leaves the hold open when beginning fails",
    ),
    "a film whose failures are not all caught": (
        FILMING,
        "        except Exception as failure:",
        "        except ProviderRefused as failure:",
        "does not catch what beginning raises",
    ),
    "an errand that asks outside of its offer": (
        ERRANDS,
        "    def quality(",
        "    def quick(self, provider):\n        return provider.complete(self.call, 'm', 9)\n\n    def quality(",
        "asks a model (provider.complete) outside of an offer",
    ),
}


@pytest.mark.parametrize(("module", "old", "new", "fault"), CHANGES.values(), ids=CHANGES)
def test_a_change_around_the_ledger_is_found(module: str, old: str, new: str, fault: str) -> None:
    found = bypasses(changed(module, old, new))
    assert any(line.startswith(module) and fault in line for line in found), found
