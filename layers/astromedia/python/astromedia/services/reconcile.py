"""Holds that nobody ended: the process died, or its last request got lost."""

from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.budget import Hold, HoldStatus
from astromedia.domain.errors import Conflict
from astromedia.kit.metrics import HOLDS_RECONCILED
from astromedia.kit.observability import LOG, bound, meter
from astromedia.ledger.ledger import Ledger

MOST_AT_ONCE = 500
"""More are left for the next run, which comes in minutes: a run stays well within its Lambda's time."""


class Reconciled(NamedTuple):
    """How many expired holds were ended, and how; `left` were ended by others meanwhile, or failed and stay."""

    settled: int = 0
    released: int = 0
    left: int = 0


@dataclass(frozen=True, kw_only=True)
class Reconciler:
    """Ends expired holds of all workspaces, over any ledger."""

    ledger: Ledger

    def run(self) -> Reconciled:
        """Settle those whose call had started as their worst case, and release those whose had not.

        The oldest go first. One that fails is logged and left for the next run.
        """
        expired = self.ledger.budgets.expired(self.ledger.clock(), MOST_AT_ONCE)
        ends = [self._end(hold) for hold in expired]
        done = Reconciled(*(ends.count(end) for end in Reconciled._fields))
        for end in ends:
            meter(HOLDS_RECONCILED, end=end)
        LOG.info("expired holds reconciled", extra=done._asdict())
        return done

    def _end(self, hold: Hold) -> str:
        """What became of it: a field of Reconciled."""
        worst = hold.worst
        place = {"workspace_id": hold.workspace_id, "campaign_id": worst.campaign_id, "phase": worst.phase}
        with bound(request_id=worst.request_id, **place):
            return self._ended(hold)

    def _ended(self, hold: Hold) -> str:
        which = {"hold": hold.id, "amount": str(hold.amount)}
        end = "settled" if hold.status is HoldStatus.STARTED else "released"
        try:
            self._settle(hold) if end == "settled" else self.ledger.budgets.release(hold, unless_started=True)
        except Conflict:
            return "left"
        except Exception:
            LOG.exception("expired hold not reconciled", extra=which)
            return "left"
        LOG.warning(f"expired hold {end}", extra=which)
        return end

    def _settle(self, hold: Hold) -> None:
        """Nobody knows how its call ended: it counts as the worst case, and says so."""
        self.ledger.settle(hold, hold.worst.model_copy(update={"estimated": True}))
