from typing import Any

import pytest

from infra.compliance.verdict import judged_wildcards
from infra.compliance.wildcards import WILDCARDS, Wild, listed, wildcards
from tests.infra.reading import Cloud

TRACES = Wild("xray:PutTraceSegments", "*")


def statement(**parts: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::assets/one"} | parts


def found(*statements: dict[str, Any], kind: str = "AWS::IAM::Policy") -> set[Wild]:
    policy = {"Type": kind, "Properties": {"PolicyDocument": {"Statement": list(statements)}}}
    return wildcards({"Resources": {"Policy": policy}}, "dev")


def test_a_named_action_on_a_named_resource_is_no_wildcard() -> None:
    assert found(statement()) == set()


@pytest.mark.parametrize(
    ("parts", "wild"),
    [
        ({"Action": ["s3:*", "s3:GetObject"]}, Wild("s3:*", "arn:aws:s3:::assets/one")),
        ({"Resource": "*"}, Wild("s3:GetObject", "*")),
        ({"Resource": [{"Fn::Join": ["", [{"Ref": "Assets9A31D427"}, "/*"]]}]}, Wild("s3:GetObject", "Assets/*")),
        (
            {"Resource": "arn:aws:lambda:::astromedia-dev-*"},
            Wild("s3:GetObject", "arn:aws:lambda:::astromedia-<stage>-*"),
        ),
    ],
)
def test_a_wildcard_in_an_action_or_a_resource_is_found(parts: dict[str, Any], wild: Wild) -> None:
    assert found(statement(**parts)) == {wild}


def test_all_but_some_is_a_wildcard() -> None:
    but = statement(NotAction="iam:*")
    del but["Action"]
    assert found(but) == {Wild("*", "arn:aws:s3:::assets/one")}
    nearly = statement(NotResource="arn:aws:s3:::assets/one")
    del nearly["Resource"]
    assert found(nearly) == {Wild("s3:GetObject", "*")}


def test_what_is_forbidden_may_be_anything() -> None:
    assert found(statement(Effect="Deny", Action="s3:*", Resource="*")) == set()


def test_whoever_is_trusted_is_named() -> None:
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ["*"], "Service": "x.amazonaws.com"}}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [trust]}}}
    assert wildcards({"Resources": {"Role": role}}, "dev") == {Wild("sts:AssumeRole", "*")}


def test_any_kind_of_policy_counts() -> None:
    assert found(statement(Principal="*", Resource="*"), kind="AWS::S3::BucketPolicy") == {Wild("s3:GetObject", "*")}


def test_one_more_and_one_less_are_told() -> None:
    assert list(judged_wildcards({TRACES}, {TRACES})) == []
    (more,) = judged_wildcards({TRACES}, set())
    assert more.startswith("xray:PutTraceSegments on * is allowed: name the resource, or say")
    (less,) = judged_wildcards(set(), {TRACES})
    assert less.startswith("xray:PutTraceSegments on * is allowed no longer: take it out")


def test_every_wildcard_of_the_template_is_listed(cloud: Cloud, production: Cloud) -> None:
    """Whatever policy of whatever stage it is in; and what is listed is there."""
    stages = {"dev": cloud, "prod": production}
    wild = {each for stage, of in stages.items() for made in of.templates.values() for each in wildcards(made, stage)}
    assert list(judged_wildcards(wild, listed())) == []


def test_every_row_says_why_and_none_allows_what_another_does() -> None:
    assert all(len(row.reason.split()) > 4 for row in WILDCARDS)
    assert sum(len(row.actions) for row in WILDCARDS) == len(listed())
