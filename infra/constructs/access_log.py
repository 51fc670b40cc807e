"""The access log of an HTTP API's stage."""

import json

from aws_cdk import aws_apigatewayv2 as apigateway

from infra.constructs.logs import log_group
from infra.deployment import Deployment

FIELDS = {
    "message": "Served",
    "service": "access-log",
    "request_id": "$context.requestId",
    "function_request_id": "$context.awsEndpointRequestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "route": "$context.routeKey",
    "protocol": "$context.protocol",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "function_milliseconds": "$context.integrationLatency",
    "refused": "$context.error.message",
    "failed": "$context.integrationErrorMessage",
}
"""What a line says. Of an HTTP API no header can be logged: `request_id` is API Gateway's own, which the API takes as
the request's unless the client sent one. Nor is what may hold a secret: no query, no body."""


def log_access(api: apigateway.HttpApi, deployment: Deployment) -> str:
    """Have the API's stage log every request; the name of the log group.

    Under this prefix the policy that lets API Gateway write does not grow with each log group.
    """
    name = f"/aws/vendedlogs/apis/{deployment.named('access')}"
    assert api.default_stage is not None, "the API was given a stage of its own"
    stage = api.default_stage.node.default_child
    assert isinstance(stage, apigateway.CfnStage)
    stage.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=log_group(api, name, deployment).log_group_arn, format=json.dumps(FIELDS, separators=(",", ":"))
    )
    return name
