"""Registering and logging in."""

from fastapi import APIRouter

from astromedia.services.accounts import Account, Login

from ..dependencies import Known, UseCases
from ..messages.accounts import AccountAnswer, Credentials, LoginAnswer, Registration
from ..messages.workspaces import WorkspaceChoice
from ..problems import BODY, problems

router = APIRouter(prefix="/v1/auth", tags=["accounts"])


@router.post(
    "/register", status_code=201, summary="Register", response_model=AccountAnswer, responses=problems(409, *BODY)
)
async def register(use: UseCases, body: Registration) -> Account:
    """A new user who owns a new workspace. 409 if the email address has an account already."""
    return use.accounts.register(body.email, body.password, body.name, body.workspace)


@router.post("/login", summary="Log in", responses=problems(401, *BODY))
async def login(use: UseCases, body: Credentials) -> LoginAnswer:
    """An access token for this email address and password."""
    return _answer(use.accounts.login(body.email, body.password))


@router.post("/switch", summary="Switch to a workspace", responses=problems(401, 404, *BODY))
async def switch(use: UseCases, who: Known, body: WorkspaceChoice) -> LoginAnswer:
    """An access token for another workspace that the caller belongs to. The token they have goes on to count for its
    own. 404 if they do not belong to it."""
    return _answer(use.accounts.switch(who, body.workspace_id))


def _answer(found: Login) -> LoginAnswer:
    account = AccountAnswer.model_validate(found.account)
    return LoginAnswer(**dict(account), access_token=found.access_token, expires_in=found.expires_in)
