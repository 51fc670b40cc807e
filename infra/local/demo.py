"""`make demo`: one campaign on the local cloud, through the HTTP API, from its brief to its report."""

import argparse
import json
import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from astromedia_client import ApiProblem, AstroMediaError, Client
from astromedia_client.briefs import read_brief
from astromedia_client.cli import app
from astromedia_client.cli.failures import code_of, lines_of
from astromedia_client.cli.surroundings import Surroundings
from astromedia_client.credentials import Credentials, SavedLogin
from infra.local.borrowing import Settings, borrowed
from infra.local.cloud import LocalCloud, StartFailed
from infra.local.deploy import DeployFailed
from infra.local.model import ModelFailed, local_model
from infra.local.synth import SynthFailed

BRIEF = Path("examples", "b2b-software.yaml")
PROTOCOLS = ("openai", "anthropic")
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")

Borrow = Callable[[Settings, Surroundings], AbstractContextManager[LocalCloud]]


@contextmanager
def offline_model(environ: Settings, protocol: str) -> Iterator[Settings]:
    """Nothing to start, and nothing that could cost money, whatever keys there are."""
    if any(environ.get(key) for key in KEYS):
        print("A model's key is set, and left alone: MODEL=configured would use it.")
    yield {"MODEL_CHAIN": "offline"}


@contextmanager
def configured_model(environ: Settings, protocol: str) -> Iterator[Settings]:
    """What the environment or .env say, offline if they say nothing."""
    yield {}


MODELS: Mapping[str, Callable[[Settings, str], AbstractContextManager[Settings]]] = {
    "offline": offline_model,
    "configured": configured_model,
    "local": local_model,
}


def borrow(settings: Settings, machine: Surroundings) -> AbstractContextManager[LocalCloud]:
    """This repository's local cloud, with these model settings besides those of the environment."""
    return borrowed(settings, machine.environ, LocalCloud)


def log_in(api: Client, file: Path) -> SavedLogin:
    """The demo's own user, whose random password is kept in `file`; made when the API does not know it."""
    user = _read(file) or _invent(file)
    try:
        login = api.login(**user)
    except ApiProblem as problem:
        if problem.status != 401:
            raise
        api.register(**user, name="Demo", workspace="Demo")
        login = api.login(**user)
    return SavedLogin.of(login, datetime.now(UTC))


def _read(file: Path) -> dict[str, str] | None:
    try:
        user = json.loads(file.read_text())
        return {"email": user["email"], "password": user["password"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _invent(file: Path) -> dict[str, str]:
    """A new user for `file`, which only its owner can read."""
    user = {"email": f"demo-{secrets.token_hex(4)}@example.com", "password": secrets.token_urlsafe(24)}
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(user, opened)
    return user


def run_campaign(cloud: LocalCloud, brief: Path, machine: Surroundings) -> int:
    """`astromedia campaign run BRIEF --watch` as the demo's user; its exit code."""
    folder, api_url = cloud.folder.path, cloud.endpoints.api_url
    config, reports = folder / "demo", folder / "reports"
    reports.mkdir(exist_ok=True)
    with Client(api_url, network=machine.network) as api:
        Credentials(config).save(api_url, log_in(api, folder / "demo-credentials"))
    environ = {**machine.environ, "ASTROMEDIA_CONFIG_HOME": str(config)}
    command = ["campaign", "run", str(brief), "--watch", "--report", str(reports), "--api-url", api_url]
    try:
        app(command, obj=replace(machine, environ=environ))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def demo(options: argparse.Namespace, lend: Borrow, machine: Surroundings) -> int:
    """Start what is not up, run the campaign, stop what was started. The campaign's exit code."""
    read_brief(options.brief)
    with ExitStack() as started:
        settings = started.enter_context(MODELS[options.model](machine.environ, options.protocol))
        cloud = started.enter_context(lend(settings, machine))
        return run_campaign(cloud, options.brief, machine)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.demo", description=__doc__)
    parser.add_argument("--brief", type=Path, default=BRIEF, help="the brief, YAML or JSON (%(default)s)")
    parser.add_argument("--model", choices=MODELS, default="offline", help="who does the work (%(default)s)")
    parser.add_argument("--protocol", choices=PROTOCOLS, default="openai", help="of a local model (%(default)s)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None, lend: Borrow = borrow, machine: Surroundings | None = None) -> int:
    """Run the demo; 0 only if the campaign was completed."""
    options = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return demo(options, lend, machine or Surroundings())
    except AstroMediaError as failure:
        print(*lines_of(failure), sep="\n", file=sys.stderr)
        return code_of(failure)
    except (StartFailed, SynthFailed, DeployFailed, ModelFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
