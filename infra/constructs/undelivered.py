"""The queue of what nobody waits for the answer of, and what came to nothing: it stays there until somebody looks."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.deployment import Deployment


def letters(scope: Construct, id: str, name: str, **more: Any) -> sqs.Queue:
    """A queue of what failed, called `name`: encrypted, read over TLS only, kept as long as SQS keeps anything."""
    encryption = sqs.QueueEncryption.SQS_MANAGED
    kept = Duration.days(14)
    return sqs.Queue(scope, id, queue_name=name, encryption=encryption, enforce_ssl=True, retention_period=kept, **more)


class Undelivered(Construct):
    """Filled by Lambda, with what a function failed at to the end, and by EventBridge, with what it could not deliver.

    Lambda's messages say in their body which function, the event and the error; EventBridge's are the event, with the
    function and the error in attributes. Nothing reads it but people: infra/observability watches it.
    """

    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, "Undelivered")
        self.queue = letters(self, "Queue", deployment.named("undelivered"))
        # By name: rules are in stacks that come after this one.
        rules = Stack.of(self).format_arn(service="events", resource="rule", resource_name=deployment.named("*"))
        self.queue.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.queue.queue_arn],
                conditions={"ArnLike": {"aws:SourceArn": rules}},
            )
        )
