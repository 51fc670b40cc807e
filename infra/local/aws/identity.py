"""Who calls: a function has its role's permissions and no other, as on AWS; everybody else owns the account."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from infra.local.aws.library import access, actions, app, functions, responses, secrets, sts
from infra.local.hooks import Hook
from infra.local.plan import ACCOUNT, REGION
from infra.local.task_tokens import machine_of

SECRET_KEY = "test"  # noqa: S105 - of the loopback
_STATES = "states.amazonaws.com"


async def describe(name: str) -> tuple[int, dict[str, Any]]:
    """GetFunction's status and answer for `f` or `f:live`, with the credentials that Lambda gives the function."""
    with responses.request_scope(ACCOUNT, REGION):
        path = f"/2015-03-31/functions/{name}"
        status, _, body = await app.SERVICE_HANDLERS["lambda"]("GET", path, {}, b"", {})
        answer: dict[str, Any] = json.loads(body)
        if status == 200:
            answer["OnFailure"] = destination(*name.split(":"))
            answer["Credentials"] = credentials(answer["Configuration"]["Role"], name.partition(":")[0])
        return status, answer


def destination(name: str, qualifier: str = "$LATEST") -> str | None:
    """The ARN of the queue that gets what a function, called so and not waited for, fails at for good."""
    status, _, body = functions._get_event_invoke_config(name, qualifier)
    failed = json.loads(body).get("DestinationConfig", {}).get("OnFailure", {}) if status == 200 else {}
    return failed.get("Destination")


def credentials(role_arn: str, name: str) -> dict[str, str]:
    """The variables of a session of the role, in the name of a function.

    They are the same after each start, so that links that a function signed outlive it, and never expire.
    """
    role = role_arn.rpartition("/")[2]
    key = "ASIA" + base64.b32encode(hashlib.sha256(f"{role} {name}".encode()).digest()).decode()[:16]
    session = {
        "AccountId": ACCOUNT,
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{name}",
        "PrincipalType": "AssumedRole",
        "SecretAccessKey": SECRET_KEY,
        "UserId": f"{role}:{name}",
    }
    sts.register_session(key, session)
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}


def with_secret_arns(stock: Callable[..., Any]) -> Callable[..., Any]:
    """A role's policies, where the name of a secret stands for its ARN."""

    def gather(*arguments: Any) -> Any:
        policies = stock(*arguments)
        for statement in (statement for policy in policies for statement in policy):
            statement.resources = [secrets._secrets.get(name, {}).get("ARN", name) for name in statement.resources]
        return policies

    return gather


def of_the_waiting_machine(stock: Callable[..., str]) -> Callable[..., str]:
    """The resource of a request; of an answer to a task token, the state machine whose task waits with it."""

    def resource(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        if service == "states" and _operation(headers).startswith("SendTask"):
            return machine_of(str(json.loads(body).get("taskToken"))) or "*"
        return stock(service, method, path, headers, body, *rest)

    return resource


def of_any_version(stock: Callable[..., str]) -> Callable[..., str]:
    """The resource of a request; of a version or a label of a parameter, the parameter."""

    def resource(service: str, *request: Any) -> str:
        found = stock(service, *request)
        head, parameter, name = found.partition(":parameter/")
        return f"{head}{parameter}{name.partition(':')[0]}" if service == "ssm" else found

    return resource


def passing_its_role(stock: Callable[..., Any]) -> Callable[..., Any]:
    """The States API, where whoever gives a state machine a role must be allowed to pass it."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        if _operation(headers) in ("CreateStateMachine", "UpdateStateMachine"):
            role = json.loads(body).get("roleArn")
            denied = role and _denied(headers, "iam:PassRole", role, {"iam:PassedToService": _STATES})
            if denied:
                return denied
        return await stock(method, path, headers, body, query)

    return handle


def _denied(headers: dict[str, str], action: str, resource: str, context: dict[str, str]) -> Any:
    key = app.extract_access_key_id(headers, {})
    denied = access.enforce(key, action, "iam", REGION, resource, context)
    if denied is None:
        return None
    explicit = denied.decision == "Deny"
    message = actions.identity_denial_message(action, denied.principal_arn, resource, explicit)
    return actions.access_denied_response("states", action, denied.principal_arn, "", message=message, headers=headers)


def _operation(headers: Any) -> str:
    return str(headers.get("x-amz-target", "")).rpartition(".")[2]


def hooks() -> list[Hook]:
    """What keeps the evaluation of the template's policies from being exact, or makes it slow."""
    return [
        Hook(
            name="secret-grants",
            why="Ref of a secret is its name, not its ARN; in a policy it allows nothing.",
            places=[(access, "_gather_role_policies")],
            make=with_secret_arns,
        ),
        Hook(
            name="token-grants",
            why="The right to answer the tasks of one state machine allows nothing: a token names no resource.",
            places=[(actions, "extract_resource_arn")],
            make=of_the_waiting_machine,
        ),
        Hook(
            name="parameter-grants",
            why="Whoever may read a parameter may not read its earlier versions: they are taken for others.",
            places=[(actions, "extract_resource_arn")],
            make=of_any_version,
        ),
        Hook(
            name="passed-roles",
            why="Whoever may create a state machine may give it any role.",
            places=[(app.SERVICE_HANDLERS, "states")],
            make=passing_its_role,
        ),
        Hook(
            name="transaction-grants",
            why="Each part of a transaction is checked, however many do the same to one table: 0.2 ms each.",
            places=[(actions, "dynamodb_transaction_checks")],
            make=lambda stock: lambda *request: list(dict.fromkeys(stock(*request))),
        ),
    ]
