"""The documentation names every hook, and no other."""

import re
from pathlib import Path

from infra.local.aws import changes
from infra.local.aws.caches import Users
from infra.local.aws.forward import Functions, StepFunctions
from infra.local.aws.refusals import Refusals
from infra.local.aws.scheduler import Deliveries
from infra.local.aws.storage import Storage
from infra.local.aws.usage import Usage
from infra.local.faults import FaultFile
from infra.local.hooks import Hook
from infra.local.plan import SERVERS, Folder, Plan, Project
from infra.local.states import reports
from infra.local.states.journal import Journal
from infra.local.states.machines import Machines
from infra.local.states.server import all_hooks

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "local-cloud.md"


def hooks_of_moto(folder: Path) -> list[Hook]:
    plan = Plan(Project.of_repository(folder), Folder(folder), dict.fromkeys(SERVERS, 1))
    journal = Journal(folder / "journal")
    journal.close()
    return all_hooks(plan, reports.Reporter(journal, lambda entry: None), Machines(folder / "machines"))


def hooks_of_ministack(folder: Path) -> list[Hook]:
    store = Storage(folder)
    store.close()
    lambdas = Functions("")
    refusals, users = Refusals(FaultFile(folder)), Users("valkey://127.0.0.1:1")
    parts = (Deliveries(lambdas, store.notice), store, refusals, Usage(), users)
    return changes.all_hooks(lambdas, StepFunctions(""), folder, *parts)


def test_every_hook_is_documented(tmp_path: Path) -> None:
    text = DOCUMENT.read_text().partition("## Hooks")[2].partition("## Limits")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    documented = set(re.findall(r"`([\w-]+)`", " ".join(rows)))
    assert documented == {hook.name for hook in (*hooks_of_moto(tmp_path), *hooks_of_ministack(tmp_path))}
