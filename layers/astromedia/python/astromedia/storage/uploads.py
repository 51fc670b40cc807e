"""Uploads that are not finished, which expire by themselves, and how many bytes were: a partition per workspace."""

import random
import time
from collections.abc import Callable
from functools import partial

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from astromedia.domain.asset import Asset
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.upload import Upload, check_room

from . import keys
from .assets import ASSETS, asset_row
from .contention import Patience, written
from .rows import Row, row_at, table

UPLOADS, TOTAL = "UPLOAD#", "TOTAL"


class DynamoUploads:
    """Implements upload.Uploads on the campaigns table; DynamoAssets finds what was finished."""

    def __init__(
        self,
        table_name: str,
        random: Callable[[], float] = random.random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rows = table(table_name)
        self._patience = Patience(random, sleep)

    def add(self, upload: Upload) -> None:
        self._row(upload).save()

    def used(self, workspace_id: str) -> int:
        row = row_at(self._rows, keys.uploads_of(workspace_id), TOTAL)
        return int(row.used or 0) if row else 0

    def get(self, workspace_id: str, upload_id: str) -> Upload:
        row = row_at(self._rows, keys.uploads_of(workspace_id), f"{UPLOADS}{upload_id}")
        if row is None:
            raise NotFound(f"There is no upload {upload_id}.")
        return row.read(Upload)

    def finished(self, workspace_id: str, upload_id: str) -> Asset | None:
        row = row_at(self._rows, keys.uploads_of(workspace_id), f"{ASSETS}{upload_id}")
        return row.read(Asset) if row else None

    def finish(self, upload: Upload, asset: Asset, most: int) -> Asset:
        for _ in self._patience.tries():
            if written(partial(self._fill, upload, asset, most)):
                return asset
            if done := self.finished(upload.workspace_id, upload.id):
                return done
            self.get(upload.workspace_id, upload.id)
            check_room(self.used(upload.workspace_id), upload.size, most)
        raise Conflict(f"Too many uploads of the workspace end at this moment; try {upload.id} again.")

    def remove(self, upload: Upload) -> None:
        self._row(upload).delete()

    def _fill(self, upload: Upload, asset: Asset, most: int, write: TransactWrite) -> None:
        total = self._rows(keys.uploads_of(upload.workspace_id), TOTAL)
        write.delete(self._row(upload), condition=Row.pk.exists())
        write.save(asset_row(self._rows, asset), condition=Row.pk.does_not_exist())
        write.update(total, actions=[Row.used.add(upload.size)], condition=_room(upload, most))

    def _row(self, upload: Upload) -> Row:
        return self._rows(
            keys.uploads_of(upload.workspace_id),
            f"{UPLOADS}{upload.id}",
            document=upload.model_dump_json(),
            ttl=int(upload.complete_by.timestamp()),
        )


def _room(upload: Upload, most: int) -> Condition:
    taken = Row.used <= most - upload.size
    return taken if upload.size > most else Row.used.does_not_exist() | taken
