import json
from pathlib import Path

from infra.template_changes.__main__ import compare
from infra.template_changes.report import Risk, markdown, removed, risks
from tests.infra.test_tools import needs_tools

DIFF = """\
IAM Statement Changes
│ + │ ${Assets.Arn}   │ Allow  │ s3:GetObject │ AWS:${Api/Role} │

Resources
[-] AWS::S3::Bucket Assets Assets9A31D427 orphan
[-] AWS::Lambda::Version Api/Function/CurrentVersion ApiFunctionCurrentVersion478B78C8 destroy
[+] AWS::SQS::Queue Letters Letters1A2B3C4D
[~] AWS::IAM::Role Api/Role ApiRole1A2B3C4D
[~] AWS::EC2::Subnet Vpc/Subnet VpcSubnet1A2B3C4D replace
 ├─ [~] CidrBlock (requires replacement)
[~] AWS::DynamoDB::GlobalTable Ledger/Table LedgerTable1A2B3C4D may be replaced
"""
BUCKET = Risk("data", "AWS::S3::Bucket", "Assets", "orphan")
SUBNET = Risk("data", "AWS::EC2::Subnet", "Vpc/Subnet", "replace")
LEDGER = Risk("data", "AWS::DynamoDB::GlobalTable", "Ledger/Table", "may be replaced")


def test_what_is_removed_or_replaced_is_at_risk_and_versions_of_code_are_not() -> None:
    assert list(risks("data", DIFF)) == [BUCKET, SUBNET, LEDGER]


def test_what_keeps_data_comes_first_and_says_so() -> None:
    said = markdown("v1.0", [SUBNET, LEDGER], {"data": DIFF})
    assert said.startswith("# The template of production since v1.0\n\n## Removed or replaced\n- **AWS::DynamoDB")
    assert "in data: may be replaced. It keeps data**\n- AWS::EC2::Subnet" in said
    assert "## data\n```text\nIAM Statement Changes" in said


def test_nothing_is_said_of_stacks_that_stay_as_they_are() -> None:
    assert markdown("v1.0", [], {"data": ""}).endswith("since v1.0\n\nNo resource and no permission changes.\n")


def test_a_stack_that_is_gone_takes_all_of_it_along(tmp_path: Path) -> None:
    kept, bus = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}, {"Type": "AWS::Events::EventBus"}
    (tmp_path / "data.template.json").write_text(json.dumps({"Resources": {"Assets": kept, "Bus": bus}}))
    assert list(removed("data", tmp_path / "data.template.json")) == [
        BUCKET,
        Risk("data", "AWS::Events::EventBus", "Bus", "destroy"),
    ]


@needs_tools
def test_two_templates_are_compared_by_the_cdk_itself(tmp_path: Path) -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_sqs as sqs

    def app(folder: Path, name: str, *, read: bool) -> Path:
        made = cdk.App(outdir=str(folder))
        stack, same = cdk.Stack(made, "changing"), cdk.Stack(made, "same")
        sqs.Queue(same, "Same")
        queue = sqs.Queue(stack, "Letters", queue_name=name)
        role = iam.Role(stack, "Reader", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        if read:
            role.add_to_policy(iam.PolicyStatement(actions=["sqs:ReceiveMessage"], resources=[queue.queue_arn]))
        made.synth()
        return folder

    said = compare(app(tmp_path / "old", "a", read=False), app(tmp_path / "new", "b", read=True), "v1.0")
    assert "- **AWS::SQS::Queue Letters in changing: replace. It keeps data**" in said
    assert said.index("sqs:Receive") < said.index("\nResources\n")
    assert "QueueName (requires replacement)" in said
    assert "## same" not in said
