"""Workers that are killed at random moments: `python -m tests.load.crashes TABLE SEED` prints how the ledger stands.

This process has one thread and forks its workers, so they start within milliseconds and can be killed at any step of a
call, in the middle of a request as well. Killed workers are run again, as a retried Lambda is: from their first call,
under the same names. In between, the reconciler runs with a clock that is an hour ahead.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from astromedia.domain.budget import Memo
from astromedia.domain.errors import BudgetExceeded
from astromedia.domain.ids import new_id
from astromedia.kit.clock import utc_now
from astromedia.ledger.ledger import Ledger
from astromedia.ledger.scopes import scopes_of
from astromedia.services.reconcile import Reconciler
from astromedia.storage.money_rows import money_table
from astromedia.storage.rows import connection

from .ledger_store import ledger_over, worst_case
from .overspend import CALLS, PRICE, account_of
from .timing import tell

WORKERS, WAVES = 8, 12
SHORTEST_LIFE, LONGEST_LIFE = 0.01, 0.12
PROVIDER_SECONDS = 0.02
MEMO = "openai/gpt/draft"


class Site(NamedTuple):
    """Where the workers work; each charge that their provider makes is a line in `charges`."""

    table: str
    workspace: str
    campaign: str
    charges: Path

    def ask_provider(self, try_id: str) -> None:
        """It charges at once, and answers after a while."""
        with self.charges.open("a") as lines:
            lines.write(f"{try_id}\n")
        time.sleep(PROVIDER_SECONDS)

    def all_charged(self) -> set[str]:
        return set(self.charges.read_text().split())


def work(site: Site, worker: int) -> None:
    """The worker's share of the calls; those that are answered already cost nothing."""
    ledger = ledger_over(site.table)
    for number in range(worker, CALLS, WORKERS):
        ask(ledger, site, f"CALL{number}")


def ask(ledger: Ledger, site: Site, call: str) -> None:
    """One call as the gateway makes it: its own paid answer, or hold, start, provider, settle."""
    if ledger.memos(site.workspace, site.campaign, call):
        return
    worst = worst_case(site.workspace, site.campaign, PRICE, call)
    try:
        hold = ledger.hold(worst, scopes_of(site.campaign, utc_now(), "new-user"), 60)
    except BudgetExceeded:
        return
    ledger.start(hold)
    site.ask_provider(hold.id)
    ledger.settle(hold, hold.worst, Memo(call_id=call, slot=MEMO, content="{}"))


def wave(site: Site, rng: random.Random) -> int:
    """Let all workers run and kill each at a random moment of its short life; how many were still alive."""
    began = time.monotonic()
    ends = sorted((rng.uniform(SHORTEST_LIFE, LONGEST_LIFE), forked(partial(work, site, n))) for n in range(WORKERS))
    killed = 0
    for moment, process in ends:
        time.sleep(max(0.0, began + moment - time.monotonic()))
        os.kill(process, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    return killed


def finish(site: Site) -> None:
    """Let all workers run to their end."""
    for process in [forked(partial(work, site, n)) for n in range(WORKERS)]:
        if os.waitpid(process, 0)[1]:
            raise ChildProcessError("a worker failed by itself")


def forked(work: Callable[[], None]) -> int:
    """The id of a process that does `work` and nothing else."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def reconcile(site: Site) -> int:
    """End what the killed left behind; how many holds that were."""
    done = Reconciler(ledger=ledger_over(site.table, lambda: utc_now() + timedelta(hours=1))).run()
    hang_up(site.table)
    return done.settled + done.released


def judged(site: Site) -> dict[str, float]:
    """How the ledger stands. A call is doubled if it was settled as answered twice, lost if charged but not settled."""
    ledger = ledger_over(site.table)
    account = account_of(ledger, site.workspace, site.campaign)
    entries = ledger.entries.of_campaign(site.workspace, site.campaign)
    answered = Counter(entry.request_id for entry in entries if not entry.estimated)
    return {
        "spent": float(account.spent),
        "overspent": float(account.overspent),
        "open_holds": account.open_holds,
        "conserved": account.conserved,
        "estimated": sum(entry.estimated for entry in entries),
        "doubled": sum(times > 1 for times in answered.values()) + len(entries) - len({entry.id for entry in entries}),
        "lost": len(site.all_charged() - {entry.id for entry in entries}),
    }


def main(table: str, seed: int) -> dict[str, float]:
    """Waves of killing, each of them reconciled; then all calls to their end."""
    rng, kills, reconciled = random.Random(seed), 0, 0
    with TemporaryDirectory() as folder:
        site = Site(table, new_id(utc_now()), new_id(utc_now()), Path(folder, "charges"))
        site.charges.touch()
        for _ in range(WAVES):
            kills += wave(site, rng)
            reconciled += reconcile(site)
        finish(site)
        return {"kills": kills, "reconciled": reconciled} | judged(site)


def hang_up(table: str) -> None:
    """Make the clients, and close their connections: workers are to inherit the former and not to share the latter."""
    for store in (connection(), money_table(table)._get_connection().connection):
        store.client.close()


if __name__ == "__main__":
    hang_up(sys.argv[1])
    tell(main(sys.argv[1], int(sys.argv[2])))
