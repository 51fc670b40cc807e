"""boto3 clients, built when first used: most requests need none of them."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient


@cache
def s3() -> "S3Client":
    """S3. Every region takes presigned URLs with version 4 signatures and the region in their host."""
    import boto3
    from botocore.config import Config

    return boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


@cache
def step_functions() -> "SFNClient":
    import boto3

    return boto3.client("stepfunctions")


@cache
def events() -> "EventBridgeClient":
    """EventBridge, impatient: whoever publishes has better things to do than to wait for a bus that is down."""
    import boto3
    from botocore.config import Config

    return boto3.client("events", config=Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 3}))


@cache
def functions() -> "LambdaClient":
    """Lambda, with an end to its patience: a request waits until an event is taken."""
    import boto3
    from botocore.config import Config

    return boto3.client("lambda", config=Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 3}))


@cache
def scheduler() -> "EventBridgeSchedulerClient":
    import boto3

    return boto3.client("scheduler")


@cache
def ses() -> "SESV2Client":
    """SES, with an end to its patience: a request waits for it."""
    import boto3
    from botocore.config import Config

    return boto3.client("sesv2", config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3}))


@cache
def parameters() -> "SSMClient":
    """The Parameter Store, with little patience: what is remembered of it does as well."""
    import boto3
    from botocore.config import Config

    return boto3.client("ssm", config=Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2}))


@cache
def dynamodb_table(name: str) -> "Table":
    """A whole table, for what goes through all of its rows; everything else is done by rows.table."""
    import boto3

    return boto3.resource("dynamodb").Table(name)
