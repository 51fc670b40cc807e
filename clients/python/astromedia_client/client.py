"""The AstroMedia API for Python programs."""

import random
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Self

import httpx
from pydantic import RootModel

from .agents import Agents
from .answers import parsed
from .api_keys import ApiKeys
from .assets import Assets
from .budgets import Budgets
from .cache import Cache
from .campaigns import Campaigns
from .identities import Identities
from .models import Account, Erasure, Health, Login, Mailed, Profile
from .money import Catalogue, CostShare, Spend, Usage
from .playbooks import Playbooks
from .queue import Queue
from .reviews import Reviews
from .schedules import Schedules
from .sessions import LoginSessions, Memory, Renewal, TokenStore, begun
from .transport import Transport
from .two_factor import TwoFactor
from .workspaces import Workspaces


class Client:
    """One API and, once logged in or with an `api_key`, one user. Use it in a `with` statement, or close() it.

    Every method can raise ApiProblem (the API refused), ApiUnreachable (no answer) or UnexpectedAnswer. Reading and
    POST requests are retried on connection errors, 429 and 503: a POST carries an Idempotency-Key, so that it is done
    once. PUT and DELETE are retried when a 429 or 503 says when to ask again; PATCH is not. An access token that has
    expired is refreshed by itself; `tokens` is where tokens are kept (default: in this client). `network`, `sleep`
    and `rng` replace the real ones.
    """

    def __init__(
        self,
        api_url: str,
        token: str | None = None,
        network: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
        rng: Callable[[], float] = random.random,
        *,
        api_key: str | None = None,
        tokens: TokenStore | None = None,
    ) -> None:
        self._transport = Transport(api_url, token, network, sleep, rng, api_key)
        self._tokens = tokens or Memory()
        self._transport.renew = Renewal(self._transport, self._tokens)
        self._transport.keep = self._tokens.write
        self.sessions = LoginSessions(self._transport)
        self.identities = Identities(self._transport)
        self.two_factor = TwoFactor(self._transport)
        self.campaigns = Campaigns(self._transport)
        self.reviews = Reviews(self._transport)
        self.playbooks = Playbooks(self._transport)
        self.agents = Agents(self._transport)
        self.schedules = Schedules(self._transport)
        self.queue = Queue(self._transport)
        self.assets = Assets(self._transport)
        self.budgets = Budgets(self._transport)
        self.cache = Cache(self._transport)
        self.api_keys = ApiKeys(self._transport)
        self.workspaces = Workspaces(self._transport)

    @property
    def api_url(self) -> str:
        """The root of the API, without a slash at its end."""
        return self._transport.api_url

    def register(self, email: str, password: str, name: str, workspace: str | None = None) -> Account:
        """A new user with a workspace of their own. ApiProblem 409 if the email is taken."""
        body = {"email": email, "password": password, "name": name}
        if workspace is not None:
            body["workspace"] = workspace
        return parsed(Account, self._transport.post("/v1/auth/register", body))

    def login(self, email: str, password: str) -> Login:
        """Prove who you are; from now on this client acts for you. ApiProblem 401 if it is not you.

        TwoFactorRequired if a code is needed besides; `verify_two_factor` takes it.
        """
        return begun(self._transport, self._transport.post("/v1/auth/login", {"email": email, "password": password}))

    def verify_two_factor(self, challenge: str, code: str) -> Login:
        """Give the code that TwoFactorRequired asked for, of the authenticator app or a recovery code; from now on this
        client acts for you. ApiProblem 401 if it is wrong, or the challenge has expired."""
        answer = self._transport.post("/v1/auth/verify-2fa", {"challenge": challenge, "code": code})
        return begun(self._transport, answer)

    def logout(self) -> None:
        """End this session; from now on this client acts for nobody."""
        self._transport.post("/v1/auth/logout")
        self._transport.token = None

    def rename(self, name: str) -> Profile:
        """Take another name."""
        return parsed(Profile, self._transport.patch("/v1/users/me", {"name": name}))

    def change_password(self, current: str, new: str) -> None:
        """Take another password, and end all other sessions. ApiProblem 422 if `current` is wrong."""
        self._transport.put("/v1/users/me/password", {"current_password": current, "new_password": new})

    def mail_verification(self) -> Mailed:
        """Have another token mailed that verifies your address. ApiProblem 409 if it is verified already."""
        return parsed(Mailed, self._transport.post("/v1/users/me/verify-email"))

    def verify_email(self, token: str) -> None:
        """Prove that mail reaches you. ApiProblem 422 if the token does not count."""
        self._transport.post("/v1/auth/verify-email", {"token": token})

    def forgot_password(self, email: str) -> Mailed:
        """Have a token mailed that resets the password, if this address has an account: the answer does not tell."""
        return parsed(Mailed, self._transport.post("/v1/auth/forgot-password", {"email": email}))

    def reset_password(self, token: str, new: str) -> None:
        """Take another password, and end all sessions. ApiProblem 422 if the token does not count."""
        self._transport.post("/v1/auth/reset-password", {"token": token, "new_password": new})

    def export(self) -> dict[str, Any]:
        """All that is kept of you, as JSON types; `whole` is False if something was left out as there is too much."""
        return parsed(RootModel[dict[str, Any]], self._transport.get("/v1/users/me/export")).root

    def erase_account(self, current_password: str | None = None) -> Erasure:
        """Erase all that is kept of you, and workspaces that nobody else belongs to, for good; from now on this client
        acts for nobody.

        ApiProblem 409 while you are the last owner of workspaces that others belong to; 422 if the password is wrong.
        Who has none must have logged in within the last ten minutes: else ApiProblem 403.
        """
        body = {} if current_password is None else {"current_password": current_password}
        erasure = parsed(Erasure, self._transport.delete("/v1/users/me", body=body))
        self._transport.token = None
        return erasure

    def me(self) -> Profile:
        """Whom this client acts for."""
        return parsed(Profile, self._transport.get("/v1/users/me"))

    def usage(self) -> Usage:
        """What you spent this month, and what is left of your quota."""
        return parsed(Usage, self._transport.get("/v1/users/me/usage"))

    def spend(self, first: date | None = None, last: date | None = None) -> Spend:
        """What your workspace spent from `first` to `last` (default: this month): in all, and split."""
        days = {"from": first.isoformat() if first else None, "to": last.isoformat() if last else None}
        return parsed(Spend, self._transport.get("/v1/costs", days))

    def models(self) -> Catalogue:
        """The models that may be asked, what they cost, and what the router has learnt about them."""
        return parsed(Catalogue, self._transport.get("/v1/models"))

    def set_cost_share(self, share: Decimal | str) -> Decimal:
        """Change what a call may cost on average, as a share (above 0, at most 1) of what the dearest model costs.

        For owners and admins: ApiProblem 403 for others.
        """
        return parsed(CostShare, self._transport.put("/v1/models/cost-share", {"share": str(share)})).share

    def health(self) -> Health:
        """Whether the API is ready; ApiProblem 503 if something that it needs is not."""
        return parsed(Health, self._transport.get("/health/ready"))

    def openapi(self) -> dict[str, Any]:
        """The API's own description (OpenAPI 3.1)."""
        return parsed(RootModel[dict[str, Any]], self._transport.get("/openapi.json")).root

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
