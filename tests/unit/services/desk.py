"""A campaign of three phases in the middle of its work, and the services that people steer it with, over fakes."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from astromedia.agents.catalog import Catalog
from astromedia.agents.content import content_hash
from astromedia.agents.definition import Agent, Context, Rendering
from astromedia.domain.account import Caller
from astromedia.domain.brief import Language
from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.event import EventType
from astromedia.domain.gate import Gate
from astromedia.domain.learning import Verdict
from astromedia.domain.queue import Limits
from astromedia.domain.review import ApprovalPolicy, requested
from astromedia.domain.role import Role
from astromedia.gateway.settings import ModelSettings
from astromedia.ledger.ledger import Ledger
from astromedia.services.audit import Audit
from astromedia.services.budgets import BudgetService
from astromedia.services.campaigns import ticket_for
from astromedia.services.control import ControlService
from astromedia.services.gates import CHECK, GateService
from astromedia.services.paging import Cursors
from astromedia.services.quotes import QuoteService, first_route
from astromedia.services.reviews import ReviewService
from astromedia.services.runs import Runs
from tests import fakes
from tests.samples import campaign, member, phase

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
BOB = Caller(user_id="U2", workspace_id="W1", role=Role.EDITOR, request_id="R2")
VIEWER = ADA.model_copy(update={"role": Role.VIEWER})
EVE = ADA.model_copy(update={"workspace_id": "W2"})
OUTPUT = {"title": "Hello", "points": ["one", "two"], "picture": "a ship"}


class Words(BaseModel):
    title: str
    points: list[str]
    picture: str


def _rules(output: Words, context: Context) -> list[str]:
    return ["title: shouts; write it in lower case"] if output.title.isupper() else []


def _pictures(output: Words, context: Context) -> list[Rendering]:
    return [Rendering("image/A", "image", "a.png", {"of": output.picture})]


AGENT = Agent(
    name="copywriter",
    produces="copy",
    inputs=(),
    output=Words,
    instructions={Language.EN: "Write.", Language.FR: "Écris."},
    broken_rules=_rules,
    renderings=_pictures,
)


class Desk:
    """`research` is completed, `copy` waits for an approval (at its gate, with a token), `seo` is at work."""

    def __init__(self, policy: ApprovalPolicy = ApprovalPolicy(), **changes: Any) -> None:  # noqa: B008 - frozen
        self.clock, self.engine, self.bus = fakes.FakeClock(), fakes.FakeEngine(), fakes.FakeBus()
        self.campaigns, self.gates, self.budgets = fakes.FakeCampaigns(), fakes.FakeGates(), fakes.FakeBudgets()
        self.queue, self.accounts = fakes.FakeQueue(), fakes.FakeAccounts()
        self.verdicts: list[tuple[str, int, Verdict]] = []
        self.dispatched: list[str] = []
        facts = {"workspace_id": "W1", "status": CampaignStatus.RUNNING, "run": 1, "approval_policy": policy}
        self.made = campaign(**facts | changes)
        review = requested(policy, self.clock())
        done = {"output": OUTPUT, "content_hash": content_hash(OUTPUT)}
        waiting = {"status": PhaseStatus.AWAITING_APPROVAL, "review": review, "agent": "copywriter"}
        self.campaigns.add(
            self.made,
            [
                phase(self.made, 0, name="research", status=PhaseStatus.COMPLETED, **done),
                phase(self.made, 1, name="copy", needs=("research",), **done, **waiting),
                phase(self.made, 2, name="seo", needs=("research",), status=PhaseStatus.RUNNING),
            ],
            {"name": "campaign", "title": "T", "phases": [{"name": "research", "agent": "analyst"}]},
        )
        self.let_wait("copy", "token-copy")
        self._admitted()
        self._engage()

    def let_wait(self, name: str, token: str) -> None:
        """Let a phase wait at its gate."""
        self.engine.waiting.add(token)
        self.gates.put(Gate("W1", self.made.id, name, token, "R1", self.clock() + CHECK))

    def _admitted(self) -> None:
        ticket = ticket_for(self.made, "R1", self.clock())
        self.queue.enqueue(ticket)
        assert self.queue.admit(ticket, Limits(9, 9))
        self.engine.started[self.made.execution] = (self.made.machine, {})

    def _engage(self) -> None:
        cursors = Cursors(b"key")
        self.keeper = GateService(
            campaigns=self.campaigns,
            gates=self.gates,
            engine=self.engine,
            queue=self.queue,
            publish=self.bus.publish,
            dispatch=self.dispatched.append,
            clock=self.clock,
        )
        self.reviews = ReviewService(
            campaigns=self.campaigns,
            accounts=self.accounts,
            gates=self.keeper,
            agent_of=lambda phase: AGENT,
            judge=lambda ws, of, name, revision, verdict: self.verdicts.append((name, revision, verdict)),
            cursors=cursors,
            clock=self.clock,
        )
        budgets = BudgetService(
            budgets=self.budgets,
            accounts=self.accounts,
            api_keys=fakes.FakeApiKeys(),
            campaigns=self.campaigns,
            audit=Audit(log=fakes.FakeAuditLog(), clock=self.clock),
            cursors=cursors,
            clock=self.clock,
        )
        ledger = Ledger(budgets=self.budgets, entries=self.budgets.entries, clock=self.clock, alert=self.bus.publish)
        self.ledger = ledger
        self.control = ControlService(
            campaigns=self.campaigns,
            entries=self.budgets.entries,
            gates=self.gates,
            keeper=self.keeper,
            runs=Runs(campaigns=self.campaigns, engine=self.engine, clock=self.clock),
            queue=self.queue,
            quotes=QuoteService(
                campaigns=self.campaigns,
                agents=Catalog(fakes.FakeEditions()),
                models=ModelSettings,
                expect=first_route,
                clock=self.clock,
            ),
            budgets=budgets,
            bus=self.bus,
            abandon=ledger.abandon,
            dispatch=lambda workspace_id, launched=None, /: self.dispatched.append(workspace_id),
            clock=self.clock,
        )

    @property
    def campaign(self) -> Campaign:
        return self.campaigns.get("W1", self.made.id)

    def phase(self, name: str = "copy") -> Phase:
        return self.campaigns.phase("W1", self.made.id, name)

    def change(self, name: str, **changes: Any) -> None:
        """Set the scene: a phase is otherwise."""
        self.campaigns.set(self.phase(name).model_copy(update=changes))

    def join(self, caller: Caller) -> None:
        """Let the caller be a member of the workspace."""
        joined = member("W1", caller.user_id).model_copy(update={"role": caller.role})
        self.accounts.members["W1", caller.user_id] = joined

    def events(self) -> list[EventType]:
        return self.campaigns.timeline.types("W1", self.made.id)

    def told(self) -> list[Mapping[str, Any]]:
        return [event.data for event in self.campaigns.timeline.since("W1", self.made.id, 0, 100)]
