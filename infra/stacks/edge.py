"""CloudFront in front of the HTTP API (docs/edge.md): it ends TLS, asks the firewall, and tells the API who asks."""

from aws_cdk import App, CfnOutput, CfnParameter, SecretValue, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk.aws_cloudfront_origins import HttpOrigin

from infra.constructs.distribution import alias, headers, own_name, unkept_errors
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


class EdgeStack(Stack):
    """A distribution that keeps nothing, behind the firewall, under a name of its own if the deployment has one."""

    def __init__(
        self, app: App, deployment: Deployment, api_id: str, secret: Resource, firewall: FirewallStack
    ) -> None:
        super().__init__(app, deployment.named("edge"), description="AstroMedia: CloudFront in front of the API")
        self.add_stack_dependency(firewall, "its web ACL is this stack's parameter")
        version = deployment.origin_version or None
        shown = SecretValue.secrets_manager(secret.value, json_field="current", version_id=version)
        distribution = cloudfront.Distribution(
            self,
            "Api",
            comment=deployment.named("api"),
            default_behavior=self._behavior(api_id, shown),
            error_responses=unkept_errors(),
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            web_acl_id=self._web_acl(),
            **own_name(self, deployment.domain_name, deployment.certificate_arn),
        )
        alias(self, deployment.hosted_zone_id, deployment.domain_name, distribution)
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
            # For errors of API Gateway and of CloudFront itself. What the API has set stays.
            response_headers_policy=headers(self, override=False),
            # Not redirected: who sends credentials in the clear is to notice.
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        )
