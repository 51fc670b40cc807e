"""Where functions meet the cache: a VPC over two or three zones, and the cache in it (docs/adr/0005)."""

from aws_cdk import App, Fn, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache

from infra.constructs.place import Place
from infra.constructs.resource import Resource
from infra.deployment import Deployment

INSIDE, HIDDEN = "Functions", "Cache"
CACHE_PORT = 6379
# ElastiCache removes what was used least when the data reaches its limit, and slows requests down at theirs: the cache
# can fill up and be busy, but never costs more than 61 dollars a month for data.
DATA_GIGABYTES, UNITS_PER_SECOND = 1, 10_000


class NetworkStack(Stack):
    """The VPC, the cache, and a place in the VPC for each role that uses the cache."""

    def __init__(self, app: App, deployment: Deployment) -> None:
        super().__init__(app, deployment.named("network"), description="AstroMedia: VPC, cache")
        self._vpc = self._network(deployment)
        # An operator's models may listen on any port; the API speaks to AWS and to identity providers.
        self.agents = self._place("Agents", outbound=None)
        self.api = self._place("Api", outbound=ec2.Port.HTTPS)
        self.cache_name = deployment.named("cache")
        self.cache = self._cache()

    def _network(self, deployment: Deployment) -> ec2.Vpc:
        kinds, subnets = ec2.SubnetType, ec2.SubnetConfiguration
        return ec2.Vpc(
            self,
            "Vpc",
            # Of an account that it is not told, the CDK would take two.
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(deployment.zones)],
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

    def _place(self, role: str, outbound: ec2.Port | None) -> Place:
        """A security group for `role`, which may reach the internet by `outbound`, or by any port."""
        group = ec2.SecurityGroup(
            self, role, vpc=self._vpc, description=f"AstroMedia: {role.lower()}", allow_all_outbound=outbound is None
        )
        if outbound:
            group.add_egress_rule(ec2.Peer.any_ipv4(), outbound, "AWS APIs, identity providers")
        return Place(self._vpc, INSIDE, group)

    def _cache(self) -> Resource:
        group = ec2.SecurityGroup(
            self, "CacheGroup", vpc=self._vpc, description="AstroMedia: cache", allow_all_outbound=False
        )
        for place in (self.agents, self.api):
            place.group.connections.allow_to(group, ec2.Port.tcp(CACHE_PORT), "the cache")
        cache = elasticache.CfnServerlessCache(
            self,
            "Cache",
            serverless_cache_name=self.cache_name,
            engine="valkey",
            major_engine_version="8",
            subnet_ids=self._vpc.select_subnets(subnet_group_name=HIDDEN).subnet_ids,
            security_group_ids=[group.security_group_id],
            cache_usage_limits=elasticache.CfnServerlessCache.CacheUsageLimitsProperty(
                data_storage=elasticache.CfnServerlessCache.DataStorageProperty(unit="GB", maximum=DATA_GIGABYTES),
                ecpu_per_second=elasticache.CfnServerlessCache.ECPUPerSecondProperty(maximum=UNITS_PER_SECOND),
            ),
        )
        url = f"valkeys://{cache.attr_endpoint_address}:{cache.attr_endpoint_port}"
        return Resource("CACHE_URL", url, ())
