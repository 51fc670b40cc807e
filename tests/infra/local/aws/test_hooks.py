"""Every hook into ministack: what the stock version gets wrong, and that the hook mends it.

A hook whose stock behaviour has become right is needless: its first test fails, and the hook can go.
"""

import asyncio
import copy
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from valkey import Valkey
from valkey.exceptions import ValkeyError

from infra.local import hooks
from infra.local.aws import changes, identity, scheduler, templates
from infra.local.aws.caches import Users
from infra.local.aws.forward import Answer, Functions, StepFunctions
from infra.local.aws.library import (
    access,
    actions,
    apigateway,
    app,
    dynamodb,
    elasticache,
    eventbridge,
    persistence,
    provisioners,
    responses,
    stepfunctions,
)
from infra.local.aws.library import functions as lambdas
from infra.local.aws.library import scheduler as schedules
from infra.local.aws.refusals import Refusals
from infra.local.aws.storage import Storage, run_to_end
from infra.local.aws.usage import Usage
from infra.local.faults import FaultFile, Faults, Refusal
from infra.local.functions.settings import Addresses, localise
from infra.local.plan import ACCOUNT, REGION
from infra.local.task_tokens import token_of
from infra.local.valkey import OPERATOR

ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
MACHINE = {"RoleArn": ROLE, "StateMachineName": "m", "DefinitionString": '{"StartAt": "A", "States": {}}'}
MACHINE_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:m"
FUNCTION = {
    "FunctionName": "f",
    "Handler": "functions.f.handler",
    "Runtime": "python3.13",
    "Role": ROLE,
    "Code": {"S3Bucket": "nowhere", "S3Key": "nothing"},
    "Layers": [f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:absent:1"],
    "Timeout": 5,
}
RAISING = {"ZipFile": "class BrokenError(Exception): pass\ndef handler(event, context): raise BrokenError('no')"}
INVOCATION = "/2015-03-31/functions/f/invocations"


class FakeFunctions(Functions):
    """The Lambda server: remembers what it was asked, and fails every function with BrokenError."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []

    def send(self, path: str, body: bytes, headers: Any) -> Answer:
        self.asked.append((path, dict(headers)))
        self.bodies.append(body)
        return (
            200,
            {"X-Amz-Function-Error": "Unhandled", "X-Amz-Log-Result": "dGFpbA=="},
            b'{"errorType": "BrokenError"}',
        )


class FakeStepFunctions(StepFunctions):
    """The Step Functions server: remembers the operations, and refuses definitions that say so."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:2")
        self.operations: list[str] = []

    def send(self, path: str, body: bytes, headers: Any) -> Answer:
        self.operations.append(headers["x-amz-target"].rpartition(".")[2])
        if self.operations == ["UpdateStateMachine"]:
            return 400, {}, b'{"__type": "StateMachineDoesNotExist", "message": "no such machine"}'
        if b"refuse me" in body:
            return 400, {}, b'{"message": "refused"}'
        return 200, {}, json.dumps({"stateMachineArn": MACHINE_ARN}).encode()


