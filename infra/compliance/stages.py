"""The stages that are looked through: each way of setting one up that changes what is in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from infra.compliance.finding import Finding, from_nag

if TYPE_CHECKING:
    import aws_cdk as cdk

_WHOLE = {
    "download_keys": (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESRvzV7StM3MhRSECDRzUqYaO/WgM"
        "+m5ZCqiLKdvj6fBsunz9eItdbxj3W0BrkRRt6wX8v6vfxiY9gtnipsO4jQ=="
    ),
    "cors_origins": "https://app.example.com",
    "mail_from": "hello@example.com",
    "rate_limit_standard": "600/minute",
    "alarm_mail": "duty@example.com",
}
_NAMED = {
    "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0b0a-4009-8807-060504030201",
    "domain_name": "api.example.com",
    "downloads_domain_name": "files.example.com",
    "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
    "reserved_concurrency": "video_producer=5",
}
CONTEXTS: Mapping[str, Mapping[str, str]] = {
    "dev": {},
    "staging": {"arch": "x86_64", **_WHOLE},
    "prod": {**_WHOLE, **_NAMED},
}
"""The CDK's context by stage: as little as can be said, and all that adds something to the template."""


def synthesised(stage: str, folder: Path) -> "cdk.App":
    """The app of one stage, with its templates in `folder`."""
    from infra.app import build

    app = build({"stage": stage, **CONTEXTS[stage]}, folder)
    app.synth()
    return app


def nag(app: "cdk.App", stage: str) -> list[Finding]:
    """What cdk-nag's AwsSolutions pack finds in a synthesised app."""
    from cdk_nag import AwsSolutionsChecks

    report = AwsSolutionsChecks(app).validate_scope(app)
    return from_nag(report.violations, stage)
