"""moto's Step Functions, imported in one place: its two kinds of execution and untyped parser fit no one type."""

from typing import Any

import moto.server as _server
from moto.core.config import default_user_config as config
from moto.core.exceptions import AWSError
from moto.core.responses import ActionResult, EmptyResult
from moto.stepfunctions.exceptions import ExecutionDoesNotExist
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser import models as _models
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.component.intrinsic import jsonata as _intrinsics
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import ResourceCondition
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.callback.callback import (
    CallbackEndpoint,
    CallbackOutcomeFailure,
    CallbackOutcomeSuccess,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.asl.jsonata import jsonata as _evaluator
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.utils import json_path as _paths
from moto.stepfunctions.parser.backend import execution as _execution
from moto.stepfunctions.parser.backend import execution_worker as _worker
from moto.stepfunctions.responses import StepFunctionResponse

from infra.local.plan import ACCOUNT, REGION

__all__ = [
    "ActionResult",
    "CallbackOutcomeFailure",
    "CallbackOutcomeSuccess",
    "EmptyResult",
    "ExecutionDoesNotExist",
    "ExecutionStatus",
    "ProgramStopped",
    "ResourceCondition",
    "config",
]

server: Any = _server
evaluator: Any = _evaluator
intrinsics: Any = _intrinsics
Backend: Any = _models.StepFunctionsParserBackend
Communication: Any = _execution.BaseExecutionWorkerCommunication
ExecutionClass: Any = _execution.Execution
EnvironmentClass: Any = Environment
ResponseClass: Any = StepFunctionResponse
WorkerClass: Any = _worker.ExecutionWorker
ProgramClass: Any = Program
CallbackTask: Any = StateTaskServiceCallback
Endpoint: Any = CallbackEndpoint
Machine: Any = StateMachine
Parser: Any = AmazonStateLanguageParser
paths: Any = _paths

Execution = Any
"""One execution, as the interpreter keeps it."""


def backend() -> Any:
    """The state machines and executions of the account and region that the local cloud plays."""
    return _models.stepfunctions_parser_backends[ACCOUNT][REGION]


def reset() -> None:
    """Forget every state machine and execution."""
    _models.stepfunctions_parser_backends.reset()


def refusal(kind: str, message: str) -> Exception:
    """The exception that the API answers as an error of that kind."""
    return AWSError(message, kind, 400)
