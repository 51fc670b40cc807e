"""The caller's own account."""

from fastapi import APIRouter

from ..dependencies import Known, UseCases
from ..messages.accounts import AccountAnswer, ProfileAnswer
from ..problems import problems

router = APIRouter(prefix="/v1/users", tags=["accounts"])


@router.get("/me", summary="Read my profile", responses=problems(401))
async def me(use: UseCases, who: Known) -> ProfileAnswer:
    """The user, their workspace, and their role in it."""
    account = AccountAnswer.model_validate(use.accounts.account(who))
    return ProfileAnswer(**dict(account), role=who.role)
