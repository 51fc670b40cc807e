"""Errands: events for a function that Lambda queues, and delivers again if they fail."""

from astromedia.domain.errand import Errand
from astromedia.domain.errors import ErrandRefused

from . import clients


class LambdaErrands:
    """Implements errand.Errands by the function of this ARN."""

    def __init__(self, function_arn: str) -> None:
        self._function = function_arn

    def put(self, errand: Errand) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            clients.functions().invoke(
                FunctionName=self._function, InvocationType="Event", Payload=errand.model_dump_json().encode()
            )
        except (BotoCoreError, ClientError) as error:
            raise ErrandRefused(f"Lambda did not take an errand: {type(error).__name__}") from error
