"""Logging in at Google or GitHub, and which of these identities log into an account."""

import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from astromedia.domain.account import Caller, User, founded
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict, FieldError, InvalidInput, NotFound, Unauthorized
from astromedia.domain.identity import (
    PATIENCE,
    PROVIDERS,
    Attempt,
    Attempts,
    Identities,
    Identity,
    IdentityProvider,
    Profile,
    Provider,
    Returned,
)
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import Visit
from astromedia.kit.ahead import ahead

from .account_mail import AccountMail
from .audit import Audit, Whose
from .logins import Challenge, Login, Logins, Proof

SECRET_BYTES = 32
TRIES = 3
WITH_PORT = re.compile(r"(http://(?:[0-9.]+|\[[0-9a-f:]+\])):[0-9]{1,5}(/.*)")
"""A loopback address, as no other is allowed in the clear. A program has the port that the system gives it (RFC 8252,
7.3), so any will do for one that is allowed without."""
LONGEST_NAME = 80
NOT_BEGUN = "This login was not begun here, was finished already, or took too long; start again."
UNVERIFIED = "{title} does not know whether {email} is yours; verify it there, or register here with a password."
TAKEN = (
    "{email} has an account here, and nobody has proved that both are yours: log in with its password and verify the "
    "address; from then on you can log in with {title}, too."
)
OTHER = "The account of {email} belongs to another account at {title}; log in with that one."
LAST = "You could not log in any more without it; set a password first, or log in with another provider."


class Started(NamedTuple):
    """A login that was begun. `binding` is for whoever began it, and nobody else: it has to come with the code."""

    authorization_url: str
    state: str
    binding: str
    expires_in: int


