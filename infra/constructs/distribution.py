"""What our CloudFront distributions have in common."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront

TWO_YEARS = Duration.days(730)


def own_name(stack: Stack, name: str, certificate_arn: str) -> dict[str, Any]:
    """The arguments of a distribution for its `name`, or none: then CloudFront names it, and sets the rules of TLS."""
    if not name:
        return {}
    return {
        "domain_names": [name],
        "certificate": acm.Certificate.from_certificate_arn(stack, "Certificate", certificate_arn),
        "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    }


def security_headers(*, override: bool) -> cloudfront.ResponseSecurityHeadersBehavior:
    """Headers that make answers harmless, in place of the origin's own or only where it has none."""
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy="default-src 'none'; frame-ancestors 'none'", override=override
        ),
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=override),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=override
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=override
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=TWO_YEARS, include_subdomains=True, override=override
        ),
    )
