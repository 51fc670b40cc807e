"""Reads YAML and JSON files that people write. FileProblem names file and place of what is wrong."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import FileProblem
from .yamls import TextLoader, TypedLoader

MAX_BYTES = 256 * 1024
"""Several times the longest file the API accepts, comments included."""


@dataclass(frozen=True)
class FileKind:
    """What a file is to hold: `noun` as people call it, `start` the field it begins with, `guide` explains it.

    Of a `typed` one numbers, true and false are values, as in JSON; of others every value is text, exactly as written.
    """

    noun: str
    start: str
    guide: str
    typed: bool = True

    def read(self, path: Path) -> dict[str, Any]:
        """The mapping in the file `path` (.json is JSON, all else YAML)."""
        text = _text(path, _content(path))
        parse = self._from_json if path.suffix.lower() == ".json" else self._from_yaml
        try:
            found = parse(path, text)
        except RecursionError as error:
            raise FileProblem(f"{path}: is nested too deeply for {self.noun}") from error
        if found is None:
            raise FileProblem(f"{path}: is empty; {self.guide} says what {self.noun} holds")
        if not isinstance(found, dict):
            raise FileProblem(f"{path}: holds {_kind(found)}; {self.noun} is a mapping with `{self.start}:`")
        return found

    def _from_yaml(self, path: Path, text: str) -> Any:
        try:
            return yaml.load(text, TypedLoader if self.typed else TextLoader)  # nosec B506 # noqa: S506 - SafeLoaders that allow less
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
            raise FileProblem(f"{path}: {where}{error.problem or error.context}") from error
        except yaml.reader.ReaderError as error:
            where = _line(text[: error.position].encode())
            raise FileProblem(
                f"{path}: {where}: holds the control character U+{error.character:04X}; remove it"
            ) from error

    def _from_json(self, path: Path, text: str) -> Any:
        if not text.strip():
            return None
        try:
            if self.typed:
                return json.loads(text, object_pairs_hook=_once, parse_constant=str)
            return json.loads(text, object_pairs_hook=_once, parse_constant=str, parse_float=str, parse_int=str)
        except json.JSONDecodeError as error:
            raise FileProblem(f"{path}: line {error.lineno}, column {error.colno}: {error.msg}") from error
        except ValueError as error:
            raise FileProblem(f"{path}: {error}") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileProblem(f"{path}: cannot be read: {reason}") from error
    if len(content) > MAX_BYTES:
        raise FileProblem(f"{path}: is longer than {MAX_BYTES // 1024} KiB; that is more than the API takes")
    return content


def _text(path: Path, content: bytes) -> str:
    if (at := content.find(0)) >= 0:
        raise FileProblem(f"{path}: {_line(content[:at])}: holds a NUL byte; save it as plain UTF-8 text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(f"{path}: {_line(content[: error.start])}: is not UTF-8; save it as UTF-8 text") from error


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