class Cloud:
    """ministack in this process, on a state folder of its own, with fakes of the servers beside it."""

    def __init__(self, folder: Path, cache_url: str) -> None:
        self.cache_url = cache_url
        self.functions = FakeFunctions()
        self.states = FakeStepFunctions()
        self.storage = Storage(folder)
        self.folder = folder
        self.refusals = Refusals(FaultFile(folder))
        self.now = datetime(2027, 3, 12, 23, tzinfo=UTC)
        self.deliveries = scheduler.Deliveries(self.functions, self.storage.notice, lambda: self.now, delays=())
        self.usage = Usage()

    def hooks(self) -> list[hooks.Hook]:
        parts = (self.deliveries, self.storage, self.refusals, self.usage, Users(self.cache_url))
        return changes.all_hooks(self.functions, self.states, self.folder, *parts)

    def provision(self, kind: str, operation: str, *arguments: Any) -> Any:
        return provisioners._RESOURCE_HANDLERS[kind][operation](*arguments)

    def call(self, service: str, operation: str = "", path: str = "/", **parameters: Any) -> Any:
        headers = {"x-amz-target": operation, "content-type": "application/x-amz-json-1.0"}
        handler = app.SERVICE_HANDLERS[service]
        return asyncio.run(handler("POST", path, headers, json.dumps(parameters).encode(), {}))

    def table(self) -> None:
        self.call(
            "dynamodb",
            "DynamoDB_20120810.CreateTable",
            TableName="things",
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "k", "AttributeType": "S"},
                {"AttributeName": "n", "AttributeType": "N"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )

    def put(self, key: str) -> None:
        self.call("dynamodb", "DynamoDB_20120810.PutItem", TableName="things", Item={"k": {"S": key}, "n": {"N": "1"}})

    def keys(self) -> list[str]:
        _, _, body = self.call("dynamodb", "DynamoDB_20120810.Scan", TableName="things")
        return sorted(item["k"]["S"] for item in json.loads(body).get("Items", ()))

    def restart(self) -> None:
        """What a kill and a start do to the tables: only the files remain."""
        for store in (dynamodb._tables, dynamodb._tags):
            store.clear()
        self.storage.close()
        state = persistence.load_state("dynamodb")
        if state:
            dynamodb.load_persisted_state(state)


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_url: str) -> Iterator[Cloud]:
    monkeypatch.setattr(persistence, "PERSIST_STATE", True)
    monkeypatch.setattr(persistence, "STATE_DIR", str(tmp_path))
    cloud = Cloud(tmp_path, cache_url)
    monkeypatch.setattr(schedules, "time", SimpleNamespace(time=lambda: cloud.now.timestamp()))
    with responses.request_scope(ACCOUNT, REGION):
        yield cloud
    cloud.storage.close()
    for module in (apigateway, dynamodb, elasticache, lambdas, schedules, stepfunctions, eventbridge):
        module.reset()


def keeps_error_type(cloud: Cloud) -> bool:
    cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION | {"Code": RAISING, "Layers": []}, "stack")
    result = lambdas._execute_function(lambdas._functions["f"], {})
    return bool(result["body"].get("errorType") == "BrokenError")


def passes_the_log_on(cloud: Cloud) -> bool:
    cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION, "stack")
    _, headers, _ = cloud.call("lambda", path=INVOCATION)
    return "X-Amz-Log-Result" in headers


def delivers_with_retries(cloud: Cloud) -> bool:
    cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION, "stack")
    eventbridge._dispatch_to_lambda("arn:aws:lambda:us-east-1:123456789012:function:f", "{}")
    cloud.functions.drain()
    return any(headers.get("X-Amz-Invocation-Type") == "Event" for _, headers in cloud.functions.asked)


def needs_no_package(cloud: Cloud) -> bool:
    cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION, "stack")
    return bool(lambdas._functions["f"]["config"]["Layers"] == [])


def answers_500(cloud: Cloud) -> bool:
    answer, _ = lambdas.lambda_execute_result_to_api_proxy_response(
        {"error": True, "body": {"errorType": "BrokenError"}}
    )
    return bool(answer["statusCode"] == 500 and "BrokenError" not in answer["body"])


def logs_access(cloud: Cloud) -> bool:
    """A line under the id that the function got and the client gets, its quotation marks escaped."""
    cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION, "stack")
    cloud.provision("AWS::ApiGatewayV2::Api", "create", "Api", {"Name": "a", "ProtocolType": "HTTP"}, "stack")
    api_id = next(iter(apigateway._apis.all_values()))["apiId"]
    settings = {"DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/vendedlogs/apis/access:*"}
    format = '{"id": "$context.requestId", "path": "$context.path", "status": "$context.status", "x": "$context.no.x"}'
    stage = {"ApiId": api_id, "StageName": "$default", "AccessLogSettings": settings | {"Format": format}}
    cloud.provision("AWS::ApiGatewayV2::Stage", "create", "Stage", stage, "stack")
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
    integration = {"ApiId": api_id, "IntegrationType": "AWS_PROXY", "IntegrationUri": arn}
    made, _ = cloud.provision("AWS::ApiGatewayV2::Integration", "create", "I", integration, "stack")
    route = {"ApiId": api_id, "RouteKey": "$default", "Target": f"integrations/{made}"}
    cloud.provision("AWS::ApiGatewayV2::Route", "create", "R", route, "stack")
    serving = apigateway.handle_execute(api_id, "$default", '/say/"hi"', "GET", {}, b"", {})
    _, headers, _ = asyncio.run(serving)
    (text,) = (cloud.folder / "access.log").read_text().splitlines()
    asked = json.loads(cloud.functions.bodies[-1])["requestContext"]["requestId"]
    told = {"id": asked, "path": '/say/"hi"', "status": "500", "x": "-"}
    return bool(json.loads(text) == told and headers["apigw-requestid"] == asked)


