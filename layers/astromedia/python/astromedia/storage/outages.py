"""What AWS says when the fault is not the request's: it is asked too much, does not answer, or lets nobody in."""

from botocore import exceptions as aws
from pynamodb.exceptions import PynamoDBException, TransactWriteError

BUSY = {
    "InternalError",
    "InternalException",
    "InternalFailure",
    "InternalServerError",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
}
"""It may do better in a moment."""
CLOSED = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredTokenException",
    "InvalidSignatureException",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
"""It takes a person, or another process, to do better: a right is missing, or a clock is wrong."""
BUSY_SECONDS, CLOSED_SECONDS = 2, 60
"""After which it is worth asking again."""
OF_A_TRANSACTION = {"ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict"}
"""Why it cancels a transaction that may do better in a moment."""


def seconds_until_better(error: Exception) -> int | None:
    """After how many seconds it is worth trying again what `error` ended; None if that would change nothing."""
    if isinstance(error, TransactWriteError) and error.cancellation_reasons:
        reasons = {reason.code for reason in error.cancellation_reasons if reason}
        return BUSY_SECONDS if reasons <= OF_A_TRANSACTION else None
    cause = error.cause if isinstance(error, PynamoDBException) else error
    if isinstance(cause, aws.ConnectionError | aws.HTTPClientError) or _code(cause) in BUSY:
        return BUSY_SECONDS
    return CLOSED_SECONDS if closed(cause) else None


def closed(error: object) -> str | None:
    """Why AWS does not let us in, if that is what it says."""
    return code if (code := _code(error)) in CLOSED else None


def _code(error: object) -> str:
    return error.response.get("Error", {}).get("Code", "") if isinstance(error, aws.ClientError) else ""
