"""The workflows of CI and deployment: every step runs here too, and none holds more than it needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKE = re.compile(r'make(?: --silent)? ([a-z-]+)(?: >> "\$GITHUB_STEP_SUMMARY")?')
PINNED = re.compile(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}")
OURS = re.compile(r"\./\.github/workflows/[a-z]+\.yml")
READ = {"contents": "read"}
ASSUME = READ | {"id-token": "write"}
"""To read the repository; and to be given a role of the account for as long as the job runs."""
ALONE = {"audit", "boot", "demo", "sbom", "template-changes", "deploy", "smoke"}
"""What CI runs beside `make check`: it asks the network, or takes long, or is for reading."""

Job = dict[str, Any]


def workflow(file: Path) -> dict[str, Any]:
    # YAML 1.1 reads the key `on` as true.
    loaded: dict[str, Any] = yaml.safe_load(file.read_text())
    return loaded


def jobs() -> list[Any]:
    found = [(file.stem, *job) for file in FILES for job in workflow(file)["jobs"].items()]
    return [pytest.param(job, id=f"{of}-{name}") for of, name, job in found]


def steps(job: Job) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job.get("steps", [])
    return found


def targets() -> dict[str, set[str]]:
    """The targets of the Makefile, each with those that it needs."""
    rules = re.findall(r"(?m)^([a-z-]+):([^=#\n]*)", (ROOT / "Makefile").read_text())
    return {target: set(needs.split()) for target, needs in rules}


def run_in(file: str) -> set[str]:
    """The targets that a workflow's jobs make."""
    runs = (
        step["run"]
        for job in workflow(ROOT / ".github/workflows" / file)["jobs"].values()
        for step in steps(job)
        if "run" in step
    )
    return {match[1] for run in runs if (match := MAKE.fullmatch(run))}


@pytest.mark.parametrize("job", jobs())
def test_every_step_is_a_make_target_or_a_pinned_action(job: Job) -> None:
    for step in steps(job):
        if "run" in step:
            match = MAKE.fullmatch(step["run"])
            assert match, step
            assert match[1] in targets()
        else:
            assert PINNED.fullmatch(step["uses"]), step
    assert steps(job) or OURS.fullmatch(job["uses"])


def test_every_pin_says_which_version_it_is() -> None:
    lines = [line for file in FILES for line in file.read_text().splitlines() if "uses:" in line and "@" in line]
    assert lines
    assert all(re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line) for line in lines)
    assert len({tuple(line.split("uses: ")[1].split("@")) for line in lines}) == len(
        {line.split("uses: ")[1].split("@")[0] for line in lines}
    ), "one action, two versions"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_job_may_more_than_it_says_itself(file: Path) -> None:
    assert workflow(file)["permissions"] == {}


@pytest.mark.parametrize("job", jobs())
def test_a_job_reads_the_repository_and_only_a_deployment_assumes_a_role(job: Job) -> None:
    deploys = "environment" in job or job.get("uses", "").endswith("/stage.yml")
    assert job["permissions"] == (ASSUME if deploys else READ)


def test_no_workflow_has_a_secret() -> None:
    """A deployment is who GitHub says that it is; there is nothing to steal or to change every quarter."""
    for file in FILES:
        assert "secrets" not in file.read_text()
        assert "AWS_ACCESS_KEY" not in file.read_text().upper()


@pytest.mark.parametrize("job", jobs())
def test_a_checkout_leaves_no_token_behind(job: Job) -> None:
    for step in steps(job):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_what_check_runs_is_what_ci_runs() -> None:
    assert run_in("ci.yml") - ALONE == targets()["check"]


def test_a_branch_is_compared_with_what_it_left_and_not_with_its_last_push() -> None:
    """Of a push to a pull request, GitHub tells what the branch was `before`, too."""
    (changes,) = [step for step in steps(workflow(FILES[0])["jobs"]["changes"]) if "api-changes" in step.get("run", "")]
    assert changes["env"]["BASE"] == "${{ github.event_name == 'push' && github.event.before || '' }}"


def test_production_comes_after_staging_and_each_waits_for_its_environment() -> None:
    order = workflow(ROOT / ".github/workflows/deploy.yml")["jobs"]
    assert [(job, of.get("needs")) for job, of in order.items()] == [
        ("ci", None),
        ("dev", "ci"),
        ("staging", "dev"),
        ("prod", "staging"),
    ]
    assert [of["with"]["stage"] for of in order.values() if "with" in of] == ["dev", "staging", "prod"]
    stage = workflow(ROOT / ".github/workflows/stage.yml")
    assert stage["jobs"]["deploy"]["environment"] == "${{ inputs.stage }}"
    assert stage["concurrency"] == {"group": "deploy-${{ inputs.stage }}", "cancel-in-progress": False}
