"""The HTTP API: one function behind all routes; FastAPI does the rest."""

from collections.abc import Set
from pathlib import PurePosixPath

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

from infra.constructs.access_log import log_access
from infra.constructs.engine import REMOVING, STARTING, STOPPING, WAKING, Engine
from infra.constructs.function import PythonFunction, Size
from infra.constructs.layers import Layers
from infra.constructs.resource import Resource
from infra.constructs.rollout import SHARE_PERCENT, WORST_PERCENT, Rollout, Sign
from infra.constructs.table import BATCH, CHECK, DELETE, GET, PUT, QUERY, UPDATE
from infra.constructs.throttles import throttle
from infra.deployment import Deployment
from infra.observability.readings import Readings
from infra.sources import FunctionSource
from infra.stacks.data import TELLS_MISSING, DataStack
from infra.stacks.network import NetworkStack
from infra.stacks.scheduled import ScheduledStack

# API Gateway answers 503 by itself after 30 s; the function ends before that and says why.
API = Size(memory=1024, timeout=29)
ERRANDS = Size(memory=512, timeout=30)
AUDIT = "AUDIT#*"
"""The rows of the audit log: nobody who can write them can change or remove them."""


class ApiStack(Stack):
    """API Gateway's HTTP API and its function."""

    def __init__(
        self, app: App, deployment: Deployment, data: DataStack, network: NetworkStack, scheduled: ScheduledStack
    ) -> None:
        super().__init__(app, deployment.named("api"), description="AstroMedia: HTTP API")
        source = FunctionSource(deployment.root, PurePosixPath("functions/api"))
        self._layers = Layers(self, deployment)
        layers = self._layers.get("astromedia", "core", "api")
        api = PythonFunction(self, source, deployment, layers, API, network.api, snap=deployment.snap_start != "off")
        engine = Engine(self, deployment)
        api.use({**_stores(data), **network.api_cache, **engine.access(STARTING, WAKING, STOPPING, REMOVING)})
        if data.origin:
            api.use({data.origin: {"secretsmanager:GetSecretValue"}, **data.downloads})
        api.forbid(data.accounts, {DELETE, UPDATE}, AUDIT)
        scheduled.let_place(api)
        errands = self._errands(deployment, data)
        api.use({Resource("ERRANDS_FUNCTION_ARN", errands.arn, (errands.arn,)): {"lambda:InvokeFunction"}})
        for function in (api, errands):
            if deployment.mail_from:
                function.use({self._mail(deployment.mail_from): {"ses:SendEmail"}})
        for variable, chosen in deployment.api_settings.items():
            api.function.add_environment(variable, chosen)
        self.id = self._serve(deployment, api)
        Rollout(self, "ApiRollout", deployment, [api], [_answers(Readings(deployment))])
        self.errands = errands.function.function_name

    def _serve(self, deployment: Deployment, api: PythonFunction) -> str:
        """Have the function answer over HTTP; the id of what does that."""
        integration = HttpLambdaIntegration("Integration", api.live)
        http = apigateway.HttpApi(self, "Http", api_name=deployment.named("api"), default_integration=integration)
        throttle(http, integration)
        self.access_log = log_access(http, deployment)
        CfnOutput(self, "ApiUrl", value=http.api_endpoint)
        CfnOutput(self, "ApiId", value=http.api_id)
        CfnOutput(self, "AccessLogGroup", value=self.access_log)
        return http.api_id

    def _errands(self, deployment: Deployment, data: DataStack) -> PythonFunction:
        """What does what the API leaves to be done after its answer. Lambda queues that, and tries it three times."""
        source = FunctionSource(deployment.root, PurePosixPath("functions/errands"))
        function = PythonFunction(self, source, deployment, self._layers.get("astromedia", "core"), ERRANDS)
        function.use({data.accounts: {GET, PUT}})
        function.keep_failures(data.undelivered)
        return function

    def _mail(self, sender: str) -> Resource:
        """SES, for this sender: verified as an address, or by its domain."""
        names = (sender, sender.partition("@")[2])
        identities = (self.format_arn(service="ses", resource="identity", resource_name=name) for name in names)
        return Resource("MAIL_FROM", sender, tuple(identities))


def _answers(read: Readings) -> Sign:
    """What people are answered: for Lambda, a call that the API answers with 500 went well. This has no version, so it
    is the share that a new one would come to if most of its answers were such."""
    means = "Many requests are answered 5xx while a new version of the API gets its first calls."
    failed, all_of_them = read.own("Requests", "api", outcome="5xx"), read.own("Requests", "api")
    return Sign("api-answers", means, failed, all_of_them, SHARE_PERCENT * WORST_PERCENT / 100)


def _stores(data: DataStack) -> dict[Resource, Set[str]]:
    """What the API may do with what is kept."""
    return {
        data.accounts: {GET, BATCH, QUERY, PUT, UPDATE, DELETE, CHECK},
        data.campaigns: {GET, BATCH, QUERY, PUT, UPDATE, DELETE},
        data.campaigns_listing: {QUERY},
        data.ledger: {GET, BATCH, QUERY, PUT, UPDATE, CHECK},
        data.ledger_listing: {QUERY},
        data.assets: {"s3:GetObject"},
        data.uploads: {"s3:PutObject", "s3:DeleteObject"},
        data.bucket: TELLS_MISSING,
        data.auth: {"secretsmanager:GetSecretValue"},
        data.model_settings: {"secretsmanager:GetSecretValue"},
        data.model_switch: {"ssm:GetParameter"},
        data.slots: set(),
        data.bus: {"events:PutEvents"},
    }
