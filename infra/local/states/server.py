"""The Step Functions endpoint: moto's API as a WSGI application, plus the host's own routes."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import urllib3

from infra.local import hooks
from infra.local.plan import Plan
from infra.local.states import answers, clients, jsonata, parsing, reports, starting, stopping
from infra.local.states.journal import Journal
from infra.local.states.library import backend, config, server
from infra.local.states.machines import Machines
from infra.local.states.resuming import Resumption
from infra.local.states.tokens import Tokens

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
        *parsing.HOOKS,
        *starting.HOOKS,
        *Tokens().hooks(),
        *stopping.hooks(reporter.ended),
        *answers.HOOKS,
        *reports.hooks(reporter),
        *machines.hooks(),
    ]


def build(plan: Plan) -> Application:
    """Mend moto, load what the last run left, and return the application to serve."""
    config["stepfunctions"] = {"execute_state_machine": True}
    folder = plan.folder.path / "states"
    journal = Journal(folder / "executions.jsonl")
    reporter = reports.Reporter(journal, publisher(plan.aws_url))
    machines = Machines(folder / "machines.json")
    resumption = Resumption(journal, machines, reporter.ended)
    hooks.install(all_hooks(plan, reporter, machines))
    machines.load(backend())
    resumption.restore(backend())
    return with_recovery(server.create_backend_app("stepfunctions"), reporter, resumption)


def with_recovery(moto: Application, reporter: reports.Reporter, resumption: Resumption) -> Application:
    """Adds POST /_local/recover: report what ended unreported, and run again what the last stop cut off."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/_local/recover":
            return moto(environ, start_response)
        reporter.catch_up()
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(resumption.begin()).encode()]

    return application