def states_elsewhere(cloud: Cloud) -> bool:
    cloud.call("states", "AWSStepFunctions.ListStateMachines")
    return cloud.states.operations == ["ListStateMachines"]


def machine_elsewhere(cloud: Cloud) -> bool:
    cloud.provision("AWS::StepFunctions::StateMachine", "create", "M", MACHINE, "stack")
    return cloud.states.operations == ["UpdateStateMachine", "CreateStateMachine"]


def machine_removed(cloud: Cloud) -> bool:
    cloud.provision("AWS::StepFunctions::StateMachine", "create", "M", MACHINE, "stack")
    cloud.provision("AWS::StepFunctions::StateMachine", "delete", MACHINE_ARN, MACHINE)
    return cloud.states.operations[-1:] == ["DeleteStateMachine"]


def started_elsewhere(cloud: Cloud) -> bool:
    cloud.provision("AWS::StepFunctions::StateMachine", "create", "M", MACHINE, "stack")
    eventbridge._dispatch_to_stepfunctions(MACHINE_ARN, "{}")
    cloud.states.drain()
    return cloud.states.operations[-1:] == ["StartExecution"]


def same_id(cloud: Cloud) -> bool:
    api, _ = cloud.provision(
        "AWS::ApiGatewayV2::Api", "create", "A", {"Name": "My API", "ProtocolType": "HTTP"}, "stack"
    )
    cloud.provision("AWS::ApiGatewayV2::Api", "delete", api, {})
    return bool(api == "http-my-api")


def local_cache(cloud: Cloud) -> bool:
    properties = {"ServerlessCacheName": "c", "Engine": "valkey"}
    _, attributes = cloud.provision("AWS::ElastiCache::ServerlessCache", "create", "C", properties, "stack")
    url = f"valkeys://{attributes['Endpoint.Address']}:{attributes['Endpoint.Port']}"
    here = Addresses(aws="http://127.0.0.1:1", api="http://127.0.0.1:2", cache="valkey://127.0.0.1:3")
    return localise(url, here) == here.cache


def accepted(kind: str, attribute: str) -> Callable[[Cloud], bool]:
    def scenario(cloud: Cloud) -> bool:
        name, attributes = cloud.provision(kind, "create", "X", {}, "stack")
        updated = cloud.provision(kind, "update", name, {}, {}, "stack", "X")
        cloud.provision(kind, "delete", name, {})
        said = attributes[attribute].rpartition(":")[2]
        return bool(name == said == "stack-X" and updated == (name, attributes))

    return scenario


def write_survives(cloud: Cloud) -> bool:
    cloud.table()
    cloud.storage.flush()
    cloud.put("after the snapshot")
    cloud.restart()
    return cloud.keys() == ["after the snapshot"]


def expiry_survives(cloud: Cloud) -> bool:
    import threading

    cloud.table()
    cloud.storage.flush()
    cloud.put("expired")
    table = dynamodb._tables["things"]

    def reap() -> None:
        with responses.request_scope(ACCOUNT, REGION):
            dynamodb._remove_item(table, *next((key, next(iter(items))) for key, items in table["items"].items()))

    reaper = threading.Thread(target=reap, name="dynamodb-ttl-reaper")
    reaper.start()
    reaper.join()
    cloud.restart()
    return cloud.keys() == []


def change_is_noticed(cloud: Cloud) -> bool:
    headers = {"x-amz-target": "secretsmanager.CreateSecret", "content-type": "application/x-amz-json-1.1"}
    body = b'{"Name": "s", "SecretString": "v"}'
    asyncio.run(app._dispatch_service_request("POST", "/", headers, body, {}, "id"))
    cloud.storage._settle_changes()
    return (cloud.folder / "secretsmanager.json").exists()


