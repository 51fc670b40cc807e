"""What an operator does to a running stage, on the local cloud."""

import json
import os
import re
from collections.abc import Iterator

import pytest

from astromedia.kit.clock import utc_now
from infra.local import LocalCloud
from infra.local.plan import local_session
from infra.operate.cli import main
from infra.operate.stage import Stage

from .conftest import ROOT, Member, shell

COMPOSER = "offline/composer-1"
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
COMMANDS = {
    *("models", "off", "on", "run", "letters", "letter", "redrive", "find"),
    *("copy", "rows", "drop", "versions", "bring-back"),
}


@pytest.fixture(autouse=True)
def here(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--local` is this cloud."""
    monkeypatch.setenv("ASTROMEDIA_LOCAL_DIR", str(cloud.folder.path))


@pytest.fixture
def stage(cloud: LocalCloud) -> Stage:
    return Stage.local("dev", cloud.folder.path)


@pytest.fixture
def all_on(cloud: LocalCloud) -> Iterator[None]:
    yield
    parameters = local_session().client("ssm", endpoint_url=cloud.endpoints.aws_endpoint_url)
    parameters.put_parameter(Name="/astromedia/dev/models-off", Value="{}", Type="String", Overwrite=True)


def operate(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command printed."""
    capsys.readouterr()
    assert main([*arguments, "--local"]) == code
    told = capsys.readouterr()
    return told.out if code == 0 else told.err


def put(stage: Stage, value: str) -> None:
    stage.client("ssm").put_parameter(Name="/astromedia/dev/models-off", Value=value, Type="String", Overwrite=True)


def reasons(ada: Member) -> dict[str, str | None]:
    return {each["model"]: each["disabled_reason"] for each in ada.http.get("/v1/models").json()["items"]}


def test_a_model_is_switched_off_and_on_while_all_runs(
    ada: Member, capsys: pytest.CaptureFixture[str], all_on: None
) -> None:
    assert f"on   {COMPOSER}" in operate(capsys, "models")
    draft = ada.create()
    told = operate(capsys, "off", COMPOSER, "--reason", "no drafts this week")
    assert f"off  {COMPOSER}: no drafts this week" in told
    assert reasons(ada)["composer-1"] == "no drafts this week"
    refused = ada.http.post(f"/v1/campaigns/{draft}/launch")
    assert refused.status_code == 409
    assert f"{COMPOSER} (no drafts this week)" in refused.json()["detail"]
    assert f"on   {COMPOSER}" in operate(capsys, "on", COMPOSER)
    assert reasons(ada)["composer-1"] is None
    assert ada.http.post(f"/v1/campaigns/{draft}/launch").status_code == 202


def test_a_campaign_whose_model_goes_off_fails_by_name_holds_nothing_and_goes_on_when_it_is_on(
    ada: Member, stage: Stage, capsys: pytest.CaptureFixture[str], all_on: None
) -> None:
    # A brief of its own: what is in the cache needs no model.
    body = {"brief": ada.brief(goals=["Be found by people who never heard of us"]), "governance": "GUIDED"}
    made = ada.http.post("/v1/campaigns", json=body).raise_for_status().json()["id"]
    ada.launch(made)
    ada.follow(made, {"phase.awaiting_approval"})
    operate(capsys, "off", COMPOSER, "--reason", "no drafts")
    phase = ada.http.get(f"/v1/campaigns/{made}/phases/research").json()
    approval = {"content_hash": phase["content_hash"]}
    assert ada.http.post(f"/v1/campaigns/{made}/phases/research/approve", json=approval).status_code == 200
    ada.follow(made, {"campaign.failed"})
    failure = ada.http.get(f"/v1/campaigns/{made}").json()["failure"]
    assert failure["error"] == "SwitchedOff"
    assert "offline/composer-1: is switched off (no drafts)" in failure["detail"]
    assert {budget["held"] for budget in ada.http.get("/v1/budgets").json()["items"]} <= {"0.00"}
    operate(capsys, "on", COMPOSER)
    assert ada.http.post(f"/v1/campaigns/{made}/retry").status_code == 202
    ada.http.post(f"/v1/campaigns/{made}/cancel").raise_for_status()


def test_a_bad_value_stops_nothing_and_the_one_before_it_holds(
    ada: Member, stage: Stage, capsys: pytest.CaptureFixture[str], all_on: None
) -> None:
    put(stage, json.dumps({COMPOSER: "no drafts"}))
    put(stage, '{"opanai": ')
    assert reasons(ada)["composer-1"] == "no drafts"
    told = operate(capsys, "models")
    assert "is not valid, so the value before it holds: Invalid JSON" in told
    assert f"off  {COMPOSER}: no drafts" in told
    assert "not valid" not in operate(capsys, "on", COMPOSER)
    assert reasons(ada)["composer-1"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("off", "offline/composer-9", "--reason", "typo"), "is no model of the settings"),
        (("off", COMPOSER, "--reason", " "), "would not be valid"),
        (("on", COMPOSER), "is not switched off"),
        (("run", "close_campaign"), "does not run by the clock; these do: reconcile_holds"),
        (("letter", "no-such-queue"), "of 0 queues; there are:"),
        (("find", "x"), "is no id: 8 to 64 letters"),
        (("rows", "ledger", "astromedia-dev-campaigns-restored-1", "--yes"), "is no copy of"),
        (("drop", "campaigns", "--yes"), "is no copy of a table"),
        (("bring-back", "no/such/file", "--yes"), "keeps no earlier version of no/such/file"),
        (("redrive", "undelivered"), "Nothing was done. `--yes` says that you mean it."),
        (("models", "--stage", "nowhere"), "There is no stage 'nowhere' in"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert told in operate(capsys, *arguments, code=1)


@pytest.mark.parametrize("name", ["reconcile_holds", "look_after_gates", "dispatch_queue", "sweep_schedules"])
def test_what_runs_by_the_clock_is_run_now_and_says_what_it_did(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert operate(capsys, "run", name).startswith(f"{name}: ")


def queue(stage: Stage) -> str:
    """The URL of a queue of dead letters, in a stack of its own: whose messages nobody else takes."""
    body = {"Resources": {"Letters": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "astromedia-dev-failed"}}}}
    stacks = stage.client("cloudformation")
    stacks.create_stack(StackName="astromedia-dev-letters", TemplateBody=json.dumps(body))
    stacks.get_waiter("stack_create_complete").wait(StackName="astromedia-dev-letters", WaiterConfig={"Delay": 1})
    return str(stage.client("sqs").get_queue_url(QueueName="astromedia-dev-failed")["QueueUrl"])


def test_dead_letters_are_seen_and_given_out_again(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    url, send = queue(stage), stage.client("sqs").send_message
    arn = "arn:aws:lambda:us-east-1:000000000000:function:astromedia-dev-dispatch-queue:live"
    failed = {"requestContext": {"functionArn": arn, "condition": "RetriesExhausted"}, "requestPayload": {"again": 1}}
    send(QueueUrl=url, MessageBody=json.dumps(failed))
    attributes = {"TARGET_ARN": {"DataType": "String", "StringValue": arn}}
    send(QueueUrl=url, MessageBody='{"again": 2}', MessageAttributes=attributes)
    send(QueueUrl=url, MessageBody="nobody's")
    assert "     3  astromedia-dev-failed" in operate(capsys, "letters")
    shown = operate(capsys, "letter", "failed")
    assert shown.count('"function": "astromedia-dev-dispatch-queue"') == 2
    assert '"RetriesExhausted"' in shown
    told = operate(capsys, "redrive", "failed", "--yes")
    assert told.count("given to astromedia-dev-dispatch-queue") == 2
    assert "stays: it does not say for whom it is; name the function with --function" in told
    left = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessages"]}
    counts = stage.client("sqs").get_queue_attributes(**left)["Attributes"]
    assert sum(map(int, counts.values())) == 1


def test_a_campaigns_rows_come_back_from_a_copy_of_the_table(
    ada: Member, finished: str, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = ada.get("/v1/workspaces")["items"][0]["id"]
    before = ada.get(f"/v1/campaigns/{finished}"), ada.get(f"/v1/campaigns/{finished}/costs")
    tables, kept = stage.client("dynamodb"), {}
    for title in ("campaigns", "ledger"):
        made = operate(capsys, "copy", title)
        copied = made.split(" is there")[0].splitlines()[-1]
        key = {":p": {"S": f"WORKSPACE#{workspace}#CAMPAIGN#{finished}"}}
        asked = {"TableName": stage.table(title), "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": key}
        kept[title] = tables.query(**asked)["Items"]
        for row in kept[title]:
            tables.delete_item(TableName=stage.table(title), Key={"pk": row["pk"], "sk": row["sk"]})
        assert (ada.http.get(f"/v1/campaigns/{finished}").status_code == 404) is (title == "campaigns")
        whose = ("--workspace", workspace, "--campaign", finished)
        told = operate(capsys, "rows", title, copied, *whose, "--yes")
        gone = sum(row["sk"]["S"].startswith(("GATE#", "HOLD#")) for row in kept[title])
        assert told.startswith(
            f"{len(kept[title]) - gone} rows brought back, 0 rows left as they are, {gone} rows never"
        )
        assert operate(capsys, "rows", title, copied, *whose, "--yes").startswith("0 rows brought back")
        assert "is gone" in operate(capsys, "drop", copied, "--yes")
        assert copied not in tables.list_tables()["TableNames"]
    assert (ada.get(f"/v1/campaigns/{finished}"), ada.get(f"/v1/campaigns/{finished}/costs")) == before


def test_what_came_from_a_queue_goes_back_to_it(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    url = stage.client("sqs").get_queue_url(QueueName="astromedia-dev-dead-letters-unread")["QueueUrl"]
    stage.client("sqs").send_message(QueueUrl=url, MessageBody="no occurrence of ours")
    assert "given to astromedia-dev-dead-letters\n" in operate(capsys, "redrive", "dead-letters-unread", "--yes")
    assert "     0  astromedia-dev-dead-letters-unread" in operate(capsys, "letters")


def lost_file(stage: Stage, key: str) -> str:
    """The key of a file with two versions, which was deleted; the bucket keeps versions, as in production."""
    files, bucket = stage.client("s3"), stage.output("AssetsBucket")
    files.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for text in (b"first", b"second"):
        files.put_object(Bucket=bucket, Key=key, Body=text)
    files.delete_object(Bucket=bucket, Key=key)
    files.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    return key


def test_a_file_comes_back_from_its_versions(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    files, bucket, key = stage.client("s3"), stage.output("AssetsBucket"), lost_file(stage, "restored/book.txt")
    shown = operate(capsys, "versions", key).splitlines()
    assert [line.split("  ")[2] for line in shown] == ["deleted", "6 bytes", "5 bytes"]
    assert "is again what it was" in operate(capsys, "bring-back", key, "--yes")
    assert files.get_object(Bucket=bucket, Key=key)["Body"].read() == b"second"
    operate(capsys, "bring-back", key, "--version", shown[2].split("  ")[0], "--yes")
    assert files.get_object(Bucket=bucket, Key=key)["Body"].read() == b"first"


@pytest.mark.parametrize("request_id", ["R-12345678", "JKJaXmPLvHcESHA=", "/puv+mmpiy/nc="])
def test_what_a_campaign_left_in_the_logs_is_found(
    stage: Stage, capsys: pytest.CaptureFixture[str], request_id: str
) -> None:
    """By any id of a campaign or of a request; API Gateway's are base64."""
    group, logs = "/aws/lambda/astromedia-dev-api", stage.client("logs")
    campaign_id, stream = f"01CAMPAIGN-{len(request_id)}", f"operate-{len(request_id)}"
    line = {
        "level": "INFO",
        "service": "api",
        "message": "Launched",
        "campaign_id": campaign_id,
        "request_id": request_id,
    }
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    at = round(utc_now().timestamp() * 1000)
    texts = (json.dumps(line), f"Init {campaign_id}", "other")
    events = [{"timestamp": at + n, "message": text} for n, text in enumerate(texts)]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    told = operate(capsys, "find", campaign_id).splitlines()
    assert len(told) == 3
    assert "api INFO  Launched" in told[0]
    assert told[1].endswith(f"Init {campaign_id}")
    assert told[2] == f"2 lines; campaign_id: {campaign_id}; request_id: {request_id}"
    assert operate(capsys, "find", request_id).splitlines() == [told[0], told[2].replace("2 lines", "1 lines")]


def test_every_command_of_the_guide_does_what_it_says(cloud: LocalCloud, stage: Stage, all_on: None) -> None:
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", GUIDE, re.DOTALL))
    environment = {"PATH": os.environ["PATH"], "ASTROMEDIA_LOCAL_DIR": str(cloud.folder.path)}
    done = shell(commands, ROOT, **environment, KEY=lost_file(stage, "guide/book.txt"))
    assert done.returncode == 0, done.stderr
    named = set(re.findall(r"operate ([a-z-]+)", commands))
    assert named == COMMANDS
    assert f"off  {COMPOSER}: no drafts today" in done.stdout
    assert "guide/book.txt is again what it was" in done.stdout
