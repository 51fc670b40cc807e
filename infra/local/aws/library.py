"""ministack, imported in one place: it has no type hints, and reads its settings from the environment when imported."""

# mypy: disable-error-code="import-untyped"
from typing import Any

from ministack import app as _app
from ministack.core import iam_actions as _actions
from ministack.core import iam_evaluator as _access
from ministack.core import persistence as _persistence
from ministack.core import responses as _responses
from ministack.services import apigateway as _apigateway
from ministack.services import cloudformation as _cloudformation
from ministack.services import dynamodb as _dynamodb
from ministack.services import elasticache as _elasticache
from ministack.services import eventbridge as _eventbridge
from ministack.services import lambda_svc as _lambda
from ministack.services import scheduler as _scheduler
from ministack.services import secretsmanager as _secrets
from ministack.services import sqs as _sqs
from ministack.services import stepfunctions as _stepfunctions
from ministack.services import sts as _sts
from ministack.services.cloudformation import provisioners as _provisioners

access: Any = _access
actions: Any = _actions
app: Any = _app
persistence: Any = _persistence
responses: Any = _responses
apigateway: Any = _apigateway
cloudformation: Any = _cloudformation
dynamodb: Any = _dynamodb
elasticache: Any = _elasticache
eventbridge: Any = _eventbridge
functions: Any = _lambda
scheduler: Any = _scheduler
secrets: Any = _secrets
sqs: Any = _sqs
stepfunctions: Any = _stepfunctions
sts: Any = _sts
provisioners: Any = _provisioners
