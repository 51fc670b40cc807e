"""Liveness and readiness: for load balancers and `make up`; no credentials needed."""

from fastapi import HTTPException

from astromedia.services.health import failing

from ..dependencies import UseCases
from ..messages.health import AliveAnswer, ReadyAnswer
from ..problems import problems
from ..routing import Noun

router = Noun("/health", tag="health")


@router.get("/live", summary="Is the API up?")
async def live() -> AliveAnswer:
    """Yes."""
    return AliveAnswer()


@router.get("/ready", summary="Can the API do its work?", responses=problems(503))
async def ready(use: UseCases) -> ReadyAnswer:
    """Asks every table and bucket. 503 names those that do not answer."""
    broken = failing(use.probes)
    if broken:
        raise HTTPException(503, f"Does not answer: {', '.join(broken)}.", {"Retry-After": "5"})
    return ReadyAnswer(checks=dict.fromkeys(use.probes, "ok"))
