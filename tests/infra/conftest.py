"""The synthesised templates, once per session. Imports of the CDK take seconds, so they wait until a test asks."""

from pathlib import Path

import pytest

from tests.infra.reading import Cloud

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0b0a-4009-8807-060504030201"


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
    return Cloud.of(build(context, tmp_path_factory.mktemp("prod")), "prod")


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[2]
