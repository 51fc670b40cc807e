"""Rules that call a function."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs

from infra.constructs.function import PythonFunction

LONGEST = 24 * 60
"""Minutes for which EventBridge tries to deliver an event, and 185 times."""


def call(rule: events.Rule, function: PythonFunction, undelivered: sqs.IQueue, minutes: int = LONGEST) -> None:
    """Have the rule call the function.

    What cannot be delivered within so many minutes, and what the function fails at, goes into the queue.
    """
    # By its ARN: the CDK would have the queue's stack name the rule, which is in a stack after it.
    queue = sqs.Queue.from_queue_arn(rule, "Undelivered", undelivered.queue_arn)
    age = Duration.minutes(minutes)
    rule.add_target(targets.LambdaFunction(function.live, dead_letter_queue=queue, max_event_age=age))
    function.keep_failures(undelivered, min(minutes, 6 * 60))
