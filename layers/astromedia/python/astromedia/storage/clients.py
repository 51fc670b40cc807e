"""Clients of AWS, built when first used: most requests need none of them. All are of one session: the first client of
a session takes 40 ms, most of it to read what AWS's regions are, and each after it 3."""

from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any

from astromedia.kit.start import before_snapshot

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.session import Session as BotocoreSession
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient


ONE_AT_A_TIME = RLock()
"""A session makes clients for one thread at a time."""


@cache
def session() -> "BotocoreSession":
    """The session that all clients of this process are of."""
    from botocore.session import get_session

    from .descriptions import Descriptions

    made = get_session()
    made.register_component("data_loader", Descriptions())
    return made


@cache
def _boto3(over: "BotocoreSession") -> "Session":
    from boto3.session import Session

    return Session(botocore_session=over)


PATIENCE: dict[str, Any] = {"connect_timeout": 1, "read_timeout": 6, "retries": {"total_max_attempts": 3}}
"""What a request may take, if nothing less is said: with all its tries less than any function has. botocore's own
patience is ten minutes, and the function would be ended before it could say why."""


def _client(service: str, **config: Any) -> Any:
    from botocore.config import Config

    with ONE_AT_A_TIME:
        made: Any = _boto3(session()).client(service, config=Config(**PATIENCE | config))  # type: ignore[call-overload]
    before_snapshot(made.close)
    return made


@cache
def s3() -> "S3Client":
    """S3. Every region takes presigned URLs with version 4 signatures and the region in their host."""
    made: S3Client = _client("s3", signature_version="s3v4", s3={"addressing_style": "virtual"})
    return made


@cache
def step_functions() -> "SFNClient":
    made: SFNClient = _client("stepfunctions")
    return made


@cache
def events() -> "EventBridgeClient":
    """EventBridge, impatient: whoever publishes has better things to do than to wait for a bus that is down."""
    made: EventBridgeClient = _client("events", read_timeout=3)
    return made


@cache
def functions() -> "LambdaClient":
    """Lambda, with an end to its patience: a request waits until an event is taken."""
    made: LambdaClient = _client("lambda", read_timeout=3)
    return made


@cache
def scheduler() -> "EventBridgeSchedulerClient":
    made: EventBridgeSchedulerClient = _client("scheduler")
    return made


@cache
def ses() -> "SESV2Client":
    """SES, with an end to its patience: a request waits for it."""
    made: SESV2Client = _client("sesv2", connect_timeout=2, read_timeout=5)
    return made


@cache
def parameters() -> "SSMClient":
    """The Parameter Store, with little patience: what is remembered of it does as well."""
    made: SSMClient = _client("ssm", read_timeout=2, retries={"total_max_attempts": 2})
    return made


@cache
def secrets() -> "SecretsManagerClient":
    made: SecretsManagerClient = _client("secretsmanager")
    return made


@cache
def dynamodb_table(name: str) -> "Table":
    """A whole table, for what goes through all of its rows; everything else is done by rows.table."""
    from botocore.config import Config

    with ONE_AT_A_TIME:
        return _boto3(session()).resource("dynamodb", config=Config(**PATIENCE)).Table(name)
