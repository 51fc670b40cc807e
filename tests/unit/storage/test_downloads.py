"""Links that CloudFront checks: here as it does, with the public half of the key that the command makes."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from astromedia.domain.errors import ConfigurationError
from astromedia.storage.downloads import CloudFrontFiles
from astromedia.storage.files import attachment
from infra.deployment import key_name
from infra.keys import new_download_key, public_half
from tests.cloud import BUCKET
from tests.fakes.clock import FakeClock
from tests.samples import id_at

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
END = int(NOW.timestamp()) + 900
URL, KEY_ID = "https://d1.cloudfront.net", "K2JCJMDEHXQW5F"
KEYS = new_download_key(new_download_key({}))
OTHER, OURS = KEYS.values()


def stored(content: dict[str, str]) -> str:
    return boto3.client("secretsmanager").create_secret(Name=id_at(), SecretString=json.dumps(content))["ARN"]


def files(arn: str, name: str) -> CloudFrontFiles:
    return CloudFrontFiles(BUCKET, URL, KEY_ID, arn, name, FakeClock(NOW))


@pytest.fixture
def store(aws: None) -> CloudFrontFiles:
    return files(stored(KEYS), key_name(public_half(OURS)))


def check(link: str, private: str = OURS) -> None:
    """As CloudFront does it: the policy is made of the link itself. InvalidSignature."""
    asked, _, signed = link.partition("&Expires=")
    end, signature, key_id, algorithm = signed.split("&")
    assert (key_id, algorithm) == (f"Key-Pair-Id={KEY_ID}", "Hash-Algorithm=SHA256")
    policy = f'{{"Statement":[{{"Resource":"{asked}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{end}}}}}}}]}}'
    plain = signature.removeprefix("Signature=").replace("-", "+").replace("_", "=").replace("~", "/")
    public = load_der_public_key(b64decode(public_half(private)))
    assert isinstance(public, EllipticCurvePublicKey)
    public.verify(b64decode(plain), policy.encode(), ECDSA(SHA256()))


def test_a_link_is_signed_for_one_file_one_name_and_one_end(store: CloudFrontFiles) -> None:
    link = store.link("W1/images/carré a.png", "carré a.png", 900)
    check(link)
    address = urlsplit(link)
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}" == URL
    assert unquote(address.path) == "/W1/images/carré a.png"
    assert asked["response-content-disposition"] == [attachment("carré a.png")]
    assert int(asked["Expires"][0]) == END


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("/W1/mine", "/W2/other"),
        ("mine.png", "mine.html"),
        ("attachment", "inline"),
        (f"Expires={END}", f"Expires={END + 1}"),
    ],
)
def test_attack_a_link_that_was_changed(store: CloudFrontFiles, ours: str, theirs: str) -> None:
    link = store.link("W1/mine", "mine.png", 900)
    assert ours in link
    with pytest.raises(InvalidSignature):
        check(link.replace(ours, theirs))


def test_attack_a_link_that_is_signed_by_another_key(store: CloudFrontFiles) -> None:
    with pytest.raises(InvalidSignature):
        check(store.link("W1/mine", "mine", 900), private=OTHER)


def test_a_name_cannot_stand_for_more_than_itself(store: CloudFrontFiles) -> None:
    """To CloudFront `*` and `?` in what is signed stand for anything."""
    asked = urlsplit(store.link("W1/a?b*", "a*?&b.png", 900))
    assert "*" not in asked.path + asked.query
    assert asked.query.count("&") == 4


def test_all_but_links_is_as_in_s3(store: CloudFrontFiles) -> None:
    store.put("W1/downloads/a", b"bytes", "text/plain")
    assert store.get("W1/downloads/a") == b"bytes"


@pytest.mark.parametrize("content", [{}, {"k": "not a key"}, {"other": OURS}])
def test_without_its_key_it_says_what_to_do_and_shows_none(aws: None, content: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"no private key k: run python -m infra\.keys downloads") as refused:
        files(stored(content), "k").link("W1/a", "a", 60)
    assert "PRIVATE" not in str(refused.value)
