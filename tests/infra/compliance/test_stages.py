"""The template itself: every stage as cdk-nag sees it."""

import tomllib
from pathlib import Path

import pytest

from infra.compliance.__main__ import told
from infra.compliance.finding import Finding, place
from infra.compliance.stages import CONTEXTS, nag
from infra.compliance.verdict import examined
from infra.deployment import STAGES


def test_every_finding_of_every_stage_is_accepted_and_every_row_is_found(tmp_path: Path) -> None:
    assert examined(tmp_path) == []


def test_nag_finds_what_is_planted() -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_sqs as sqs

    app = cdk.App()
    stack = cdk.Stack(app, "astromedia-dev-planted")
    sqs.Queue(stack, "Queue", queue_name="planted")
    app.synth()
    assert {(found.check, found.at) for found in nag(app, "dev")} == {
        ("AwsSolutions-SQS3", "planted/Queue"),
        ("AwsSolutions-SQS4", "planted/Queue"),
    }


def test_every_stage_that_is_set_up_is_looked_through() -> None:
    assert CONTEXTS.keys() == tomllib.loads(STAGES.read_text()).keys()


def test_a_place_is_the_same_in_every_stage() -> None:
    assert place("astromedia-prod-data/Assets/Resource", "prod") == place("astromedia-dev-data/Assets", "dev")


def test_what_is_wrong_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert told([str(Finding("S1", "data/Assets", "no log"))]) == 1
    assert capsys.readouterr().err == "S1 at data/Assets: no log\n"
    assert told([]) == 0
