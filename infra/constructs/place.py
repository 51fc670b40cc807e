"""Where in the VPC a function runs."""

from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

_ATTACH = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)


@dataclass(frozen=True)
class Place:
    """The subnets of that name in each zone, and the security group of whoever runs there."""

    vpc: ec2.IVpc
    subnets: str
    group: ec2.SecurityGroup

    def attachment(self) -> iam.PolicyStatement:
        """What Lambda does in the function's name to attach it; network interfaces have no ARN beforehand."""
        return iam.PolicyStatement(actions=list(_ATTACH), resources=["*"])
