"""The synthesised templates, once per session. Imports of the CDK take seconds, so they wait until a test asks."""

from pathlib import Path

import pytest

from tests.infra.reading import Cloud

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0b0a-4009-8807-060504030201"

_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
NEW_KEY = f"{_KEY}SRvzV7StM3MhRSECDRzUqYaO/WgM+m5ZCqiLKdvj6fBsunz9eItdbxj3W0BrkRRt6wX8v6vfxiY9gtnipsO4jQ=="
OLD_KEY = f"{_KEY}7oXgSJ1nZb1qGmZb0TtZ0oA9mS5m1q0F5k9D7lq3qv2m0mRkq3m7c1X4o0yHq1Jq2l3m4n5o6p7q8r9s0t1u2w=="
"""Public halves, as `python -m infra.keys downloads` prints them. Of the second one nobody has the other half."""


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """A development stage, as `python infra/app.py` writes it."""
    from infra.app import build

    return Cloud.of(build({}, tmp_path_factory.mktemp("dev")), "dev")


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    from infra.app import build

    context = {"stage": "prod", "arch": "x86_64", "cors_origins": "https://app.example.com"}
    context |= {"max_running_campaigns": "5000", "mail_from": "hello@example.com", "rate_limit_standard": "600/minute"}
    context |= {"alarm_mail": "duty@example.com", "model_ports": "8000"}
    context |= {"domain_name": "api.example.com", "hosted_zone_id": "Z0123456789", "certificate_arn": CERTIFICATE}
    context |= {"downloads_domain_name": "files.example.com", "download_keys": f"{NEW_KEY},{OLD_KEY}"}
    return Cloud.of(build(context, tmp_path_factory.mktemp("prod")), "prod")


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[2]
