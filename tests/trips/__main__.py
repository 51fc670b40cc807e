"""Asks for every operation in every way, and prints what that took, a line of JSON each: see `Asked`.

In a process of its own, as a test or a bench starts it: clients, settings and what a process remembers are its own.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import boto3

from astromedia.domain.permission import SCOPES
from astromedia.kit.observability import LOG
from functions.api.access import ACCESS
from tests.cloud import ACCOUNTS, BUCKET, CAMPAIGNS, LEDGER, REGION, cloud, make_table
from tests.identity_provider import served
from tests.load.round_trips import valkey_requests
from tests.load.stores import valkey

from . import IDEMPOTENT, KEY, NOBODY, TOKEN, Asked
from .allowed import allowed
from .meter import Meter, in_a_row
from .operations import OPERATIONS, request
from .stage import Stage, environment, fresh, settings

TRIES = 8
"""Threads may begin late on a busy machine, so that what was asked at once looks as if it was not: the fewest count."""


def main(operations: list[str]) -> None:
    """Print what `operations`, or all there are, take."""
    LOG.setLevel("CRITICAL")
    meter, out = Meter(), sys.stdout
    # What the API itself tells, its metrics, goes where nobody takes it for a count.
    with redirect_stdout(sys.stderr), meter.installed(), _stage() as stage:
        for id in operations or OPERATIONS:
            for way in ways(id):
                out.write(json.dumps(_fewest(id, way, stage, meter)._asdict()) + "\n")
                out.flush()


def ways(id: str) -> tuple[str, ...]:
    """How the operation can be asked: with which credential, and whether it may be sent again."""
    permission, method = ACCESS[id].permission, OPERATIONS[id][0]
    if permission is None:
        return (NOBODY,)
    ways = (TOKEN, KEY) if permission in SCOPES else (TOKEN,)
    return (*ways, *(f"{way}, {IDEMPOTENT}" for way in ways if method == "POST"))


def _fewest(id: str, way: str, stage: Stage, meter: Meter) -> Asked:
    fewest = _asked(id, way, stage, meter)
    for _ in range(TRIES - 1):
        if fewest.fault or fewest.in_a_row > allowed(id, way):
            fewest = min(fewest, _asked(id, way, stage, meter), key=lambda asked: (bool(asked.fault), asked.in_a_row))
    return fewest


def _asked(id: str, way: str, stage: Stage, meter: Meter) -> Asked:
    """One request, to a process that has served who asks before, but knows nothing of what they ask for."""
    try:
        asked = request(id, stage)
    except Exception as error:  # a test tells of it: the others are counted all the same
        return Asked(id, way, 0, [], [], 0, f"nothing to ask: {type(error).__name__}: {error}")
    headers = _credentials(way, stage) | dict(asked.headers)
    fresh()
    stage.make_room()
    stage.client.get("/v1/users/me", headers=asked.headers or stage.ada.headers)
    if way.startswith(KEY):
        stage.client.get("/v1/queue", headers=headers)
    if IDEMPOTENT in way:
        headers[IDEMPOTENT] = stage.name()
    meter.take()
    answers = []
    valkeys, _ = valkey_requests(
        stage.valkey_url,
        lambda: answers.append(stage.client.request(asked.method, asked.path, json=asked.body, headers=headers)),
    )
    trips, fault = meter.take(), f"{answers[0].status_code} {answers[0].text}" if answers[0].is_error else None
    tables = [trip for trip in trips if trip.service == "dynamodb"]
    others = [f"{trip.service}.{trip.operation}" for trip in trips if trip.service != "dynamodb"]
    return Asked(id, way, in_a_row(tables), [trip.operation for trip in tables], others, valkeys, fault)


def _credentials(way: str, stage: Stage) -> dict[str, str]:
    if way == NOBODY:
        return {}
    return {"X-API-Key": stage.key} if way.startswith(KEY) else dict(stage.ada.headers)


@contextmanager
def _stage() -> Iterator[Stage]:
    with cloud() as settings_of_aws, valkey() as port, served() as provider, environment(settings_of_aws):
        for name in (ACCOUNTS, CAMPAIGNS, LEDGER):
            make_table(name)
        place = {"LocationConstraint": REGION}
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)  # type: ignore[arg-type]
        url = f"valkey://127.0.0.1:{port}"
        with environment(settings(url, provider.url)):
            yield Stage(url, provider)


if __name__ == "__main__":
    main(sys.argv[1:])
