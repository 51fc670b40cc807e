"""Files in S3."""

from urllib.parse import quote

from astromedia.domain.errors import NotFound

from .clients import s3


class S3Files:
    """Implements ports.Files on one bucket."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, key: str, data: bytes, mime_type: str) -> None:
        s3().put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=mime_type)

    def get(self, key: str) -> bytes:
        client = s3()
        try:
            return client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except client.exceptions.NoSuchKey:
            raise NotFound(f"There is no file {key}.") from None

    def link(self, key: str, file_name: str, seconds: int) -> str:
        params = {"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": attachment(file_name)}
        return s3().generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)


def attachment(file_name: str) -> str:
    """The Content-Disposition that saves a download under `file_name` (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\/%' else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
