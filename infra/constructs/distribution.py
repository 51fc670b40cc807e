"""What our CloudFront distributions have in common."""

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk.aws_route53_targets import CloudFrontTarget
from constructs import Construct

TWO_YEARS_DAYS = 730
REMEMBERED = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
"""Errors that CloudFront keeps for 10 s and gives to whoever asks, even where it is to keep nothing: unless it is told
not to, for each of them."""


def unkept_errors() -> list[cloudfront.ErrorResponse]:
    """No error is kept."""
    return [cloudfront.ErrorResponse(http_status=status, ttl=Duration.seconds(0)) for status in REMEMBERED]


def own_name(scope: Construct, name: str, certificate_arn: str) -> dict[str, Any]:
    """The arguments of a distribution for its `name`, or none: then CloudFront names it, and sets the rules of TLS."""
    if not name:
        return {}
    return {
        "domain_names": [name],
        "certificate": acm.Certificate.from_certificate_arn(scope, "Certificate", certificate_arn),
        "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    }


def alias(scope: Construct, zone_id: str, name: str, distribution: cloudfront.Distribution) -> None:
    """Have `name` lead to it, by IPv4 and IPv6, if the zone is known that the name is in."""
    if not (zone_id and name):
        return
    for kind in ("A", "AAAA"):
        route53.CfnRecordSet(
            scope,
            f"Record{kind}",
            hosted_zone_id=zone_id,
            name=name,
            type=kind,
            alias_target=route53.CfnRecordSet.AliasTargetProperty(
                dns_name=distribution.domain_name, hosted_zone_id=CloudFrontTarget.CLOUDFRONT_ZONE_ID
            ),
        )


def headers(scope: Construct, *, override: bool) -> cloudfront.ResponseHeadersPolicy:
    """Headers that make answers harmless, in place of the origin's own or only where it has none."""
    said = cloudfront.ResponseSecurityHeadersBehavior(
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
            access_control_max_age=Duration.days(TWO_YEARS_DAYS), include_subdomains=True, override=override
        ),
    )
    unkept = cloudfront.ResponseCustomHeader(header="Cache-Control", value="no-store", override=override)
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "Headers",
        security_headers_behavior=said,
        custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(custom_headers=[unkept]),
    )
