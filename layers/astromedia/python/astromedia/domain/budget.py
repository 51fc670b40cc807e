"""Budgets (caps on what may be spent) and holds (money set aside for a call that may cost it)."""

from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import NamedTuple

from .errors import InvalidInput
from .ledger import LedgerEntry
from .model import Model
from .money import NANO, ZERO, Money


class ScopeKind(StrEnum):
    WORKSPACE = "workspace"
    USER = "user"
    CAMPAIGN = "campaign"
    API_KEY = "api_key"


MONTHLY = frozenset({ScopeKind.WORKSPACE, ScopeKind.USER})
"""Scopes that get a new budget every (UTC) month."""

THRESHOLDS = (50, 80, 100)
"""The percents of a cap that are told when they are settled."""

LARGEST_CAP = Decimal(10**12)


def month_of(at: datetime) -> str:
    """The month of a (UTC) moment, as scopes name it: "2026-11"."""
    return f"{at:%Y-%m}"


class Scope(NamedTuple):
    """What a budget caps within one workspace. `id` is empty for the workspace itself; `month` is like "2026-11"."""

    kind: ScopeKind
    id: str = ""
    month: str = ""

    @property
    def name(self) -> str:
        """Its name in keys, answers and events: "workspace/2026-11", "user/<id>/2026-11", "campaign/<id>"."""
        return "/".join(filter(None, self))

    @property
    def standing(self) -> str:
        """Its name without the month: what a cap for all months goes by."""
        return self._replace(month="").name

    @classmethod
    def named(cls, name: str) -> "Scope":
        """The scope with this name. ValueError if it is not the name of one."""
        kind, *rest = name.split("/")
        month = rest.pop() if ScopeKind(kind) in MONTHLY and rest else ""
        scope = cls(ScopeKind(kind), "/".join(rest), month)
        if scope.name != name or (scope.kind in MONTHLY) != bool(month) or bool(scope.id) == (kind == "workspace"):
            raise ValueError(f"'{name}' is not the name of a scope")
        return scope


class Budget(Model):
    """One scope's money (US dollars): `free + held + settled = cap`, exactly and always.

    `alerted` is the highest threshold (percent of the cap settled) that was told.
    """

    workspace_id: str
    scope: str
    cap: Money
    free: Money
    held: Money = ZERO
    settled: Money = ZERO
    alerted: int = 0

    @property
    def used(self) -> Decimal:
        """US dollars that are held or settled: no cap can be lower."""
        return self.held + self.settled

    @property
    def reached(self) -> int:
        """The highest threshold (percent) that what is settled has reached; 0 if none."""
        if not self.settled:
            return 0
        return max((percent for percent in THRESHOLDS if self.settled * 100 >= self.cap * percent), default=0)

    @property
    def due(self) -> tuple[int, ...]:
        """The thresholds that are reached and were not told yet."""
        return tuple(percent for percent in THRESHOLDS if self.alerted < percent <= self.reached)

    @property
    def calm(self) -> Decimal:
        """US dollars: as long as less than that is settled besides, no threshold is due that was not told."""
        untold = [percent for percent in THRESHOLDS if percent > self.alerted]
        due_at = (self.cap * untold[0] / 100).quantize(NANO, ROUND_CEILING) if untold else self.cap + 1
        return due_at - self.settled

    def with_cap(self, cap: Decimal) -> "Budget":
        """The same money under another cap (at least `used`). Thresholds it is below again will be told anew."""
        changed = self.model_copy(update={"cap": cap, "free": cap - self.used})
        return changed.model_copy(update={"alerted": min(self.alerted, changed.reached)})


def checked_cap(cap: Decimal) -> Decimal:
    """`cap`, if it can be one. InvalidInput if it is negative, above a trillion or finer than a nano-dollar."""
    if not cap.is_finite() or not 0 <= cap <= LARGEST_CAP or cap != cap.quantize(NANO):
        raise InvalidInput(f"A cap is between 0 and {LARGEST_CAP} US dollars with at most nine decimals, not {cap}.")
    return cap


class HoldStatus(StrEnum):
    """HELD -> STARTED -> SETTLED; HELD or STARTED -> RELEASED (what was asked for was not charged).

    A call that is made as soon as its money is held begins as STARTED.
    """

    HELD = "HELD"
    STARTED = "STARTED"
    SETTLED = "SETTLED"
    RELEASED = "RELEASED"


class Hold(Model):
    """Money set aside on every scope of one try at a model call, until it is settled or released.

    `worst` is the ledger entry of the dearest the try can become (its id is the hold's, its cost the amount held): it
    is what an expired hold is settled with when its call had started and nobody knows how it ended.
    """

    id: str
    scopes: tuple[str, ...]
    worst: LedgerEntry
    status: HoldStatus = HoldStatus.HELD
    created_at: datetime
    expires_at: datetime

    @property
    def workspace_id(self) -> str:
        return self.worst.workspace_id

    @property
    def amount(self) -> Decimal:
        """US dollars held on each scope."""
        return self.worst.cost


class Memo(Model):
    """A paid answer, kept with its settlement so that a repeated Lambda does not pay for it again.

    `call_id` names what was asked (whoever is asked), `slot` whom and at which step ("openai/gpt-6-luna/draft");
    `content` is the answer as JSON (of media: where its bytes are).
    """

    call_id: str
    slot: str
    content: str
