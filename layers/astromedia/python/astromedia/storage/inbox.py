"""The inbox in S3: where clients post files by themselves, by a presigned form that fits one file."""

import hashlib
from base64 import b64encode
from typing import Any

from astromedia.domain.file_type import HEAD_BYTES
from astromedia.domain.upload import Content, Form, NothingCame, Upload

from .clients import s3

PIECE_BYTES = 1_048_576


class S3Inbox:
    """Implements upload.Inbox on one bucket."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def form(self, upload: Upload, seconds: int) -> Form:
        fields = {"Content-Type": upload.mime_type}
        if upload.sha256:
            checksum = b64encode(bytes.fromhex(upload.sha256)).decode()
            fields |= {"x-amz-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": checksum}
        # What may be sent is what these say and nothing else; boto adds the bucket and the key.
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", upload.size, upload.size])
        made = s3().generate_presigned_post(self._bucket, upload.inbox_key, dict(fields), conditions, seconds)
        return Form(made["url"], made["fields"])

    def take(self, upload: Upload, key: str) -> Content:
        client = s3()
        try:
            client.copy_object(
                Bucket=self._bucket,
                Key=key,
                CopySource={"Bucket": self._bucket, "Key": upload.inbox_key},
                ContentType=upload.mime_type,
                MetadataDirective="REPLACE",
                TaggingDirective="REPLACE",
            )
        except client.exceptions.NoSuchKey:
            raise NothingCame("Nothing came yet; post the file with the form's fields, then complete it.") from None
        return self._content(key)

    def remove(self, key: str) -> None:
        s3().delete_object(Bucket=self._bucket, Key=key)

    def _content(self, key: str) -> Content:
        digest, size, head = hashlib.sha256(), 0, b""
        for piece in s3().get_object(Bucket=self._bucket, Key=key)["Body"].iter_chunks(PIECE_BYTES):
            digest.update(piece)
            size += len(piece)
            head = head if len(head) == HEAD_BYTES else (head + piece)[:HEAD_BYTES]
        return Content(size, digest.hexdigest(), head)
