"""What looks at requests before CloudFront lets them in (docs/adr/0015). AWS takes firewalls of CloudFront, and their
log, in us-east-1 only, so this stack is there wherever the others are."""

import json
from collections.abc import Mapping

from aws_cdk import App, ArnFormat, CfnOutput, Environment, Stack
from aws_cdk.aws_wafv2 import CfnLoggingConfiguration, CfnWebACL

from infra.constructs.logs import log_group
from infra.deployment import Deployment

REGION = "us-east-1"
WINDOW = 300
"""Seconds over which an address is counted."""
PER_ADDRESS, PER_ADDRESS_AUTH = 10_000, 300
"""Requests of one address per WINDOW: two people whose plan allows each 1,000 a minute; of which to log in, to refresh
and the like. The API counts by itself, tries to log in far more tightly; this keeps floods away from it."""
AUTH = "/v1/auth/"
MANAGED: Mapping[str, Mapping[str, str]] = {
    "AWSManagedRulesAmazonIpReputationList": {},
    "AWSManagedRulesKnownBadInputsRuleSet": {},
    "AWSManagedRulesCommonRuleSet": {
        "SizeRestrictions_BODY": "refuses more than 8 KB; the API takes 256 KB, and refuses more itself",
        "CrossSiteScripting_BODY": "refuses HTML, which people write in copy; what the API answers runs nothing",
        "GenericRFI_BODY": "refuses http://127.0.0.1:4711/callback, where a command line waits for who logs in",
        "GenericLFI_BODY": "refuses texts with ../ in them; no field of a body is a path",
    },
}
"""AWS's groups of rules; of each the rules that only count, and why."""
CREDENTIALS = ("authorization", "x-api-key", "cookie")
"""Headers that neither the log nor a sample shows."""
TOO_MANY = "TooMany"
PROBLEM = {
    "type": "urn:astromedia:problem:too-many-requests",
    "title": "Too many requests",
    "status": 429,
    "detail": "Too many requests came from this address; try again in a few minutes.",
}


class FirewallStack(Stack):
    """A web ACL for the edge, and the log of what it refused."""

    def __init__(self, app: App, deployment: Deployment) -> None:
        name = deployment.named("firewall")
        super().__init__(app, name, description="AstroMedia: firewall of the edge", env=Environment(region=REGION))
        said = CfnWebACL.CustomResponseBodyProperty(content=json.dumps(PROBLEM), content_type="APPLICATION_JSON")
        acl = CfnWebACL(
            self,
            "WebAcl",
            name=name,
            scope="CLOUDFRONT",
            default_action=CfnWebACL.DefaultActionProperty(allow={}),
            rules=_rules(),
            custom_response_bodies={TOO_MANY: said},
            data_protection_config=CfnWebACL.DataProtectionConfigProperty(data_protections=[_hidden()]),
            visibility_config=_measured("WebAcl"),
        )
        self._log(deployment, acl)
        CfnOutput(self, "WebAclArn", value=acl.attr_arn)

    def _log(self, deployment: Deployment, acl: CfnWebACL) -> None:
        """What was refused, and by which rule. What was let in is in the API's own log."""
        log = log_group(self, f"aws-waf-logs-{deployment.named('edge')}", deployment)
        # WAF does not take the ARN as CloudFormation gives it, with :* at its end.
        form = ArnFormat.COLON_RESOURCE_NAME
        arn = self.format_arn(service="logs", resource="log-group", resource_name=log.log_group_name, arn_format=form)
        refused = {"Requirement": "MEETS_ANY", "Conditions": [{"ActionCondition": {"Action": "BLOCK"}}]}
        CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=acl.attr_arn,
            log_destination_configs=[arn],
            logging_filter={"DefaultBehavior": "DROP", "Filters": [{"Behavior": "KEEP", **refused}]},
        )


def _rules() -> list[CfnWebACL.RuleProperty]:
    """The cheap ones first: the rest looks at what these let through."""
    reputation, *contents = MANAGED
    return [
        _managed(0, reputation),
        _rate(1, "AuthPerAddress", PER_ADDRESS_AUTH, _begins(AUTH)),
        _rate(2, "PerAddress", PER_ADDRESS),
        *(_managed(priority, name) for priority, name in enumerate(contents, start=3)),
    ]


def _managed(priority: int, name: str) -> CfnWebACL.RuleProperty:
    """A group of AWS's rules."""
    count = CfnWebACL.RuleActionProperty(count={})
    counted = [CfnWebACL.RuleActionOverrideProperty(name=rule, action_to_use=count) for rule in MANAGED[name]]
    # WAF takes no empty list.
    group = CfnWebACL.ManagedRuleGroupStatementProperty(
        vendor_name="AWS", name=name, rule_action_overrides=counted or None
    )
    return CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        statement=CfnWebACL.StatementProperty(managed_rule_group_statement=group),
        override_action=CfnWebACL.OverrideActionProperty(none={}),
        visibility_config=_measured(name),
    )


def _rate(
    priority: int, name: str, limit: int, of: CfnWebACL.StatementProperty | None = None
) -> CfnWebACL.RuleProperty:
    """An address that asks more often is refused until it has asked less for a while."""
    counted = CfnWebACL.RateBasedStatementProperty(
        aggregate_key_type="IP", limit=limit, evaluation_window_sec=WINDOW, scope_down_statement=of
    )
    later = CfnWebACL.CustomHTTPHeaderProperty(name="Retry-After", value=str(WINDOW))
    answer = CfnWebACL.CustomResponseProperty(
        response_code=429, custom_response_body_key=TOO_MANY, response_headers=[later]
    )
    refuse = CfnWebACL.BlockActionProperty(custom_response=answer)
    return CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        statement=CfnWebACL.StatementProperty(rate_based_statement=counted),
        action=CfnWebACL.RuleActionProperty(block=refuse),
        visibility_config=_measured(name),
    )


def _begins(path: str) -> CfnWebACL.StatementProperty:
    """What is asked for below `path`, however its address is written."""
    plain = CfnWebACL.TextTransformationProperty
    return CfnWebACL.StatementProperty(
        byte_match_statement=CfnWebACL.ByteMatchStatementProperty(
            field_to_match=CfnWebACL.FieldToMatchProperty(uri_path={}),
            positional_constraint="STARTS_WITH",
            search_string=path,
            text_transformations=[plain(priority=0, type="URL_DECODE"), plain(priority=1, type="NORMALIZE_PATH")],
        )
    )


def _hidden() -> CfnWebACL.DataProtectProperty:
    return CfnWebACL.DataProtectProperty(
        action="SUBSTITUTION",
        field=CfnWebACL.FieldToProtectProperty(field_type="SINGLE_HEADER", field_keys=list(CREDENTIALS)),
    )


def _measured(name: str) -> CfnWebACL.VisibilityConfigProperty:
    return CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
