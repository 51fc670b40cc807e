"""Whoever is paged finds commands that exist, spelled so."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.operate.cli import parser
from infra.operate.functions import CLOCKED

RUNBOOKS = Path(__file__).parents[3] / "docs" / "runbooks"
CALLED = re.compile(r"`\.venv/bin/python -m infra\.operate ([a-z][^`]*)`")


def called() -> Iterator[tuple[str, str]]:
    for page in RUNBOOKS.glob("*.md"):
        for command in CALLED.findall(page.read_text(encoding="utf-8")):
            yield page.stem, re.sub("<[a-z]+>", "erase_data", command)


@pytest.mark.parametrize(("page", "command"), sorted(called()))
def test_a_command_of_a_runbook_is_taken_and_names_its_stage(page: str, command: str) -> None:
    options = parser().parse_args(shlex.split(command))
    assert options.stage, page
    assert getattr(options, "function", None) in (None, *CLOCKED)
