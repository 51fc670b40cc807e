"""Serves the Invoke API: `python -m infra.local.functions CONFIG`, started by the supervisor."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from infra.local import processes
from infra.local.faults import FaultFile
from infra.local.functions.api import InvokeApi
from infra.local.functions.catalog import Catalog
from infra.local.functions.environment import Environment, Host
from infra.local.functions.pool import Limits, Pool
from infra.local.functions.settings import Addresses, FunctionSettings
from infra.local.functions.sources import Sources
from infra.local.plan import Plan, fake_credentials
from infra.local.ports import LOOPBACK


def build(plan: Plan, limits: Limits) -> tuple[InvokeApi, Pool]:
    """The Invoke API of one local cloud, and its pool."""
    host = Host(
        root=plan.project.task_root,
        logs=plan.folder.logs,
        base={
            **processes.base_environment(os.environ),
            **fake_credentials(plan.aws_url),
            "PYTHONPATH": os.pathsep.join(map(str, plan.project.python_path)),
        },
    )

    def launch(settings: FunctionSettings, revision: object) -> Environment:
        return Environment(settings, revision, host, on_exit=lambda gone: pool.forget(gone))

    pool = Pool(limits, launch)
    catalog = Catalog(Addresses(aws=plan.aws_url, api=plan.api_url, cache=plan.cache_url))
    return InvokeApi(catalog, pool, Sources(plan.project.sources), FaultFile(plan.folder.path)), pool


async def serve(plan: Plan) -> None:
    """Serve until told to stop."""
    api, pool = build(plan, Limits.for_cores(os.cpu_count() or 2))
    runner = web.AppRunner(api.application(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, plan.ports["functions"], backlog=1024).start()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    pool.close()
    await runner.cleanup()


if __name__ == "__main__":
    processes.watch_parent()
    asyncio.run(serve(Plan.read(Path(sys.argv[1]))))
