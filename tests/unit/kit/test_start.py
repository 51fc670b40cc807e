"""What a process does before a snapshot of it, and what all that are restored from it must not share.

A restore is simulated: the state that the snapshot keeps is put back, and the hooks run that Lambda's runtime runs.
"""

import gc
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import snapshot_restore_py  # type: ignore[import-untyped]
from awslambdaric import lambda_runtime_hooks_runner as lambda_runtime  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict
from ulid import ULID

from astromedia.domain.ids import new_id
from astromedia.kit.start import after_restore, before_snapshot, begun, build
from astromedia.storage import clients, secrets

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    for registry in ("_before_snapshot_registry", "_after_restore_registry"):
        monkeypatch.setattr(snapshot_restore_py, registry, [])


@pytest.fixture
def snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")


def test_without_a_snapshot_nothing_is_done_ahead() -> None:
    done: list[str] = []
    begun(lambda: done.append("eager"))
    before_snapshot(lambda: done.append("before"))
    after_restore(lambda: done.append("after"))
    lambda_runtime.run_before_snapshot()
    lambda_runtime.run_after_restore()
    assert done == []


def test_what_is_eager_is_done_before_the_snapshot(snapshot: None) -> None:
    done: list[str] = []
    begun(lambda: done.append("eager"))
    before_snapshot(lambda: done.append("before"))
    after_restore(lambda: done.append("after"))
    assert done == ["eager"]
    lambda_runtime.run_before_snapshot()
    lambda_runtime.run_after_restore()
    assert done == ["eager", "before", "after"]


def test_garbage_is_collected_again_once_a_process_has_begun() -> None:
    gc.disable()
    begun()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def test_two_that_are_restored_from_one_snapshot_draw_other_numbers(snapshot: None) -> None:
    begun()
    kept = random.getstate()

    def draw(restore: Callable[[], None]) -> float:
        random.setstate(kept)
        restore()
        return random.random()

    assert draw(lambda: None) == draw(lambda: None)
    assert draw(lambda_runtime.run_after_restore) != draw(lambda_runtime.run_after_restore)


def test_two_that_are_restored_from_one_snapshot_make_other_ids(snapshot: None) -> None:
    begun()
    new_id(NOW)
    kept = dict(vars(ULID.provider))

    def ids() -> set[str]:
        vars(ULID.provider).update(kept)
        lambda_runtime.run_after_restore()
        return {new_id(NOW + timedelta(milliseconds=each)) for each in range(1, 100)}

    assert not ids() & ids()


def test_models_that_were_put_off_are_built() -> None:
    class Base(BaseModel):
        model_config = ConfigDict(defer_build=True)

    class Child(Base):
        number: int

    assert not Child.__pydantic_complete__
    build(Base)
    assert Child.__pydantic_complete__


class Secrets(BaseHTTPRequestHandler):
    """A Secrets Manager that keeps its connections open, and says how many it was given."""

    protocol_version = "HTTP/1.1"
    told, opened = "old", 0

    def setup(self) -> None:
        super().setup()
        type(self).opened += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"SecretString": json.dumps({"key": self.told})}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(told: str, port: int = 0) -> Iterator[tuple[int, type[Secrets]]]:
    kind = type("Told", (Secrets,), {"told": told, "opened": 0})
    with ThreadingHTTPServer(("127.0.0.1", port), kind) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, kind
        server.shutdown()


@pytest.fixture
def fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "DEFAULT_REGION": "eu-west-3"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    made = (secrets._remembered, clients.secrets, clients.session)
    for each in made:
        each.cache_clear()
    yield
    for each in made:
        each.cache_clear()


def test_what_was_read_and_connected_before_the_snapshot_is_read_again_over_a_new_connection(
    snapshot: None, fresh_clients: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving("old") as (port, before):
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        assert [secrets.read_secret("arn")["key"] for _ in range(2)] == ["old", "old"]
        lambda_runtime.run_before_snapshot()
    with serving("new", port) as (_, after):
        lambda_runtime.run_after_restore()
        assert secrets.read_secret("arn")["key"] == "new"
    assert (before.opened, after.opened) == (1, 1)
