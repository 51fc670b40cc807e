"""Puts the process together: settings before ministack is imported, hooks before it starts, loopback only."""

import signal
import socket
import socketserver
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from infra.local.plan import ACCOUNT, REGION, Plan
from infra.local.ports import LOOPBACK


def settings(plan: Plan) -> dict[str, str]:
    """The environment variables that configure ministack."""
    return {
        "GATEWAY_PORT": str(plan.ports["aws"]),
        "MINISTACK_HOST": "localhost",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(plan.folder.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(plan.folder.path / "s3"),
        "AUTH": "true",
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
    }


def serve(plan: Plan) -> None:
    """Serve until told to stop; what changed is on disk when this returns."""
    from infra.local import hooks
    from infra.local.aws import caches, changes, doors, forward, refusals, scheduler, storage, usage
    from infra.local.aws.library import app
    from infra.local.faults import FaultFile

    # moto, ministack and their clients exchange small messages: Nagle's algorithm would add 40 ms to each.
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    store = storage.Storage(plan.folder.state)
    lambdas, machines = forward.Functions(plan.url("functions")), forward.StepFunctions(plan.url("states"))
    deliveries = scheduler.Deliveries(lambdas, store.notice)
    guard, used = refusals.Refusals(FaultFile(plan.folder.path)), usage.Usage()
    parts = (deliveries, store, guard, used, caches.Users(plan.operator_cache_url))
    hooks.install(changes.all_hooks(lambdas, machines, plan.folder.logs, *parts))
    application: Any = doors.Doors(app.app, store, guard, used, plan.ports["api"])
    _serve(application, [plan.ports[name] for name in ("aws", "api")])
    store.flush()


def _serve(application: Any, ports: Sequence[int]) -> None:
    """Serve until told to stop. uvicorn parses HTTP in C: a request to a table is a third cheaper than with h11."""
    from uvicorn import Config

    config = Config(
        application,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = _server(config)
    sockets = [socket.create_server((LOOPBACK, port), backlog=config.backlog) for port in ports]
    server.run(sockets)


def _server(config: Any) -> Any:
    """A server that ends when told to; uvicorn's own would then end the process, before what changed is on disk."""
    from uvicorn import Server

    class Stoppable(Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, self.handle_exit)
            yield

    return Stoppable(config)
