"""Reads a brief from a YAML or JSON file, exactly: the API gets every value as the person wrote it."""

from pathlib import Path
from typing import Any

from .files import FileKind

BRIEF = FileKind("a brief", "company", "docs/briefs.md", typed=False)


def read_brief(path: Path) -> dict[str, Any]:
    """The brief in the file `path` (.json is JSON, all else YAML); FileProblem names file and place."""
    return BRIEF.read(path)