def secret_is_felt(cloud: Cloud) -> bool:
    cloud.call("secretsmanager", "secretsmanager.CreateSecret", Name="s", SecretString="old")
    cloud.call("secretsmanager", "secretsmanager.PutSecretValue", SecretId="s", SecretString="new")
    cloud.call("secretsmanager", "secretsmanager.PutSecretValue", SecretId="absent", SecretString="new")
    cloud.call("secretsmanager", "secretsmanager.GetSecretValue", SecretId="s")
    cloud.call("secretsmanager", "secretsmanager.DeleteSecret", SecretId="s", ForceDeleteWithoutRecovery=True)
    cloud.call("ssm", "AmazonSSM.PutParameter", Name="p", Type="String", Value="v")
    cloud.call("ssm", "AmazonSSM.GetParameter", Name="p")
    cloud.call("ssm", "AmazonSSM.DeleteParameter", Name="p")
    return [path for path, _ in cloud.functions.asked] == 3 * ["/_local/refresh"]


def function_allowed(cloud: Cloud, *statements: dict[str, Any]) -> str:
    """The access key of a function whose role has these permissions."""
    trust = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
    cloud.provision("AWS::IAM::Role", "create", "R", {"RoleName": "r", "AssumeRolePolicyDocument": trust}, "stack")
    document = {"Statement": [{"Effect": "Allow", **statement} for statement in statements]}
    cloud.provision(
        "AWS::IAM::Policy", "create", "P", {"PolicyName": "p", "Roles": ["r"], "PolicyDocument": document}, "stack"
    )
    return identity.credentials(f"arn:aws:iam::{ACCOUNT}:role/r", "f")["AWS_ACCESS_KEY_ID"]


def role_reads_every_version(cloud: Cloud) -> bool:
    granted = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/stage/p"
    key = function_allowed(cloud, {"Action": "ssm:GetParameter", "Resource": granted})
    asked = [
        actions.extract_resource_arn("ssm", "POST", "/", {}, json.dumps({"Name": name}).encode(), {}, REGION, ACCOUNT)
        for name in ("/stage/p", "/stage/p:1", "/stage/pp:1")
    ]
    return [access.enforce(key, "ssm:GetParameter", "ssm", REGION, arn) is None for arn in asked] == [True, True, False]


def role_reads_its_secret(cloud: Cloud) -> bool:
    granted, attributes = cloud.provision("AWS::SecretsManager::Secret", "create", "S", {"SecretString": "v"}, "stack")
    key = function_allowed(cloud, {"Action": "secretsmanager:GetSecretValue", "Resource": granted})
    refused = [
        operation
        for operation in ("GetSecretValue", "PutSecretValue")
        if access.enforce(key, f"secretsmanager:{operation}", "secretsmanager", REGION, attributes["Arn"])
    ]
    cloud.provision("AWS::SecretsManager::Secret", "delete", granted, {})
    cloud.provision("AWS::IAM::Role", "delete", "r", {})
    return refused == ["PutSecretValue"]


def token_names_its_machine(cloud: Cloud) -> bool:
    def resource(operation: str, **parameters: str) -> str:
        headers = {"x-amz-target": f"AWSStepFunctions.{operation}"}
        request: tuple[Any, ...] = (
            "states",
            "POST",
            "/",
            headers,
            json.dumps(parameters).encode(),
            {},
            REGION,
            ACCOUNT,
        )
        return str(actions.extract_resource_arn(*request))

    named = [
        resource("SendTaskSuccess", taskToken=token_of(MACHINE_ARN), output="1"),
        resource("SendTaskFailure", taskToken="no token"),
        resource("StartExecution", stateMachineArn=MACHINE_ARN),
    ]
    return named == [MACHINE_ARN, "*", MACHINE_ARN]


