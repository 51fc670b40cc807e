from tests.infra.reading import Cloud

# A name of our own keeps CloudFormation from replacing a resource; these are addressed by people, rules or consoles.
NAMED = {
    "AWS::ApiGatewayV2::Api": "Name",
    "AWS::ElastiCache::ServerlessCache": "ServerlessCacheName",
    "AWS::Events::EventBus": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}


def test_nothing_has_a_name_that_needs_none(cloud: Cloud) -> None:
    names = {"Name", "TableName", "BucketName", "RoleName", "LayerName", *NAMED.values()}
    given = {
        (resource["Type"], name)
        for resource in cloud.resources().values()
        if resource["Type"] != "AWS::Lambda::Permission"  # whose FunctionName is another resource's
        for name in names & resource.get("Properties", {}).keys()
    }
    assert given == set(NAMED.items())
