"""A DynamoDB table as our repositories expect it, and what may be done with it."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.constructs.resource import Resource
from infra.deployment import Deployment

GET, QUERY, PUT = "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"
BATCH, UPDATE, CHECK = "dynamodb:BatchGetItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"
DELETE = "dynamodb:DeleteItem"
SCAN, BATCH_WRITE = "dynamodb:Scan", "dynamodb:BatchWriteItem"
"""What repositories do; the last two go through all rows. A transaction is authorised by the actions of its parts."""


class Table(Construct):
    """pk and sk, on demand, with point-in-time recovery and expiry by `ttl` (epoch seconds)."""

    def __init__(self, scope: Construct, id: str, deployment: Deployment, *, indexes: tuple[str, ...] = ()) -> None:
        super().__init__(scope, id)
        self.table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            global_secondary_indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name=index, partition_key=_text(f"{index}pk"), sort_key=_text(f"{index}sk")
                )
                for index in indexes
            ],
            billing=dynamodb.Billing.on_demand(),
            time_to_live_attribute="ttl",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=deployment.protected,
            removal_policy=RemovalPolicy.RETAIN if deployment.retained else RemovalPolicy.DESTROY,
        )

    def rows(self, variable: str) -> Resource:
        """The table, without its indexes."""
        return Resource(variable, self.table.table_name, (self.table.table_arn,))

    def index(self, variable: str, name: str) -> Resource:
        """One of its indexes; found under the table's own variable."""
        return Resource(variable, self.table.table_name, (f"{self.table.table_arn}/index/{name}",))


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
