"""What a campaign will cost, said before it is launched: for each phase and in all."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from astromedia.agents.catalog import Catalog
from astromedia.agents.definition import Agent
from astromedia.domain.account import Caller
from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.errors import Conflict, PriceUnknown, ProviderRefused
from astromedia.domain.ports import Campaigns, Clock
from astromedia.gateway.calls import Route
from astromedia.gateway.choice import allowed
from astromedia.gateway.pricing import PriceBook, Tariff
from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.settings import ModelSettings
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

    def quote(self, caller: Caller, campaign_id: str) -> Quote:
        """NotFound if there is no such campaign; Conflict if no model that could be asked has a price."""
        return self.of(self.campaigns.get(caller.workspace_id, campaign_id))

    def of(self, campaign: Campaign) -> Quote:
        """The quote of `campaign`. Conflict as above."""
        settings = self.models()
        tariffs = self._tariffs(settings.text_routes, settings.prices)
        phases = self.campaigns.phases(campaign.workspace_id, campaign.id)
        past = self._past(campaign, tuple(tariffs))
        films = self._tariffs(settings.video_routes, settings.prices)
        offline = all(route.provider == OFFLINE for route in (*tariffs, *films))
        limits = Limits.from_settings(settings)
        agents, prices = {phase.name: self.agents.of(phase) for phase in phases}, Prices(tariffs, films)
        quotes = [
            self._phase(phase, agents[phase.name], _sizes(campaign, phase, agents, limits), prices, past)
            for phase in phases
        ]
        return Quote(campaign.id, quotes, together(quote.cost for quote in quotes), offline)

    def _phase(self, phase: Phase, agent: Agent[Any], size: Sizes, prices: Prices, past: Past) -> PhaseQuote:
        tariffs = prices.text
        routes = _routes(phase, agent, tuple(tariffs))
        route = self.expect(phase.workspace_id, phase.agent, routes)
        runs = past.costs.get(phase.agent, ())
        film, longest_film = filming(list(prices.films.values()) if phase.agent in FILMS else ())
        maximum = most(size, [tariffs[each] for each in routes]) + longest_film
        if agent.max_cost is not None:
            maximum = min(maximum, agent.max_cost)
        cost = estimate(tariffs[route].cost(size.typical) + film, maximum, runs, repeated=past.repeated)
        return PhaseQuote(phase.name, phase.agent, route, cost, len(runs))

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

    def _past(self, campaign: Campaign, routes: Sequence[Route]) -> Past:
        """From the latest completed campaigns; only phases made by models that may be asked now."""
        page = self.campaigns.page(campaign.workspace_id, PAST_CAMPAIGNS, status=CampaignStatus.COMPLETED)
        costs: defaultdict[str, list[Decimal]] = defaultdict(list)
        for done in page.items:
            # A store is hashed by what it is, not by what it holds.
            for agent, author, cost in _costs(self.campaigns, done.workspace_id, done.id):  # type: ignore[arg-type]
                if author in routes:
                    costs[agent].append(cost)
        since = self.clock() - CACHE_DAY
        repeated = any(done.brief == campaign.brief and done.ended_at and done.ended_at > since for done in page.items)
        return Past(costs, repeated)


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


def _routes(phase: Phase, agent: Agent[Any], routes: Sequence[Route]) -> Sequence[Route]:
    """Those that may do the agent's work. Conflict if there is none."""
    try:
        return tuple(allowed(routes, agent.models))
    except ProviderRefused as error:
        raise Conflict(f"Phase {phase.name} ({phase.agent}): {error.detail}.") from None


def _sizes(campaign: Campaign, phase: Phase, agents: Mapping[str, Agent[Any]], limits: Limits) -> Sizes:
    """`agents` are those of the campaign's phases, by phase."""
    agent = agents[phase.name]
    read = {*agent.inputs, *agent.optional, *phase.inputs}
    upstream = {other.produces: other for other in agents.values() if other.produces in read}
    return sizes(agent, list(upstream.values()), campaign.brief, limits)
