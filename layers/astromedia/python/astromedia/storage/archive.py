"""Files in S3 that are too large for memory: read and written piece by piece."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

from astromedia.domain.errors import NotFound

from .clients import s3

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

READ_BYTES = 1 << 20
PART_BYTES = 16 << 20
"""S3 takes 10,000 parts: so a file has at most 160 GB."""


class S3Archive:
    """Implements export.Archive on one bucket."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def pieces(self, key: str) -> Iterator[bytes]:
        client = s3()
        try:
            body = client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except client.exceptions.NoSuchKey:
            raise NotFound(f"There is no file {key}.") from None
        yield from body.iter_chunks(READ_BYTES)

    @contextmanager
    def writing(self, key: str, mime_type: str) -> Iterator[IO[bytes]]:
        parts = _Parts(self._bucket, key, mime_type)
        try:
            yield cast("IO[bytes]", parts)
            parts.finish()
        except BaseException:
            parts.abort()
            raise


class _Parts(io.RawIOBase):
    """A multipart upload, written to like a file that cannot be rewound."""

    def __init__(self, bucket: str, key: str, mime_type: str) -> None:
        self._of: dict[str, Any] = {"Bucket": bucket, "Key": key}
        made = s3().create_multipart_upload(**self._of, ContentType=mime_type)
        self._of["UploadId"] = made["UploadId"]
        self._pending = bytearray()
        self._done: list[CompletedPartTypeDef] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._pending += data
        while len(self._pending) >= PART_BYTES:
            self._send(PART_BYTES)
        return len(data)

    def finish(self) -> None:
        """Make the parts a file."""
        if self._pending or not self._done:
            self._send(len(self._pending))
        s3().complete_multipart_upload(**self._of, MultipartUpload={"Parts": self._done})

    def abort(self) -> None:
        """Leave nothing behind."""
        s3().abort_multipart_upload(**self._of)

    def _send(self, size: int) -> None:
        number = len(self._done) + 1
        answer = s3().upload_part(**self._of, PartNumber=number, Body=bytes(self._pending[:size]))
        del self._pending[:size]
        self._done.append({"PartNumber": number, "ETag": answer["ETag"]})
