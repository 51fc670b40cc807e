"""Keeps what the AWS services remember: tables by journal and snapshot, everything else soon after it changes."""

import asyncio
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from infra.local.aws.journal import WRITES, Journal
from infra.local.aws.library import app, cloudformation, dynamodb, persistence, responses
from infra.local.hooks import Hook

LOG = logging.getLogger(__name__)
_EVERY = 0.25
"""Seconds between two looks at whether something changed."""
_SHARE = 10
"""A save is followed by a pause this many times as long, so that saving never takes over the event loop."""
_READS = ("Get", "List", "Describe", "Head", "BatchGet", "TransactGet", "Query", "Scan", "Search", "Lookup")
_PASSING = ("PutEvents", "StartExecution", "StopExecution", "SendTask")
"""What a running campaign asks all the time and what leaves nothing here: a save would look at every stack for it."""
_NOT_HERE = frozenset({"cloudtrail", "dynamodb", "iot", "sts"})
"""Tables have their own way to disk; the others hold nothing worth keeping, and change all the time."""
_REAPER = "dynamodb-ttl-reaper"

Handler = Callable[..., Any]


def changes_state(method: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request may change what a service remembers."""
    action = headers.get("x-amz-target", "").rpartition(".")[2]
    if not action and body.startswith(b"Action="):
        action = body[7:].split(b"&", 1)[0].decode()
    return not action.startswith((*_READS, *_PASSING)) if action else method not in ("GET", "HEAD", "OPTIONS")


def run_to_end(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits: ministack's DynamoDB handler is one."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("the handler waited for something")


class Storage:
    """The state folder of the local cloud."""

    def __init__(self, folder: Path) -> None:
        self._journal = Journal(folder)
        self._folder = folder
        self._changed = False
        self._tables_changed = False
        self._saved: dict[str, bytes] = {}

    async def run(self) -> None:
        """Save whatever changes, for as long as the server runs."""
        while True:
            started = time.monotonic()
            self._settle_changes()
            await asyncio.sleep(max(_EVERY, _SHARE * (time.monotonic() - started)))

    def notice(self) -> None:
        """Save what changed behind the APIs, with the next look at it."""
        self._changed = True

    def flush(self) -> None:
        """Save everything now, unless a deploy is half done: a kill would leave a stack that is neither old nor new."""
        if self._deploying():
            return
        self._save_services()
        self._journal.rotate(self._save_tables)
        self._changed = self._tables_changed = False

    def _settle_changes(self) -> None:
        if self._tables_changed or self._journal.full:
            self.flush()
        elif self._changed and not self._deploying():
            self._changed = False
            self._save_services()

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    @staticmethod
    def _deploying() -> bool:
        return any(stack["StackStatus"].endswith("IN_PROGRESS") for stack in cloudformation._stacks.all_values())

    def _save_services(self) -> None:
        for name, get_state in app._build_persistence_save_dict().items():
            state = None if name in _NOT_HERE else get_state()
            if state is None:
                continue
            digest = hashlib.sha256(json.dumps(state, default=persistence._json_default).encode()).digest()
            if self._saved.get(name) != digest:
                persistence.save_state(name, state)
                self._saved[name] = digest

    def _save_tables(self, generation: int) -> int:
        persistence.save_state("dynamodb", {**dynamodb.get_state(), "generation": generation})
        return (self._folder / "dynamodb.json").stat().st_size

    def _load_tables(self, stock: Handler) -> Handler:
        def load(data: dict[str, Any]) -> None:
            stock(data)
            self._replay(data.get("generation", 0))

        return load

    def _replay(self, generation: int) -> None:
        for account, region, operation, request in self._journal.open(generation):
            headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
            with responses.request_scope(account, region):
                status, _, answer = run_to_end(dynamodb.handle_request("POST", "/", headers, request.encode(), {}))
            if status != 200:
                LOG.error("replaying %s: %s", operation, answer)

    def _journalled(self, stock: Handler) -> Handler:
        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
            answer = await stock(method, path, headers, body, query)
            operation = headers.get("x-amz-target", "").rpartition(".")[2]
            if operation in WRITES:
                if answer[0] == 200:
                    self._append(operation, body.decode())
            elif not operation.startswith(_READS):
                self._tables_changed = True
            return answer

        return handle

    def _append(self, operation: str, request: str) -> None:
        self._journal.append(responses.get_account_id(), responses.get_region(), operation, request)

    def _expiry_journalled(self, stock: Handler) -> Handler:
        def remove(table: dict[str, Any], partition: str, sort: str) -> Any:
            item = stock(table, partition, sort)
            if item is not None and threading.current_thread().name == _REAPER:
                names = filter(None, (table.get("pk_name"), table.get("sk_name")))
                request = {"TableName": table["TableName"], "Key": {name: item[name] for name in names}}
                self._append("DeleteItem", json.dumps(request))
            return item

        return remove

    def _noticed(self, stock: Handler) -> Handler:
        async def dispatch(method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any) -> Any:
            answer = await stock(method, path, headers, body, *rest)
            if not headers.get("x-amz-target", "").startswith("DynamoDB") and changes_state(method, headers, body):
                self._changed = True
            return answer

        return dispatch

    def hooks(self) -> list[Hook]:
        """ministack writes its state when it stops, and only then."""
        return [
            Hook(
                name="journal",
                why="Writes since the last orderly stop are lost when the process is killed.",
                places=[(app.SERVICE_HANDLERS, "dynamodb")],
                make=self._journalled,
            ),
            Hook(
                name="journal-expiry",
                why="Items that expire are removed behind the API; a replay must remove them at the same point.",
                places=[(dynamodb, "_remove_item")],
                make=self._expiry_journalled,
            ),
            Hook(
                name="journal-replay",
                why="What the journal holds must be applied on top of the snapshot.",
                places=[(dynamodb, "load_persisted_state")],
                make=self._load_tables,
            ),
            Hook(
                name="notice-changes",
                why="Secrets, stacks, rules and buckets are saved when ministack stops, and only then.",
                places=[(app, "_dispatch_service_request")],
                make=self._noticed,
            ),
        ]
