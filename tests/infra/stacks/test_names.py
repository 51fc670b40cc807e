from tests.infra.reading import Cloud

# A name of our own keeps CloudFormation from replacing a resource; these are addressed by people, rules or consoles.
NAMED = {
    "AWS::ApiGatewayV2::Api": "Name",
    "AWS::ElastiCache::ServerlessCache": "ServerlessCacheName",
    "AWS::Events::EventBus": "Name",
    "AWS::IAM::Role": "RoleName",
    "AWS::Lambda::Alias": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Logs::QueryDefinition": "Name",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Scheduler::ScheduleGroup": "Name",  # a replacement would be without the schedules that people made
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}

OF_OTHERS = {
    "AWS::EC2::FlowLog",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
}
"""Their FunctionName or LogGroupName is another resource's."""


def test_one_role_has_a_name(cloud: Cloud) -> None:
    """Functions of other stacks pass it on; all the others are found by reference."""
    roles = cloud.resources("AWS::IAM::Role")
    names = {name: role["Properties"]["RoleName"] for name, role in roles.items() if "RoleName" in role["Properties"]}
    assert names == {"PlaybookRole": "astromedia-dev-playbook"}


def test_nothing_has_a_name_that_needs_none(cloud: Cloud) -> None:
    names = {"Name", "TableName", "BucketName", "RoleName", "LayerName", *NAMED.values()}
    given = {
        (resource["Type"], name)
        for resource in cloud.resources().values()
        for name in names & resource.get("Properties", {}).keys()
        if not (resource["Type"] in OF_OTHERS and name in ("FunctionName", "LogGroupName"))
    }
    assert given == set(NAMED.items())


def test_a_first_deployment_that_failed_leaves_no_name_taken(production: Cloud) -> None:
    """CloudFormation keeps what it is told to retain even if it had just made it: the next one finds the name taken."""
    names = {*NAMED.values(), "AlarmName", "BackupVaultName", "BucketName", "SecretName", "TableName"}
    left = {
        title
        for title, resource in production.resources().items()
        if resource.get("DeletionPolicy") == "Retain" and names & resource["Properties"].keys()
    }
    assert left == set()
