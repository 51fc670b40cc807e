"""Quotes against real prices, briefs and what the composer writes: what is held is never more than what was quoted."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from astromedia.agents.catalog import Catalog
from astromedia.agents.definition import Context
from astromedia.agents.own import AgentDefinition
from astromedia.agents.prompt import checked, text_call
from astromedia.agents.registry import AGENTS
from astromedia.domain.account import Caller
from astromedia.domain.brief import Brief
from astromedia.domain.campaign import Attempt, Campaign, CampaignStatus, PhaseStatus
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict
from astromedia.domain.money import ZERO
from astromedia.domain.regions import Region
from astromedia.domain.role import Role
from astromedia.domain.rules import ValidationRule
from astromedia.gateway.answers import repair
from astromedia.gateway.calls import Completion, OutputRejected, Purpose, Route
from astromedia.gateway.pricing import price_book, worst_cost
from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.providers.offline.compose import compose
from astromedia.gateway.providers.worst import worst_text
from astromedia.gateway.settings import ModelSettings
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.services.campaigns import idle_phases
from astromedia.services.quote_sizes import LONGEST_REVIEW, TYPICAL, longest_output, sizes
from astromedia.services.quotes import Quote, QuoteService, first_route
from astromedia_client.briefs import read_brief
from tests.fakes import FakeCampaigns, FakeClock, FakeEditions
from tests.fakes.switch import FakeSwitch
from tests.playbooks import NAMER, NAMING
from tests.samples import campaign, event, id_at

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
LUNA, SONNET = Route("openai", "gpt-6-luna"), Route("anthropic", "claude-sonnet-5-5")
KEYS = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k", "OPENAI_MODEL": LUNA.model, "ANTHROPIC_MODEL": SONNET.model}


class Desk:
    def __init__(self) -> None:
        self.stored, self.clock = FakeCampaigns(), FakeClock(NOW)
        self.settings = ModelSettings.model_validate(KEYS)
        self.editions, self.switch = FakeEditions(), FakeSwitch()
        self.service = QuoteService(
            campaigns=self.stored,
            agents=Catalog(self.editions),
            models=lambda: self.settings,
            expect=first_route,
            clock=self.clock,
            switch=self.switch,
        )

    def quote(self, of: Campaign) -> Quote:
        return self.service.quote(ADA, of.id)

    def draft(self, **changes: Any) -> Campaign:
        made = campaign(workspace_id="W1", **changes)
        self.stored.add(made, idle_phases(made, CAMPAIGN, AGENTS))
        return made

    def naming(self, **criteria: Any) -> Campaign:
        """A draft whose second phase is given to an agent of the workspace's own, with these criteria for models."""
        definition = AgentDefinition(**NAMER | criteria)
        facts = {"workspace_id": "W1", "kind": Kind.AGENT, "name": "namer", "created_by": "U1", "created_at": NOW}
        content = definition.model_dump(mode="json")
        self.editions.add(Edition(**facts, number=1, version="v1", content=content))
        made = campaign(workspace_id="W1")
        phases = idle_phases(made, NAMING, Catalog(self.editions).all("W1"))
        self.stored.add(made, phases, {}, event(made))
        return made

    def done(self, cost: str, made_by: Route = LUNA, **changes: Any) -> None:
        """A completed campaign each of whose phases cost that much."""
        ended = {"status": CampaignStatus.COMPLETED, "ended_at": NOW - timedelta(days=2)}
        made = self.draft(id=id_at(), **ended | changes)
        attempt = Attempt(provider=made_by.provider, model=made_by.model)
        paid = {"status": PhaseStatus.COMPLETED, "cost": Decimal(cost), "attempts": (attempt,)}
        for phase in self.stored.phases("W1", made.id):
            self.stored.set(phase.model_copy(update=paid))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def calls_of(brief: Brief) -> dict[str, Any]:
    """Every agent's call for `brief`, over what the offline composer wrote before it; and its answer."""
    outputs: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for phase in CAMPAIGN.phases:
        agent = AGENTS[phase.agent]
        context = Context(brief, {name: outputs[name] for name in (*agent.inputs, *agent.optional)})
        purpose = Purpose(
            workspace_id="W1", campaign_id=id_at(), phase=phase.name, revision=1, request_id="R1", agent=agent.name,
            step="draft",
        )  # fmt: skip
        call = text_call(agent, context, purpose)
        answer = compose(call)
        outputs[agent.produces] = agent.finish(checked(agent, context, answer).output, context).model_dump(mode="json")
        made[phase.name] = (call, answer)
    return made


