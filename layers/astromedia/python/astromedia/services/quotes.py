"""What a campaign will cost, said before it is launched: for each phase and in all."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from astromedia.agents.catalog import Catalog
from astromedia.agents.definition import Agent
from astromedia.domain.account import Caller
from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.change import State
from astromedia.domain.errors import Conflict, PriceUnknown, ProviderRefused, SwitchedOff
from astromedia.domain.ports import Campaigns, Clock
from astromedia.gateway.absent import ALL_ON
from astromedia.gateway.calls import Route
from astromedia.gateway.choice import allowed
from astromedia.gateway.contracts import Switch
from astromedia.gateway.pricing import PriceBook, Tariff
from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.settings import ModelSettings
from astromedia.gateway.switch import that_are_on
from astromedia.kit.ahead import ahead
from astromedia.playbooks.names import FILMS

from .quote_sizes import Sizes, sizes
from .quoting import Estimate, estimate, filming, most, together

PAST_CAMPAIGNS = 10
CACHE_DAY = timedelta(hours=24)
OFFLINE = "offline"

Expect = Callable[[str, str, Sequence[Route]], Route]
"""The route that calls of an agent (workspace, agent, routes) are expected to take."""


class PhaseQuote(NamedTuple):
    """One phase: by which `route` it is expected to be made, what it will cost, and how many past runs say so."""

    phase: str
    agent: str
    route: Route
    cost: Estimate
    runs: int


class Quote(NamedTuple):
    """A campaign's phases in order, and all of them together. `offline`: no model that costs money will be asked."""

    campaign_id: str
    phases: Sequence[PhaseQuote]
    total: Estimate
    offline: bool

    @property
    def max_costs(self) -> Mapping[str, Decimal]:
        """The most that each phase may cost (US dollars)."""
        return {quote.phase: quote.cost.max for quote in self.phases}


class Prices(NamedTuple):
    """The prices in force, of models that write and of those that film."""

    text: Mapping[Route, Tariff]
    films: Mapping[Route, Tariff]


class Done(NamedTuple):
    """A completed campaign, and agent, author and cost of each of its completed phases."""

    campaign: Campaign
    costs: Sequence[tuple[str, Route | None, Decimal]]


Latest = Callable[[], Sequence[Done]]
"""Waits for a workspace's latest completed campaigns."""


class Past(NamedTuple):
    """What phases of each agent cost in the workspace's latest campaigns, and whether the same brief was just run."""

    costs: Mapping[str, Sequence[Decimal]]
    repeated: bool


