"""Files in S3."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from astromedia.domain.errors import FilesRefused, NotFound

from .clients import s3
from .outages import closed

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

MOST_AT_ONCE = 1000
"""S3 deletes so many files for one request."""


class S3Files:
    """Implements ports.Files on one bucket."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, key: str, data: bytes, mime_type: str) -> None:
        with _let_in():
            s3().put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=mime_type)

    def get(self, key: str) -> bytes:
        client = s3()
        try:
            with _let_in():
                return client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except client.exceptions.NoSuchKey:
            raise NotFound(f"There is no file {key}.") from None

    def erase(self, prefix: str) -> int:
        # By version, of which a bucket that keeps none has one: what was replaced or deleted before must go as well.
        client, found = s3(), 0
        for page in client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix):
            versions: list[ObjectIdentifierTypeDef] = [
                {"Key": each["Key"], "VersionId": each["VersionId"]}
                for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            ]
            for start in range(0, len(versions), MOST_AT_ONCE):
                some = versions[start : start + MOST_AT_ONCE]
                told = client.delete_objects(Bucket=self._bucket, Delete={"Objects": some, "Quiet": True})
                if refused := told.get("Errors"):
                    raise OSError(f"S3 did not delete {refused[0].get('Key')}: {refused[0].get('Code')}")
            found += len(versions)
        return found

    def link(self, key: str, file_name: str, seconds: int) -> str:
        params = {"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": attachment(file_name)}
        return s3().generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)


@contextmanager
def _let_in() -> Iterator[None]:
    """FilesRefused if S3 does not let us do what the block does."""
    try:
        yield
    except Exception as error:
        if code := closed(error):
            said = f"The store of files refuses us: {code}. Whoever operates it has to mend that; then retry."
            raise FilesRefused(said) from error
        raise


def attachment(file_name: str) -> str:
    """The Content-Disposition that saves a download under `file_name` (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\/%' else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def homes_of(workspace_id: str) -> tuple[str, ...]:
    """What the keys of all files of a workspace begin with."""
    return f"{workspace_id}/", f"cache/{workspace_id}/", f"inbox/{workspace_id}/", f"exports/{workspace_id}/"
