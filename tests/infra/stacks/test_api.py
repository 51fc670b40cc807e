import json

from tests.infra.reading import Cloud, named, short

ROUTES = {"$default", "POST /v1/auth/{proxy+}", "GET /health/{proxy+}"}

OF_HTTP_APIS = {
    *("requestId", "awsEndpointRequestId", "requestTime", "identity.sourceIp", "httpMethod", "path", "protocol"),
    *(
        "routeKey",
        "status",
        "responseLength",
        "responseLatency",
        "integrationLatency",
        "error.message",
        "integrationErrorMessage",
    ),
}
"""https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html. `path` has no query."""


def test_all_routes_lead_to_the_function(cloud: Cloud) -> None:
    routes = [route["Properties"] for route in cloud.resources("AWS::ApiGatewayV2::Route").values()]
    assert {route["RouteKey"] for route in routes} == ROUTES
    assert len({named(route["Target"]) for route in routes}) == 1
    (integration,) = cloud.resources("AWS::ApiGatewayV2::Integration").values()
    assert named(integration["Properties"]["IntegrationUri"]) == "ApiLive"
    assert integration["Properties"]["PayloadFormatVersion"] == "2.0"


def test_its_stage_is_the_root_and_deploys_itself(cloud: Cloud) -> None:
    (stage,) = cloud.resources("AWS::ApiGatewayV2::Stage").values()
    assert (stage["Properties"]["StageName"], stage["Properties"]["AutoDeploy"]) == ("$default", True)


def test_everything_is_throttled_and_what_costs_most_is_throttled_more(cloud: Cloud) -> None:
    (stage,) = cloud.resources("AWS::ApiGatewayV2::Stage").values()

    def limits(settings: dict[str, int]) -> tuple[int, int]:
        return settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]

    most = limits(stage["Properties"]["DefaultRouteSettings"])
    tighter = {key: limits(settings) for key, settings in stage["Properties"]["RouteSettings"].items()}
    assert tighter.keys() == ROUTES - {"$default"}
    assert all(rate * 5 < most[0] and burst * 5 < most[1] for rate, burst in tighter.values())


def test_its_stage_names_only_routes_that_are_there(cloud: Cloud) -> None:
    """API Gateway refuses settings of a route that it does not have yet."""
    (stage,) = cloud.resources("AWS::ApiGatewayV2::Stage").values()
    routes = cloud.resources("AWS::ApiGatewayV2::Route")
    before = {routes[name]["Properties"]["RouteKey"] for each in stage["DependsOn"] if (name := short(each)) in routes}
    assert stage["Properties"]["RouteSettings"].keys() <= before


def test_every_request_is_logged_where_it_is_kept_for_a_while(cloud: Cloud) -> None:
    (stage,) = cloud.resources("AWS::ApiGatewayV2::Stage").values()
    settings = stage["Properties"]["AccessLogSettings"]
    groups = cloud.resources("AWS::Logs::LogGroup").items()
    (group,) = [each["Properties"] for id, each in groups if id == named(settings["DestinationArn"])]
    assert group["LogGroupName"] == "/aws/vendedlogs/apis/astromedia-dev-access"
    assert group["RetentionInDays"] == 90


def test_a_line_of_the_access_log_is_json_with_known_variables_and_no_secret(cloud: Cloud) -> None:
    (stage,) = cloud.resources("AWS::ApiGatewayV2::Stage").values()
    line = json.loads(stage["Properties"]["AccessLogSettings"]["Format"])
    assert line["request_id"] == "$context.requestId"
    variables = {value.removeprefix("$context.") for value in line.values() if value.startswith("$")}
    assert variables <= OF_HTTP_APIS


def test_only_this_api_may_call_the_function(cloud: Cloud) -> None:
    sources = [
        named(resource["Properties"]["SourceArn"])
        for resource in cloud.resources("AWS::Lambda::Permission").values()
        if resource["Properties"]["Principal"] == "apigateway.amazonaws.com"
    ]
    assert len(sources) == len(ROUTES)
    assert all(":execute-api:" in source and "Http" in source for source in sources)
