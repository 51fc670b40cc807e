"""What AWS refuses because a fault says so: whom it hits, and in which words."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from infra.local.aws.refusals import Refusals
from infra.local.faults import FaultFile, Faults, Refusal

OURS = {"authorization": "AWS4-HMAC-SHA256 Credential=test/20270101/us-east-1/dynamodb/aws4_request"}
GET = OURS | {"x-amz-target": "DynamoDB_20120810.GetItem", "content-type": "application/x-amz-json-1.0"}
S3 = {"authorization": "AWS4-HMAC-SHA256 Credential=test/20270101/us-east-1/s3/aws4_request"}
SLOWLY = Refusal(("dynamodb:*",), "ThrottlingException", "Slowly.", resource="things")
NO_ENTRY = Refusal(("s3:PutObject",), "AccessDenied", "No entry.", status=403, resource="/assets/")


class Aws:
    """AWS that does whatever is not refused."""

    def __init__(self, folder: Path, *refusals: Refusal) -> None:
        self.faults = FaultFile(folder)
        self.faults.write(Faults(refusals=refusals))
        self.refusals = Refusals(self.faults)
        (hook,) = self.refusals.hooks()
        self._dispatch = hook.make(self._does)

    async def _does(self, *request: Any) -> Any:
        return 200, {}, b"{}"

    def ask(self, headers: dict[str, str], body: bytes = b"", method: str = "POST", path: str = "/") -> Any:
        return asyncio.run(self._dispatch(method, path, headers, body, {}, "r1"))


@pytest.mark.parametrize(("share", "hit"), [(1.0, "xxxxxx"), (0.5, "x.x.x."), (0.25, "x...x."), (0.0, "......")])
def test_a_share_is_spread_evenly(tmp_path: Path, share: float, hit: str) -> None:
    aws = Aws(tmp_path, Refusal(("dynamodb:*",), "ThrottlingException", "Slowly.", share=share))
    answers = [aws.ask(GET, b"{}")[0] for _ in hit]
    assert "".join("x" if status == 400 else "." for status in answers) == hit


def test_only_who_is_meant_is_refused_and_it_is_counted(tmp_path: Path) -> None:
    aws = Aws(tmp_path, SLOWLY, NO_ENTRY)
    assert aws.ask(GET, b'{"TableName": "others"}')[0] == 200
    assert aws.ask(S3, b"bytes", "GET", "/assets/a")[0] == 200
    assert aws.ask({}, b"bytes", "PUT", "/assets/a")[0] == 200, "nobody signed this: it is not for AWS"
    assert aws.ask(GET, b'{"TableName": "things"}')[0] == 400
    assert aws.ask(S3, b"bytes", "PUT", "/assets/a")[0] == 403
    assert dict(aws.refusals.told) == {("dynamodb:GetItem", "things"): 1, ("s3:PutObject", "/assets/"): 1}
    aws.faults.clear()
    assert aws.ask(GET, b'{"TableName": "things"}')[0] == 200


def test_each_service_is_refused_in_its_own_words(tmp_path: Path) -> None:
    aws = Aws(tmp_path, SLOWLY, NO_ENTRY)
    _, _, said = aws.ask(GET, b'{"TableName": "things"}')
    assert json.loads(said)["__type"].endswith("ThrottlingException")
    assert json.loads(said)["message"] == "Slowly."
    _, headers, said = aws.ask(S3, b"bytes", "PUT", "/assets/a")
    assert headers["Content-Type"] == "application/xml"
    assert b"<Code>AccessDenied</Code><Message>No entry.</Message>" in said
