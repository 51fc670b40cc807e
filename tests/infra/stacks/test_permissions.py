"""Exactly what each role may do. Whoever needs more adds it here, where a reviewer sees it.

Wildcards have their reasons in infra/compliance/wildcards.py.
"""

import pytest

from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.names import BUILT_IN_AGENTS, OWN_AGENT, pascal
from tests.infra.reading import Cloud, named

Permissions = set[tuple[str, str]]

TRACES: Permissions = {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}


def on(resource: str, *actions: str) -> Permissions:
    return {(action, resource) for action in actions}


ATTACHED = on(
    "*",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)
CACHES = "arn:AWS::Partition:elasticache:AWS::Region:AWS::AccountId"


def connect(role: str) -> Permissions:
    """To the cache, as one of its users."""
    return {
        ("elasticache:Connect", f"{CACHES}:{one}")
        for one in ("serverlesscache:astromedia-dev-cache", f"user:astromedia-dev-{role}")
    }


CAMPAIGNS = on("CampaignsTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")
LEDGER = on(
    "LedgerTable",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
)
CHECKS = on("LedgerTable", "dynamodb:ConditionCheckItem")
SWITCH = on("arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/astromedia/dev/models-off", "ssm:GetParameter")
AGENT = (
    CAMPAIGNS
    | on("CampaignsTable", "dynamodb:ConditionCheckItem")
    | LEDGER
    | CHECKS
    | on("ModelSettings", "secretsmanager:GetSecretValue")
    | SWITCH
    | on("Bus", "events:PutEvents")
    | connect("agents")
    | ATTACHED
    | TRACES
)
STATES = "arn:AWS::Partition:states:AWS::Region:AWS::AccountId"
MACHINE, OWN = f"{STATES}:stateMachine:astromedia-dev-*", f"{STATES}:stateMachine:astromedia-dev-own-*"
EXECUTION = f"{STATES}:execution:astromedia-dev-*"
STARTS = (
    on(MACHINE, "states:StartExecution")
    | on(EXECUTION, "states:DescribeExecution")
    | on(OWN, "states:CreateStateMachine", "states:UpdateStateMachine")
    | on("arn:AWS::Partition:iam::AWS::AccountId:role/astromedia-dev-playbook", "iam:PassRole")
)
WAKES = on(MACHINE, "states:SendTaskSuccess")
STOPS = on(EXECUTION, "states:StopExecution")
REMOVES = on(OWN, "states:DeleteStateMachine", "states:ListExecutions")
GATES = on("CampaignsTable", "dynamodb:DeleteItem", "dynamodb:UpdateItem") | on("Bus", "events:PutEvents") | WAKES
QUEUE = (
    CAMPAIGNS
    | on("CampaignsTable", "dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem")
    | on("CampaignsTable/index/gsi1", "dynamodb:Query")
    | on("LedgerTable", "dynamodb:BatchGetItem")
    | STARTS
)
RENDERER = AGENT | on("Assets/*", "s3:GetObject", "s3:PutObject") | on("Assets", "s3:ListBucket")
STEP = CAMPAIGNS | on("LedgerTable", "dynamodb:Query") | TRACES
GROUP = "arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule/astromedia-dev-schedules/*"
PLACE = {f"scheduler:{verb}Schedule" for verb in ("Create", "Delete", "Update")}
PLACES = on(GROUP, *PLACE) | on("SchedulerRole", "iam:PassRole")
UPLOADS = {
    (action, f"Assets/{keys}") for action in ("s3:DeleteObject", "s3:PutObject") for keys in ("inbox/*", "*/uploads/*")
}
API = (
    CAMPAIGNS
    | on("CampaignsTable", "dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem")
    | on("CampaignsTable/index/gsi1", "dynamodb:Query")
    | on("AccountsTable", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem")
    | on("AccountsTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem")
    | LEDGER
    | CHECKS
    | on("LedgerTable/index/gsi1", "dynamodb:Query")
    | on("Assets/*", "s3:GetObject")
    | UPLOADS
    | on("Assets", "s3:ListBucket")
    | on("Auth", "secretsmanager:GetSecretValue")
    | on("ModelSettings", "secretsmanager:GetSecretValue")
    | SWITCH
    | on("Bus", "events:PutEvents")
    | on("ErrandsLive", "lambda:InvokeFunction")
    | connect("api")
    | STARTS
    | WAKES
    | STOPS
    | REMOVES
    | PLACES
    | ATTACHED
    | TRACES
)
FORGET = on(GROUP, "scheduler:DeleteSchedule")
LAUNCH = (
    QUEUE
    | LEDGER
    | on("AccountsTable", "dynamodb:GetItem")
    | on("Bus", "events:PutEvents")
    | on("ModelSettings", "secretsmanager:GetSecretValue")
    | SWITCH
    | FORGET
    | on("DeadLetters", "sqs:SendMessage")
    | TRACES
)
FAIL = (
    on("CampaignsTable", "dynamodb:GetItem", "dynamodb:PutItem")
    | on("Bus", "events:PutEvents")
    | FORGET
    | on("DeadLetters", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
    | TRACES
)
SWEEP = CAMPAIGNS | on("CampaignsTable/index/gsi1", "dynamodb:Query") | on("Bus", "events:PutEvents") | PLACES | TRACES
ERASE = (
    on("AccountsTable", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem")
    | on("AccountsTable", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem")
    | on("CampaignsTable", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem")
    | on("CampaignsTable", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem")
    | on("CampaignsTable/index/gsi1", "dynamodb:Query")
    | on("LedgerTable", "dynamodb:BatchWriteItem", "dynamodb:Scan")
    | on("Assets/*", "s3:DeleteObject", "s3:DeleteObjectVersion")
    | on("Assets", "s3:ListBucketVersions")
    | on(f"{STATES}:execution:astromedia-dev-*", "states:StopExecution")
    | on(f"{STATES}:stateMachine:astromedia-dev-own-*", "states:DeleteStateMachine")
    | FORGET
    | connect("api")
    | ATTACHED
    | TRACES
)
EXPORT = (
    CAMPAIGNS
    | on("CampaignsTable/index/gsi1", "dynamodb:Query")
    | on("AccountsTable", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
    | on("LedgerTable", "dynamodb:Query")
    | on("Assets/*", "s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject")
    | on("Assets", "s3:ListBucket")
    | TRACES
)
FAILURES = on("UndeliveredQueue", "sqs:SendMessage")
"""Of whoever is called without being waited for."""
SCHEDULER = on("LaunchScheduledLive", "lambda:InvokeFunction") | on("DeadLetters", "sqs:SendMessage")
SCHEDULED = LEDGER | on("LedgerTable/index/gsi1", "dynamodb:Query") | on("Bus", "events:PutEvents") | TRACES
FUNCTIONS: dict[str, Permissions] = {
    "Analyst": AGENT,
    "Analytics": AGENT,
    "Compliance": AGENT,
    "ContentWriter": AGENT,
    "Copywriter": AGENT,
    "Designer": RENDERER,
    "OwnAgent": AGENT,
    "Scriptwriter": AGENT,
    "Seo": AGENT,
    "Social": AGENT,
    "Strategist": AGENT,
    "VideoProducer": RENDERER,
    "CloseCampaign": STEP,
    "FailCampaign": STEP,
    "HoldPhase": QUEUE | GATES | TRACES,
    "ExecutionEnded": STEP | QUEUE | REMOVES | on("Bus", "events:PutEvents") | FAILURES,
    "ReconcileHolds": SCHEDULED | FAILURES,
    "LookAfterGates": QUEUE | WAKES | on("Bus", "events:PutEvents") | TRACES | FAILURES,
    "DispatchQueue": QUEUE | on("LedgerTable", "dynamodb:Query") | on("Bus", "events:PutEvents") | TRACES | FAILURES,
    "LaunchScheduled": LAUNCH,
    "FailScheduled": FAIL,
    "SweepSchedules": SWEEP | FAILURES,
    "EraseData": ERASE | FAILURES,
    "ExportData": EXPORT | FAILURES,
    "Api": API,
    "Errands": on("AccountsTable", "dynamodb:GetItem", "dynamodb:PutItem") | TRACES | FAILURES,
}
AGENTS = {pascal(name) for name in (*BUILT_IN_AGENTS, OWN_AGENT)}
STEPS = {"CloseCampaign", "FailCampaign", "HoldPhase"}
"""What a machine may call besides the agents of its phases."""


def calls(*functions: str) -> Permissions:
    return {("lambda:InvokeFunction", f"{name}Live") for name in functions} | on("Bus", "events:PutEvents")


LOG_DELIVERY = on(
    "*",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
TRACED = on("*", "xray:GetSamplingRules", "xray:GetSamplingTargets") | TRACES
OBSERVED = LOG_DELIVERY | TRACED
MACHINES = {f"{pascal(name)}Machine": playbook for name, playbook in PLAYBOOKS.items()}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_may_do_what_it_does_and_write_its_own_log(cloud: Cloud, name: str) -> None:
    own_log = on(f"{name}Log", "logs:CreateLogStream", "logs:PutLogEvents")
    assert cloud.permissions()[f"{name}Role"] == FUNCTIONS[name] | own_log


@pytest.mark.parametrize("name", MACHINES)
def test_a_state_machine_may_call_what_its_playbook_names(cloud: Cloud, name: str) -> None:
    agents = {pascal(phase.agent) for phase in MACHINES[name].phases}
    assert cloud.permissions()[f"{name}Role"] == calls(*STEPS, *agents) | OBSERVED


def test_the_machine_of_a_workspaces_playbook_may_call_any_agent_and_do_nothing_else(cloud: Cloud) -> None:
    assert cloud.permissions()["PlaybookRole"] == calls(*STEPS, *AGENTS) | TRACED
    (statement,) = cloud.resources("AWS::IAM::Role")["PlaybookRole"]["Properties"]["AssumeRolePolicyDocument"][
        "Statement"
    ]
    assert statement["Principal"] == {"Service": "states.amazonaws.com"}


def test_the_scheduler_may_call_one_function_and_keep_what_it_could_not_deliver(cloud: Cloud) -> None:
    assert cloud.permissions()["SchedulerRole"] == SCHEDULER


def test_only_who_erases_may_change_or_remove_what_the_audit_log_says(cloud: Cloud) -> None:
    (denied,) = cloud.denials("ApiRole")
    assert set(denied["Action"]) == {"dynamodb:DeleteItem", "dynamodb:UpdateItem"}
    assert named(denied["Resource"]) == "AccountsTable"
    assert denied["Condition"] == {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}}
    changing = on("AccountsTable", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem")
    able = {name for name, allowed in cloud.permissions().items() if allowed & changing}
    assert able == {"ApiRole", "EraseDataRole"}
    assert ("dynamodb:BatchWriteItem", "AccountsTable") not in cloud.permissions()["ApiRole"]


def test_who_reads_files_is_told_by_aws_that_there_is_none(cloud: Cloud) -> None:
    """S3 says NoSuchKey to those who may list the bucket, and AccessDenied to all others; the local cloud does not."""
    readers = {name for name, allowed in cloud.permissions().items() if ("s3:GetObject", "Assets/*") in allowed}
    assert readers == {"ApiRole", "DesignerRole", "ExportDataRole", "VideoProducerRole"}
    assert all(("s3:ListBucket", "Assets") in cloud.permissions()[name] for name in readers)


def test_mail_is_sent_from_one_address(cloud: Cloud, production: Cloud) -> None:
    identities = "arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity"
    allowed = on(f"{identities}/hello@example.com", "ses:SendEmail") | on(f"{identities}/example.com", "ses:SendEmail")
    roles = production.permissions().items()
    sends = {name: {(act, of) for act, of in may if act.startswith("ses:")} for name, may in roles}
    assert {name: may for name, may in sends.items() if may} == {"ApiRole": allowed, "ErrandsRole": allowed}
    told = {
        title: function["Environment"]["Variables"].get("MAIL_FROM")
        for title, function in production.functions().items()
    }
    senders = {title: address for title, address in told.items() if address}
    assert senders == dict.fromkeys(("Api", "Errands"), "hello@example.com")
    assert "MAIL_FROM" not in cloud.functions()["Api"]["Environment"]["Variables"]


def test_who_notes_refused_connections_may_write_their_log_alone(cloud: Cloud) -> None:
    writing = on("VpcLog", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
    assert cloud.permissions()["VpcRefusedIAMRole"] == writing


def test_there_is_no_other_role(cloud: Cloud) -> None:
    assert cloud.permissions().keys() == {
        "PlaybookRole",
        "SchedulerRole",
        "VpcRefusedIAMRole",
        *(f"{name}Role" for name in (*MACHINES, *FUNCTIONS)),
    }


def test_nobody_is_given_a_policy_from_elsewhere(cloud: Cloud) -> None:
    for role in cloud.resources("AWS::IAM::Role").values():
        assert role["Properties"].keys() - {"RoleName", "Tags"} == {"AssumeRolePolicyDocument"}


def test_only_who_tidies_up_removes_machines_and_only_who_decides_stops_or_wakes(cloud: Cloud) -> None:
    def able(action: str) -> set[str]:
        roles = cloud.permissions().items()
        return {name.removesuffix("Role") for name, allowed in roles if action in {act for act, _ in allowed}}

    assert able("states:DeleteStateMachine") == {"Api", "EraseData", "ExecutionEnded"}
    assert able("states:StopExecution") == {"Api", "EraseData"}
    assert able("states:SendTaskSuccess") == {"Api", "HoldPhase", "LookAfterGates"}
    starting = {"Api", "DispatchQueue", "ExecutionEnded", "HoldPhase", "LaunchScheduled", "LookAfterGates"}
    for action in ("states:StartExecution", "states:CreateStateMachine"):
        assert able(action) == starting, "whoever starts a campaign on a machine that is gone defines it"
