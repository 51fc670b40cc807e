"""`python -m infra.local up | down | status | outbox`."""

import argparse
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Sequence

from infra.local.cloud import LocalCloud, StartFailed
from infra.local.deploy import DeployFailed
from infra.local.endpoints import Endpoints
from infra.local.outbox import mail, told
from infra.local.synth import SynthFailed

_INTERRUPTED = 128 + signal.SIGINT


def up(cloud: LocalCloud, *, foreground: bool) -> int:
    """Start the local cloud, or redeploy to the one that runs."""
    started = time.monotonic()
    try:
        endpoints = cloud.start(detached=not foreground)
        print(f"Ready in {time.monotonic() - started:.1f} s")
        show(endpoints)
    except (StartFailed, SynthFailed, DeployFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return stay(cloud) if foreground else 0


def stay(cloud: LocalCloud) -> int:
    """Wait for Ctrl-C, then stop."""
    print("Ctrl-C stops it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    return down(cloud)


def down(cloud: LocalCloud) -> int:
    """Stop the local cloud; its data stays."""
    print("Stopped; the data is kept." if cloud.stop() else "Nothing was running.")
    return 0


def status(cloud: LocalCloud) -> int:
    """Say whether the local cloud is up; the exit code is 0 if so and 3 if not."""
    if cloud.pid is None:
        print(f"Down. Data: {cloud.folder.path}")
        return 3
    print(f"Up, supervised by process {cloud.pid}. Data and logs: {cloud.folder.path}")
    show(cloud.endpoints)
    return 0


def outbox(cloud: LocalCloud) -> int:
    """Print the mail that was sent in the last 7 days; the local cloud keeps it instead of delivering it."""
    if cloud.pid is None:
        print("Down; start it with `make up`.", file=sys.stderr)
        return 3
    messages = [told(message) for message in mail(cloud.endpoints)]
    print("\n----\n".join(messages) or "No mail was sent.")
    return 0


def show(endpoints: Endpoints) -> None:
    """Print where to go."""
    print(f"  API  {endpoints.api_url}\n  Docs {endpoints.api_url}/docs")


def main(arguments: Sequence[str] | None = None, make: Callable[..., LocalCloud] = LocalCloud) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help=up.__doc__).add_argument("--foreground", action="store_true")
    commands.add_parser("down", help=down.__doc__)
    commands.add_parser("status", help=status.__doc__)
    commands.add_parser("outbox", help=outbox.__doc__)
    options = parser.parse_args(arguments)
    cloud = make(say=print)
    if options.command == "up":
        return up(cloud, foreground=options.foreground)
    return {"down": down, "status": status, "outbox": outbox}[options.command](cloud)
