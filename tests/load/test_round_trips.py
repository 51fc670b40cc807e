"""The bench counts what a store is really asked."""

from collections import Counter

import boto3
import pytest
import valkey

from infra.local.plan import REGION
from tests.cloud import cloud

from .round_trips import PAGE, RoundTrips, dynamodb_requests, valkey_requests
from .stores import valkey as valkey_server


def test_requests_to_dynamodb_are_counted_beyond_one_page_of_records() -> None:
    with cloud() as environment:
        table = boto3.client(
            "dynamodb",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

        def ask() -> None:
            for _ in range(2 * PAGE + 1):
                table.list_tables()
            with pytest.raises(table.exceptions.ResourceNotFoundException):
                table.describe_table(TableName="none")

        found, again = (dynamodb_requests(environment["AWS_ENDPOINT_URL"], ask) for _ in range(2))
    assert found == again == {("test", "ListTables"): 2 * PAGE + 1, ("test", "DescribeTable"): 1}


def test_a_pipeline_is_one_request_to_valkey_with_its_commands() -> None:
    with valkey_server() as port, valkey.Valkey(port=port) as client:
        client.ping()

        def ask() -> None:
            client.get("a")
            with client.pipeline(transaction=False) as pipeline:
                pipeline.set("a", 1).get("a").get("b").execute()

        requests, commands = valkey_requests(f"valkey://127.0.0.1:{port}", ask)
    assert requests == 2
    assert commands == {"get": 3, "set": 1}


def test_round_trips_of_one_function() -> None:
    dynamodb = {("dev-own-agent", "Query"): 3, ("dev-api", "Query"): 2, ("dev-own-agent", "PutItem"): 1}
    trips = RoundTrips(Counter(dynamodb), 0, Counter())
    assert trips.of("own-agent") == {"Query": 3, "PutItem": 1}
