"""What S3 takes by a form, and what it does not: held against the local cloud's S3, and the fake."""

import hashlib
from collections.abc import Callable, Mapping

import httpx
import pytest

from astromedia.domain.upload import Inbox, NothingCame, Upload
from astromedia.storage.files import S3Files
from astromedia.storage.inbox import S3Inbox
from tests import fakes
from tests.cloud import BUCKET
from tests.samples import PNG, id_at, upload

Post = Callable[[str, Mapping[str, str], bytes], int]


@pytest.fixture
def inbox(host: str) -> Inbox:
    return S3Inbox(BUCKET) if host == "aws" else fakes.FakeInbox(fakes.FakeFiles(), fakes.FakeClock())


@pytest.fixture
def post(inbox: Inbox) -> Post:
    """Post a file as a client does; the status that comes back."""
    if isinstance(inbox, fakes.FakeInbox):
        return lambda url, fields, data: inbox.post(fields, data)
    return lambda url, fields, data: httpx.post(url, data=dict(fields), files={"file": data}).status_code


@pytest.fixture
def said() -> Upload:
    return upload(workspace_id=id_at())


def test_what_was_posted_is_taken_and_looked_at(inbox: Inbox, post: Post, said: Upload) -> None:
    data = PNG + bytes(5_000)
    said = said.model_copy(update={"size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    url, fields = inbox.form(said, 60)
    assert post(url, fields, data) == 204
    found = inbox.take(said, f"{said.workspace_id}/taken")
    assert found == (len(data), said.sha256, data[:4096])


@pytest.mark.parametrize("data", [b"", PNG[:-1], PNG + b"\0"], ids=["empty", "smaller", "larger"])
def test_another_number_of_bytes_is_refused(inbox: Inbox, post: Post, said: Upload, data: bytes) -> None:
    url, fields = inbox.form(said, 60)
    assert post(url, fields, data) == 400
    with pytest.raises(NothingCame):
        inbox.take(said, f"{said.workspace_id}/taken")


@pytest.mark.parametrize(
    "change",
    [
        {"key": "inbox/W2/01KJPY44E0CGSBHRRNH1AV3MK6"},
        {"key": "W2/uploads/a/b"},
        {"key": "inbox/${filename}"},
        {"Content-Type": "text/html"},
        {"Content-Type": "image/svg+xml"},
        {"acl": "public-read"},
        {"x-amz-meta-more": "1"},
        {"Content-Disposition": "inline"},
        {"success_action_redirect": "https://evil.example"},
    ],
    ids=str,
)
def test_a_form_that_was_changed_is_refused(inbox: Inbox, post: Post, said: Upload, change: dict[str, str]) -> None:
    url, fields = inbox.form(said, 60)
    assert post(url, {**fields, **change}, PNG) == 403
    with pytest.raises(NothingCame):
        inbox.take(said, f"{said.workspace_id}/taken")


def test_a_form_that_expired_is_refused(inbox: Inbox, post: Post, said: Upload) -> None:
    url, fields = inbox.form(said, -1)
    assert post(url, fields, PNG) == 403


def test_what_was_taken_stays_as_it_was(inbox: Inbox, post: Post, said: Upload) -> None:
    url, fields = inbox.form(said, 60)
    key = f"{said.workspace_id}/taken"
    post(url, fields, PNG)
    first = inbox.take(said, key)
    other = PNG[:-1] + b"\1"
    assert post(url, fields, other) == 204
    files = inbox.files if isinstance(inbox, fakes.FakeInbox) else S3Files(BUCKET)
    assert files.get(key) == PNG
    assert inbox.take(said, f"{key}-2").sha256 != first.sha256
    inbox.remove(said.inbox_key)
    inbox.remove(said.inbox_key)
    assert files.get(key) == PNG
    with pytest.raises(NothingCame):
        inbox.take(said, key)


def test_on_aws_s3_itself_compares_the_checksum(aws: None, said: Upload) -> None:
    """The local S3 does not: there, whoever completes the upload does."""
    said = said.model_copy(update={"sha256": "00" * 32})
    fields = S3Inbox(BUCKET).form(said, 60).fields
    assert fields["x-amz-checksum-algorithm"] == "SHA256"
    assert fields["x-amz-checksum-sha256"] == "A" * 43 + "="


def test_what_was_taken_has_the_type_that_was_said_and_nothing_else_of_the_form(aws: None, said: Upload) -> None:
    inbox = S3Inbox(BUCKET)
    url, fields = inbox.form(said, 60)
    assert httpx.post(url, data=dict(fields), files={"file": ("a.html", PNG, "text/html")}).status_code == 204
    inbox.take(said, "W1/taken")
    answer = httpx.get(S3Files(BUCKET).link("W1/taken", "logo.png", 60))
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="logo.png"')
