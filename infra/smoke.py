"""`make smoke`: does a stage that was deployed carry a campaign from its brief to its report? What it took is told."""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from astromedia_client import AstroMediaError, Client
from astromedia_client.briefs import read_brief
from astromedia_client.cli.failures import lines_of

BRIEF = Path("examples", "b2b-software.yaml")
KEY = "ASTROMEDIA_API_KEY"
TESTER = "success+{}@simulator.amazonses.com"
"""What SES takes and delivers to nobody."""
ADDRESSES = {"edge": "EdgeUrl", "api": "ApiUrl"}
"""Where the address of an API is said: the output by the stack. Behind an edge the API answers nobody else."""


class SmokeFailed(Exception):
    """The stage does not do its work; the message says what it did instead."""


@dataclass(frozen=True)
class Machine:
    """Environment, clock and (None: the real) network."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    network: httpx.BaseTransport | None = None


def address(stage: str) -> str:
    """Where the API of a stage is, by the outputs of its stacks. SmokeFailed if it was not deployed."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    stacks = boto3.client("cloudformation")
    refused = ""
    for part, output in ADDRESSES.items():
        try:
            (found,) = stacks.describe_stacks(StackName=f"astromedia-{stage}-{part}")["Stacks"]
        except ClientError as error:
            refused = str(error)
            continue
        except BotoCoreError as error:
            raise SmokeFailed(f"CloudFormation was not asked: {error}") from None
        for each in found.get("Outputs", ()):
            if each["OutputKey"] == output:
                return str(each["OutputValue"])
    raise SmokeFailed(f"no stack of stage {stage} says where its API is; last answer: {refused}")


@contextmanager
def somebody(url: str, machine: Machine) -> Iterator[Client]:
    """A client for whoever the API key in the environment stands for; without one, for somebody made for this run, who
    is erased after it, with all that was made, unless it failed."""
    if key := machine.environ.get(KEY):
        with Client(url, network=machine.network, sleep=machine.sleep, api_key=key) as client:
            yield client
        return
    with Client(url, network=machine.network, sleep=machine.sleep) as client:
        email, password = TESTER.format(secrets.token_hex(8)), secrets.token_urlsafe(24)
        client.register(email, password, name="Smoke test", workspace="Smoke test")
        client.login(email, password)
        yield client
        client.erase_account(password)


def campaign(client: Client, options: argparse.Namespace, machine: Machine) -> str:
    """Run one to its end; what it took, in a line. SmokeFailed if it ends otherwise than COMPLETED, or too late."""
    began = machine.monotonic()
    made = client.campaigns.create(
        read_brief(options.brief),
        name="Smoke test",
        model_budget=options.most,
        playbook=options.playbook,
        governance="AUTO",
    )
    client.campaigns.launch(made.id)
    for _ in client.campaigns.batches(made.id):
        if machine.monotonic() - began > options.minutes * 60:
            client.campaigns.cancel(made.id)
            raise SmokeFailed(f"campaign {made.id} was not done within {options.minutes} minutes, and is cancelled")
    ended = client.campaigns.get(made.id)
    if ended.status != "COMPLETED":
        why = f"{ended.failure.error}: {ended.failure.detail}" if ended.failure else "without a reason"
        raise SmokeFailed(f"campaign {made.id} ended as {ended.status}: {why}")
    if not client.campaigns.report(made.id):
        raise SmokeFailed(f"campaign {made.id} has no report")
    phases, costs = client.campaigns.phases(made.id), client.campaigns.costs(made.id)
    seconds = machine.monotonic() - began
    return f"COMPLETED  {len(phases)} phases, {costs.calls} calls, {seconds:.1f} s, {costs.currency} {costs.total}"


def smoke(options: argparse.Namespace, machine: Machine) -> None:
    """Ask whether the stage is ready, run a campaign, and say what both answered."""
    url = options.url or address(options.stage)
    with Client(url, network=machine.network, sleep=machine.sleep) as anybody:
        print(f"{url}  ready: {', '.join(sorted(anybody.health().checks))}")
    with somebody(url, machine) as client:
        print(campaign(client, options, machine))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m infra.smoke", description=__doc__)
    parser.add_argument("--stage", default="dev", help="whose stacks say where its API is (%(default)s)")
    parser.add_argument("--url", default="", help="where the API is, instead")
    parser.add_argument("--brief", type=Path, default=BRIEF, help="the brief, YAML or JSON (%(default)s)")
    parser.add_argument("--playbook", default="campaign", help="the playbook (%(default)s)")
    parser.add_argument("--most", default="1.00", help="what its models may cost, in dollars (%(default)s)")
    parser.add_argument("--minutes", type=float, default=20, help="how long it may take (%(default)s)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None, machine: Machine | None = None) -> int:
    """0 if the stage did its work; else 1, and why on stderr."""
    try:
        smoke(parse(arguments), machine or Machine())
    except SmokeFailed as failure:
        print(failure, file=sys.stderr)
    except AstroMediaError as failure:
        print(*lines_of(failure), sep="\n", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
