"""checkov runs here if it is installed: `python -m infra.compliance` does that, in a venv of its own."""

from pathlib import Path

import pytest

from infra.compliance.accepted import CHECKOV
from infra.compliance.checkov import INSTALLED, CheckovFailed, checkov
from infra.compliance.finding import Finding
from infra.compliance.verdict import judged

needs_checkov = pytest.mark.skipif(not INSTALLED.exists(), reason="`python -m infra.compliance` installs checkov")
WORKFLOW = """\
name: planted
on: push
permissions: write-all
jobs: {one: {runs-on: ubuntu-24.04, steps: [{run: "true"}]}}
"""


@needs_checkov
def test_findings_have_the_place_of_their_construct(tmp_path: Path) -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_sqs as sqs

    app = cdk.App(outdir=str(tmp_path / "made" / "dev"))
    sqs.Queue(cdk.Stack(app, "astromedia-dev-planted"), "Letters", encryption=sqs.QueueEncryption.UNENCRYPTED)
    app.synth()
    workflow = tmp_path / ".github" / "workflows" / "planted.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(WORKFLOW)
    assert {(found.check, found.at) for found in checkov(tmp_path / "made", tmp_path / ".github")} == {
        ("CKV_AWS_27", "planted/Letters"),
        ("CKV2_GHA_1", "planted.yml on(planted)"),
    }


@needs_checkov
def test_what_cannot_be_read_is_no_clean_bill(tmp_path: Path) -> None:
    with pytest.raises(CheckovFailed, match="no templates below"):
        checkov(tmp_path / "nowhere")


def test_each_row_is_of_checkov_and_needs_its_finding() -> None:
    found = [Finding("CKV_AWS_27", "scheduled/DeadLetters", "not encrypted")]
    (row,) = [row for row in CHECKOV if row.covers(found[0])]
    assert list(judged(found, [row])) == []
    assert len(list(judged([], CHECKOV))) == len(CHECKOV)
