"""Who is let in to the cache, and what they may do there."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from valkey import Valkey
from valkey.exceptions import AuthenticationError, NoPermissionError

from astromedia.domain.errors import RatesUnavailable
from astromedia.domain.rate import Quota, Rate
from astromedia.storage.cache_access import RoleToken
from astromedia.storage.clients import session
from astromedia.storage.rates import ValkeyRates
from astromedia.storage.valkey import ValkeyCache
from tests.unit.storage.users import CREDENTIALS, token_of


def test_a_token_is_a_request_to_connect_that_the_role_signed() -> None:
    user, token = token_of("api").get_credentials()
    asked, _, query = token.partition("/?")
    said = dict(parse_qsl(query))
    assert (user, asked) == ("astromedia-dev-api", "astromedia-dev-cache")
    assert said["X-Amz-Credential"].endswith("/eu-west-1/elasticache/aws4_request")
    assert (
        said.items()
        >= {
            "Action": "connect",
            "User": "astromedia-dev-api",
            "ResourceType": "ServerlessCache",
            "X-Amz-Expires": "900",
            "X-Amz-Security-Token": "session",
        }.items()
    )
    assert said.pop("X-Amz-Signature") == signature(said, host=asked)


def signature(said: dict[str, str], host: str) -> str:
    """By the letter of AWS's signature version 4, for a GET of nothing."""
    canonical = urlencode(sorted(said.items()), quote_via=quote)
    empty = hashlib.sha256(b"").hexdigest()
    request = f"GET\n/\n{canonical}\nhost:{host}\n\nhost\n{empty}"
    scope = said["X-Amz-Credential"].partition("/")[2]
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{said['X-Amz-Date']}\n{scope}\n{digest}"
    key = f"AWS4{CREDENTIALS.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


@pytest.fixture
def new_session() -> Iterator[None]:
    """No client of the process has looked for credentials yet, nor will one find those of the test."""
    session.cache_clear()
    yield
    session.cache_clear()


@pytest.mark.usefixtures("new_session")
def test_the_keys_of_the_environment_sign_unless_others_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "FROMROLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    _, token = RoleToken("c", "u").get_credentials()
    assert "X-Amz-Credential=FROMROLE%2F" in token
    assert "%2Fus-east-1%2Felasticache%2F" in token


def test_who_says_nothing_of_himself_is_not_let_in(closed_valkey_url: str) -> None:
    warned: list[str] = []
    cache = ValkeyCache(closed_valkey_url, warn=lambda message, /, **facts: warned.append(str(facts["error"])))
    cache.put("W1", "k", b"1", 60)
    assert cache.get("W1", "k") is None
    assert warned == ["AuthenticationError"]
    with pytest.raises(RatesUnavailable):
        ValkeyRates(closed_valkey_url).take([Quota("auth", "u", Rate(1, 60))])


def test_agents_cannot_touch_the_counts_of_requests(closed_valkey_url: str) -> None:
    quota = Quota("auth", "somebody", Rate(3, 900))
    ValkeyRates(closed_valkey_url, token_of("api")).take([quota])
    with pytest.raises(RatesUnavailable):
        ValkeyRates(closed_valkey_url, token_of("agents")).take([quota])
    (standing,) = ValkeyRates(closed_valkey_url, token_of("api")).take([quota])
    assert standing.left == 1


@pytest.mark.parametrize("role", ["agents", "api"])
@pytest.mark.parametrize(
    "command", ["FLUSHALL", "KEYS *", "INFO", "CONFIG GET *", "ACL LIST", "CLIENT LIST", "MONITOR"]
)
def test_nobody_may_look_at_or_empty_the_cache_as_a_whole(closed_valkey_url: str, role: str, command: str) -> None:
    client: Any = Valkey.from_url(closed_valkey_url, credential_provider=token_of(role))
    with client, pytest.raises(NoPermissionError):
        client.execute_command(*command.split())


def test_another_user_is_not_let_in(closed_valkey_url: str) -> None:
    client = Valkey.from_url(closed_valkey_url, credential_provider=token_of("guest"))
    with client, pytest.raises(AuthenticationError):
        client.ping()
