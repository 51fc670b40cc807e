"""Each function: its code, its environment, its size."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from astromedia.kit.settings import (
    AgentSettings,
    ApiSettings,
    DispatchSettings,
    EraseSettings,
    ExportSettings,
    LaunchSettings,
    MailSettings,
    ScheduledSettings,
    SchedulerSettings,
    WorkflowSettings,
)
from tests.infra.reading import Cloud, named, references, short

AGENTS = {
    "analyst": "Analyst",
    "analytics": "Analytics",
    "compliance": "Compliance",
    "content_writer": "ContentWriter",
    "copywriter": "Copywriter",
    "designer": "Designer",
    "own_agent": "OwnAgent",
    "scriptwriter": "Scriptwriter",
    "seo": "Seo",
    "social": "Social",
    "strategist": "Strategist",
    "video_producer": "VideoProducer",
}
STEPS = {
    "close_campaign": "CloseCampaign",
    "fail_campaign": "FailCampaign",
    "hold_phase": "HoldPhase",
    "execution_ended": "ExecutionEnded",
}
SCHEDULED = {
    "reconcile_holds": "ReconcileHolds",
    "look_after_gates": "LookAfterGates",
    "dispatch_queue": "DispatchQueue",
    "launch_scheduled": "LaunchScheduled",
    "fail_scheduled": "FailScheduled",
    "sweep_schedules": "SweepSchedules",
    "erase_data": "EraseData",
    "export_data": "ExportData",
}
FOLDERS = {
    **{title: f"functions/agents/{name}" for name, title in AGENTS.items()},
    **{title: f"functions/workflow/{name}" for name, title in STEPS.items()},
    **{title: f"functions/scheduled/{name}" for name, title in SCHEDULED.items()},
    "Api": "functions/api",
    "Errands": "functions/errands",
}
SETTINGS: dict[str, type[BaseModel]] = {
    **dict.fromkeys(AGENTS.values(), AgentSettings),
    **dict.fromkeys(STEPS.values(), WorkflowSettings),
    **dict.fromkeys(SCHEDULED.values(), ScheduledSettings),
    "HoldPhase": DispatchSettings,
    "LookAfterGates": DispatchSettings,
    "ExecutionEnded": DispatchSettings,
    "DispatchQueue": DispatchSettings,
    "LaunchScheduled": LaunchSettings,
    "FailScheduled": LaunchSettings,
    "SweepSchedules": SchedulerSettings,
    "EraseData": EraseSettings,
    "ExportData": ExportSettings,
    "Api": ApiSettings,
    "Errands": MailSettings,
}
HERE = "AWS::Region:AWS::AccountId"
POWERTOOLS = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL", "POWERTOOLS_METRICS_NAMESPACE"}


def test_there_is_one_per_folder_and_no_other(cloud: Cloud) -> None:
    assert cloud.functions().keys() == FOLDERS.keys()


@pytest.mark.parametrize("title", FOLDERS)
def test_the_handler_is_where_it_is_in_the_repository(cloud: Cloud, repository: Path, title: str) -> None:
    handler = cloud.functions()[title]["Handler"]
    assert handler == ".".join((*Path(FOLDERS[title]).parts, "handler", "handler"))
    assert (repository / FOLDERS[title] / "handler.py").is_file()


@pytest.mark.parametrize("title", FOLDERS)
def test_the_code_is_its_own_folder_and_no_other(cloud: Cloud, repository: Path, title: str) -> None:
    code = cloud.code(cloud.functions()[title])
    held = {path.relative_to(code).as_posix() for path in code.rglob("*") if path.is_file()}
    own = {
        path.relative_to(repository).as_posix()
        for path in (repository / FOLDERS[title]).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    above = {f"{parent}/__init__.py" for parent in Path(FOLDERS[title]).parents if parent.name}
    assert held == own | above


@pytest.mark.parametrize("title", FOLDERS)
def test_it_is_given_the_settings_it_reads_and_no_other(cloud: Cloud, title: str) -> None:
    given = cloud.functions()[title]["Environment"]["Variables"].keys() - POWERTOOLS
    fields = SETTINGS[title].model_fields
    assert given <= fields.keys()
    assert {name for name, field in fields.items() if field.is_required()} <= given


def test_settings_name_the_resources_of_this_stage(cloud: Cloud) -> None:
    variables = cloud.functions()["Api"]["Environment"]["Variables"]
    assert {name: named(value) for name, value in variables.items()} == {
        "ACCOUNTS_TABLE": "AccountsTable",
        "CAMPAIGNS_TABLE": "CampaignsTable",
        "LEDGER_TABLE": "LedgerTable",
        "ASSETS_BUCKET": "Assets",
        "AUTH_SECRET_ARN": "Auth",
        "MODEL_SETTINGS_SECRET_ARN": "ModelSettings",
        "MODEL_SWITCH_PARAMETER": "/astromedia/dev/models-off",
        "CACHE_URL": "valkeys://Cache:Cache",
        "CACHE_NAME": "astromedia-dev-cache",
        "CACHE_USER": "astromedia-dev-api",
        "EVENT_BUS_NAME": "Bus",
        "STATE_MACHINE_PREFIX": f"arn:AWS::Partition:states:{HERE}:stateMachine:astromedia-dev-",
        "FUNCTION_PREFIX": f"arn:AWS::Partition:lambda:{HERE}:function:astromedia-dev-",
        "FUNCTION_ALIAS": "live",
        "PLAYBOOK_ROLE_ARN": "arn:AWS::Partition:iam::AWS::AccountId:role/astromedia-dev-playbook",
        "MAX_RUNNING_CAMPAIGNS": "1000",
        "OAUTH_REDIRECT_URIS": "http://127.0.0.1/callback",
        "RATE_LIMIT_AUTH": "5/15minutes",
        "RATE_LIMIT_AI": "10/minute",
        "SCHEDULE_GROUP": "astromedia-dev-schedules",
        "SCHEDULE_TARGET_ARN": "LaunchScheduledLive",
        "SCHEDULE_ROLE_ARN": "SchedulerRole",
        "SCHEDULE_DEAD_LETTERS_ARN": "DeadLetters",
        "ERRANDS_FUNCTION_ARN": "ErrandsLive",
        "POWERTOOLS_SERVICE_NAME": "api",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": "AstroMedia/dev",
    }


def test_origins_of_browsers_are_set_by_the_deployment(production: Cloud) -> None:
    assert production.functions()["Api"]["Environment"]["Variables"]["CORS_ORIGINS"] == "https://app.example.com"


def test_how_much_may_run_on_the_stage_is_chosen_when_it_is_deployed(cloud: Cloud, production: Cloud) -> None:
    limits = [
        each.functions()["Api"]["Environment"]["Variables"]["MAX_RUNNING_CAMPAIGNS"] for each in (cloud, production)
    ]
    assert limits == ["1000", "5000"]


@pytest.mark.parametrize(
    ("title", "layers", "memory", "timeout"),
    [
        ("Analyst", {"Astromedia", "Core", "Llm", "Semantic"}, 1024, 300),
        ("OwnAgent", {"Astromedia", "Core", "Llm", "Semantic"}, 1024, 300),
        ("Designer", {"Astromedia", "Core", "Llm", "Media"}, 3008, 300),
        ("VideoProducer", {"Astromedia", "Core", "Llm", "Media"}, 3008, 300),
        ("CloseCampaign", {"Astromedia", "Core"}, 512, 30),
        ("ReconcileHolds", {"Astromedia", "Core"}, 512, 120),
        ("LaunchScheduled", {"Astromedia", "Core"}, 512, 120),
        ("Api", {"Astromedia", "Core", "Api"}, 1024, 29),
        ("Errands", {"Astromedia", "Core"}, 512, 30),
    ],
)
def test_layers_and_size(cloud: Cloud, title: str, layers: set[str], memory: int, timeout: int) -> None:
    function = cloud.functions()[title]
    assert {named(layer).removeprefix("Layers") for layer in function["Layers"]} == layers
    assert (function["MemorySize"], function["Timeout"]) == (memory, timeout)


def test_all_run_python_on_arm_and_log_json_with_an_end(cloud: Cloud) -> None:
    logs = cloud.resources("AWS::Logs::LogGroup")
    for title, function in cloud.functions().items():
        assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        log = logs[named(function["LoggingConfig"]["LogGroup"])]["Properties"]
        assert log["LogGroupName"] == f"/aws/lambda/{function['FunctionName']}", title


def test_every_log_has_an_end(cloud: Cloud, production: Cloud) -> None:
    for each in (cloud, production):
        logs = each.resources("AWS::Logs::LogGroup")
        assert {log["Properties"]["RetentionInDays"] for log in logs.values()} == {90}
        assert len(logs) > len(FOLDERS)


def test_names_carry_the_stage(cloud: Cloud, production: Cloud) -> None:
    assert cloud.functions()["ContentWriter"]["FunctionName"] == "astromedia-dev-content-writer"
    assert production.functions()["ContentWriter"]["FunctionName"] == "astromedia-prod-content-writer"


def test_the_processor_is_chosen_by_the_deployment(production: Cloud) -> None:
    layers = production.resources("AWS::Lambda::LayerVersion").values()
    assert {arch for f in production.functions().values() for arch in f["Architectures"]} == {"x86_64"}
    assert {arch for layer in layers for arch in layer["Properties"]["CompatibleArchitectures"]} == {"x86_64"}


def test_how_often_the_api_may_be_asked_is_chosen_when_it_is_deployed(cloud: Cloud, production: Cloud) -> None:
    limits = [
        {name: rate for name, rate in each.functions()["Api"]["Environment"]["Variables"].items() if "RATE" in name}
        for each in (cloud, production)
    ]
    default = {"RATE_LIMIT_AUTH": "5/15minutes", "RATE_LIMIT_AI": "10/minute"}
    assert limits == [default, default | {"RATE_LIMIT_STANDARD": "600/minute"}]


@pytest.mark.parametrize("title", FOLDERS)
def test_it_is_called_by_an_alias_of_the_version_that_is_deployed(cloud: Cloud, title: str) -> None:
    alias = cloud.resources("AWS::Lambda::Alias")[f"{title}Live"]["Properties"]
    assert (alias["Name"], named(alias["FunctionName"])) == ("live", f"{title}Function")
    version, attribute = alias["FunctionVersion"]["Fn::GetAtt"]
    assert attribute == "Version"
    published = cloud.resources("AWS::Lambda::Version")[short(version)]
    assert named(published["Properties"]["FunctionName"]) == f"{title}Function"
    # What a snapshot costs ends with its version, so none outlives the deployment that replaces it.
    assert published.get("DeletionPolicy", "Delete") == "Delete"


@pytest.fixture(scope="session")
def thrifty(tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    """A production stage that pays for no snapshot, and keeps two functions within a provider's limit."""
    from infra.app import build

    context = {"stage": "prod", "snap_start": "off", "reserved_concurrency": "video_producer=5,designer=10"}
    return Cloud.of(build(context, tmp_path_factory.mktemp("thrifty")), "prod")


