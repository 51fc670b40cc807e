"""Mailed tokens: found by their hash, gone for good once removed."""

import pytest

from astromedia.domain.mail_token import LIFETIMES, MailToken, MailTokens, Purpose
from astromedia.storage.mail_tokens import DynamoMailTokens
from astromedia.storage.rows import table
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, id_at


@pytest.fixture
def tokens(host: str) -> MailTokens:
    return DynamoMailTokens(ACCOUNTS) if host == "aws" else fakes.FakeMailTokens()


def token() -> MailToken:
    return MailToken(
        token_hash=id_at(),
        purpose=Purpose.RESET,
        user_id="U1",
        email="ada@example.com",
        password_mark="ab" * 32,
        created_at=NOW,
        expires_at=NOW + LIFETIMES[Purpose.RESET],
    )


def test_a_token_is_found_by_its_hash(tokens: MailTokens) -> None:
    one, other = token(), token()
    tokens.add(one)
    tokens.add(other)
    assert tokens.find(one.token_hash) == one
    assert tokens.find("unknown") is None


def test_a_token_is_removed_once(tokens: MailTokens) -> None:
    one, other = token(), token()
    tokens.add(one)
    tokens.add(other)
    assert [tokens.remove(one.token_hash) for _ in range(2)] == [True, False]
    assert tokens.find(one.token_hash) is None
    assert tokens.find(other.token_hash) == other


@pytest.mark.usefixtures("aws")
def test_rows_expire_by_themselves() -> None:
    one = token()
    DynamoMailTokens(ACCOUNTS).add(one)
    (row,) = table(ACCOUNTS).query(f"MAILTOKEN#{one.token_hash}")
    assert row.ttl == one.expires_at.timestamp()
