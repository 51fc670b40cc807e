"""Budgets and plans, over HTTP."""

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote

from .answers import parsed
from .money import Budget, Plan
from .transport import Transport


class Budgets:
    """What the workspace, its users and its campaigns may spend. For owners and admins: ApiProblem 403 for others."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Budget]:
        """Every budget that was drawn from or set so far."""
        return self._transport.items("/v1/budgets", Budget)

    def get(self, scope: str) -> Budget:
        """One budget: "workspace/2026-11", "user/<id>/2026-11", "campaign/<id>", "api_key/<id>"."""
        return parsed(Budget, self._transport.get(_path(scope)))

    def set_cap(self, scope: str, cap: Decimal | str) -> Budget:
        """Change a cap (US dollars). ApiProblem 409 if more than that is spent already."""
        return parsed(Budget, self._transport.put(_path(scope), {"cap": str(cap)}))

    def plans(self) -> tuple[Plan, ...]:
        """Every plan, from the smallest up."""
        return tuple(self._transport.items("/v1/plans", Plan))

    def choose_plan(self, workspace_id: str, plan: str) -> Plan:
        """Move the workspace to another plan."""
        path = f"/v1/workspaces/{quote(workspace_id, safe='')}/plan"
        return parsed(Plan, self._transport.put(path, {"plan": plan}))


def _path(scope: str) -> str:
    return f"/v1/budgets/{quote(scope)}"