def test_api_and_agents_start_from_a_snapshot_unless_told_otherwise(cloud: Cloud, thrifty: Cloud) -> None:
    snapped = {title for title, function in cloud.functions().items() if "SnapStart" in function}
    assert snapped == {"Api", *AGENTS.values()}
    for title in snapped:
        assert cloud.functions()[title]["SnapStart"] == {"ApplyOn": "PublishedVersions"}
        assert "EphemeralStorage" not in cloud.functions()[title], "a snapshot allows no more than the 512 MB there are"
    assert not any("SnapStart" in function for function in thrifty.functions().values())


def test_concurrency_is_reserved_for_whom_the_deployment_names(cloud: Cloud, thrifty: Cloud) -> None:
    def reserved(stage: Cloud) -> dict[str, int]:
        key = "ReservedConcurrentExecutions"
        return {title: each[key] for title, each in stage.functions().items() if key in each}

    assert reserved(thrifty) == {"VideoProducer": 5, "Designer": 10}
    assert reserved(cloud) == {}


def test_nobody_calls_a_function_but_by_its_alias(cloud: Cloud) -> None:
    """A version that was just deployed gets the calls, and what is rolled back stops to get them."""
    functions = {f"{title}Function" for title in FOLDERS}
    callers = {
        name: resource["Properties"]
        for name, resource in cloud.resources().items()
        if resource["Type"]
        not in {f"AWS::Lambda::{kind}" for kind in ("Alias", "EventInvokeConfig", "Function", "Version")}
        if not resource["Type"].startswith("AWS::CloudWatch::")
    }
    for name, properties in callers.items():
        assert not functions & set(references(properties)), name
    for title, function in cloud.functions().items():
        assert not functions & set(references(function)), title
    assert any(f"{title}Live" in references(properties) for title in FOLDERS for properties in callers.values())
