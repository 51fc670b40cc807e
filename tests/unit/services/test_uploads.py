"""What the API's attack tests cannot time: others who complete the same upload in between."""

from collections.abc import Callable

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.asset import Asset
from astromedia.domain.role import Role
from astromedia.domain.upload import Content, StorageFull, Upload
from astromedia.services.audit import Audit
from astromedia.services.uploads import Announced, UploadService
from tests import fakes
from tests.samples import PNG, id_at

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
TOLD = Announced("logo.png", "image/png", len(PNG), None, ["brand"])


class Interrupted(fakes.FakeInbox):
    """Something happens, once, `before` a file is taken, or `after`."""

    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None

    def take(self, upload: Upload, key: str) -> Content:
        before, self.before = self.before, None
        if before:
            before()
        content = super().take(upload, key)
        after, self.after = self.after, None
        if after:
            after()
        return content


class Unreliable(fakes.FakeUploads):
    """Whose answers may get lost, though all is done."""

    answers = True

    def finish(self, upload: Upload, asset: Asset, most: int) -> Asset:
        done = super().finish(upload, asset, most)
        if not self.answers:
            raise ConnectionError
        return done


class Bench:
    """A service, and an upload whose file is in the inbox."""

    def __init__(self) -> None:
        self.clock, self.assets, self.files = fakes.FakeClock(), fakes.FakeAssets(), fakes.FakeFiles()
        self.inbox = Interrupted(self.files, self.clock)
        self.uploads = Unreliable(self.assets)
        self.service = UploadService(
            uploads=self.uploads,
            inbox=self.inbox,
            budgets=fakes.FakeBudgets(),
            audit=Audit(log=fakes.FakeAuditLog(), clock=self.clock),
            clock=self.clock,
        )
        self.upload, self.form = self.service.begin(ADA, id_at(), TOLD)
        assert self.inbox.post(self.form.fields, PNG) == 204

    def complete(self) -> str:
        return self.service.finish(ADA, self.upload.id).key

    def finish(self) -> None:
        self.made = self.complete()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_who_finds_the_inbox_emptied_by_another_gets_what_that_one_made(bench: Bench) -> None:
    bench.inbox.before = bench.finish
    assert bench.complete() == bench.made
    assert list(bench.files.stored) == [bench.made]


def test_who_comes_second_gets_what_the_first_made_and_leaves_no_file(bench: Bench) -> None:
    bench.inbox.after = bench.finish
    assert bench.complete() == bench.made
    assert list(bench.files.stored) == [bench.made]


def test_what_replaces_the_file_while_it_is_completed_is_another_try(bench: Bench) -> None:
    bench.inbox.after = lambda: bench.inbox.post(bench.form.fields, PNG[:-1] + b"\1")
    assert bench.files.stored[bench.complete()] == PNG


def test_what_finds_no_room_leaves_the_upload_and_no_copy(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.uploads.sizes["W1"] = 10**9
    with pytest.raises(StorageFull):
        bench.complete()
    assert list(bench.files.stored) == [bench.upload.inbox_key]
    bench.uploads.sizes["W1"] = 0
    assert bench.complete()


def test_an_error_after_which_it_may_have_been_done_removes_nothing(bench: Bench) -> None:
    bench.uploads.answers = False
    with pytest.raises(ConnectionError):
        bench.complete()
    bench.uploads.answers = True
    assert bench.complete() in bench.files.stored