@dataclass(frozen=True, kw_only=True)
class OAuthService:
    """`provider` gives the one to ask (NotFound if it has no credentials); codes are sent to `redirect_uris` only."""

    provider: Callable[[Provider], IdentityProvider]
    redirect_uris: Sequence[str]
    attempts: Attempts
    identities: Identities
    accounts: Accounts
    logins: Logins
    audit: Audit
    mail: AccountMail
    clock: Clock

    def start(self, provider: Provider, redirect_uri: str) -> Started:
        """Begin a login. NotFound; InvalidInput if nobody may be sent there; IdentityProviderUnavailable."""
        asked = self.provider(provider)
        self._check_uri(redirect_uri)
        state, binding, verifier, nonce = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(4))
        attempt = Attempt(
            provider=provider,
            state_hash=_hashed(state),
            binding_hash=_hashed(binding),
            redirect_uri=redirect_uri,
            verifier=verifier,
            nonce=nonce,
            expires_at=self.clock() + PATIENCE,
        )
        url = asked.authorization_url(attempt, state)
        self.attempts.add(attempt)
        return Started(url, state, binding, int(PATIENCE.total_seconds()))

    def finish(
        self, provider: Provider, state: str, binding: str, returned: Returned, visit: Visit
    ) -> Login | Challenge:
        """Log in whoever came back from the provider, with a new account if they have none.

        Unauthorized if it is not what was begun, or the provider does not vouch for it; Conflict if that is not enough
        for the account it is about; NotFound; IdentityProviderUnavailable.
        """
        asked = self.provider(provider)
        # Whatever comes of it: a state counts once, so nobody tries bindings or codes on it.
        attempt = self.attempts.take(_hashed(state))
        if attempt is None or not self._is(attempt, provider, binding):
            raise Unauthorized(NOT_BEGUN)
        profile = asked.profile(returned, attempt)
        return self.logins.begin(self._user(provider, profile, visit), visit, Proof(provider))

    def list(self, caller: Caller) -> Sequence[Identity]:
        """The identities that log into the caller's account."""
        return self.identities.of_user(caller.user_id)

    def unlink(self, caller: Caller, provider: Provider) -> None:
        """It logs in no more. NotFound if there is none; Conflict if there would be no way left to log in."""
        found = ahead(lambda: self.accounts.user(caller.user_id))
        mine, user = self.list(caller), found()
        identity = next((each for each in mine if each.provider is provider), None)
        if identity is None:
            raise NotFound(f"Your account is not linked with {PROVIDERS[provider].title}.")
        needed = None
        if user is None or user.password_hash is None:
            # One of the others, which must not be removed at the same moment.
            needed = next((each for each in mine if each is not identity), None)
            if needed is None:
                raise Conflict(LAST)
        if not self.identities.remove(identity, needed):
            raise Conflict("Your identities are being changed at this moment; try again.")
        self.audit.record(caller, Action.IDENTITY_UNLINKED, provider, email=identity.email)
        if user:
            self._tell(user, Action.IDENTITY_UNLINKED, provider, caller.ip or "")

    def _tell(self, user: User, action: Action, provider: Provider, ip: str) -> None:
        self.mail.identity_changed(user, action, PROVIDERS[provider].title, ip, self.clock())

    def _is(self, attempt: Attempt, provider: Provider, binding: str) -> bool:
        ours = hmac.compare_digest(attempt.binding_hash, _hashed(binding))
        return ours and attempt.provider is provider and attempt.expires_at > self.clock()

    def _check_uri(self, uri: str) -> None:
        found = WITH_PORT.fullmatch(uri)
        if uri not in self.redirect_uris and (found is None or found[1] + found[2] not in self.redirect_uris):
            allowed = ", ".join(self.redirect_uris)
            wrong = FieldError("redirect_uri", f"is not one of this API's; use one of: {allowed}")
            raise InvalidInput("1 field is not acceptable.", [wrong])

    def _user(self, provider: Provider, profile: Profile, visit: Visit) -> User:
        """Whose identity this is: by now, if nobody's before."""
        for _ in range(TRIES):
            known = self.identities.get(profile.issuer, profile.subject)
            user = self.accounts.user(known.user_id) if known else None
            if user:
                return user
            if known:  # its account is gone
                self.identities.remove(known)
            user = self._proved(provider, profile)
            if user and self._linked(provider, profile, user, visit):
                return user
        raise Conflict("Another login of yours happens at this moment; start again.")

    def _proved(self, provider: Provider, profile: Profile) -> User | None:
        """The account of the profile's address, a new one if there is none. None if somebody else was faster.

        Conflict, unless both the provider and we know that it is theirs: whoever registered somebody else's address
        would share their account with them.
        """
        title, email = PROVIDERS[provider].title, profile.email.lower()
        if not profile.verified:
            raise Conflict(UNVERIFIED.format(title=title, email=email))
        user = self.accounts.user_by_email(email)
        if user is None:
            return self._registered(email, profile)
        if user.verified_at is None:
            raise Conflict(TAKEN.format(title=title, email=email))
        if any(each.provider is provider for each in self.identities.of_user(user.id)):
            raise Conflict(OTHER.format(title=title, email=email))
        return user

    def _registered(self, email: str, profile: Profile) -> User | None:
        now = self.clock()
        new = founded(email, _name(profile), now, verified_at=now)
        try:
            self.accounts.add(*new)
        except Conflict:
            return None
        return new.user

    def _linked(self, provider: Provider, profile: Profile, user: User, visit: Visit) -> bool:
        facts = {"issuer": profile.issuer, "subject": profile.subject, "email": profile.email}
        identity = Identity(provider=provider, user_id=user.id, linked_at=self.clock(), **facts)
        if not self.identities.add(identity):
            return False
        self.audit.note(Whose.own(self.accounts, user), visit, Action.IDENTITY_LINKED, provider, email=profile.email)
        self._tell(user, Action.IDENTITY_LINKED, provider, visit.ip)
        return True


def _name(profile: Profile) -> str:
    """What they are called, as far as it can be shown."""
    shown = "".join(letter for letter in profile.name if letter.isprintable())[:LONGEST_NAME].strip()
    return shown or profile.email.partition("@")[0][:LONGEST_NAME]


def _hashed(secret: str) -> str:
    """Enough for 256 bits that nobody can guess."""
    return sha256(secret.encode()).hexdigest()