def role_is_not_passed(cloud: Cloud) -> bool:
    passing = {"Action": "iam:PassRole", "Resource": ROLE}
    to_states = {"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}}
    key = function_allowed(cloud, {**passing, "Condition": to_states})
    headers = {
        "x-amz-target": "AWSStepFunctions.CreateStateMachine",
        "authorization": f"AWS4-HMAC-SHA256 Credential={key}/20260101/{REGION}/states/aws4_request, Signature=0",
    }

    def create(role: str) -> tuple[int, bytes]:
        handler = app.SERVICE_HANDLERS["states"]
        body = json.dumps({"name": "m", "definition": "{}", "roleArn": role}).encode()
        status, _, answer = asyncio.run(handler("POST", "/", headers, body, {}))
        return status, answer

    allowed, refused = create(ROLE), create(f"{ROLE}-of-the-owner")
    cloud.provision("AWS::IAM::Role", "delete", "r", {})
    return (allowed[0], refused[0], b"iam:PassRole on resource" in refused[1]) == (200, 403, True)


def checks_a_table_once(cloud: Cloud) -> bool:
    parts = [{"Put": {"TableName": "things"}}, {"Put": {"TableName": "things"}}, {"Delete": {"TableName": "things"}}]
    body = json.dumps({"TransactItems": parts}).encode()
    checks = actions.dynamodb_transaction_checks("dynamodb:TransactWriteItems", body, REGION, ACCOUNT)
    return [action for action, _ in checks] == ["dynamodb:PutItem", "dynamodb:DeleteItem"]


def fires_in_tokyo(cloud: Cloud) -> bool:
    cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION, "stack")
    target = {"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", "RoleArn": ROLE}
    schedule = {"ScheduleExpression": "cron(0 9 ? * MON-FRI *)", "ScheduleExpressionTimezone": "Asia/Tokyo"}
    cloud.call("scheduler", path="/schedules/s", **schedule, FlexibleTimeWindow={"Mode": "OFF"}, Target=target)
    for moment in ("2027-03-12T23:00:01", "2027-03-14T23:59:59", "2027-03-15T00:00:00", "2027-03-15T00:00:10"):
        cloud.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        schedules._tick_schedules()
        cloud.deliveries.drain()
    cloud.functions.drain()
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
    return [path for path, _ in cloud.functions.asked] == [INVOCATION.replace("/f/", f"/{arn}/")]


def schedule_survives(cloud: Cloud) -> bool:
    target = {"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", "RoleArn": ROLE}
    schedule = {"ScheduleExpression": "rate(1 day)"}
    cloud.call("scheduler", path="/schedules/s", **schedule, FlexibleTimeWindow={"Mode": "OFF"}, Target=target)
    schedules.reset()
    schedules.load_persisted_state(persistence.load_state("scheduler") or {})
    return list(schedules._schedules) == ["default/s"]


def looks_every_second(cloud: Cloud) -> bool:
    return bool(schedules._SCHEDULE_TICK_INTERVAL < 1)


def schedule_is_of_its_group(cloud: Cloud) -> bool:
    def resource(method: str, query: dict[str, Any], **body: str) -> str:
        text = json.dumps(body).encode() if body else b""
        request: tuple[Any, ...] = ("scheduler", method, "/schedules/s", {}, text, query, REGION, ACCOUNT)
        return str(actions.extract_resource_arn(*request)).rpartition("schedule/")[2]

    named = [
        resource("POST", {}, GroupName="ours"),
        resource("DELETE", {"groupName": ["ours"]}),
        resource("GET", {"groupName": "ours"}),
        resource("GET", {}),
    ]
    return named == ["ours/s", "ours/s", "ours/s", "default/s"]


def copies_items_as_json(cloud: Cloud) -> bool:
    item: Any = {"pk": {"S": "a"}, "tags": {"L": [{"N": "1"}, {"M": {"on": {"BOOL": True}}}]}}
    asked: list[str] = []

    def told(frame: Any, happened: str, argument: object) -> None:
        asked.extend([happened] if happened == "call" and frame.f_code is copy.deepcopy.__code__ else [])

    sys.setprofile(told)
    try:
        other = dynamodb.copy.deepcopy(item)
    finally:
        sys.setprofile(None)
    other["tags"]["L"][1]["M"]["on"]["BOOL"] = False
    return not asked and item["tags"]["L"][1] == {"M": {"on": {"BOOL": True}}}


def reads_a_condition_once(cloud: Cloud) -> bool:
    class Text(str):
        read = 0

        def __len__(self) -> int:
            Text.read += 1
            return super().__len__()

    tokens = [dynamodb._tokenize(Text("pk = :pk AND begins_with(sk, :sk)")) for _ in range(3)]
    tokens[0].clear()
    return Text.read == 1 and len(tokens[1]) == len(tokens[2]) > 0