@dataclass(frozen=True, kw_only=True)
class QuoteService:
    """Over the campaigns so far; `models` gives the model settings as they are now."""

    campaigns: Campaigns
    agents: Catalog
    models: Callable[[], ModelSettings]
    expect: Expect
    clock: Clock
    switch: Switch = ALL_ON

    def quote(self, caller: Caller, campaign_id: str) -> Quote:
        """NotFound if there is no such campaign; Conflict if no model may be asked, or none that may has a price."""
        latest = self.latest(caller.workspace_id)
        return self.of(self.campaigns.state(caller.workspace_id, campaign_id), latest)

    def latest(self, workspace_id: str) -> Latest:
        """What every quote of the workspace looks at: begun to be read, while who asks reads the campaign."""
        return ahead(lambda: self._latest(workspace_id))

    def of(self, state: State, latest: Latest) -> Quote:
        """The quote of the campaign. Conflict as above."""
        settings, (campaign, phases) = self.models(), state
        tariffs = self._tariffs(settings.text_routes, settings.prices)
        agents = {phase.name: self.agents.of(phase) for phase in phases}
        expected = {
            phase.name: self._expected(phase, self._routes(phase, agents[phase.name], tariffs)) for phase in phases
        }
        past = self._past(campaign, tuple(tariffs), latest())
        films = self._tariffs(settings.video_routes, settings.prices)
        offline = all(route.provider == OFFLINE or self.switch.why_off(route) for route in (*tariffs, *films))
        limits = Limits.from_settings(settings)
        prices = Prices(tariffs, films)
        quotes = [
            self._phase(
                phase,
                agents[phase.name],
                expected[phase.name](),
                _sizes(campaign, phase, agents, limits),
                prices,
                past,
            )
            for phase in phases
        ]
        return Quote(campaign.id, quotes, together(quote.cost for quote in quotes), offline)

    def _expected(self, phase: Phase, routes: Sequence[Route]) -> Callable[[], Route]:
        """Waits for the route that a phase is expected to take. What was learnt is only asked if there is a choice."""
        if len(routes) == 1:
            return lambda: routes[0]
        return ahead(lambda: self.expect(phase.workspace_id, phase.agent, routes))

    def _phase(
        self, phase: Phase, agent: Agent[Any], route: Route, size: Sizes, prices: Prices, past: Past
    ) -> PhaseQuote:
        tariffs = prices.text
        routes = self._routes(phase, agent, tariffs)
        runs = past.costs.get(phase.agent, ())
        filmed_by = self._on(phase, tuple(prices.films)) if phase.agent in FILMS else ()
        film, longest_film = filming([prices.films[each] for each in filmed_by])
        maximum = most(size, [tariffs[each] for each in routes]) + longest_film
        if agent.max_cost is not None:
            maximum = min(maximum, agent.max_cost)
        cost = estimate(tariffs[route].cost(size.typical) + film, maximum, runs, repeated=past.repeated)
        return PhaseQuote(phase.name, phase.agent, route, cost, len(runs))

    def _routes(self, phase: Phase, agent: Agent[Any], tariffs: Mapping[Route, Tariff]) -> Sequence[Route]:
        """Those that may do the agent's work. Conflict if there is none."""
        try:
            return self._on(phase, allowed(tuple(tariffs), agent.models))
        except ProviderRefused as error:
            raise Conflict(f"Phase {phase.name} ({phase.agent}): {error.detail}.") from None

    def _on(self, phase: Phase, routes: Sequence[Route]) -> Sequence[Route]:
        """Those that no operator switched off. Conflict if there is none."""
        try:
            return that_are_on(routes, self.switch)
        except SwitchedOff as error:
            raise Conflict(f"Phase {phase.name} ({phase.agent}): {error.detail}.") from None

    def _tariffs(self, routes: Sequence[Route], prices: PriceBook) -> Mapping[Route, Tariff]:
        """The prices in force. A route without one is left out: the gateway refuses to ask it."""
        tariffs: dict[Route, Tariff] = {}
        unknown: PriceUnknown | None = None
        for route in routes:
            try:
                tariffs[route] = prices.tariff(*route, self.clock().date())
            except PriceUnknown as error:
                unknown = error
        if unknown is not None and not tariffs:
            raise Conflict(unknown.detail)
        return tariffs

    def _latest(self, workspace_id: str) -> Sequence[Done]:
        page = self.campaigns.page(workspace_id, PAST_CAMPAIGNS, status=CampaignStatus.COMPLETED)
        # A store is hashed by what it is, not by what it holds.
        found = [ahead(partial(_costs, self.campaigns, workspace_id, done.id)) for done in page.items]  # type: ignore[arg-type]
        return [Done(done, costs()) for done, costs in zip(page.items, found, strict=True)]

    def _past(self, campaign: Campaign, routes: Sequence[Route], latest: Sequence[Done]) -> Past:
        """From the latest completed campaigns; only phases made by models that may be asked now."""
        costs: defaultdict[str, list[Decimal]] = defaultdict(list)
        for _, phases in latest:
            for agent, author, cost in phases:
                if author in routes:
                    costs[agent].append(cost)
        since = self.clock() - CACHE_DAY
        ended = {done.ended_at for done, _ in latest if done.brief == campaign.brief}
        return Past(costs, any(at and at > since for at in ended))


def first_route(workspace_id: str, agent: str, routes: Sequence[Route]) -> Route:
    """The first in the operator's order: what is expected where nothing was learnt."""
    return routes[0]


@lru_cache(maxsize=1024)
def _costs(campaigns: Campaigns, workspace_id: str, campaign_id: str) -> Sequence[tuple[str, Route | None, Decimal]]:
    """Agent, author and cost of each completed phase of a completed campaign: it never changes, so it is read once."""
    phases = campaigns.phases(workspace_id, campaign_id)
    return [(phase.agent, _author(phase), phase.cost) for phase in phases if phase.status is PhaseStatus.COMPLETED]


def _author(phase: Phase) -> Route | None:
    made = next((attempt for attempt in phase.attempts if attempt.failure is None), None)
    return Route(made.provider, made.model) if made else None


def _sizes(campaign: Campaign, phase: Phase, agents: Mapping[str, Agent[Any]], limits: Limits) -> Sizes:
    """`agents` are those of the campaign's phases, by phase."""
    agent = agents[phase.name]
    read = {*agent.inputs, *agent.optional, *phase.inputs}
    upstream = {other.produces: other for other in agents.values() if other.produces in read}
    return sizes(agent, list(upstream.values()), campaign.brief, limits)
