"""What panels and alarms read: our own metrics, by the names that the code tells them by, and those of AWS."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.deployment import Deployment

AREA = "service"
"""The dimension that all of our own metrics have: api, functions, models or campaigns."""
MINUTES = 5
DAY = 24 * 60


@dataclass(frozen=True)
class Readings:
    """The metrics of one stage, by `minutes` of their period."""

    deployment: Deployment

    def own(
        self, name: str, area: str, statistic: str = "Sum", minutes: int = MINUTES, label: str = "", **by: str
    ) -> cloudwatch.Metric:
        """Our metric `name`: as a whole, or for one value of each of its dimensions."""
        return cloudwatch.Metric(
            namespace=self.deployment.metrics,
            metric_name=name,
            dimensions_map={AREA: area, **by},
            statistic=statistic,
            period=Duration.minutes(minutes),
            label=label or " ".join([name, *by.values()]),
        )

    def each(
        self, name: str, area: str, *by: str, statistic: str = "Sum", minutes: int = MINUTES
    ) -> cloudwatch.MathExpression:
        """Our metric `name` for every value of its dimensions `by`: a line each."""
        schema = ",".join([f'"{self.deployment.metrics}"', AREA, *by])
        wanted = f'MetricName="{name}" {AREA}="{area}"'
        return self._search(f"{{{schema}}} {wanted}", statistic, minutes)

    def functions(self, name: str, statistic: str = "Sum") -> cloudwatch.MathExpression:
        """What Lambda says of every function of the stage: of those in whose names these words follow each other. In
        quotes they would be a whole name, which none has."""
        ours = self.deployment.named("").removesuffix("-")
        return self._search(f'{{AWS/Lambda,FunctionName}} MetricName="{name}" FunctionName={ours}', statistic, MINUTES)

    def aws(
        self, namespace: str, name: str, statistic: str = "Sum", minutes: int = MINUTES, label: str = "", **by: str
    ) -> cloudwatch.Metric:
        """A metric of AWS's own."""
        return cloudwatch.Metric(
            namespace=f"AWS/{namespace}",
            metric_name=name,
            dimensions_map=by,
            statistic=statistic,
            period=Duration.minutes(minutes),
            label=label or name,
        )

    def waiting(self, queue: str) -> cloudwatch.Metric:
        """How many messages wait in a queue to be read."""
        return self.aws("SQS", "ApproximateNumberOfMessagesVisible", "Maximum", label=queue, QueueName=queue)

    def of(
        self, expression: str, label: str, metrics: Mapping[str, cloudwatch.IMetric], minutes: int = MINUTES
    ) -> cloudwatch.MathExpression:
        """What is computed of `metrics`, by their names in `expression`."""
        return cloudwatch.MathExpression(
            expression=expression, using_metrics=dict(metrics), label=label, period=Duration.minutes(minutes)
        )

    def _search(self, search: str, statistic: str, minutes: int) -> cloudwatch.MathExpression:
        return cloudwatch.MathExpression(
            expression=f"SEARCH('{search}', '{statistic}', {minutes * 60})",
            label="",
            using_metrics={},
            period=Duration.minutes(minutes),
        )