def refuses_as_told(cloud: Cloud) -> bool:
    FaultFile(cloud.folder).write(Faults(refusals=[Refusal(["dynamodb:*"], "ThrottlingException", "Slowly.")]))
    headers = {
        "authorization": "AWS4-HMAC-SHA256 Credential=test/20270101/us-east-1/dynamodb/aws4_request",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        "content-type": "application/x-amz-json-1.0",
    }
    *_, body = asyncio.run(app._dispatch_service_request("POST", "/", headers, b"{}", {}, "r1"))
    return b"Slowly." in body


def counts_what_is_used(cloud: Cloud) -> bool:
    cloud.table()
    cloud.usage.take()
    key = {"k": {"S": "a"}, "n": {"N": "1"}}
    requests: dict[str, dict[str, Any]] = {
        "PutItem": {"Item": {**key, "text": {"S": "x" * 3000}}},
        "GetItem": {"Key": key, "ConsistentRead": True},
    }
    for operation, asked in requests.items():
        headers = {
            "x-amz-target": f"DynamoDB_20120810.{operation}",
            "authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, Signature=0",
        }
        body = json.dumps({"TableName": "things", **asked}).encode()
        asyncio.run(app._dispatch_service_request("POST", "/", headers, body, {}, "r"))
    rows = {row["operation"]: row for row in cloud.usage.take()}
    return bool(rows["PutItem"]["write_units"] == 3 and rows["GetItem"]["read_units"] == 1)


CACHE_USER = {"UserId": "u", "UserName": "u", "Engine": "valkey", "AuthenticationMode": {"Type": "iam"}}
MAY_READ, MAY_WRITE = ({**CACHE_USER, "AccessString": f"on ~own:* -@all +{what}"} for what in ("@read", "@write"))


def may(cloud: Cloud, command: str, *arguments: str) -> bool:
    client: Any = Valkey.from_url(cloud.cache_url.replace(OPERATOR, "u:any-token"))
    with client:
        try:
            client.execute_command(command, *arguments)
        except ValkeyError:
            return False
        return True


def user_of_cache_does_what_it_may(cloud: Cloud) -> bool:
    kind = "AWS::ElastiCache::User"
    cloud.provision(kind, "create", "U", MAY_READ, "stack")
    before = may(cloud, "GET", "own:a"), may(cloud, "GET", "a"), may(cloud, "SET", "own:a", "1")
    cloud.provision(kind, "update", "u", MAY_READ, MAY_WRITE, "stack", "U")
    return (before, may(cloud, "SET", "own:a", "1")) == ((True, False, False), True)


def user_of_cache_is_shut_out(cloud: Cloud) -> bool:
    cloud.provision("AWS::ElastiCache::User", "create", "U", MAY_READ, "stack")
    came = may(cloud, "GET", "own:a")
    cloud.provision("AWS::ElastiCache::User", "delete", "u", MAY_READ)
    return came and not may(cloud, "GET", "own:a")


