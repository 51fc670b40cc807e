"""Reads a brief from a YAML or JSON file, exactly: the API gets every value as the person wrote it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from .brief_yaml import BriefLoader
from .errors import BriefProblem

MAX_BYTES = 256 * 1024
"""Several times the longest brief the API accepts, comments included."""


def read_brief(path: Path) -> dict[str, Any]:
    """The brief in the file `path` (.json is JSON, all else YAML); BriefProblem names file and place."""
    text = _text(path, _content(path))
    parse = _from_json if path.suffix.lower() == ".json" else _from_yaml
    try:
        brief = parse(path, text)
    except RecursionError as error:
        raise BriefProblem(f"{path}: is nested too deeply; a brief has two levels") from error
    if brief is None:
        raise BriefProblem(f"{path}: is empty; docs/briefs.md says what a brief holds")
    if not isinstance(brief, dict):
        raise BriefProblem(f"{path}: holds {_kind(brief)}; a brief is a mapping that starts with `company:`")
    return brief


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BriefProblem(f"{path}: cannot be read: {reason}") from error
    if len(content) > MAX_BYTES:
        raise BriefProblem(f"{path}: is longer than {MAX_BYTES // 1024} KiB; a brief is a page of text")
    return content


def _text(path: Path, content: bytes) -> str:
    if (at := content.find(0)) >= 0:
        raise BriefProblem(f"{path}: {_line(content[:at])}: holds a NUL byte; save it as plain UTF-8 text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BriefProblem(f"{path}: {_line(content[: error.start])}: is not UTF-8; save it as UTF-8 text") from error


def _from_yaml(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, BriefLoader)  # noqa: S506 - a SafeLoader that allows less
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise BriefProblem(f"{path}: {where}{error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        where = _line(text[: error.position].encode())
        raise BriefProblem(
            f"{path}: {where}: holds the control character U+{error.character:04X}; remove it"
        ) from error


def _from_json(path: Path, text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise BriefProblem(f"{path}: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except ValueError as error:
        raise BriefProblem(f"{path}: {error}") from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"'{double}' is given twice; keep one")
    return mapping


def _line(before: bytes) -> str:
    newline = b"\n"
    return f"line {before.count(newline) + 1}"


def _kind(value: Any) -> str:
    return "a list" if isinstance(value, list) else "a single value"
