"""Uploads in memory, and an inbox that takes files as S3 does."""

import hashlib
import json
import threading
from base64 import b64encode
from collections.abc import Mapping

from astromedia.domain.asset import Asset
from astromedia.domain.errors import NotFound
from astromedia.domain.file_type import HEAD_BYTES
from astromedia.domain.upload import Content, Form, NothingCame, Upload, check_room

from .assets import FakeAssets
from .clock import FakeClock
from .files import FakeFiles


class FakeUploads:
    """Implements upload.Uploads; what is finished is in `assets`."""

    def __init__(self, assets: FakeAssets) -> None:
        self.assets = assets
        self.open: dict[tuple[str, str], Upload] = {}
        self.sizes: dict[str, int] = {}
        self._lock = threading.Lock()

    def add(self, upload: Upload) -> None:
        self.open[upload.workspace_id, upload.id] = upload

    def used(self, workspace_id: str) -> int:
        return self.sizes.get(workspace_id, 0)

    def get(self, workspace_id: str, upload_id: str) -> Upload:
        upload = self.open.get((workspace_id, upload_id))
        if upload is None:
            raise NotFound(f"There is no upload {upload_id}.")
        return upload

    def finished(self, workspace_id: str, upload_id: str) -> Asset | None:
        try:
            asset = self.assets.get(workspace_id, upload_id)
        except NotFound:
            return None
        return asset if asset.uploaded_by else None

    def finish(self, upload: Upload, asset: Asset, most: int) -> Asset:
        with self._lock:
            if done := self.finished(upload.workspace_id, upload.id):
                return done
            self.get(upload.workspace_id, upload.id)
            check_room(self.used(upload.workspace_id), upload.size, most)
            self.remove(upload)
            self.assets.save(asset)
            self.sizes[upload.workspace_id] = self.used(upload.workspace_id) + upload.size
            return asset

    def remove(self, upload: Upload) -> None:
        self.open.pop((upload.workspace_id, upload.id), None)


class FakeInbox:
    """Implements upload.Inbox over `files`; `post` is what S3 does with a form, but for its signature."""

    def __init__(self, files: FakeFiles, clock: FakeClock) -> None:
        self.files, self.clock = files, clock

    def form(self, upload: Upload, seconds: int) -> Form:
        fields = {"key": upload.inbox_key, "Content-Type": upload.mime_type}
        if upload.sha256:
            fields["x-amz-checksum-sha256"] = b64encode(bytes.fromhex(upload.sha256)).decode()
        until = self.clock().timestamp() + seconds
        return Form("https://inbox.test/", fields | {"policy": json.dumps([fields, upload.size, until])})

    def post(self, fields: Mapping[str, str], data: bytes) -> int:
        """The status that S3 answers."""
        said, size, until = json.loads(fields["policy"])
        checksum = b64encode(hashlib.sha256(data).digest()).decode()
        if until <= self.clock().timestamp() or {k: v for k, v in fields.items() if k != "policy"} != said:
            return 403
        if len(data) != size or fields.get("x-amz-checksum-sha256", checksum) != checksum:
            return 400
        self.files.put(fields["key"], data, fields["Content-Type"])
        return 204

    def take(self, upload: Upload, key: str) -> Content:
        if upload.inbox_key not in self.files.stored:
            raise NothingCame("Nothing came yet.")
        data = self.files.stored[upload.inbox_key]
        self.files.put(key, data, upload.mime_type)
        return Content(len(data), hashlib.sha256(data).hexdigest(), data[:HEAD_BYTES])

    def remove(self, key: str) -> None:
        self.files.stored.pop(key, None)