def test_phases_of_own_agents_are_quoted_within_their_schema(desk: Desk) -> None:
    quote = desk.quote(desk.naming())
    assert [(phase.phase, phase.agent) for phase in quote.phases] == [
        (phase.name, phase.agent) for phase in NAMING.phases
    ]
    assert all(ZERO < phase.cost.p50 <= phase.cost.p95 <= phase.cost.max for phase in quote.phases)


def test_an_own_agent_costs_at_most_what_it_may(desk: Desk) -> None:
    free, bound = desk.quote(desk.naming()), Decimal("0.001")
    assert free.max_costs["names"] > bound
    other = Desk()
    quote = other.quote(other.naming(max_cost=bound))
    assert (quote.max_costs["names"], quote.max_costs["research"]) == (bound, free.max_costs["research"])


def test_an_own_agent_is_quoted_by_the_models_it_may_be_done_by(desk: Desk) -> None:
    quote = desk.quote(desk.naming(models=("anthropic/claude-sonnet-5-5",)))
    assert {phase.phase: phase.route for phase in quote.phases} == {
        "research": LUNA,
        "names": SONNET,
        "strategy": LUNA,
        "choice": SONNET,
    }


def test_an_own_agent_that_no_model_here_may_do_is_no_quote(desk: Desk) -> None:
    with pytest.raises(Conflict, match=r"names \(namer\): Only openai/other"):
        desk.quote(desk.naming(models=("openai/other",)))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_what_is_held_for_a_real_campaign_is_within_its_quote(desk: Desk, file: Path) -> None:
    brief = Brief.model_validate_json(json.dumps(read_brief(file)))
    quote = desk.quote(desk.draft(brief=brief))
    limits, book = Limits.from_settings(desk.settings), price_book()
    for name, (call, answer) in calls_of(brief).items():
        completion = Completion(text=json.dumps(answer), finish_reason="stop", usage={})
        again = repair(call, completion, OutputRejected(["x" * 400] * 30))
        tariff = book.tariff(*SONNET, NOW.date())
        worst = sum(worst_cost(tariff, worst_text(each, limits)) for each in (call, again))
        assert 2 * worst <= quote.max_costs[name], name


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_what_is_typical_was_measured(file: Path) -> None:
    brief = Brief.model_validate_json(json.dumps(read_brief(file)))
    for call, answer in calls_of(brief).values():
        agent = AGENTS[call.purpose.agent]
        written = len(json.dumps(answer, ensure_ascii=False))
        assert TYPICAL[agent.produces] / 2 <= written <= TYPICAL[agent.produces] * 2
        assert written <= longest_output(agent, brief)
        size = sizes(
            agent, [a for a in AGENTS.values() if a.produces in agent.inputs], brief, Limits(200_000, 16_000, 1)
        )
        assert size.typical.input_tokens < size.draft.input_tokens < size.repair.input_tokens


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_a_review_is_within_its_sizes(file: Path) -> None:
    brief = Brief.model_validate_json(json.dumps(read_brief(file)))
    agent, limits = AGENTS["compliance"], Limits(200_000, 16_000, 1)
    worst = {"text": "Guaranteed results: it cures cancer, the best in the world, last chance, 20% off. Rated 5/5."}
    for inputs in ({"mine": {"said": "Hello."}}, {"mine": {"parts": [worst] * 40}}):
        context = Context(brief, inputs, rule=ValidationRule(compliance=tuple(Region)))
        purpose = Purpose(
            workspace_id="W1", campaign_id=id_at(), phase="c", revision=1, request_id="R1", agent=agent.name, step="d"
        )
        call = text_call(agent, context, purpose)
        written = len(json.dumps(compose(call), ensure_ascii=False))
        assert TYPICAL["compliance"] / 2 <= written <= TYPICAL["compliance"] * 3
        assert len(json.dumps(call.inputs["review"], ensure_ascii=False)) <= LONGEST_REVIEW
        assert worst_text(call, limits).input_tokens <= sizes(agent, [], brief, limits).draft.input_tokens


def test_the_maximum_is_that_of_the_dearest_model_and_the_rest_of_the_expected(desk: Desk) -> None:
    both = desk.quote(desk.draft())
    desk.settings = ModelSettings.model_validate(KEYS | {"MODEL_CHAIN": "openai"})
    cheap = desk.quote(desk.draft(id=id_at()))
    assert both.total.max > cheap.total.max
    assert both.total.p95 == cheap.total.p95
    assert {quote.route for quote in both.phases} == {LUNA}


