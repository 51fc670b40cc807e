"""Google and GitHub as far as logging in goes, in memory: a code counts once, for one client, with its verifier."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

from astromedia.domain.identity import Credentials, Provider

from .clock import FakeClock

GOOGLE, TOKENS = "https://accounts.google.com", "https://oauth2.googleapis.com"
GITHUB, API = "https://github.com", "https://api.github.com"
CREDENTIALS = {
    Provider.GOOGLE: Credentials(client_id="astromedia-at-google", client_secret="google-keeps-it"),
    Provider.GITHUB: Credentials(client_id="astromedia-at-github", client_secret="github-keeps-it"),
}
Answer = httpx2.Response


@cache
def signing_key(kid: str) -> RSAKey:
    """A key of this name: making one takes a while."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def _challenge(verifier: str) -> str:
    """RFC 7636, 4.2."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class FakeProviders:
    """Answers for both: `network` stands in for HTTP, `person` is whoever logs in there.

    To misbehave: `claims` change the ID token (None leaves one out), `id_token` replaces it, `metadata` changes what
    Google says of itself, `signs_with` is the key that signs, and `instead` maps addresses to other answers.
    """

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.person: dict[str, Any] = {"sub": "1001", "email": "ada@example.com", "verified": True, "name": "Ada"}
        self.claims: dict[str, Any] = {}
        self.id_token: str | None = None
        self.metadata: dict[str, Any] = {}
        self.published, self.signs_with = "K1", "K1"
        self.instead: dict[str, Answer | Exception] = {}
        self.requests: list[httpx2.Request] = []
        self.tokens: list[str] = []
        self.network = httpx2.MockTransport(self._handle)
        self._codes: dict[str, dict[str, str]] = {}

    def log_in(self, authorization_url: str) -> dict[str, str]:
        """What the provider sends back, by their browser, with whoever agrees to the login."""
        asked = dict(parse_qsl(urlsplit(authorization_url).query))
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert {"client_id", "redirect_uri", "scope", "state", "code_challenge"} <= asked.keys()
        code = token_urlsafe(12)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def asked(self, url: str) -> int:
        """How often this address was."""
        return sum(str(request.url) == url for request in self.requests)

    def _handle(self, request: httpx2.Request) -> Answer:
        self.requests.append(request)
        url = str(request.url)
        if url in self.instead:
            answer = self.instead[url]
            if isinstance(answer, Exception):
                raise answer
            return answer
        return {
            f"{GOOGLE}/.well-known/openid-configuration": self._discovery,
            f"{TOKENS}/token": self._google_token,
            f"{TOKENS}/certs": self._keys,
            f"{TOKENS}/userinfo": self._userinfo,
            f"{GITHUB}/login/oauth/access_token": self._github_token,
            f"{API}/user": self._user,
            f"{API}/user/emails": self._emails,
        }[url](request)

    def _discovery(self, request: httpx2.Request) -> Answer:
        told = {
            "issuer": GOOGLE,
            "authorization_endpoint": f"{GOOGLE}/o/oauth2/v2/auth",
            "token_endpoint": f"{TOKENS}/token",
            "jwks_uri": f"{TOKENS}/certs",
            "userinfo_endpoint": f"{TOKENS}/userinfo",
        }
        return Answer(200, json=told | self.metadata)

    def _keys(self, request: httpx2.Request) -> Answer:
        return Answer(200, json={"keys": [signing_key(self.published).as_dict(private=False)]})

    def _google_token(self, request: httpx2.Request) -> Answer:
        asked = self._redeemed(request, Provider.GOOGLE)
        if asked is None:
            return Answer(400, json={"error": "invalid_grant", "error_description": "Bad Request"})
        return Answer(200, json=self._given() | {"id_token": self.id_token or self._signed(asked)})

    def _github_token(self, request: httpx2.Request) -> Answer:
        if self._redeemed(request, Provider.GITHUB) is None:
            return Answer(200, json={"error": "bad_verification_code", "error_description": "The code passed is..."})
        return Answer(200, json=self._given())

    def _given(self) -> dict[str, Any]:
        self.tokens.append(token_urlsafe(12))
        return {"access_token": self.tokens[-1], "token_type": "bearer", "expires_in": 3600}

    def _redeemed(self, request: httpx2.Request, provider: Provider) -> Mapping[str, str] | None:
        """What was asked for with the code, if it counts: it does once, for whom it was given to."""
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self._codes.pop(sent.get("code", ""), None)
        ours = CREDENTIALS[provider]
        if asked is None or (sent["client_id"], sent["client_secret"]) != (ours.client_id, ours.client_secret):
            return None
        proved = _challenge(sent.get("code_verifier", "")) == asked["code_challenge"]
        same = (sent["client_id"], sent["redirect_uri"]) == (asked["client_id"], asked["redirect_uri"])
        return asked if proved and same else None

    def _signed(self, asked: Mapping[str, str]) -> str:
        now = int(self.clock().timestamp())
        about = {"iss": GOOGLE, "aud": asked["client_id"], "iat": now, "exp": now + 3600, "nonce": asked["nonce"]}
        who = {"sub": self.person["sub"], "name": self.person["name"]}
        mail = {"email": self.person["email"], "email_verified": self.person["verified"]}
        claims = {name: value for name, value in (about | who | mail | self.claims).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self.signs_with}, claims, signing_key(self.signs_with))

    def _userinfo(self, request: httpx2.Request) -> Answer:
        person = self.person
        return self._known(request) or Answer(
            200, json={"sub": person["sub"], "email": person["email"], "email_verified": person["verified"]}
        )

    def _user(self, request: httpx2.Request) -> Answer:
        person = {"id": int(self.person["sub"]), "login": "ada-l", "name": self.person["name"]}
        return self._known(request) or Answer(200, json=person)

    def _emails(self, request: httpx2.Request) -> Answer:
        second = {"email": "second@example.com", "primary": False, "verified": True}
        first = {"email": self.person["email"], "primary": True, "verified": self.person["verified"]}
        return self._known(request) or Answer(200, json=[second, first])

    def _known(self, request: httpx2.Request) -> Answer | None:
        if request.headers.get("Authorization") in {f"Bearer {token}" for token in self.tokens}:
            return None
        return Answer(401, json={"message": "Requires authentication"})
