"""What operators of a stage look at, and what wakes them."""

from collections.abc import Mapping, Sequence

from aws_cdk import Annotations, App, ArnFormat, CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions

from infra.deployment import Deployment
from infra.observability.alarms import ABOVE, GOOD, Urgency, Watch, watches
from infra.observability.dashboards import dashboards
from infra.observability.objectives import BURNS, OBJECTIVES, Burn, Objective, burnt
from infra.observability.queries import QUERIES
from infra.observability.readings import Readings
from infra.observability.sources import Sources

RUNBOOK = "docs/runbooks/{}.md"


class ObservabilityStack(Stack):
    """Dashboards, alarms with a page each in docs/runbooks, objectives, saved queries. Nothing else depends on it."""

    def __init__(self, app: App, deployment: Deployment, sources: Sources) -> None:
        super().__init__(app, deployment.named("observability"), description="AstroMedia: dashboards, alarms, queries")
        self._deployment = deployment
        self._read = Readings(deployment)
        self._topics = self._told()
        for name, rows in dashboards(self._read, sources).items():
            cloudwatch.Dashboard(
                self,
                name,
                dashboard_name=deployment.named(name),
                widgets=[list(row) for row in rows],
                default_interval=Duration.hours(3),
            )
        dollars = float(deployment.alarm_dollars_an_hour)
        alarms = [(self._alarm(watch), watch.urgency) for watch in watches(self._read, sources, dollars)]
        burning = [(self._burning(objective, burn), burn.urgency) for objective in OBJECTIVES for burn in BURNS]
        for alarm, urgency in (*alarms, *burning):
            self._tell(alarm, urgency)
        self._service([alarm for alarm, urgency in (*alarms, *burning) if urgency is Urgency.PAGE])
        self._queries(sources.logs)

    def _told(self) -> Mapping[Urgency, sns.Topic]:
        """A topic for each urgency. Whoever is to be told subscribes; the deployment may name one address."""
        if self._deployment.retained and not self._deployment.alarm_mail:
            unheard = "alarm_mail is not set: nobody hears of alarms, unless something else subscribes to the topics"
            Annotations.of(self).add_warning_v2("astromedia:unheard", unheard)
        topics = {}
        for urgency in Urgency:
            name = self._deployment.named(f"{urgency}s")
            topics[urgency] = sns.Topic(self, f"{urgency.title()}s", topic_name=name, enforce_ssl=True)
            topics[urgency].add_to_resource_policy(self._speaking(topics[urgency]))
            if self._deployment.alarm_mail:
                topics[urgency].add_subscription(subscriptions.EmailSubscription(self._deployment.alarm_mail))
            CfnOutput(self, f"{urgency.title()}sTopicArn", value=topics[urgency].topic_arn)
        return topics

    def _speaking(self, topic: sns.Topic) -> iam.PolicyStatement:
        """What lets alarms of the stage speak: a topic with a policy of its own, as TLS needs one, has no other."""
        form = ArnFormat.COLON_RESOURCE_NAME
        name = self._deployment.named("*")
        alarms = self.format_arn(service="cloudwatch", resource="alarm", resource_name=name, arn_format=form)
        return iam.PolicyStatement(
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={"ArnLike": {"aws:SourceArn": alarms}},
        )

    def _alarm(self, watch: Watch) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
            _id(watch.name),
            alarm_name=self._deployment.named(watch.name),
            alarm_description=f"{watch.means} {RUNBOOK.format(watch.name)}",
            metric=watch.metric,
            threshold=watch.threshold,
            comparison_operator=watch.comparison,
            evaluation_periods=watch.last,
            datapoints_to_alarm=watch.of,
            treat_missing_data=watch.missing,
        )

    def _burning(self, objective: Objective, burn: Burn) -> cloudwatch.CompositeAlarm:
        """Too fast in the window, and still so."""
        both = [
            cloudwatch.Alarm(
                self,
                _id(f"{objective.name}-{burn.name}-{minutes}"),
                alarm_name=self._deployment.named(f"{objective.name}-{burn.name}-{minutes}min"),
                alarm_description=f"Part of {objective.name}-{burn.name}. {RUNBOOK.format(objective.name)}",
                metric=rate,
                threshold=burn.rate,
                comparison_operator=ABOVE,
                evaluation_periods=1,
                treat_missing_data=GOOD,
            )
            for minutes, rate in burnt(self._read, objective, burn).items()
        ]
        return cloudwatch.CompositeAlarm(
            self,
            _id(f"{objective.name}-{burn.name}"),
            composite_alarm_name=self._deployment.named(f"{objective.name}-{burn.name}"),
            alarm_description=f"{objective.says} Its budget burns too fast. {RUNBOOK.format(objective.name)}",
            alarm_rule=cloudwatch.AlarmRule.all_of(*both),
        )

    def _service(self, paged: Sequence[cloudwatch.AlarmBase]) -> None:
        """One alarm that says whether the service as a whole is well; those that it is made of tell people."""
        cloudwatch.CompositeAlarm(
            self,
            "Service",
            composite_alarm_name=self._deployment.named("service"),
            alarm_description="Something that people of the service notice. docs/runbooks/README.md",
            alarm_rule=cloudwatch.AlarmRule.any_of(*paged),
        )

    def _tell(self, alarm: cloudwatch.AlarmBase, urgency: Urgency) -> None:
        action = actions.SnsAction(self._topics[urgency])
        alarm.add_alarm_action(action)
        alarm.add_ok_action(action)

    def _queries(self, groups: Sequence[str]) -> None:
        for name, text in QUERIES.items():
            logs.CfnQueryDefinition(
                self,
                _id(f"{name}-query"),
                name=f"{self._deployment.named('')[:-1]}/{name}",
                query_string=text,
                log_group_names=sorted(groups),
            )


def _id(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))
