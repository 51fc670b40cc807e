"""Which faults pass by themselves, and which would come again."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from pynamodb.exceptions import CancellationReason, GetError, TransactWriteError, VerboseClientError

from astromedia.storage.outages import BUSY_SECONDS, CLOSED_SECONDS, seconds_until_better


def said(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "No."}}, "GetItem")


def cancelled(*codes: str) -> TransactWriteError:
    reasons = [None if code == "None" else CancellationReason(code) for code in codes]
    error = {"Error": {"Code": "TransactionCanceledException", "Message": "No."}}
    return TransactWriteError("No.", VerboseClientError(error, "TransactWriteItems", cancellation_reasons=reasons))


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (said("ThrottlingException"), BUSY_SECONDS),
        (said("SlowDown"), BUSY_SECONDS),
        (GetError("No.", said("ProvisionedThroughputExceededException")), BUSY_SECONDS),
        (GetError("No.", EndpointConnectionError(endpoint_url="http://table")), BUSY_SECONDS),
        (ReadTimeoutError(endpoint_url="http://bus"), BUSY_SECONDS),
        (cancelled("None", "ThrottlingError"), BUSY_SECONDS),
        (cancelled("TransactionConflict"), BUSY_SECONDS),
        (said("AccessDenied"), CLOSED_SECONDS),
        (GetError("No.", said("InvalidSignatureException")), CLOSED_SECONDS),
        (GetError("No.", said("ValidationException")), None),
        (cancelled("ThrottlingError", "ValidationError"), None),
        (cancelled("ConditionalCheckFailed"), None),
        (RuntimeError("ours"), None),
        (ConnectionError("not of AWS"), None),
    ],
)
def test_when_it_is_worth_another_try(error: Exception, seconds: int | None) -> None:
    assert seconds_until_better(error) == seconds
