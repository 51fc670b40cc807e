"""Budgets (caps on what may be spent) and holds (money set aside for a call that may cost it)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from .ledger import LedgerEntry
from .model import Model
from .money import ZERO, Money


class ScopeKind(StrEnum):
    WORKSPACE = "workspace"
    USER = "user"
    CAMPAIGN = "campaign"
    API_KEY = "api_key"


MONTHLY = frozenset({ScopeKind.WORKSPACE, ScopeKind.USER})
"""Scopes that get a new budget every (UTC) month."""


class Scope(NamedTuple):
    """What a budget caps within one workspace. `id` is empty for the workspace itself; `month` is like "2026-11"."""

    kind: ScopeKind
    id: str = ""
    month: str = ""

    @property
    def name(self) -> str:
        """Its name in keys, answers and events: "workspace/2026-11", "user/<id>/2026-11", "campaign/<id>"."""
        return "/".join(filter(None, self))

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


class HoldStatus(StrEnum):
    """HELD -> STARTED -> SETTLED; HELD or STARTED -> RELEASED (what was asked for was not charged)."""

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
