"""Puts the process together: settings before ministack is imported, hooks before it starts, loopback only."""

import asyncio
import signal
import socketserver
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
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    from infra.local import hooks
    from infra.local.aws import (
        conditions,
        doors,
        forward,
        functions,
        identity,
        scheduler,
        secrets,
        states,
        storage,
        templates,
    )
    from infra.local.aws.library import app

    # moto, ministack and their clients exchange small messages: Nagle's algorithm would add 40 ms to each.
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    store = storage.Storage(plan.folder.state)
    lambdas = forward.Functions(plan.url("functions"))
    hooks.install(functions.hooks(lambdas))
    hooks.install(secrets.hooks(lambdas))
    hooks.install(states.hooks(forward.StepFunctions(plan.url("states"))))
    hooks.install(identity.hooks())
    hooks.install(scheduler.Deliveries(lambdas, store.notice).hooks())
    hooks.install(templates.hooks())
    hooks.install(conditions.hooks())
    hooks.install(store.hooks())
    config = Config()
    config.bind = [f"{LOOPBACK}:{plan.ports[name]}" for name in ("aws", "api")]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.h11_max_incomplete_size = 1 << 17
    application: Any = doors.Doors(app.app, store, plan.ports["api"])
    asyncio.run(_until_stopped(hypercorn, application, config))
    store.flush()


async def _until_stopped(hypercorn: Any, application: Any, config: Any) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await hypercorn(application, config, shutdown_trigger=stopped.wait)
