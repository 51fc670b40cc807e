"""Who calls: a function has its role's permissions and no other, as on AWS; everybody else owns the account."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from infra.local.aws.library import access, app, responses, secrets, sts
from infra.local.hooks import Hook
from infra.local.plan import ACCOUNT, REGION

SECRET_KEY = "test"  # noqa: S105 - of the loopback


async def describe(name: str) -> tuple[int, dict[str, Any]]:
    """GetFunction's status and answer, with the credentials that Lambda gives the function."""
    with responses.request_scope(ACCOUNT, REGION):
        path = f"/2015-03-31/functions/{name}"
        status, _, body = await app.SERVICE_HANDLERS["lambda"]("GET", path, {}, b"", {})
        answer: dict[str, Any] = json.loads(body)
        if status == 200:
            answer["Credentials"] = credentials(answer["Configuration"]["Role"], name)
        return status, answer


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


def hooks() -> list[Hook]:
    """What keeps the evaluation of the template's policies from being exact."""
    return [
        Hook(
            name="secret-grants",
            why="Ref of a secret is its name, not its ARN; in a policy it allows nothing.",
            places=[(access, "_gather_role_policies")],
            make=with_secret_arns,
        )
    ]
