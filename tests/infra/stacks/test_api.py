from tests.infra.reading import Cloud, named


def test_one_route_leads_everything_to_the_function(cloud: Cloud) -> None:
    (route,) = cloud.resources("AWS::ApiGatewayV2::Route").values()
    assert route["Properties"]["RouteKey"] == "$default"
    (integration,) = cloud.resources("AWS::ApiGatewayV2::Integration").values()
    assert named(integration["Properties"]["IntegrationUri"]) == "ApiFunction"
    assert integration["Properties"]["PayloadFormatVersion"] == "2.0"


def test_its_stage_is_the_root_and_deploys_itself(cloud: Cloud) -> None:
    (stage,) = cloud.resources("AWS::ApiGatewayV2::Stage").values()
    assert (stage["Properties"]["StageName"], stage["Properties"]["AutoDeploy"]) == ("$default", True)


def test_only_this_api_may_call_the_function(cloud: Cloud) -> None:
    (permission,) = [
        resource["Properties"]
        for resource in cloud.resources("AWS::Lambda::Permission").values()
        if resource["Properties"]["Principal"] == "apigateway.amazonaws.com"
    ]
    assert ":execute-api:" in named(permission["SourceArn"])
    assert "Http" in named(permission["SourceArn"])
