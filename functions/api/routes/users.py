"""The caller's own account and sessions."""

from typing import Annotated

from fastapi import Path

from astromedia.domain.account import Caller
from astromedia.domain.mail_token import Purpose
from astromedia.services.logins import Account

from ..dependencies import Known, UseCases
from ..messages.accounts import AccountAnswer, MailedAnswer, NewProfile, PasswordChange, ProfileAnswer
from ..messages.base import Id
from ..messages.erasures import AccountErasure, ErasureAnswer
from ..messages.personal import PersonalAnswer
from ..messages.sessions import SessionAnswer, SessionsAnswer
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/users/me", tag="accounts")

SessionId = Annotated[Id, Path(description="One of the caller's sessions.")]


@router.get("", summary="Read my profile", responses=problems(401))
async def me(use: UseCases, who: Known) -> ProfileAnswer:
    """The user, their workspace, and their role in it."""
    return _profile(use.accounts.account(who), who)


@router.patch("", summary="Change my profile", responses=problems(401, 409, *BODY))
async def change_me(use: UseCases, who: Known, body: NewProfile) -> ProfileAnswer:
    """Take another name."""
    return _profile(use.accounts.rename(who, body.name), who)


@router.post("/verify-email", status_code=202, summary="Mail a verification", responses=problems(401, 409))
async def mail_verification(use: UseCases, who: Known) -> MailedAnswer:
    """Mail another token that verifies your address. 409 if it is verified already."""
    use.verification.send_again(who)
    return MailedAnswer.of(Purpose.VERIFICATION)


@router.put("/password", status_code=204, summary="Change my password", responses=problems(401, 409, *BODY))
async def change_password(use: UseCases, who: Known, body: PasswordChange) -> None:
    """Take another password. It ends all other sessions; this one goes on. 422 if `current_password` is wrong."""
    use.accounts.change_password(who, body.current_password, body.new_password)


@router.delete("", status_code=202, summary="Erase my account", responses=problems(401, 403, 409, *BODY))
async def erase_me(use: UseCases, who: Known, body: AccountErasure) -> ErasureAnswer:
    """You can never log in again; all that is kept of you is erased, and so are workspaces that nobody else belongs to.

    409, naming them, while you are the last owner of workspaces that others belong to. 422 if the password is wrong.
    """
    return ErasureAnswer.model_validate(use.erasures.erase_me(who, body.current_password))


@router.get("/export", summary="Export my data", responses=problems(401))
async def export_me(use: UseCases, who: Known) -> PersonalAnswer:
    """All that is kept of you: profile, identities, workspaces, sessions, API keys that you made, usage, what you did.

    No hash and no secret is in it. What you wrote into a workspace belongs to that.
    """
    return PersonalAnswer.of(use.personal.export(who), who.session_id)


@router.get("/sessions", summary="List my sessions", responses=problems(401))
async def sessions(use: UseCases, who: Known) -> SessionsAnswer:
    """Where you are logged in, the latest login first."""
    found = use.sessions.list(who)
    return SessionsAnswer(items=[SessionAnswer(**dict(each), current=each.id == who.session_id) for each in found])


@router.delete("/sessions/{session_id}", status_code=204, summary="End a session", responses=problems(401, 404, 422))
async def end_session(use: UseCases, who: Known, session_id: SessionId) -> None:
    """End one of your sessions: its tokens count no more, from now on."""
    use.sessions.end(who, session_id)


def _profile(account: Account, who: Caller) -> ProfileAnswer:
    return ProfileAnswer(**dict(AccountAnswer.model_validate(account)), role=who.role)
