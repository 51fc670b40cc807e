"""The local host end to end, on the sample app: deploy, HTTP, state machine, events, files, kills and edits."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
import valkey
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local import Endpoints, LocalCloud
from infra.local.faults import FaultFile, Faults, Refusal
from infra.local.plan import ACCOUNT, local_session
from infra.local.ports import is_free
from infra.local.synth import SynthFailed
from infra.local.task_tokens import token_of

PATIENCE = 20.0


def eventually(check: Callable[[], Any]) -> Any:
    """The first true value that `check` returns."""
    deadline = time.monotonic() + PATIENCE
    while not (value := check()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    return value


class Aws:
    """Clients of one running cloud."""

    def __init__(self, endpoints: Endpoints) -> None:
        self.endpoints = endpoints
        self.table = (
            local_session()
            .resource("dynamodb", endpoint_url=endpoints.aws_endpoint_url)
            .Table(endpoints.output("TableName"))
        )
        self.states = self.client("stepfunctions")

    def client(self, service: str) -> Any:
        signature = "s3v4" if service == "s3" else None
        config = Config(signature_version=signature, retries={"total_max_attempts": 1}, read_timeout=15)
        url = self.endpoints.aws_endpoint_url
        return local_session().client(service, endpoint_url=url, config=config)  # type: ignore[call-overload]

    def start(self, identity: str, plan: str = "succeed") -> str:
        return str(
            self.states.start_execution(
                stateMachineArn=self.endpoints.output("MachineArn"),
                name=identity,
                input=json.dumps({"id": identity, "plan": plan}),
            )["executionArn"]
        )

    def ended(self, arn: str) -> dict[str, Any]:
        def described() -> dict[str, Any] | None:
            answer: dict[str, Any] = self.states.describe_execution(executionArn=arn)
            return answer if answer["status"] != "RUNNING" else None

        result: dict[str, Any] = eventually(described)
        return result

    def tried(self, identity: str) -> None:
        """Wait until the first step of an execution has been tried."""
        eventually(lambda: self.table.get_item(Key={"pk": identity}, ConsistentRead=True).get("Item"))

    def event(self, kind: str, about: str, status: str = "") -> dict[str, Any]:
        """The event that the listening function was sent."""
        key = f"event#{kind}#{about}#{status}"
        item = eventually(lambda: self.table.get_item(Key={"pk": key}, ConsistentRead=True).get("Item"))
        body: dict[str, Any] = json.loads(str(item["body"]))
        return body


@pytest.fixture
def aws(cloud: LocalCloud) -> Aws:
    return Aws(cloud.endpoints)


@pytest.fixture
def http(cloud: LocalCloud) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=cloud.endpoints.api_url, timeout=20, trust_env=False) as client:
        yield client


STATUS = "Step Functions Execution Status Change"


class TestTemplate:
    def test_outputs_and_endpoints(self, cloud: LocalCloud, aws: Aws) -> None:
        assert set(cloud.endpoints.outputs) == {"sample-data", "sample-workflow", "sample-api"}
        assert Endpoints.read(cloud.folder.endpoints) == cloud.endpoints
        parameter = aws.client("ssm").get_parameter(Name="/sample/colour")["Parameter"]
        assert parameter["Value"] == "blue"

    def test_generated_and_operated_secrets(self, aws: Aws) -> None:
        secrets = aws.client("secretsmanager")
        generated = json.loads(
            secrets.get_secret_value(SecretId=aws.endpoints.output("SigningSecretArn"))["SecretString"]
        )
        assert len(generated["key"]) == 48
        written = secrets.get_secret_value(SecretId=aws.endpoints.output("ModelSettingsSecretArn"))["SecretString"]
        assert json.loads(written) == {"OPENAI_MODEL": "m"}

    def test_starting_again_changes_nothing(self, cloud: LocalCloud) -> None:
        lines: list[str] = []
        again = LocalCloud(cloud.folder.path, cloud.project, say=lines.append, environ={"OPENAI_MODEL": "m"})
        pid = cloud.pid
        assert again.start() == cloud.endpoints
        assert cloud.pid == pid
        assert any("sample-api unchanged" in line for line in lines)
        assert any(line.split()[:2] == ["template", "unchanged"] for line in lines)

    def test_a_second_supervisor_is_refused(self, cloud: LocalCloud) -> None:
        command = [sys.executable, "-m", "infra.local.supervisor", str(cloud.folder.path / "plan.json")]
        refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
        assert (refused.returncode, "is in use by another local cloud" in refused.stderr) == (1, True)

    def test_cache(self, cloud: LocalCloud) -> None:
        with valkey.Valkey.from_url(cloud.endpoints.cache_url) as client:
            client.set("k", "v")
            assert client.get("k") == b"v"
            assert client.config_get("appendonly") == {"appendonly": "yes"}


class TestFaults:
    @pytest.fixture
    def faults(self, cloud: LocalCloud) -> Iterator[FaultFile]:
        faults = FaultFile(cloud.folder.path)
        yield faults
        faults.clear()

    def test_the_cache_goes_down_and_comes_back_with_what_it_kept(self, cloud: LocalCloud, faults: FaultFile) -> None:
        pid = cloud.pid

        def answers() -> bool:
            try:
                with valkey.Valkey.from_url(cloud.endpoints.cache_url) as client:
                    return bool(client.get("kept") == b"v")
            except valkey.ValkeyError:
                return False

        with valkey.Valkey.from_url(cloud.endpoints.cache_url) as client:
            client.set("kept", "v")
        faults.write(Faults(down=("cache",)))
        eventually(lambda: not answers())
        faults.clear()
        eventually(answers)
        assert cloud.pid == pid

    def test_aws_refuses_what_it_is_told_to(self, aws: Aws, cloud: LocalCloud, faults: FaultFile) -> None:
        faults.write(Faults(refusals=[Refusal(["dynamodb:GetItem"], "ThrottlingException", "Slowly.")]))
        name = aws.endpoints.output("TableName")
        with pytest.raises(ClientError, match="ThrottlingException"):
            aws.client("dynamodb").get_item(TableName=name, Key={"pk": {"S": "none"}})
        aws.table.put_item(Item={"pk": "written"})
        told = httpx.get(f"{cloud.endpoints.aws_endpoint_url}/_local/refused", trust_env=False).json()
        assert told == [["dynamodb:GetItem", "", 1]]
        faults.clear()
        assert "Item" in aws.table.get_item(Key={"pk": "written"})


class TestHttpApi:
    def test_an_event_in_payload_format_2(self, http: httpx.Client) -> None:
        answer = http.post(
            "/v1/caf%C3%A9/a%2Fb/?x=1&x=2&y=%26",
            headers=[("X-Many", "1"), ("X-Many", "2"), ("Cookie", "a=1; b=2")],
            json={"é": 1},
        )
        event = answer.json()
        assert (event["version"], event["rawPath"]) == ("2.0", "/v1/café/a/b/")
        assert event["rawQueryString"] == "x=1&x=2&y=%26"
        assert event["queryStringParameters"] == {"x": "1,2", "y": "&"}
        assert event["headers"]["x-many"] in ("1,2", "1, 2")
        assert (event["cookies"], "cookie" in event["headers"]) == (["a=1", "b=2"], False)
        assert (json.loads(event["body"]), event["isBase64Encoded"]) == ({"é": 1}, False)
        context = event["requestContext"]
        assert (context["http"]["method"], context["http"]["sourceIp"], context["stage"]) == (
            "POST",
            "127.0.0.1",
            "$default",
        )
        assert event["headers"]["x-forwarded-for"] == "127.0.0.1"
        assert event["headers"]["host"] == http.base_url.netloc.decode()

    @pytest.mark.parametrize(
        "path", ["/", "/health", "/health/live", "/docs", "/openapi.json", "/_local/flush", "/v1/campaigns"]
    )
    def test_every_path_reaches_the_function(self, http: httpx.Client, path: str) -> None:
        assert http.get(path).json()["rawPath"] == path

    @pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
    def test_methods(self, http: httpx.Client, method: str) -> None:
        assert http.request(method, "/x").json()["requestContext"]["http"]["method"] == method

    def test_statuses_headers_and_cookies(self, http: httpx.Client) -> None:
        answer = http.get("/cookies")
        assert (answer.status_code, answer.headers["x-one"], answer.text) == (201, "1", "set")
        assert answer.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2"]

    def test_binary_both_ways(self, http: httpx.Client) -> None:
        answer = http.get("/binary")
        assert (answer.content, answer.headers["content-type"]) == (bytes(range(256)), "image/png")
        event = http.post("/x", content=b"\x00\xff", headers={"content-type": "application/octet-stream"}).json()
        assert (event["isBase64Encoded"], event["body"]) == (True, "AP8=")

    def test_large_bodies(self, http: httpx.Client) -> None:
        assert len(http.get("/big/5000000").content) == 5_000_000
        event = http.post("/x", content=b"x" * 2_000_000, headers={"content-type": "text/plain"}).json()
        assert len(event["body"]) == 2_000_000

    def test_a_failing_function(self, http: httpx.Client) -> None:
        answer = http.get("/raise")
        assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})

    def test_a_function_knows_its_own_url(self, http: httpx.Client) -> None:
        assert http.get("/environment").json()["PUBLIC_URL"] == str(http.base_url).rstrip("/")

    def test_an_edit_is_picked_up(self, cloud: LocalCloud, http: httpx.Client) -> None:
        assert http.get("/text").text == "first"
        (cloud.project.task_root / "functions" / "answer.py").write_text('TEXT = "edited"\n')
        eventually(lambda: http.get("/text").text == "edited")


def test_a_function_has_its_roles_permissions_and_no_other(aws: Aws, http: httpx.Client) -> None:
    given = http.get("/environment").json()
    url, bucket = aws.endpoints.aws_endpoint_url, aws.endpoints.output("BucketName")
    session = boto3.Session(given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1")
    own = session.client("s3", endpoint_url=url)
    aws.client("s3").put_object(Bucket=bucket, Key="theirs", Body=b"bytes")
    assert own.get_object(Bucket=bucket, Key="theirs")["Body"].read() == b"bytes"
    with pytest.raises(ClientError, match="not authorized to perform: s3:PutObject"):
        own.put_object(Bucket=bucket, Key="theirs", Body=b"mine")
    secrets = session.client("secretsmanager", endpoint_url=url)
    with pytest.raises(ClientError, match="not authorized to perform: secretsmanager:GetSecretValue"):
        secrets.get_secret_value(SecretId=aws.endpoints.output("SigningSecretArn"))


def test_state_machines_are_guarded_by_roles_too(aws: Aws, http: httpx.Client) -> None:
    given = http.get("/environment").json()
    url, machine = aws.endpoints.aws_endpoint_url, aws.endpoints.output("MachineArn")
    session = boto3.Session(given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1")
    own = session.client("stepfunctions", endpoint_url=url)
    text = json.dumps({"id": "by-role", "plan": "succeed"})
    arn = own.start_execution(stateMachineArn=machine, name="by-role", input=text)["executionArn"]
    assert aws.ended(arn)["status"] == "SUCCEEDED"
    with pytest.raises(own.exceptions.TaskTimedOut):
        own.send_task_success(taskToken=token_of(machine), output="1")
    role = f"arn:aws:iam::{ACCOUNT}:role/any"
    refused: list[tuple[str, Callable[[], Any]]] = [
        ("StopExecution", lambda: own.stop_execution(executionArn=arn)),
        ("DescribeExecution", lambda: own.describe_execution(executionArn=arn)),
        ("DeleteStateMachine", lambda: own.delete_state_machine(stateMachineArn=machine)),
        ("CreateStateMachine", lambda: own.create_state_machine(name="own", definition="{}", roleArn=role)),
        ("SendTaskSuccess", lambda: own.send_task_success(taskToken=token_of(f"{machine}-other"), output="1")),
    ]
    for operation, call in refused:
        with pytest.raises(ClientError, match=f"not authorized to perform: states:{operation}"):
            call()


def test_who_may_call_an_alias_may_not_call_the_function(aws: Aws, http: httpx.Client) -> None:
    given = http.get("/environment").json()
    session = boto3.Session(given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1")
    own = session.client("lambda", endpoint_url=aws.endpoints.aws_endpoint_url)
    step = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{aws.endpoints.output('StepName')}"
    payload = json.dumps({"id": "by-alias", "step": "only"})
    answer = own.invoke(FunctionName=f"{step}:live", Payload=payload)
    assert (json.load(answer["Payload"]), answer["ExecutedVersion"]) == ({"value": "only after 1"}, "1")
    for other in (step, f"{step}:1"):
        with pytest.raises(ClientError, match="not authorized to perform: lambda:InvokeFunction"):
            own.invoke(FunctionName=other, Payload=payload)


def test_what_is_not_waited_for_and_fails_to_the_end_is_kept_in_the_queue_that_the_alias_names(aws: Aws) -> None:
    functions, queues = aws.client("lambda"), aws.client("sqs")
    name, url = aws.endpoints.output("StepName"), aws.endpoints.output("FailuresUrl")
    payload = {"id": "given-up", "step": "broken", "plan": "broken"}
    for qualifier in ("$LATEST", "live"):
        functions.invoke(FunctionName=name, Qualifier=qualifier, InvocationType="Event", Payload=json.dumps(payload))
    (message,) = eventually(lambda: queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"))
    said = json.loads(message["Body"])
    assert (said["requestPayload"], said["responsePayload"]["errorType"]) == (payload, "BrokenError")
    assert said["requestContext"]["functionArn"].endswith(f":function:{name}:1")
    assert said["requestContext"]["approximateInvokeCount"] == 3


def stack_with(version: str, colour: str) -> str:
    """A function whose alias names the version that `version` publishes, and whoever deploys it slowly on AWS."""
    deployment = {"CodeDeployLambdaAliasUpdate": {"ApplicationName": "a", "DeploymentGroupName": {"Ref": "Group"}}}
    function = {
        "FunctionName": "painted",
        "Handler": "functions.web.handler",
        "Runtime": "python3.13",
        "Code": {"S3Bucket": "b", "S3Key": colour},
        "Role": f"arn:aws:iam::{ACCOUNT}:role/any",
        "SnapStart": {"ApplyOn": "PublishedVersions"},
        "Environment": {"Variables": {"COLOUR": colour}},
    }
    alias = {
        "Type": "AWS::Lambda::Alias",
        "Properties": {
            "FunctionName": {"Ref": "F"},
            "Name": "live",
            "FunctionVersion": {"Fn::GetAtt": [version, "Version"]},
        },
        "UpdatePolicy": deployment,
    }
    group = {"ServiceRoleArn": f"arn:aws:iam::{ACCOUNT}:role/any", "ApplicationName": {"Ref": "Application"}}
    resources = {
        "F": {"Type": "AWS::Lambda::Function", "Properties": function},
        version: {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "F"}}},
        "Application": {"Type": "AWS::CodeDeploy::Application", "Properties": {"ComputePlatform": "Lambda"}},
        "Group": {"Type": "AWS::CodeDeploy::DeploymentGroup", "Properties": group},
        "Live": alias,
    }
    return json.dumps({"Resources": resources})


def test_a_deployment_moves_the_alias_and_removes_the_version_before(cloud: LocalCloud, aws: Aws) -> None:
    stacks, functions = aws.client("cloudformation"), aws.client("lambda")
    server = json.loads((cloud.folder.path / "ports.json").read_text())["functions"]

    def painted(version: str, change: Callable[..., Any], colour: str) -> tuple[str, str, list[str]]:
        change(StackName="painted", TemplateBody=stack_with(version, colour))
        eventually(lambda: stacks.describe_stacks(StackName="painted")["Stacks"][0]["StackStatus"].endswith("COMPLETE"))
        httpx.post(f"http://127.0.0.1:{server}/_local/refresh", trust_env=False)  # as `up` does after it deployed
        event = json.dumps({"rawPath": "/environment"})
        answer = functions.invoke(FunctionName="painted", Qualifier="live", Payload=event)
        environment = json.load(answer["Payload"])["body"]
        versions = functions.list_versions_by_function(FunctionName="painted")["Versions"]
        return environment["COLOUR"], answer["ExecutedVersion"], [each["Version"] for each in versions]

    assert painted("First", stacks.create_stack, "red") == ("red", "1", ["$LATEST", "1"])
    assert painted("Second", stacks.update_stack, "blue") == ("blue", "2", ["$LATEST", "2"])
    with pytest.raises(functions.exceptions.ResourceNotFoundException, match="painted:nobody"):
        functions.invoke(FunctionName="painted", Qualifier="nobody")
    stacks.delete_stack(StackName="painted")


class TestStateMachine:
    def test_retries_parallel_and_events(self, aws: Aws) -> None:
        described = aws.ended(aws.start("flaky-one", "flaky"))
        output = json.loads(described["output"])
        assert described["status"] == "SUCCEEDED"
        assert output["first"] == {"value": "first after 3"}
        assert output["both"] == ["left after 1", "right after 1"]
        assert aws.event("flow.done", "flaky-one")["source"] == "sample"
        detail = aws.event(STATUS, "flaky-one", "SUCCEEDED")["detail"]
        assert json.loads(detail["output"]) == output
        assert (json.loads(detail["input"])["id"], detail["stopDate"] >= detail["startDate"]) == ("flaky-one", True)

    def test_a_named_error_is_caught(self, aws: Aws) -> None:
        described = aws.ended(aws.start("broken-one", "broken"))
        assert (described["status"], json.loads(described["output"])["first"]) == ("SUCCEEDED", "recovered")

    def test_a_runtime_that_ends_is_an_error_of_its_own(self, aws: Aws) -> None:
        described = aws.ended(aws.start("leaving-one", "leave"))
        assert (described["status"], described["error"]) == ("FAILED", "Runtime.ExitError")
        assert aws.event(STATUS, "leaving-one", "FAILED")["detail"]["error"] == "Runtime.ExitError"

    def test_a_function_that_takes_too_long(self, aws: Aws) -> None:
        described = aws.ended(aws.start("late-one", "sleep"))
        assert (described["status"], described["error"]) == ("FAILED", "Sandbox.Timedout")

    def test_stopping(self, aws: Aws) -> None:
        arn = aws.start("stopped-one", "sleep")
        aws.states.stop_execution(executionArn=arn, error="Cancelled", cause="by hand")
        assert aws.states.describe_execution(executionArn=arn)["status"] == "ABORTED"
        detail = aws.event(STATUS, "stopped-one", "ABORTED")["detail"]
        assert (detail["error"], detail["cause"]) == ("Cancelled", "by hand")

    def test_sixty_at_once(self, aws: Aws) -> None:
        with ThreadPoolExecutor(16) as pool:
            arns = list(pool.map(aws.start, (f"many-{number}" for number in range(60))))
            statuses = list(pool.map(lambda arn: aws.ended(arn)["status"], arns))
        assert statuses == ["SUCCEEDED"] * 60


class TestAwsApis:
    def test_invoking_a_function(self, aws: Aws) -> None:
        client = aws.client("lambda")
        payload = json.dumps({"id": "direct", "step": "only"})
        answer = client.invoke(FunctionName=aws.endpoints.output("StepName"), Payload=payload, LogType="Tail")
        assert json.load(answer["Payload"]) == {"value": "only after 1"}
        assert "LogResult" in answer
        broken = client.invoke(
            FunctionName=aws.endpoints.output("StepName"),
            Payload=json.dumps({"id": "direct", "step": "broken", "plan": "broken"}),
        )
        assert (broken["FunctionError"], json.load(broken["Payload"])["errorType"]) == ("Unhandled", "BrokenError")

    def test_presigned_upload_and_download(self, aws: Aws) -> None:
        s3 = aws.client("s3")
        target = {"Bucket": aws.endpoints.output("BucketName"), "Key": "a b/é.png"}
        put = s3.generate_presigned_url("put_object", Params={**target, "ContentType": "image/png"})
        get = s3.generate_presigned_url("get_object", Params=target)
        with httpx.Client(trust_env=False) as client:
            assert client.put(put, content=b"\x89PNG", headers={"content-type": "image/png"}).status_code == 200
            assert client.get(get).content == b"\x89PNG"
            assert client.get(get.replace("Signature=", "Signature=0")).status_code == 403


class TestKill:
    """Runs on a cloud of its own, beside the other one."""

    @pytest.fixture
    def copy(self, cloud: LocalCloud, tmp_path: Path) -> Iterator[LocalCloud]:
        import shutil

        for part in ("cdk.out", "synth.sha256"):
            source = cloud.folder.path / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / part)
        copy = LocalCloud(tmp_path, cloud.project, environ={})
        copy.start()
        yield copy
        copy.stop()

    def test_nothing_acknowledged_is_lost_and_nothing_is_left_behind(self, copy: LocalCloud) -> None:
        before = Aws(copy.endpoints)
        before.ended(before.start("finished"))
        stopped = before.start("stopped", "linger")
        before.states.stop_execution(executionArn=stopped)
        secret = before.endpoints.output("ModelSettingsSecretArn")
        before.client("s3").put_object(Bucket=before.endpoints.output("BucketName"), Key="kept", Body=b"bytes")
        before.client("secretsmanager").put_secret_value(SecretId=secret, SecretString='{"OPENAI_MODEL": "by hand"}')
        eventually(lambda: "by hand" in (copy.folder.state / "secretsmanager.json").read_text())
        pid = copy.pid
        assert pid is not None
        cut_off = before.start("cut-off", "linger")
        before.tried("cut-off")
        before.table.put_item(Item={"pk": "the last write"})
        os.kill(pid, signal.SIGKILL)
        ports = json.loads((copy.folder.path / "ports.json").read_text())
        eventually(lambda: all(map(is_free, ports.values())))
        assert copy.pid is None

        after = Aws(copy.start())
        assert json.loads((copy.folder.path / "ports.json").read_text()) == ports
        assert "Item" in after.table.get_item(Key={"pk": "the last write"})
        assert "Item" in after.table.get_item(Key={"pk": f"event#{STATUS}#finished#SUCCEEDED"})
        kept = after.client("s3").get_object(Bucket=after.endpoints.output("BucketName"), Key="kept")
        assert kept["Body"].read() == b"bytes"
        assert after.endpoints.output("SigningSecretArn") == before.endpoints.output("SigningSecretArn")
        assert json.loads(after.ended(cut_off)["output"])["first"] == {"value": "first after 2"}
        assert after.event(STATUS, "cut-off", "SUCCEEDED")["detail"]["executionArn"] == cut_off
        assert after.ended(stopped)["status"] == "ABORTED"
        with pytest.raises(after.states.exceptions.ExecutionAlreadyExists):
            after.start("finished")
        assert after.ended(after.start("as before"))["status"] == "SUCCEEDED"

    def test_an_orderly_stop_is_no_end_for_what_runs(self, copy: LocalCloud) -> None:
        before = Aws(copy.endpoints)
        cut_off = before.start("cut-off", "linger")
        before.tried("cut-off")
        copy.stop()
        after = Aws(copy.start())
        assert json.loads(after.ended(cut_off)["output"])["first"] == {"value": "first after 2"}
        after.event(STATUS, "cut-off", "SUCCEEDED")
        for status in ("FAILED", "ABORTED"):
            assert "Item" not in after.table.get_item(Key={"pk": f"event#{STATUS}#cut-off#{status}"})


def test_a_start_that_fails_leaves_nothing_running(cloud: LocalCloud, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text("raise SystemExit('no such stage')")
    broken = LocalCloud(tmp_path / "data", replace(cloud.project, app=app, synth_inputs=(app,), task_root=tmp_path))
    with pytest.raises(SynthFailed, match="no such stage"):
        broken.start()
    assert broken.pid is None