def test_past_runs_count_if_their_models_may_still_be_asked(desk: Desk) -> None:
    made = desk.draft()
    fresh = desk.service.quote(ADA, made.id)
    for _ in range(9):
        desk.done("0.05")
    desk.done("9.00", made_by=Route("openai", "retired"))
    learnt = desk.service.quote(ADA, made.id)
    assert {quote.runs for quote in learnt.phases} == {9}
    assert {quote.cost.p50 for quote in learnt.phases if quote.cost.max > 1} == {Decimal("0.05")}
    assert learnt.total.max == fresh.total.max


def test_the_same_brief_within_a_day_may_cost_nothing(desk: Desk) -> None:
    made = desk.draft()
    desk.done("0.05", ended_at=NOW - timedelta(hours=25))
    assert desk.service.quote(ADA, made.id).total.p50 > 0
    desk.done("0.05", ended_at=NOW - timedelta(hours=1))
    again = desk.service.quote(ADA, made.id).total
    assert again.p50 == 0 < again.p95


def test_offline_is_free_and_says_so(desk: Desk) -> None:
    desk.settings = ModelSettings()
    quote = desk.quote(desk.draft())
    assert quote.offline
    assert list(quote.total) == [0, 0, 0]


def test_a_model_without_a_price_is_left_out_or_named(desk: Desk) -> None:
    desk.settings = ModelSettings.model_validate(KEYS | {"OPENAI_MODEL": "nameless"})
    assert {quote.route for quote in desk.quote(desk.draft()).phases} == {SONNET}
    desk.settings = ModelSettings.model_validate(KEYS | {"OPENAI_MODEL": "nameless", "MODEL_CHAIN": "openai"})
    with pytest.raises(Conflict, match="openai/nameless"):
        desk.quote(desk.draft(id=id_at()))


def test_a_phase_that_films_is_quoted_with_its_film(desk: Desk) -> None:
    drafts = {each.phase: each.cost for each in desk.quote(desk.draft()).phases}
    films = {"OPENAI_VIDEO_MODEL": "film", "MODEL_PRICES": {"openai/film": {"video_second": {"720p": "0.10"}}}}
    desk.settings = ModelSettings.model_validate(KEYS | films)
    filmed = {each.phase: each.cost for each in desk.quote(desk.draft(id=id_at())).phases}
    assert filmed["video"].max - drafts["video"].max == 2 * Decimal("1.20")
    assert filmed["video"].p50 > drafts["video"].p50 + Decimal("0.5")
    assert {name for name, cost in filmed.items() if cost != drafts[name]} == {"video"}


def test_a_campaign_is_not_offline_whose_films_cost_money(desk: Desk) -> None:
    films = {"OPENAI_VIDEO_MODEL": "film", "OPENAI_VIDEO_BASE_URL": "http://127.0.0.1:9/v1"}
    prices = {"MODEL_PRICES": {"openai/film": {"video_second": {"any": "0.10"}}}}
    desk.settings = ModelSettings.model_validate(films | prices)
    assert desk.quote(desk.draft()).offline is False
    desk.settings = ModelSettings.model_validate(films)  # without a price it is never asked
    assert desk.quote(desk.draft(id=id_at())).offline is True


def test_a_model_that_is_switched_off_is_quoted_by_others_until_it_is_on(desk: Desk) -> None:
    draft = desk.draft()
    before = desk.quote(draft)
    desk.switch.off["anthropic"] = "outage"
    without = desk.quote(draft)
    assert {phase.route for phase in without.phases} == {LUNA}
    assert without.total.max < before.total.max
    desk.switch.off.clear()
    assert desk.quote(draft) == before


def test_when_every_model_is_switched_off_nothing_is_quoted_and_each_is_named(desk: Desk) -> None:
    desk.switch.off |= {"openai": "outage, INC-7", "anthropic/claude-sonnet-5-5": "bad French"}
    with pytest.raises(Conflict, match=r"Phase research \(analyst\).*gpt-6-luna \(outage, INC-7\).*\(bad French\)"):
        desk.quote(desk.draft())


def test_films_are_quoted_by_those_who_may_film(desk: Desk) -> None:
    films = {"OPENAI_VIDEO_MODEL": "film", "MODEL_PRICES": {"openai/film": {"video_second": {"any": "0.10"}}}}
    desk.settings = ModelSettings.model_validate(KEYS | films)
    draft = desk.draft()
    before = desk.quote(draft)
    desk.switch.off["openai/film"] = "its films are black"
    after = desk.quote(draft)
    assert after.total.max < before.total.max
    desk.switch.off["offline"] = "no drafts"
    with pytest.raises(Conflict, match=r"Phase video .*openai/film \(its films are black\), offline/renderer-1"):
        desk.quote(draft)
