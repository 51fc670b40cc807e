"""The VPC: who is inside, and what may reach what."""

from pathlib import Path
from typing import Any

import pytest

from infra.constructs.cache_users import access_string
from infra.deployment import Deployment
from tests.infra.reading import Cloud, named

INSIDE = {
    "Analyst",
    "Analytics",
    "Compliance",
    "Api",
    "EraseData",
    "ContentWriter",
    "Copywriter",
    "Designer",
    "OwnAgent",
    "Scriptwriter",
    "Seo",
    "Social",
    "Strategist",
    "VideoProducer",
}


def one(cloud: Cloud, kind: str) -> dict[str, Any]:
    (resource,) = cloud.resources(kind).values()
    properties: dict[str, Any] = resource["Properties"]
    return properties


def routes_of(cloud: Cloud, subnet: str) -> dict[str, str]:
    """Where a subnet sends packets, by destination, besides its neighbours."""
    associations = [item["Properties"] for item in cloud.resources("AWS::EC2::SubnetRouteTableAssociation").values()]
    (table,) = [named(item["RouteTableId"]) for item in associations if named(item["SubnetId"]) == subnet]
    routes = [item["Properties"] for item in cloud.resources("AWS::EC2::Route").values()]
    return {
        route["DestinationCidrBlock"]: named(route.get("NatGatewayId") or route["GatewayId"])
        for route in routes
        if named(route["RouteTableId"]) == table
    }


def test_refused_connections_are_noted_and_no_others(cloud: Cloud) -> None:
    noted = one(cloud, "AWS::EC2::FlowLog")
    assert (noted["ResourceType"], named(noted["ResourceId"]), noted["TrafficType"]) == ("VPC", "Vpc", "REJECT")
    group = cloud.resources("AWS::Logs::LogGroup")[named(noted["LogGroupName"])]["Properties"]
    assert (group["LogGroupName"], group["RetentionInDays"]) == ("/aws/vpc/astromedia-dev-refused", 90)


def test_only_functions_that_use_the_cache_are_inside(cloud: Cloud) -> None:
    functions = cloud.functions()
    assert {title for title, function in functions.items() if "VpcConfig" in function} == INSIDE
    assert {title for title, one in functions.items() if "CACHE_URL" in one["Environment"]["Variables"]} == INSIDE


@pytest.mark.parametrize(("title", "group"), [("Api", "Api"), ("Analyst", "Agents"), ("Designer", "Agents")])
def test_a_function_is_in_a_private_subnet_of_each_zone_with_the_group_of_its_role(
    cloud: Cloud, title: str, group: str
) -> None:
    place = cloud.functions()[title]["VpcConfig"]
    assert [named(subnet) for subnet in place["SubnetIds"]] == [
        "VpcFunctionsSubnet1Subnet",
        "VpcFunctionsSubnet2Subnet",
    ]
    assert [named(each) for each in place["SecurityGroupIds"]] == [group]


def test_functions_leave_by_one_nat_gateway_and_the_cache_does_not_leave(cloud: Cloud) -> None:
    assert len(cloud.resources("AWS::EC2::NatGateway")) == 1
    for zone in (1, 2):
        assert routes_of(cloud, f"VpcFunctionsSubnet{zone}Subnet") == {"0.0.0.0/0": "VpcExitSubnet1NATGateway"}
        assert routes_of(cloud, f"VpcCacheSubnet{zone}Subnet") == {}


def test_in_production_no_zone_depends_on_another(production: Cloud) -> None:
    assert len(production.resources("AWS::EC2::NatGateway")) == 3
    for zone in (1, 2, 3):
        exit = f"VpcExitSubnet{zone}NATGateway"
        assert routes_of(production, f"VpcFunctionsSubnet{zone}Subnet") == {"0.0.0.0/0": exit}
    assert len(one(production, "AWS::ElastiCache::ServerlessCache")["SubnetIds"]) == 3
    assert len(production.functions()["Api"]["VpcConfig"]["SubnetIds"]) == 3


def test_tables_and_files_are_reached_without_the_nat_gateway(cloud: Cloud) -> None:
    endpoints = [endpoint["Properties"] for endpoint in cloud.resources("AWS::EC2::VPCEndpoint").values()]
    assert {named(endpoint["ServiceName"]).rpartition(".")[2] for endpoint in endpoints} == {"s3", "dynamodb"}
    for endpoint in endpoints:
        tables = {named(table) for table in endpoint["RouteTableIds"]}
        assert endpoint["VpcEndpointType"] == "Gateway"
        assert {"VpcFunctionsSubnet1RouteTable", "VpcFunctionsSubnet2RouteTable"} <= tables


def test_the_cache_is_hidden_and_its_bill_has_an_end(cloud: Cloud) -> None:
    cache = one(cloud, "AWS::ElastiCache::ServerlessCache")
    assert (cache["Engine"], cache["ServerlessCacheName"]) == ("valkey", "astromedia-dev-cache")
    assert [named(subnet) for subnet in cache["SubnetIds"]] == ["VpcCacheSubnet1Subnet", "VpcCacheSubnet2Subnet"]
    assert [named(group) for group in cache["SecurityGroupIds"]] == ["CacheGroup"]
    assert cache["CacheUsageLimits"] == {
        "DataStorage": {"Maximum": 1, "Unit": "GB"},
        "ECPUPerSecond": {"Maximum": 10_000},
    }


