from concurrent.futures import ThreadPoolExecutor

import pytest

from astromedia.domain.asset import Asset
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Assets
from astromedia.domain.upload import StorageFull, Upload, Uploads
from tests.samples import id_at, upload

PLENTY = 1_000_000


def became(came: Upload, key: str = "W1/uploads/a/b") -> Asset:
    return Asset(
        **came.model_dump(include={"id", "workspace_id", "name", "mime_type", "size", "tags", "created_at"}),
        uploaded_by=came.created_by,
        kind="image",
        key=key,
        sha256="ab" * 32,
    )


@pytest.fixture
def said() -> Upload:
    """Of a workspace that has uploaded nothing yet."""
    return upload(workspace_id=id_at(), tags=("logo",), sha256="cd" * 32)


def test_an_upload_comes_back_until_it_is_removed(uploads: Uploads, said: Upload) -> None:
    uploads.add(said)
    assert uploads.get(said.workspace_id, said.id) == said
    uploads.remove(said)
    uploads.remove(said)
    with pytest.raises(NotFound):
        uploads.get(said.workspace_id, said.id)


def test_another_workspace_finds_neither_it_nor_what_it_became(uploads: Uploads, said: Upload) -> None:
    uploads.add(said)
    with pytest.raises(NotFound):
        uploads.get("W2", said.id)
    uploads.finish(said, became(said), PLENTY)
    assert uploads.finished("W2", said.id) is None


def test_what_is_finished_is_an_asset_like_others(uploads: Uploads, assets: Assets, said: Upload) -> None:
    uploads.add(said)
    assert uploads.finished(said.workspace_id, said.id) is None
    made = uploads.finish(said, became(said), PLENTY)
    assert uploads.finished(said.workspace_id, said.id) == made
    assert assets.get(said.workspace_id, said.id) == made
    assert assets.page(said.workspace_id, 5).items == [made]
    with pytest.raises(NotFound):
        uploads.get(said.workspace_id, said.id)


def test_it_becomes_one_asset_however_many_finish_it_at_once(uploads: Uploads, said: Upload) -> None:
    uploads.add(said)
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(uploads.finish, said, became(said, key=f"W1/{n}"), PLENTY) for n in range(8)]
    (kept,) = {each.result().key for each in tries}
    made = uploads.finished(said.workspace_id, said.id)
    assert made is not None
    assert made.key == kept
    assert uploads.used(said.workspace_id) == said.size


def test_what_was_removed_cannot_be_finished(uploads: Uploads, said: Upload) -> None:
    uploads.add(said)
    uploads.remove(said)
    with pytest.raises(NotFound):
        uploads.finish(said, became(said), PLENTY)
    assert uploads.finished(said.workspace_id, said.id) is None


def test_there_is_no_more_room_than_there_is(uploads: Uploads, said: Upload) -> None:
    assert uploads.used(said.workspace_id) == 0
    both = [said, upload(workspace_id=said.workspace_id)]
    for each in both:
        uploads.add(each)
    with pytest.raises(StorageFull):
        uploads.finish(both[0], became(both[0]), said.size - 1)
    uploads.finish(both[0], became(both[0]), said.size)
    with pytest.raises(StorageFull):
        uploads.finish(both[1], became(both[1]), said.size)
    assert uploads.finished(said.workspace_id, both[1].id) is None
    assert uploads.finish(both[1], became(both[1]), 2 * said.size).id == both[1].id
    assert uploads.used(said.workspace_id) == 2 * said.size
