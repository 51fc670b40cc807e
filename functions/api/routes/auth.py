"""Registering, logging in and out, and what keeps a session alive."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse

from astromedia.domain.mail_token import Purpose
from astromedia.services.logins import Account, Challenge, Login, Proof
from astromedia.services.sessions import Grant

from ..dependencies import Known, UseCases, Visiting
from ..messages.accounts import (
    AccountAnswer,
    Credentials,
    EmailVerification,
    ForgottenPassword,
    MailedAnswer,
    PasswordReset,
    Registration,
)
from ..messages.sessions import ChallengeAnswer, LoginAnswer, Refreshing, TokensAnswer, Verification
from ..messages.workspaces import WorkspaceChoice
from ..problems import BODY, Responses, problems
from ..rates import completes, count_account
from ..routing import Noun

router = Noun("/v1/auth", tag="accounts")
CHALLENGED: Responses = {202: {"model": ChallengeAnswer, "description": "A code of the second factor is missing."}}


@router.post(
    "/register", status_code=201, summary="Register", response_model=AccountAnswer, responses=problems(409, *BODY)
)
async def register(use: UseCases, body: Registration, visit: Visiting) -> Account:
    """A new user who owns a new workspace. They are mailed a token that verifies their address.

    409 if the email address has an account already; 422 if the password leaked too often, or is their own name.
    """
    return use.accounts.register(body.email, body.password, body.name, visit, body.workspace)


@router.post("/verify-email", status_code=204, summary="Verify an email address", responses=problems(*BODY))
async def verify_email(use: UseCases, body: EmailVerification, visit: Visiting) -> None:
    """Note that mail to it reaches its user. The token is from that mail, good for 2 days, and counts once.

    422 if it does not count; log in, and ask for another one.
    """
    use.verification.verify(body.token, visit)


@router.post("/forgot-password", status_code=202, summary="Ask for a password reset", responses=problems(*BODY))
async def forgot_password(use: UseCases, body: ForgottenPassword, visit: Visiting) -> MailedAnswer:
    """Mail a token that resets the password to this address, if it has an account.

    The answer is the same if it has none, and as fast: nobody looks before it is given.
    """
    use.resets.offer(body.email, visit)
    return MailedAnswer.of(Purpose.RESET)


@router.post("/reset-password", status_code=204, summary="Reset a password", responses=problems(*BODY))
async def reset_password(use: UseCases, body: PasswordReset, visit: Visiting) -> None:
    """Take another password. It ends all sessions, and verifies the address that the token was mailed to.

    The token is good for 30 minutes and counts once; a password that changes makes all that are open worthless.
    422 if it does not count.
    """
    use.resets.reset(body.token, body.new_password, visit)


@router.post("/login", summary="Log in", response_model=LoginAnswer, responses=CHALLENGED | problems(401, *BODY))
async def login(use: UseCases, body: Credentials, visit: Visiting) -> LoginAnswer | JSONResponse:
    """A new session for this email address and password: a short access token, and a refresh token that renews it.

    202, and a challenge instead, for who has two-factor login."""
    return answered(use.accounts.login(body.email, body.password, visit))


@router.post("/verify-2fa", summary="Verify a second factor", responses=problems(401, *BODY))
async def verify(request: Request, use: UseCases, body: Verification, visit: Visiting) -> LoginAnswer:
    """The session that a log-in with a second factor waited for.

    A code counts once; a challenge counts once, for 5 minutes and 5 tries. 401 if one of them does not."""
    pending = use.logins.attempt(body.challenge)
    count_account(request, pending.email)
    login = use.logins.finish(pending, body.code, visit)
    completes(request, pending.ip, pending.email if pending.proof == Proof.PASSWORD else None)
    return _answer(login)


@router.post("/switch", summary="Switch to a workspace", responses=problems(401, 404, *BODY))
async def switch(use: UseCases, who: Known, body: WorkspaceChoice, visit: Visiting) -> LoginAnswer:
    """A new session in another workspace that the caller belongs to. The one they have goes on in its own.

    404 if they do not belong to it."""
    return _answer(use.accounts.switch(who, body.workspace_id, visit))


@router.post("/refresh", summary="Refresh tokens", response_model=TokensAnswer, responses=problems(401, 409, *BODY))
async def refresh(use: UseCases, body: Refreshing, visit: Visiting) -> Grant:
    """A new access token, and the refresh token to use next.

    A refresh token counts once. The same one again within 10 seconds gets the same next one, as its answer may have
    been lost; later than that, it ends the session for whoever has its tokens, and 401 is the answer.
    """
    return use.sessions.refresh(body.refresh_token, visit)


@router.post("/logout", status_code=204, summary="Log out", responses=problems(401, 404))
async def logout(use: UseCases, who: Known) -> None:
    """End this session: its tokens count no more, from now on."""
    use.sessions.end(who, who.session_id or "")


def answered(found: Login | Challenge) -> LoginAnswer | JSONResponse:
    """What every way to log in answers; CHALLENGED tells of its second form."""
    if isinstance(found, Login):
        return _answer(found)
    asked = ChallengeAnswer(challenge=found.token, expires_in=found.expires_in)
    return JSONResponse(asked.model_dump(mode="json"), HTTPStatus.ACCEPTED)


def _answer(found: Login) -> LoginAnswer:
    account, tokens = AccountAnswer.model_validate(found.account), TokensAnswer.model_validate(found.grant)
    return LoginAnswer(**dict(account), **dict(tokens))
