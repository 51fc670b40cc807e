"""moto's Step Functions, imported in one place: its two kinds of execution and untyped parser fit no one type."""

from typing import Any

import moto.server as _server
from moto.core.config import default_user_config as config
from moto.core.responses import ActionResult, EmptyResult
from moto.stepfunctions.parser import models as _models
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.component.intrinsic import jsonata as _intrinsics
from moto.stepfunctions.parser.asl.eval.callback.callback import CallbackConsumerTimeout
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.asl.jsonata import jsonata as _evaluator
from moto.stepfunctions.parser.backend import execution as _execution
from moto.stepfunctions.responses import StepFunctionResponse

from infra.local.plan import ACCOUNT, REGION

__all__ = ["ActionResult", "CallbackConsumerTimeout", "EmptyResult", "ExecutionStatus", "ProgramStopped", "config"]

server: Any = _server
evaluator: Any = _evaluator
intrinsics: Any = _intrinsics
Backend: Any = _models.StepFunctionsParserBackend
Communication: Any = _execution.BaseExecutionWorkerCommunication
ExecutionClass: Any = _execution.Execution
EnvironmentClass: Any = Environment
ResponseClass: Any = StepFunctionResponse

Execution = Any
"""One execution, as the interpreter keeps it."""


def backend() -> Any:
    """The state machines and executions of the account and region that the local cloud plays."""
    return _models.stepfunctions_parser_backends[ACCOUNT][REGION]


def reset() -> None:
    """Forget every state machine and execution."""
    _models.stepfunctions_parser_backends.reset()
