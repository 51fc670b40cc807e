"""Exports: a ZIP of all that a workspace has, of nobody else's, and of no secret."""

import io
import json
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

import pytest

from astromedia.domain.edition import Edition, Kind
from astromedia.domain.export import KEPT, LEASE, MOST_TRIES, Export, ExportStatus
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Invitation
from astromedia.services.contents import Contents
from astromedia.services.exporting import Exporter
from tests import fakes
from tests.samples import (
    NOW,
    api_key,
    asset,
    audit_entry,
    campaign,
    entry,
    event,
    id_at,
    member,
    phase,
    schedule,
    user,
    workspace,
)

HERE, ELSEWHERE = id_at(), id_at()


class _Broken(fakes.FakeArchive):
    """Breaks in the middle of an asset's file."""

    def pieces(self, key: str) -> Any:
        yield b"half"
        raise OSError("the connection is lost")


@dataclass
class World:
    """Two workspaces with one of each thing, and an export of one that was asked for."""

    accounts: fakes.FakeAccounts = field(default_factory=fakes.FakeAccounts)
    api_keys: fakes.FakeApiKeys = field(default_factory=fakes.FakeApiKeys)
    campaigns: fakes.FakeCampaigns = field(default_factory=fakes.FakeCampaigns)
    entries: fakes.FakeLedgerEntries = field(default_factory=fakes.FakeLedgerEntries)
    assets: fakes.FakeAssets = field(default_factory=fakes.FakeAssets)
    files: fakes.FakeFiles = field(default_factory=fakes.FakeFiles)
    editions: fakes.FakeEditions = field(default_factory=fakes.FakeEditions)
    schedules: fakes.FakeSchedules = field(default_factory=fakes.FakeSchedules)
    exports: fakes.FakeExports = field(default_factory=fakes.FakeExports)
    clock: fakes.FakeClock = field(default_factory=fakes.FakeClock)

    def __post_init__(self) -> None:
        self.invitations = fakes.FakeInvitations(self.accounts, fakes.FakeAuditLog())
        self.archive = fakes.FakeArchive(self.files)
        for home in (HERE, ELSEWHERE):
            self.furnish(home)
        self.asked = Export(id=id_at(), workspace_id=HERE, requested_by="U1", requested_at=NOW, expires_at=NOW + KEPT)
        self.exports.add(self.asked, audit_entry(HERE))

    def furnish(self, home: str) -> None:
        owner = user(workspace_id=home, name=f"owner of {home}", password_hash="$2b$12$secret")
        self.accounts.add(owner, workspace(id=home), member(home, owner.id))
        self.api_keys.add(api_key(home, sealed="secret" * 10), audit_entry(home))
        times = {"created_at": NOW, "expires_at": NOW + KEPT}
        asked = {"id": id_at(), "workspace_id": home, "email": "guest@example.com", "role": Role.EDITOR}
        invited = Invitation.model_validate(asked | times | {"token_hash": "secret", "invited_by": "U1"})
        self.invitations.add(invited, audit_entry(home))
        made = campaign(workspace_id=home)
        self.campaigns.add(made, [phase(made), phase(made, 1)], {}, event(made))
        self.entries.add(entry(made))
        kept = asset(made, name="../../höhle.png", key=f"{home}/file")
        self.assets.save(kept)
        self.files.put(kept.key, f"bytes of {home}".encode(), "image/png")
        wrote = {"workspace_id": home, "name": "own", "number": 1, "version": "v1", "content": {"of": home}}
        for kind in Kind:
            self.editions.add(Edition.model_validate(wrote | {"kind": kind, "created_by": "U1", "created_at": NOW}))
        self.schedules.add(schedule(workspace_id=home))

    def exporter(self) -> Exporter:
        contents = Contents(
            accounts=self.accounts,
            memberships=fakes.FakeMemberships(self.accounts, fakes.FakeAuditLog()),
            invitations=self.invitations,
            api_keys=self.api_keys,
            audit=fakes.FakeAuditLog(),
            campaigns=self.campaigns,
            timeline=self.campaigns.timeline,
            entries=self.entries,
            assets=self.assets,
            editions=self.editions,
            schedules=self.schedules,
            budgets=fakes.FakeBudgets(),
        )
        return Exporter(
            exports=self.exports, contents=contents, assets=self.assets, archive=self.archive, clock=self.clock
        )

    def now(self) -> Export:
        return self.exports.get(HERE, self.asked.id)


@pytest.fixture
def world() -> World:
    return World()


def test_all_that_a_workspace_has_is_in_it(world: World) -> None:
    assert world.exporter().run() == 1
    done = world.now()
    data = world.files.get(done.key)
    assert (done.status, done.size) == (ExportStatus.DONE, len(data))
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        lines = {
            name.removesuffix(".jsonl"): [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }
        (file,) = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(file) == f"bytes of {HERE}".encode()
    assert (".." in file.split("/"), file.count("/")) == (False, 1)
    assert {name: len(found) for name, found in lines.items()} == {
        **dict.fromkeys(("export", "workspace", "members", "invitations", "api_keys", "campaigns", "events"), 1),
        **dict.fromkeys(("costs", "assets", "playbooks", "agents", "schedules"), 1),
        "phases": 2,
        "scheduled_runs": 0,
        "budgets": 0,
        "audit": 0,
    }
    assert lines["members"][0]["email"].endswith("@example.com")
    text = json.dumps(lines)
    assert HERE in text
    assert (ELSEWHERE in text, "secret" in text) == (False, False)


def test_one_that_fails_leaves_no_file_and_is_tried_a_few_times(world: World) -> None:
    world.archive = _Broken(world.files)
    for tries in range(1, MOST_TRIES + 1):
        assert world.exporter().run() == 0
        assert (world.now().status, world.now().tries) == (ExportStatus.PENDING, tries)
    assert world.exporter().run() == 0
    assert world.now().status is ExportStatus.FAILED
    assert world.now().key not in world.files.stored
    assert world.exports.open(10) == []


def test_one_that_another_function_writes_is_left_to_it_until_that_must_be_dead(world: World) -> None:
    claimed = world.asked.claimed(world.clock())
    assert claimed
    assert world.exports.save(claimed)
    assert world.exporter().run() == 0
    world.clock.advance(LEASE.total_seconds())
    assert world.exporter().run() == 1
    assert world.now().tries == 2


def test_an_asset_without_file_keeps_nobody_from_an_export(world: World) -> None:
    del world.files.stored[f"{HERE}/file"]
    assert world.exporter().run() == 1
