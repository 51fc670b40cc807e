import json
from pathlib import Path

import pytest

from infra import lint
from infra.tools import run

TOOLS = Path(lint.__file__).parent / "tools"
INSTALLED = lint.ROOT / "build" / "tools" / "node_modules" / ".bin" / "asl-validator"
needs_tools = pytest.mark.skipif(not INSTALLED.exists(), reason="`python -m infra.lint` fetches asl-validator from npm")


def test_every_program_is_pinned_by_version_and_hash() -> None:
    listed = json.loads((TOOLS / "package.json").read_text())["dependencies"]
    packages = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    assert packages.pop("")["dependencies"] == listed
    assert {name: packages[f"node_modules/{name}"]["version"] for name in listed} == listed
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


@needs_tools
def test_the_committed_state_machines_are_valid(repository: Path) -> None:
    assert lint.lint_definitions(sorted((repository / "statemachines").glob("*.asl.json"))) == 0


@needs_tools
def test_a_faulty_definition_is_found(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.asl.json"
    faulty.write_text(json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Nowhere"}}}))
    assert lint.lint_definitions([faulty]) != 0


@needs_tools
def test_a_program_reports_its_exit_code() -> None:
    assert run("asl-validator", ["--version"]) == 0
