"""The Step Functions endpoint: moto's API as a WSGI application, plus the host's own routes."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import urllib3

from infra.local import hooks
from infra.local.plan import Plan
from infra.local.states import answers, clients, jsonata, reports, starting, stopping
from infra.local.states.journal import Journal
from infra.local.states.library import backend, config, server
from infra.local.states.machines import Machines

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def publisher(aws_url: str) -> reports.Publish:
    """Publishes on the default bus through the local cloud's own door: PutEvents refuses the source aws.states."""
    pool = urllib3.PoolManager(maxsize=16)

    def publish(entry: dict[str, Any]) -> None:
        try:
            answer = pool.request("POST", f"{aws_url}/_local/events", json=entry, timeout=10, retries=False)
        except urllib3.exceptions.HTTPError as problem:
            raise ConnectionError(str(problem)) from problem
        if answer.status != 200:
            raise ConnectionError(f"the event bus answered {answer.status}")

    return publish


def all_hooks(plan: Plan, reporter: reports.Reporter, machines: Machines) -> list[hooks.Hook]:
    """Everything the local host changes in moto."""
    return [
        *clients.hooks(clients.Clients(plan.aws_url, plan.url("functions"))),
        *jsonata.HOOKS,
        *starting.HOOKS,
        *stopping.hooks(reporter.ended),
        *answers.HOOKS,
        *reports.hooks(reporter),
        *machines.hooks(),
    ]


def build(plan: Plan) -> Application:
    """Mend moto, load what the last run left, and return the application to serve."""
    config["stepfunctions"] = {"execute_state_machine": True}
    folder = plan.folder.path / "states"
    reporter = reports.Reporter(Journal(folder / "executions.jsonl"), publisher(plan.aws_url))
    machines = Machines(folder / "machines.json")
    hooks.install(all_hooks(plan, reporter, machines))
    machines.load(backend())
    return with_recovery(server.DomainDispatcherApplication(server.create_backend_app), reporter)


def with_recovery(moto: Application, reporter: reports.Reporter) -> Application:
    """Adds POST /_local/recover: report the executions that the last stop interrupted."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/_local/recover":
            return moto(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(reporter.recover()).encode()]

    return application
