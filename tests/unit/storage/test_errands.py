"""Errands: given to Lambda, which calls the function for them later."""

import json

import pytest
from botocore.stub import ANY, Stubber

from astromedia.domain.errand import Errand, Task
from astromedia.domain.errors import ErrandRefused
from astromedia.storage import clients
from astromedia.storage.errands import LambdaErrands
from tests.samples import NOW

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:errands"
ERRAND = Errand(
    id="E1",
    task=Task.MAIL_RESET,
    email="ada@example.com",
    at=NOW,
    ip="203.0.113.7",
    user_agent="a browser",
    request_id="R1",
)


class Kept:
    """Equals whatever it is compared with, and keeps it."""

    def __eq__(self, other: object) -> bool:
        self.seen = other
        return True

    __hash__ = object.__hash__


@pytest.mark.usefixtures("aws")
def test_lambda_is_given_the_errand_and_not_waited_for() -> None:
    payload = Kept()
    asked = {"FunctionName": ARN, "InvocationType": "Event", "Payload": payload}
    with Stubber(clients.functions()) as functions:
        functions.add_response("invoke", {"StatusCode": 202}, asked)
        LambdaErrands(ARN).put(ERRAND)
    assert isinstance(payload.seen, bytes)
    assert Errand.model_validate(json.loads(payload.seen)) == ERRAND


@pytest.mark.usefixtures("aws")
def test_what_lambda_does_not_take_is_told() -> None:
    asked = {"FunctionName": ARN, "InvocationType": "Event", "Payload": ANY}
    with Stubber(clients.functions()) as functions:
        functions.add_client_error("invoke", "TooManyRequestsException", expected_params=asked)
        with pytest.raises(ErrandRefused, match="TooManyRequests"):
            LambdaErrands(ARN).put(ERRAND)
