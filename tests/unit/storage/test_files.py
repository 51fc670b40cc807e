from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest

from astromedia.domain.errors import FilesRefused, NotFound
from astromedia.domain.ports import Files
from astromedia.storage import clients
from astromedia.storage.files import S3Files, attachment
from tests.cloud import BUCKET


def test_bytes_come_back_and_can_be_replaced(files: Files) -> None:
    files.put("W1/a/été.png", b"one", "image/png")
    files.put("W1/a/été.png", bytes(range(256)), "image/png")
    assert files.get("W1/a/été.png") == bytes(range(256))


def test_a_missing_file_is_not_found(files: Files) -> None:
    with pytest.raises(NotFound, match="W1/none"):
        files.get("W1/none")


def test_what_is_erased_is_gone_in_all_its_versions(aws: None) -> None:
    client, bucket = clients.s3(), "kept-versions"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    store = S3Files(bucket)
    for key in ("W1/replaced", "W1/deleted", "W2/other"):
        store.put(key, b"one", "text/plain")
    store.put("W1/replaced", b"two", "text/plain")
    client.delete_object(Bucket=bucket, Key="W1/deleted")
    assert store.erase("W1/") == 4
    left = client.list_object_versions(Bucket=bucket)
    assert [each["Key"] for each in left.get("Versions", [])] == ["W2/other"]
    assert not left.get("DeleteMarkers")
    assert store.erase("W1/") == 0


def test_more_than_one_request_takes_is_erased(files: Files) -> None:
    for number in range(3):
        files.put(f"W3/{number}", b"1", "text/plain")
    files.put("W30/other", b"1", "text/plain")
    assert [files.erase("W3/") for _ in range(2)] == [3, 0]
    assert files.get("W30/other") == b"1"


def test_a_link_names_the_file(files: Files) -> None:
    assert "carré.png" in unquote(unquote(files.link("W1/a", "carré.png", 60)))


def test_a_link_downloads_the_bytes_under_their_name(aws: None) -> None:
    store = S3Files(BUCKET)
    store.put("W1/b/carré a.png", b"pixels", "image/png")
    with urlopen(store.link("W1/b/carré a.png", "carré a.png", 60)) as answer:
        assert answer.read() == b"pixels"
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"] == attachment("carré a.png")


def test_a_changed_link_is_refused(aws: None) -> None:
    store = S3Files(BUCKET)
    store.put("W1/mine", b"mine", "text/plain")
    store.put("W2/other", b"other", "text/plain")
    link = store.link("W1/mine", "mine", 60).replace("W1/mine", "W2/other")
    with pytest.raises(HTTPError) as refused:
        urlopen(link)
    refused.value.close()
    assert refused.value.code == 403


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.png", "attachment; filename=\"a.png\"; filename*=UTF-8''a.png"),
        ("é\r\nX: 1.png", "attachment; filename=\"___X: 1.png\"; filename*=UTF-8''%C3%A9%0D%0AX%3A%201.png"),
        ('a"b\\c.png', "attachment; filename=\"a_b_c.png\"; filename*=UTF-8''a%22b%5Cc.png"),
    ],
)
def test_no_file_name_can_break_the_header(name: str, header: str) -> None:
    assert attachment(name) == header


@pytest.mark.parametrize(
    ("region", "host"),
    [("us-east-1", "bucket.s3.amazonaws.com"), ("eu-west-3", "bucket.s3.eu-west-3.amazonaws.com")],
)
def test_on_aws_a_link_goes_to_the_buckets_own_region(monkeypatch: pytest.MonkeyPatch, region: str, host: str) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name, value in {"AWS_DEFAULT_REGION": region, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(name, value)
    clients.s3.cache_clear()
    link = urlsplit(S3Files("bucket").link("W1/a", "a", 60))
    clients.s3.cache_clear()
    assert (link.scheme, link.netloc, link.path) == ("https", host, "/W1/a")
    assert f"{region}%2Fs3%2Faws4_request" in link.query


@pytest.mark.parametrize("operation", ["PutObject", "GetObject"])
def test_a_bucket_that_lets_nobody_in_is_named_so(aws: None, operation: str) -> None:
    store, error = S3Files(BUCKET), {"Error": {"Code": "AccessDenied", "Message": "No."}}
    ask: dict[str, Any] = {
        "PutObject": lambda: store.put("W1/a", b"", "text/plain"),
        "GetObject": lambda: store.get("W1/a"),
    }
    events: Any = clients.s3().meta.events
    name = f"before-call.s3.{operation}"

    def deny(**request: object) -> object:
        return SimpleNamespace(status_code=403), error

    events.register_first(name, deny)
    try:
        with pytest.raises(FilesRefused, match="AccessDenied"):
            ask[operation]()
    finally:
        events.unregister(name, deny)
