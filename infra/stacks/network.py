"""Where functions meet the cache: a VPC over two or three zones, and the cache in it (docs/adr/0005)."""

from collections.abc import Iterable, Mapping, Set

from aws_cdk import App, ArnFormat, Fn, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache

from infra.constructs.cache_users import KEYS, access_string
from infra.constructs.logs import log_group
from infra.constructs.place import Place
from infra.constructs.resource import Resource
from infra.deployment import Deployment

Access = Mapping[Resource, Set[str]]

INSIDE, HIDDEN = "Functions", "Cache"
CACHE_PORT = 6379
ENGINE = "valkey"
COLON = ArnFormat.COLON_RESOURCE_NAME
# ElastiCache removes what was used least when the data reaches its limit, and slows requests down at theirs: the cache
# can fill up and be busy, but never costs more than 61 dollars a month for data.
DATA_GIGABYTES, UNITS_PER_SECOND = 1, 10_000


class NetworkStack(Stack):
    """The VPC, the cache, and a place in the VPC for each role that uses the cache."""

    def __init__(self, app: App, deployment: Deployment) -> None:
        super().__init__(app, deployment.named("network"), description="AstroMedia: VPC, cache")
        self._vpc = self._network(deployment)
        self._refusals(deployment)
        self.agents = self._place(
            "Agents", "AWS APIs, models", sorted({443, *map(int, deployment.model_ports.split(","))})
        )
        self.api = self._place("Api", "AWS APIs, identity providers", [443])
        self.cache_name = deployment.named("cache")
        users = {role: self._user(deployment, role) for role in KEYS}
        url = self._cache(self._user_group(deployment, users))
        self.agents_cache, self.api_cache = (self._access(url, users[role]) for role in ("agents", "api"))

    def _network(self, deployment: Deployment) -> ec2.Vpc:
        kinds, subnets = ec2.SubnetType, ec2.SubnetConfiguration
        return ec2.Vpc(
            self,
            "Vpc",
            # Of an account that it is not told, the CDK would take two.
            availability_zones=deployment.named_zones
            or [Fn.select(zone, Fn.get_azs()) for zone in range(deployment.zones)],
            nat_gateways=deployment.nat_gateways,
            restrict_default_security_group=False,  # nothing is in it, and the restriction costs a function of its own
            subnet_configuration=[
                subnets(name="Exit", subnet_type=kinds.PUBLIC, map_public_ip_on_launch=False),
                subnets(name=INSIDE, subnet_type=kinds.PRIVATE_WITH_EGRESS),
                subnets(name=HIDDEN, subnet_type=kinds.PRIVATE_ISOLATED),
            ],
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
                "DynamoDB": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.DYNAMODB),
            },
        )

    def _refusals(self, deployment: Deployment) -> None:
        """A record of the connections that security groups refused, and not of those that they let through."""
        kept = log_group(self._vpc, f"/aws/vpc/{deployment.named('refused')}", deployment)
        self._vpc.add_flow_log(
            "Refused",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(kept),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )

    def _place(self, role: str, why: str, ports: Iterable[int]) -> Place:
        """A security group for `role`, which may reach the internet by these ports and no other."""
        group = ec2.SecurityGroup(
            self, role, vpc=self._vpc, description=f"AstroMedia: {role.lower()}", allow_all_outbound=False
        )
        for port in ports:
            group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(port), why)
        return Place(self._vpc, INSIDE, group)

    def _user(self, deployment: Deployment, role: str) -> elasticache.CfnUser:
        """As whom functions of that role are let in, by IAM: AWS wants the id and the name of such a user to be one."""
        name = deployment.named(role)
        return elasticache.CfnUser(
            self,
            f"{role.title()}User",
            engine=ENGINE,
            user_id=name,
            user_name=name,
            authentication_mode={"Type": "iam"},
            access_string=access_string(role),
        )

    def _user_group(self, deployment: Deployment, users: Mapping[str, elasticache.CfnUser]) -> elasticache.CfnUserGroup:
        """All who are let in: nobody is `default` among them, so whoever says nothing of himself stays outside."""
        return elasticache.CfnUserGroup(
            self,
            "CacheUsers",
            engine=ENGINE,
            user_group_id=deployment.named("cache-users"),
            user_ids=[user.ref for user in users.values()],
        )

    def _access(self, url: str, user: elasticache.CfnUser) -> Access:
        """What lets a function use the cache as `user`."""
        named = {"serverlesscache": self.cache_name, "user": user.user_id}
        arns = (
            self.format_arn(service="elasticache", resource=kind, resource_name=name, arn_format=COLON)
            for kind, name in named.items()
        )
        return {
            Resource("CACHE_URL", url, ()): set(),
            Resource("CACHE_NAME", self.cache_name, ()): set(),
            Resource("CACHE_USER", user.user_id, tuple(arns)): {"elasticache:Connect"},
        }

    def _cache(self, users: elasticache.CfnUserGroup) -> str:
        """The cache, which only they may use; its URL."""
        group = ec2.SecurityGroup(
            self, "CacheGroup", vpc=self._vpc, description="AstroMedia: cache", allow_all_outbound=False
        )
        for place in (self.agents, self.api):
            place.group.connections.allow_to(group, ec2.Port.tcp(CACHE_PORT), "the cache")
        cache = elasticache.CfnServerlessCache(
            self,
            "Cache",
            serverless_cache_name=self.cache_name,
            engine=ENGINE,
            major_engine_version="8",
            subnet_ids=self._vpc.select_subnets(subnet_group_name=HIDDEN).subnet_ids,
            security_group_ids=[group.security_group_id],
            user_group_id=users.ref,
            cache_usage_limits=elasticache.CfnServerlessCache.CacheUsageLimitsProperty(
                data_storage=elasticache.CfnServerlessCache.DataStorageProperty(unit="GB", maximum=DATA_GIGABYTES),
                ecpu_per_second=elasticache.CfnServerlessCache.ECPUPerSecondProperty(maximum=UNITS_PER_SECOND),
            ),
        )
        return f"valkeys://{cache.attr_endpoint_address}:{cache.attr_endpoint_port}"
