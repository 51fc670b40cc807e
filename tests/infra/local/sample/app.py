"""A small CDK app with one of everything the local host must serve: three stacks, cross-stack references, an alias."""

import os
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

HERE = Path(__file__).resolve().parent


class Data(cdk.Stack):
    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)

        def text(key: str) -> dynamodb.Attribute:
            return dynamodb.Attribute(name=key, type=dynamodb.AttributeType.STRING)

        self.table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=text("pk"),
            removal_policy=cdk.RemovalPolicy.DESTROY,
            global_secondary_indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(index_name="kind", partition_key=text("kind"))
            ],
        )
        self.bucket = s3.Bucket(self, "Files", enforce_ssl=True, block_public_access=s3.BlockPublicAccess.BLOCK_ALL)
        self.bus = events.EventBus(self, "Bus", event_bus_name="sample")
        self.secret = secrets.Secret(self, "ModelSettings")
        self.signing = secrets.Secret(
            self,
            "Signing",
            generate_secret_string=secrets.SecretStringGenerator(
                secret_string_template="{}", generate_string_key="key", exclude_punctuation=True, password_length=48
            ),
        )
        ssm.StringParameter(self, "Parameter", parameter_name="/sample/colour", string_value="blue")
        cdk.CfnOutput(self, "ModelSettingsSecretArn", value=self.secret.secret_arn)
        cdk.CfnOutput(self, "SigningSecretArn", value=self.signing.secret_arn)
        cdk.CfnOutput(self, "TableName", value=self.table.table_name)
        cdk.CfnOutput(self, "BucketName", value=self.bucket.bucket_name)


class Functions(Construct):
    """The functions of one stack, with the layer and the names they all share."""

    def __init__(self, scope: Construct, data: Data) -> None:
        super().__init__(scope, "Functions")
        self.data = data
        self.code = lambda_.Code.from_asset(str(HERE / "functions"), exclude=["__pycache__"])
        self.layer = lambda_.LayerVersion(self, "Layer", code=lambda_.Code.from_asset(str(HERE / "layer")))

    def add(
        self, name: str, timeout: int = 10, snap: lambda_.SnapStartConf | None = None, **environment: str
    ) -> lambda_.Function:
        function = lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler=f"functions.{name.lower()}.handler",
            code=self.code,
            layers=[self.layer],
            timeout=cdk.Duration.seconds(timeout),
            memory_size=256,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=logs.LogGroup(self, f"{name}Logs", retention=logs.RetentionDays.ONE_WEEK),
            snap_start=snap,
            environment={"TABLE": self.data.table.table_name, "BUCKET": self.data.bucket.bucket_name, **environment},
        )
        self.data.table.grant_read_write_data(function)
        return function


class Workflow(cdk.Stack):
    def __init__(self, scope: Construct, name: str, data: Data) -> None:
        super().__init__(scope, name)
        functions = Functions(self, data)
        step, listen = functions.add("Step", timeout=3), functions.add("Listen")
        self.machine = sfn.StateMachine(
            self,
            "Flow",
            definition_body=sfn.DefinitionBody.from_string((HERE / "flow.asl.json").read_text()),
            definition_substitutions={"StepArn": step.function_arn, "BusName": data.bus.event_bus_name},
        )
        step.grant_invoke(self.machine)
        self.step = step.add_alias("live")
        failures = sqs.Queue(self, "Failures")
        self.step.configure_async_invoke(on_failure=destinations.SqsDestination(failures))
        cdk.CfnOutput(self, "FailuresUrl", value=failures.queue_url)
        data.bus.grant_put_events_to(self.machine)
        events.Rule(
            self,
            "Done",
            event_bus=data.bus,
            event_pattern=events.EventPattern(source=["sample"], detail_type=["flow.done"]),
            targets=[targets.LambdaFunction(listen)],
        )
        events.Rule(
            self,
            "Status",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={"stateMachineArn": [self.machine.state_machine_arn]},
            ),
            targets=[targets.LambdaFunction(listen)],
        )
        cdk.CfnOutput(self, "MachineArn", value=self.machine.state_machine_arn)
        cdk.CfnOutput(self, "StepName", value=step.function_name)
        cdk.CfnOutput(self, "ListenName", value=listen.function_name)


class Api(cdk.Stack):
    def __init__(self, scope: Construct, name: str, data: Data, workflow: Workflow) -> None:
        super().__init__(scope, name)
        web = Functions(self, data).add(
            "Web", snap=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS, MACHINE=workflow.machine.state_machine_arn
        )
        web.add_to_role_policy(
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[data.bucket.arn_for_objects("*")])
        )
        web.add_to_role_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[workflow.step.function_arn])
        )
        workflow.machine.grant_start_execution(web)
        workflow.machine.grant_task_response(web)
        api = gateway.HttpApi(
            self, "Http", default_integration=integrations.HttpLambdaIntegration("Web", web.add_alias("live"))
        )
        web.add_environment("PUBLIC_URL", api.api_endpoint)
        cdk.CfnOutput(self, "ApiEndpoint", value=api.api_endpoint)
        cdk.CfnOutput(self, "WebName", value=web.function_name)


def main() -> None:
    app = cdk.App(outdir=os.environ["CDK_OUTDIR"], analytics_reporting=False)
    data = Data(app, "sample-data")
    workflow = Workflow(app, "sample-workflow", data)
    Api(app, "sample-api", data, workflow)
    app.synth()


if __name__ == "__main__":
    main()
