"""The least that answers the same: an HTTP API, one function, one table. The local host deploys it as it does ours."""

import os
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from constructs import Construct


class Bare(cdk.Stack):
    """All of it."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "bare")
        pk, sk = (dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING) for name in ("pk", "sk"))
        table = dynamodb.TableV2(self, "Table", partition_key=pk, sort_key=sk)
        function = lambda_.Function(
            self,
            "Api",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="functions.api.handler",
            code=lambda_.Code.from_asset(str(Path(__file__).parent), exclude=["__pycache__"]),
            timeout=cdk.Duration.seconds(30),
            memory_size=1024,
            environment={"TABLE": table.table_name},
        )
        table.grant_read_write_data(function)
        integration = integrations.HttpLambdaIntegration("Integration", function.add_alias("live"))
        api = gateway.HttpApi(self, "Http", default_integration=integration)
        cdk.CfnOutput(self, "ApiEndpoint", value=api.api_endpoint)


if __name__ == "__main__":
    app = cdk.App(outdir=os.environ["CDK_OUTDIR"], analytics_reporting=False)
    Bare(app)
    app.synth()
