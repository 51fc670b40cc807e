"""Secrets and parameters: functions remember them for up to a minute; here they feel a change at once."""

from collections.abc import Callable, Mapping
from typing import Any

from infra.local.aws.forward import Functions
from infra.local.aws.library import app
from infra.local.hooks import Hook

Handler = Callable[..., Any]

CHANGES = frozenset({"PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage", "PutParameter", "DeleteParameter"})


def changes(headers: Mapping[str, str]) -> bool:
    """Whether a request gives a secret or a parameter another value."""
    return headers.get("x-amz-target", "").rpartition(".")[2] in CHANGES


def then_refresh(server: Functions) -> Callable[[Handler], Handler]:
    """An API, which tells `server` of a change before it answers."""

    def make(stock: Handler) -> Handler:
        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
            answer = await stock(method, path, headers, body, query)
            if changes(headers) and answer[0] == 200:
                await server.refresh()
            return answer

        return handle

    return make


def hooks(server: Functions) -> list[Hook]:
    """Whoever changes a secret or a parameter, by whatever client."""
    return [
        Hook(
            name="secrets-felt",
            why="A warm function keeps a secret for a minute, as on AWS; whoever tries a key does not want to wait.",
            places=[(app.SERVICE_HANDLERS, "secretsmanager"), (app.SERVICE_HANDLERS, "ssm")],
            make=then_refresh(server),
        )
    ]
