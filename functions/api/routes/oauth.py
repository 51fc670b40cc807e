"""Logging in with another provider, and what is linked with an account."""

from typing import Annotated

from fastapi import Path
from fastapi.responses import JSONResponse

from astromedia.domain.identity import Provider, Returned
from astromedia.services.oauth import Started

from ..dependencies import Known, UseCases, Visiting
from ..messages.identities import IdentitiesAnswer, IdentityAnswer, OAuthReturn, OAuthStart, OAuthStarted
from ..messages.sessions import LoginAnswer
from ..problems import BODY, problems
from ..routing import Noun
from .auth import CHALLENGED, answered

router = Noun(tag="accounts")

Named = Annotated[Provider, Path(description="Who says who you are.")]


@router.post(
    "/v1/auth/oauth/{provider}/start",
    status_code=201,
    summary="Start an OAuth login",
    response_model=OAuthStarted,
    responses=problems(404, *BODY),
)
async def start(use: UseCases, provider: Named, body: OAuthStart) -> Started:
    """Where to send whoever wants to log in with this provider, and what it takes to finish the login afterwards.

    404 if this API has no credentials for the provider; 422 if it may send nobody to the redirect URI.
    """
    return use.oauth.start(provider, body.redirect_uri)


@router.post(
    "/v1/auth/oauth/{provider}/callback",
    summary="Finish an OAuth login",
    response_model=LoginAnswer,
    responses=CHALLENGED | problems(401, 404, 409, *BODY),
)
async def callback(use: UseCases, provider: Named, body: OAuthReturn, visit: Visiting) -> LoginAnswer | JSONResponse:
    """A new session for whoever came back from the provider: of the account that they log into with it, or, if there is
    none with their address, of a new one. 202, and a challenge instead, for who has two-factor login.

    401 if the login was not begun by the same client, took more than 10 minutes, was finished before, or the provider
    does not vouch for it. 409 if the provider has not verified their address, or an account with this address exists
    that nobody has proved to be theirs.
    """
    returned = Returned(body.code, body.iss)
    return answered(use.oauth.finish(provider, body.state, body.binding, returned, visit))


@router.get("/v1/users/me/identities", summary="List my identities", responses=problems(401))
async def identities(use: UseCases, who: Known) -> IdentitiesAnswer:
    """The accounts at other providers that log into yours."""
    return IdentitiesAnswer(items=[IdentityAnswer.model_validate(each) for each in use.oauth.list(who)])


@router.delete(
    "/v1/users/me/identities/{provider}",
    status_code=204,
    summary="Unlink an identity",
    responses=problems(401, 404, 409, 422),
)
async def unlink(use: UseCases, who: Known, provider: Named) -> None:
    """It logs into your account no more. 409 if you have no password and nothing else to log in with."""
    use.oauth.unlink(who, provider)
