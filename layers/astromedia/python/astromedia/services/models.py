"""Which models there are, what they cost, and what the router has learnt about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

from astromedia.domain.account import Caller
from astromedia.domain.audit import Action
from astromedia.domain.campaign import PhaseStatus
from astromedia.domain.errors import Conflict, PriceUnknown
from astromedia.domain.learning import Verdict as Judged
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Campaigns, Clock
from astromedia.gateway.absent import ALL_ON
from astromedia.gateway.calls import Route
from astromedia.gateway.contracts import Switch
from astromedia.gateway.pricing import Price, PriceBook
from astromedia.gateway.routing.explain import AgentLearnt
from astromedia.gateway.settings import ModelSettings
from astromedia.kit.ahead import ahead

from .audit import Audit
from .roles import require

Verdict = Literal["approve", "edit", "reject"]
Kind = Literal["text", "media"]
JUDGED: Mapping[Verdict, Judged] = {"approve": "approved", "edit": "edited", "reject": "rejected"}


class Learning(Protocol):
    """What the router has learnt, and what people tell it."""

    def learnt(self, workspace_id: str) -> Sequence[AgentLearnt]: ...

    def verdict(self, workspace_id: str, campaign_id: str, phase: str, revision: int, verdict: Judged) -> int:
        """How many decisions it was told to: none if it was told the same before; another verdict replaces it."""

    def expected(self, workspace_id: str, agent: str, routes: Sequence[Route]) -> Route:
        """The route that the next call of `agent` is likely to take."""

    def share(self, workspace_id: str) -> float:
        """What share of the dearest route's cost a call may cost on average."""

    def set_share(self, workspace_id: str, share: float) -> None:
        """Change it. InvalidInput if there is no such share."""


class Offer(NamedTuple):
    """A model that may be asked: its prices in force, by prompt length; none means that it is refused.

    One that an operator switched off is not asked for now: `off` says why.
    """

    route: Route
    kind: Kind
    prices: Sequence[Price]
    off: str | None


class Catalogue(NamedTuple):
    """The models in the operator's order of fallback, and what was learnt by agent.

    `cost_share` is what a call may cost on average, as a share of what the dearest model costs.
    """

    offers: Sequence[Offer]
    learnt: Sequence[AgentLearnt]
    cost_share: Decimal


@dataclass(frozen=True, kw_only=True)
class ModelService:
    """`models` gives the model settings as they are now."""

    models: Callable[[], ModelSettings]
    learning: Learning
    campaigns: Campaigns
    audit: Audit
    clock: Clock
    switch: Switch = ALL_ON

    def catalogue(self, caller: Caller) -> Catalogue:
        """What the caller's workspace can use, and has learnt."""
        settings = self.models()
        book = settings.prices
        text = [self._offer(route, "text", book) for route in settings.text_routes]
        media_routes = dict.fromkeys((*settings.image_routes, *settings.video_routes))
        media = [self._offer(route, "media", book) for route in media_routes]
        learnt = ahead(lambda: self.learning.learnt(caller.workspace_id))
        share = Decimal(str(self.learning.share(caller.workspace_id)))
        return Catalogue([*text, *media], learnt(), share)

    def set_cost_share(self, caller: Caller, share: Decimal) -> Decimal:
        """Change the workspace's cost share, and return it. Forbidden; InvalidInput unless 0 < share <= 1."""
        require(caller, Permission.WORKSPACE_WRITE, "change the cost share")
        self.learning.set_share(caller.workspace_id, float(share))
        self.audit.record(caller, Action.COST_SHARE_CHANGED, caller.workspace_id, after=share)
        return share

    def rate(self, caller: Caller, campaign_id: str, phase: str, verdict: Verdict) -> int:
        """Tell the router what people think of a phase's present revision; the revision.

        The same verdict again changes nothing, another one replaces it. NotFound; Forbidden for viewers; Conflict if
        the phase is not completed.
        """
        require(caller, Permission.PHASES_DECIDE, "rate phases")
        found = self.campaigns.phase(caller.workspace_id, campaign_id, phase)
        if found.status is not PhaseStatus.COMPLETED:
            raise Conflict(f"Phase {phase} is {found.status}; only a COMPLETED one can be rated.")
        self.learning.verdict(caller.workspace_id, campaign_id, phase, found.revision, JUDGED[verdict])
        return found.revision

    def _offer(self, route: Route, kind: Kind, book: PriceBook) -> Offer:
        return Offer(route, kind, self._prices(book, route), self.switch.why_off(route))

    def _prices(self, book: PriceBook, route: Route) -> Sequence[Price]:
        try:
            return book.tariff(*route, self.clock().date()).prices
        except PriceUnknown:
            return ()
