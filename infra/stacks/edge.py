"""CloudFront in front of the HTTP API (docs/edge.md): it ends TLS, asks the firewall, and tells the API who asks."""

from aws_cdk import App, CfnOutput, CfnParameter, Duration, SecretValue, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk.aws_cloudfront_origins import HttpOrigin
from aws_cdk.aws_route53_targets import CloudFrontTarget

from infra.constructs.distribution import own_name, security_headers
from infra.constructs.resource import Resource
from infra.deployment import Deployment
from infra.stacks.firewall import FirewallStack

SECRET, VIEWER = "X-Origin-Verify", "X-Viewer-Address"
"""Headers that only we set: functions/api/origin.py reads them."""
NAME_THE_VIEWER = f"""\
function handler(event) {{
    var request = event.request;
    request.headers['{VIEWER.lower()}'] = {{ value: event.viewer.ip }};
    return request;
}}
"""
"""CloudFront's own header for it cannot be had together with all of a client's but Host, which API Gateway must not
get. Whatever a client sends under this name is overwritten."""
REMEMBERED = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
"""Errors that CloudFront keeps for 10 s and gives to whoever asks, even where it is to keep nothing: unless it is told
not to, for each of them."""


class EdgeStack(Stack):
    """A distribution that keeps nothing, behind the firewall, under a name of its own if the deployment has one."""

    def __init__(
        self, app: App, deployment: Deployment, api_id: str, secret: Resource, firewall: FirewallStack
    ) -> None:
        super().__init__(app, deployment.named("edge"), description="AstroMedia: CloudFront in front of the API")
        self.add_stack_dependency(firewall, "its web ACL is this stack's parameter")
        version = deployment.origin_version or None
        shown = SecretValue.secrets_manager(secret.value, json_field="current", version_id=version)
        kept = Duration.seconds(0)
        distribution = cloudfront.Distribution(
            self,
            "Api",
            comment=deployment.named("api"),
            default_behavior=self._behavior(api_id, shown),
            error_responses=[cloudfront.ErrorResponse(http_status=status, ttl=kept) for status in REMEMBERED],
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            web_acl_id=self._web_acl(),
            **own_name(self, deployment.domain_name, deployment.certificate_arn),
        )
        if deployment.hosted_zone_id:
            self._records(deployment, distribution)
        CfnOutput(self, "EdgeUrl", value=f"https://{deployment.domain_name or distribution.domain_name}")

    def _web_acl(self) -> str:
        """Its ARN. No stack can refer to one of another region, so it is told once; deploys after that keep it."""
        parameter = CfnParameter(
            self,
            "WebAclArn",
            description="WebAclArn, as the firewall's stack in us-east-1 puts it out",
            allowed_pattern="arn:[a-z-]+:wafv2:us-east-1:[0-9]{12}:global/webacl/.+",
        )
        return parameter.value_as_string

    def _behavior(self, api_id: str, secret: SecretValue) -> cloudfront.BehaviorOptions:
        """Everything goes to the API as it came, but for Host, and nothing that it answers is kept."""
        origin = HttpOrigin(
            f"{api_id}.execute-api.{self.region}.{self.url_suffix}",
            # A dynamic reference: CloudFormation puts the value in; the template does not have it.
            custom_headers={SECRET: secret.unsafe_unwrap()},
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        )
        viewer = cloudfront.Function(
            self,
            "Viewer",
            code=cloudfront.FunctionCode.from_inline(NAME_THE_VIEWER),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            comment="Tells the API the address of who asks",
        )
        return cloudfront.BehaviorOptions(
            origin=origin,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            compress=False,
            function_associations=[
                cloudfront.FunctionAssociation(function=viewer, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST)
            ],
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=self._headers(),
            # Not redirected: who sends credentials in the clear is to notice.
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        )

    def _headers(self) -> cloudfront.ResponseHeadersPolicy:
        """For what the API does not answer itself: API Gateway's and CloudFront's own errors. The API's headers win."""
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            comment="Where the API has not set its own",
            security_headers_behavior=security_headers(override=False),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header="Cache-Control", value="no-store", override=False)
                ]
            ),
        )

    def _records(self, deployment: Deployment, distribution: cloudfront.Distribution) -> None:
        for kind in ("A", "AAAA"):
            route53.CfnRecordSet(
                self,
                f"Record{kind}",
                hosted_zone_id=deployment.hosted_zone_id,
                name=deployment.domain_name,
                type=kind,
                alias_target=route53.CfnRecordSet.AliasTargetProperty(
                    dns_name=distribution.domain_name, hosted_zone_id=CloudFrontTarget.CLOUDFRONT_ZONE_ID
                ),
            )
