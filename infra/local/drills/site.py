"""Where a drill happens: a local cloud, a person with a workspace, a model provider, and what breaks them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from astromedia_client.briefs import read_brief
from infra.local import LocalCloud
from infra.local.borrowing import ModelSecret
from infra.local.cloud import REPOSITORY
from infra.local.drills.alarms import Alarms
from infra.local.drills.models import COST, TIMEOUT_SECONDS, Provider, provider
from infra.local.drills.people import NeverHappened, Person, eventually
from infra.local.drills.report import Part, Report
from infra.local.drills.watching import Watch
from infra.local.faults import FaultFile, Faults
from infra.local.plan import Plan, local_session

BRIEF = REPOSITORY / "examples" / "b2b-software.yaml"
PLAYBOOK, PICTURES = "drill", "social_sprint"
WORD = "Measured calm: a plan that holds when things break."
AGENT = {
    "name": "driller",
    "title": "Driller",
    "instructions": {"en": "Write one sentence about the offer."},
    "inputs": [],
    "produces": "sentence",
    "output_schema": {
        "type": "object",
        "properties": {"sentence": {"type": "string", "minLength": 20, "maxLength": 200}},
        "required": ["sentence"],
        "additionalProperties": False,
    },
    "max_cost": "0.50",
}
PHASES = ("first", "second", "third")
LOUD = frozenset({"api-slow", "rates-uncounted"})
"""Alarms that a slow machine can raise."""


@dataclass
class Site:
    """One cloud, for one drill after another."""

    cloud: LocalCloud
    person: Person
    provider: Provider
    faults: FaultFile
    alarms: Alarms
    plan: Plan

    def client(self, service: str) -> Any:
        """A client of AWS, as the account's owner."""
        return local_session().client(service, endpoint_url=self.cloud.endpoints.aws_endpoint_url)  # type: ignore[call-overload]

    def use_models(self, chain: str, seconds: int = TIMEOUT_SECONDS) -> None:
        """Have this order of models from now on, providers separated by commas, with so many seconds for an answer."""
        ModelSecret(self.cloud).write(self.provider.settings(chain, seconds))

    def invocations(self, function: str) -> tuple[int, int]:
        """How many there were of a function, and how many failed."""
        return self.watch().invoked.get(function, (0, 0))

    def run_function(self, name: str) -> Any:
        """What a function answers that is called without an event."""
        answer = self.client("lambda").invoke(FunctionName=f"astromedia-dev-{name}", Payload=b"{}")
        return json.load(answer["Payload"])

    def watch(self) -> Watch:
        """Measure from now on."""
        return Watch(self.cloud.folder.logs, self.cloud.endpoints, self.plan.url("functions"))

    @contextmanager
    def fault(self, faults: Faults) -> Iterator[None]:
        """Have these faults for the block."""
        self.faults.write(faults)
        try:
            yield
        finally:
            self.faults.clear()

    def tables(self) -> Sequence[str]:
        """The names of all tables."""
        return [self.cloud.endpoints.output(f"{name}Table") for name in ("Accounts", "Campaigns", "Ledger")]

    def note_alarms(self, report: Report, watch: Watch, expected: set[str], may: frozenset[str] = LOUD) -> None:
        """Which alarms would fire. Functions tell what they measured when they end; what is expected is waited for."""

        def look() -> bool:
            return expected <= self.alarms.firing(watch.data()).keys()

        with suppress(NeverHappened):
            eventually("the alarms", look, 10)
        fired = self.alarms.firing(watch.data())
        report.note(Part.ALARM, "would fire, if it goes on", fired.keys() - may, expected - may)
        report.fired = list(fired.values())

    def note_paid(self, report: Report, campaign: str, calls: int, answered_before: int) -> None:
        """That each answer which the provider gave since is paid for once, and no other; else as `note_money`."""
        self.note_money(report, campaign, (self.provider.answered - answered_before) * COST, calls)

    def note_money(self, report: Report, campaign: str, cost: Decimal, calls: int) -> None:
        """That the ledger has these calls at this price; that its budget is conserved and holds nothing."""
        costs = self.person.sent("GET", f"/v1/campaigns/{campaign}/costs")
        budget = self.person.sent("GET", f"/v1/budgets/campaign/{campaign}")
        free, held, settled, cap = (Decimal(budget[name]) for name in ("free", "held", "settled", "cap"))
        report.note(Part.MONEY, "calls in the ledger", costs["calls"], calls)
        report.note(Part.MONEY, "spent (USD)", Decimal(costs["total"]).normalize(), cost.normalize())
        report.note(
            Part.MONEY, "held, and free + held + settled = cap", (held, free + held + settled), (Decimal(0), cap)
        )


@contextmanager
def site(cloud: LocalCloud) -> Iterator[Site]:
    """The place for drills on a running cloud. Its model settings are put back, and its faults are cleared."""
    endpoints = cloud.endpoints
    secret, plan = ModelSecret(cloud), Plan.read(cloud.folder.path / "plan.json")
    before, faults = secret.read(), FaultFile(cloud.folder.path)
    session = local_session().client("cloudformation", endpoint_url=endpoints.aws_endpoint_url)
    pages = session.get_paginator("list_exports").paginate()
    exports = {each["Name"]: each["Value"] for page in pages for each in page["Exports"]}
    alarms = Alarms.of(cloud.folder.assembly, exports)
    try:
        with (
            provider(json.dumps({"sentence": WORD})) as model,
            Person.of(endpoints.api_url, read_brief(BRIEF)) as person,
        ):
            _define(person)
            yield Site(cloud, person, model, faults, alarms, plan)
    finally:
        faults.clear()
        secret.write(before)


def _define(person: Person) -> None:
    """An agent, and a playbook in which it works three times, one after the other."""
    person.sent("POST", "/v1/agents", json=AGENT)
    before: list[list[str]] = [[], *([name] for name in PHASES)]
    phases = [
        {"name": name, "agent": AGENT["name"], "needs": needs, "inputs": [AGENT["produces"]] if needs else []}
        for name, needs in zip(PHASES, before, strict=False)
    ]
    person.sent("POST", "/v1/playbooks", json={"name": PLAYBOOK, "title": "Drill", "phases": phases})