@pytest.mark.parametrize("role", ["agents", "api"])
def test_the_cache_lets_a_user_in_by_iam_and_keeps_him_to_his_keys(cloud: Cloud, role: str) -> None:
    user = cloud.resources("AWS::ElastiCache::User")[f"{role.title()}User"]["Properties"]
    assert (user["UserId"], user["UserName"]) == (f"astromedia-dev-{role}",) * 2
    assert (user["Engine"], user["AuthenticationMode"]) == ("valkey", {"Type": "iam"})
    assert user["AccessString"] == access_string(role)


def test_the_cache_lets_nobody_else_in(cloud: Cloud) -> None:
    group = one(cloud, "AWS::ElastiCache::UserGroup")
    assert {named(user) for user in group["UserIds"]} == {"AgentsUser", "ApiUser"}
    assert named(one(cloud, "AWS::ElastiCache::ServerlessCache")["UserGroupId"]) == "CacheUsers"


@pytest.mark.parametrize(("title", "role"), [("Api", "api"), ("EraseData", "api"), ("Analyst", "agents")])
def test_a_function_says_as_which_user_it_comes(cloud: Cloud, title: str, role: str) -> None:
    told = cloud.functions()[title]["Environment"]["Variables"]
    assert (told["CACHE_NAME"], told["CACHE_USER"]) == ("astromedia-dev-cache", f"astromedia-dev-{role}")


def test_only_agents_and_the_api_reach_the_cache(cloud: Cloud) -> None:
    rules = [rule["Properties"] for rule in cloud.resources("AWS::EC2::SecurityGroupIngress").values()]
    assert {named(rule["GroupId"]) for rule in rules} == {"CacheGroup"}
    assert {named(rule["SourceSecurityGroupId"]) for rule in rules} == {"Agents", "Api"}
    assert {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in rules} == {("tcp", 6379, 6379)}
    assert not any("SecurityGroupIngress" in group["Properties"] for group in groups(cloud).values())


def test_functions_leave_by_https_and_the_cache_by_nothing(cloud: Cloud) -> None:
    leaving = {name: group["Properties"]["SecurityGroupEgress"] for name, group in groups(cloud).items()}
    for role in ("Agents", "Api"):
        assert [exit_by(rule) for rule in leaving[role]] == [("0.0.0.0/0", "tcp", 443, 443)]
    assert [rule["CidrIp"] for rule in leaving["CacheGroup"]] == ["255.255.255.255/32"]
    to_cache = [rule["Properties"] for rule in cloud.resources("AWS::EC2::SecurityGroupEgress").values()]
    assert {(named(rule["GroupId"]), named(rule["DestinationSecurityGroupId"])) for rule in to_cache} == {
        ("Agents", "CacheGroup"),
        ("Api", "CacheGroup"),
    }
    assert {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in to_cache} == {("tcp", 6379, 6379)}


def test_agents_also_leave_by_the_ports_of_an_operators_own_models(production: Cloud) -> None:
    rules = groups(production)["Agents"]["Properties"]["SecurityGroupEgress"]
    assert {exit_by(rule)[2:] for rule in rules} == {(443, 443), (8000, 8000)}
    assert len(groups(production)["Api"]["Properties"]["SecurityGroupEgress"]) == 1


def exit_by(rule: dict[str, Any]) -> tuple[Any, ...]:
    return rule["CidrIp"], rule["IpProtocol"], rule["FromPort"], rule["ToPort"]


def groups(cloud: Cloud) -> dict[str, dict[str, Any]]:
    return cloud.resources("AWS::EC2::SecurityGroup")


@pytest.mark.parametrize(("stage", "zones"), [("cloud", 2), ("production", 3)])
def test_the_network_names_no_account_region_or_zone(request: pytest.FixtureRequest, stage: str, zones: int) -> None:
    subnets = request.getfixturevalue(stage).resources("AWS::EC2::Subnet").values()
    in_order = [{"Fn::Select": [zone, {"Fn::GetAZs": ""}]} for _ in range(3) for zone in range(zones)]
    assert [subnet["Properties"]["AvailabilityZone"] for subnet in subnets] == in_order


def test_the_network_is_in_the_zones_that_were_chosen(tmp_path: Path) -> None:
    from infra.app import empty
    from infra.stacks.network import NetworkStack

    app = empty({}, tmp_path)
    NetworkStack(app, Deployment.of({"zone_names": "us-east-1b,us-east-1d"}, tmp_path))
    template = app.synth().get_stack_by_name("astromedia-dev-network").template["Resources"].values()
    zones = {each["Properties"]["AvailabilityZone"] for each in template if each["Type"] == "AWS::EC2::Subnet"}
    assert zones == {"us-east-1b", "us-east-1d"}
