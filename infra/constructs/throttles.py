"""How often the API may be asked by everybody together: what bounds the bill and the load, whoever asks.

How often each client may ask is the product's own (docs/rate-limits.md), and the edge's.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration


class Throttle(NamedTuple):
    """Requests per second in the long run, and how many may come at once."""

    rate: int
    burst: int


EVERYTHING = Throttle(500, 1000)
"""At 0.1 s a request, 50 functions in the long run: far below the 1,000 that an account has for all it runs."""
TIGHTER: Mapping[tuple[str, apigateway.HttpMethod], Throttle] = {
    # A try to log in costs a quarter of a second of bcrypt; clients refresh here once in 15 minutes.
    ("/v1/auth/{proxy+}", apigateway.HttpMethod.POST): Throttle(50, 100),
    # Nobody is counted here, and each request for readiness asks every store.
    ("/health/{proxy+}", apigateway.HttpMethod.GET): Throttle(10, 20),
}
"""API Gateway throttles by route, so what is to be throttled by itself is a route of its own, to the same function."""


def throttle(http: apigateway.HttpApi, integration: HttpLambdaIntegration) -> None:
    """Have the API's stage refuse (429) what comes more often."""
    assert http.default_stage
    stage = cast(apigateway.CfnStage, http.default_stage.node.default_child)
    stage.default_route_settings = apigateway.CfnStage.RouteSettingsProperty(
        throttling_rate_limit=EVERYTHING.rate, throttling_burst_limit=EVERYTHING.burst
    )
    settings = {}
    for (path, method), tighter in TIGHTER.items():
        (route,) = http.add_routes(path=path, methods=[method], integration=integration)
        # JSON to CloudFormation, so nobody spells these for us.
        limits = {"ThrottlingRateLimit": tighter.rate, "ThrottlingBurstLimit": tighter.burst}
        settings[f"{method.value} {path}"] = limits
        # A stage may only name routes that there are.
        stage.node.add_dependency(route)
    stage.route_settings = settings
