"""A local cloud for the storage tests: ministack in a process of its own, on a loopback port nobody else has."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

REGION = "eu-west-3"
ACCOUNTS, CAMPAIGNS, LEDGER, BUCKET = "test-accounts", "test-campaigns", "test-ledger", "test-assets"


@contextmanager
def cloud() -> Iterator[dict[str, str]]:
    """The environment that leads boto to a running cloud. Requests wait in the socket's queue until it is up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        settings = {"GATEWAY_PORT": str(port), "LOG_LEVEL": "ERROR", "DOCKER_HOST": "unix:///nonexistent"}
        command = [sys.executable, "-m", "hypercorn", "ministack.app:app", "--bind", f"fd://{listener.fileno()}"]
        process = subprocess.Popen(
            command,
            env=os.environ | settings,
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
    finally:
        process.terminate()
        process.wait(timeout=20)


def make_table(name: str) -> None:
    """A table as the template makes it."""
    boto3.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("pk", "sk", "gsi1pk", "gsi1sk")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "gsi1",
                "KeySchema": [
                    {"AttributeName": "gsi1pk", "KeyType": "HASH"},
                    {"AttributeName": "gsi1sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
