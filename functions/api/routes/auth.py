"""Registering and logging in."""

from fastapi import APIRouter

from astromedia.services.accounts import Account

from ..dependencies import UseCases
from ..messages.accounts import AccountAnswer, Credentials, LoginAnswer, Registration
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
    found = use.accounts.login(body.email, body.password)
    account = AccountAnswer.model_validate(found.account)
    return LoginAnswer(**dict(account), access_token=found.access_token, expires_in=found.expires_in)
