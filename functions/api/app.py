"""The application: routes, errors, and what every request passes through."""

from collections.abc import Callable, Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException

from astromedia.domain.errors import AstroError
from astromedia.services.api import Services
from astromedia.services.origin import OriginService
from astromedia.services.rates import RateService

from . import docs, entity_tags, idempotency
from .access import check_complete
from .allow import Addresses
from .dependencies import API_KEY
from .errors import handle
from .guards import AnswerLimit, BodyLimit, HeaderGuard
from .middleware import REQUEST_ID, Crashes, RequestIds, SecurityHeaders
from .origin import OriginGuard
from .rates import POLICY, RETRY_AFTER, STANDING, RateLimits
from .routes import (
    agents,
    api_keys,
    assets,
    audit,
    auth,
    budgets,
    cache,
    campaigns,
    control,
    costs,
    exports,
    health,
    invitations,
    models,
    oauth,
    phases,
    playbooks,
    queue,
    report,
    reviews,
    schedules,
    signing_keys,
    two_factor,
    uploads,
    users,
    workspaces,
)

LARGEST_BODY = 256 * 1024
NOUNS = (
    *(
        auth,
        oauth,
        users,
        two_factor,
        workspaces,
        invitations,
        audit,
        exports,
        api_keys,
        budgets,
        queue,
        campaigns,
        control,
    ),
    *(phases, reviews, costs, report, schedules, assets, uploads, playbooks, agents, models, cache),
    *(health, signing_keys),
)
ASKED = ("Authorization", API_KEY, "Content-Type", idempotency.KEY, entity_tags.IF, entity_tags.UNLESS, REQUEST_ID)
ANSWERED = (entity_tags.TAG, "Location", POLICY, STANDING, RETRY_AFTER, idempotency.REPLAYED, REQUEST_ID)
"""The headers that pages of other origins may send and see."""
ABOUT = "A brief goes in; a finished, approved, costed campaign comes out."


def create_app(
    services: Callable[[], Services],
    cors_origins: Sequence[str] = (),
    rates: Callable[[], RateService] | None = None,
    origin: OriginService | None = None,
) -> FastAPI:
    """The API over what `services` gives at each request. Other origins than `cors_origins` are kept out.

    `rates` counts requests, also those that need no services; by default it is that of `services`. With `origin` there
    is an edge in front, and what comes past it is refused.
    """
    routes = [route for noun in NOUNS for route in noun.router.routes]
    check_complete(routes)
    app = FastAPI(
        routes=routes,
        title="AstroMedia",
        version="1.0.0",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.rates = rates or (lambda: services().rates)
    app.state.addresses = Addresses(routes)
    docs.add_to(app)
    for kind in (AstroError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handle)
    app.add_exception_handler(idempotency.Replayed, idempotency.replay)
    _wrap(app, cors_origins, origin)
    return app


def _wrap(app: FastAPI, cors_origins: Sequence[str], origin: OriginService | None) -> None:
    """The last one added is the first to see a request."""
    app.add_middleware(entity_tags.EntityTags)
    app.add_middleware(idempotency.KeptAnswers)
    app.add_middleware(BodyLimit, most=LARGEST_BODY)
    app.add_middleware(HeaderGuard)
    app.add_middleware(AnswerLimit)
    app.add_middleware(Crashes)
    app.add_middleware(RateLimits, service=app.state.rates)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=ASKED,
            expose_headers=ANSWERED,
        )
    if origin:
        app.add_middleware(OriginGuard, origin=origin)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestIds)
