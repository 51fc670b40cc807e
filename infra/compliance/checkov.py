"""checkov, in a venv of its own (infra/tools/checkov), over templates and workflows; it asks nothing of the network."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.compliance.finding import Finding, place

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "infra" / "tools" / "checkov"
INSTALLED = ROOT / "build" / "checkov"
GITHUB = ROOT / ".github"
FRAMEWORKS = {"cloudformation", "github_actions"}
OPTIONS = (
    "--framework",
    "cloudformation",
    "github_actions",
    "--skip-download",
    "--quiet",
    "--compact",
    "--output=json",
)


class CheckovFailed(Exception):
    """It could not be installed, or did not end well; the message is what it said last."""


def checkov(folder: Path, github: Path = GITHUB) -> list[Finding]:
    """What it finds in the templates at folder/<stage>/ and in the workflows below `github`.

    The first time it is installed, as locked. CheckovFailed if it says nothing that can be read.
    """
    said = _run([f"--directory={folder}", f"--directory={github}", *OPTIONS])
    try:
        reports = [report for report in _reports(said.stdout) if "results" in report]
    except ValueError:
        raise CheckovFailed(
            f"checkov ended with {said.returncode}: {said.stdout[-200:]} {said.stderr[-2000:]}"
        ) from None
    if {report["check_type"] for report in reports} != FRAMEWORKS:
        raise CheckovFailed(f"checkov found no templates below {folder}, or no workflows below {github}")
    if sum(report["summary"]["parsing_errors"] for report in reports):
        raise CheckovFailed("checkov cannot read all of it; the linters may say why")
    return [
        *_in_templates(_failed(reports, "cloudformation"), folder),
        *_in_workflows(_failed(reports, "github_actions")),
    ]


def _reports(text: str) -> Iterator[dict[str, Any]]:
    """Those in a JSON document per folder, one behind the other: of several frameworks a list, else the report."""
    while text := text.lstrip():
        document, end = json.JSONDecoder().raw_decode(text)
        yield from document if isinstance(document, list) else [document]
        text = text[end:]


def _failed(reports: Iterable[Mapping[str, Any]], framework: str) -> Iterator[Mapping[str, Any]]:
    for report in reports:
        if report["check_type"] == framework:
            yield from report["results"]["failed_checks"]


def _in_templates(failed: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[Finding]:
    """Each by the place of its construct."""
    places = {stage.name: _places(stage) for stage in folder.iterdir()}
    for each in failed:
        *_, stage, template = Path(each["file_path"]).parts
        stack, id = template.removesuffix(".template.json"), each["resource"].rpartition(".")[2]
        yield Finding(each["check_id"], place(places[stage][stack, id], stage), each["check_name"])


def _in_workflows(failed: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    for each in failed:
        yield Finding(each["check_id"], f"{Path(each['file_path']).name} {each['resource']}", each["check_name"])


def _places(assembly: Path) -> dict[tuple[str, str], str]:
    """The path of each construct by its stack and logical id, as the CDK notes it beside the templates."""
    return {
        (file.name.removesuffix(".metadata.json"), entry["data"]): path
        for file in assembly.glob("*.metadata.json")
        for path, entries in json.loads(file.read_text(encoding="utf-8")).items()
        for entry in entries
        if entry["type"] == "aws:cdk:logicalId"
    }


def _run(arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    uv = str(Path(sys.executable).with_name("uv"))
    settings = {"UV_PROJECT_ENVIRONMENT": str(INSTALLED), "UV_LINK_MODE": "copy", "UV_SYSTEM_CERTS": "true"}
    command = [uv, "run", "--quiet", "--frozen", "--project", str(PROJECT), "checkov", *arguments]
    return subprocess.run(command, env=os.environ | settings, check=False, capture_output=True, text=True)  # noqa: S603