SCENARIOS: dict[str, Callable[[Cloud], bool]] = {
    "execute": keeps_error_type,
    "invoke-api": passes_the_log_on,
    "event-targets": delivers_with_retries,
    "codeless-functions": needs_no_package,
    "api-errors": answers_500,
    "secrets-felt": secret_is_felt,
    "secret-grants": role_reads_its_secret,
    "parameter-grants": role_reads_every_version,
    "token-grants": token_names_its_machine,
    "passed-roles": role_is_not_passed,
    "transaction-grants": checks_a_table_once,
    "schedules-fire": fires_in_tokyo,
    "schedules-in-time": looks_every_second,
    "schedules-kept": schedule_survives,
    "schedule-groups": schedule_is_of_its_group,
    "states-api": states_elsewhere,
    "machines-in-templates": machine_elsewhere,
    "machines-removed": machine_removed,
    "machine-targets": started_elsewhere,
    "access-log": logs_access,
    "fixed-api-ids": same_id,
    "serverless-cache": local_cache,
    **{f"placeholder-{kind.rpartition('::')[2]}": accepted(kind, name) for kind, name in templates.MEANINGLESS.items()},
    "conditions-read-once": reads_a_condition_once,
    "items-copied": copies_items_as_json,
    "journal": write_survives,
    "journal-expiry": expiry_survives,
    "journal-replay": write_survives,
    "notice-changes": change_is_noticed,
    "usage": counts_what_is_used,
    "refusals": refuses_as_told,
    "cache-users": user_of_cache_does_what_it_may,
    "cache-users-removed": user_of_cache_is_shut_out,
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_stock_ministack_is_wrong(name: str, cloud: Cloud) -> None:
    with hooks.installed([hook for hook in cloud.hooks() if hook.name != name]):
        try:
            right = SCENARIOS[name](cloud)
        except Exception:
            right = False
    assert not right, f"ministack is right without the hook {name}: remove it"


@pytest.mark.parametrize("name", SCENARIOS)
def test_hook_mends_it(name: str, cloud: Cloud) -> None:
    with hooks.installed(cloud.hooks()):
        assert SCENARIOS[name](cloud)


def test_every_hook_has_a_scenario(cloud: Cloud) -> None:
    assert {hook.name for hook in cloud.hooks()} == set(SCENARIOS)


def test_a_rule_with_a_rate_fires_by_itself(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """ministack's own clock is used as it is: the countdown begins with the rule, or with the start."""
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
    rule = {"ScheduleExpression": "rate(5 minutes)", "Targets": [{"Id": "t", "Arn": arn}]}
    with hooks.installed(cloud.hooks()):
        cloud.provision("AWS::Lambda::Function", "create", "F", FUNCTION, "stack")
        cloud.provision("AWS::Events::Rule", "create", "R", rule, "stack")
        for minute in (0, 4, 5, 9, 10):
            monkeypatch.setattr(eventbridge, "_now_ts", lambda at=minute: 1_800_000_000 + 60 * at)
            eventbridge._tick_scheduled_rules()
        cloud.functions.drain()
    assert [headers["X-Amz-Invocation-Type"] for _, headers in cloud.functions.asked] == ["Event", "Event"]


def test_a_refused_definition_leaves_the_old_one(cloud: Cloud) -> None:
    kind = "AWS::StepFunctions::StateMachine"
    refused = MACHINE | {"DefinitionString": '{"Comment": "refuse me"}'}
    with hooks.installed(cloud.hooks()):
        with pytest.raises(ValueError, match="refused"):
            cloud.provision(kind, "create", "M", refused, "stack")
        assert MACHINE_ARN not in stepfunctions._state_machines
        cloud.provision(kind, "create", "M", MACHINE, "stack")
        with pytest.raises(ValueError, match="refused"):
            cloud.provision(kind, "update", MACHINE_ARN, MACHINE, refused, "stack", "M")
        assert stepfunctions._state_machines[MACHINE_ARN]["definition"] == MACHINE["DefinitionString"]


def test_dynamodb_answers_without_waiting() -> None:
    """The replay relies on it, and so does the order of the journal."""
    headers = {"x-amz-target": "DynamoDB_20120810.ListTables"}
    assert run_to_end(dynamodb.handle_request("POST", "/", headers, b"{}", {}))[0] == 200


def test_an_orderly_stop_applies_nothing_twice(cloud: Cloud) -> None:
    operation = "DynamoDB_20120810.UpdateItem"
    key = {"k": {"S": "c"}, "n": {"N": "1"}}
    counting: dict[str, Any] = {"TableName": "things", "Key": key, "UpdateExpression": "ADD c :one"}
    with hooks.installed(cloud.hooks()):
        cloud.table()
        cloud.storage.flush()
        cloud.call("dynamodb", operation, **counting, ExpressionAttributeValues={":one": {"N": "1"}})
        persistence.save_all(app._build_persistence_save_dict())  # what ministack does when it stops
        cloud.restart()
        _, _, body = cloud.call("dynamodb", "DynamoDB_20120810.Scan", TableName="things")
    assert [item["c"] for item in json.loads(body)["Items"]] == [{"N": "1"}]


def test_conditional_failures_are_not_journalled(cloud: Cloud) -> None:
    refused: dict[str, Any] = {
        "TableName": "things",
        "Item": {"k": {"S": "b"}, "n": {"N": "1"}},
        "ConditionExpression": "attribute_exists(k)",
    }
    with hooks.installed(cloud.hooks()):
        cloud.table()
        cloud.storage.flush()
        status, _, _ = cloud.call("dynamodb", "DynamoDB_20120810.PutItem", **refused)
        journal = next(cloud.folder.glob("dynamodb-*.jsonl"))
        assert (status, journal.read_bytes()) == (400, b"")
