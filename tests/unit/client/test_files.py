"""Files of playbooks, agents and edits: values as JSON has them, and nothing that YAML would guess."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia_client import FileProblem
from astromedia_client.files import FileKind

KIND = FileKind("a thing", "name", "docs/things.md")


def read(folder: Path, text: str, name: str = "thing.yaml") -> Any:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return KIND.read(file)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("2027-01-05", "2027-01-05"),
        ('"3"', "3"),
        ("<<", "<<"),
    ],
)
def test_a_value_is_what_json_would_make_of_it_or_text(tmp_path: Path, written: str, value: object) -> None:
    found = read(tmp_path, f"a: {written}\n")["a"]
    assert (found, type(found)) == (value, type(value))


def test_json_is_read_as_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, '{"a": [1, 0.05, true, null]}', "thing.json") == {"a": [1, 0.05, True, None]}


LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
LEAVES = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(LETTERS, max_size=8)


VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text("xyz", min_size=1), inner))


@given(content=st.dictionaries(st.text("abc", min_size=1), VALUES))
def test_what_json_writes_yaml_reads(tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("files", numbered=True)
    text = json.dumps(content, ensure_ascii=False)
    assert read(folder, text) == read(folder, text, "thing.json") == content


@pytest.mark.parametrize("name", ["thing.yaml", "thing.json"])
def test_a_bomb_of_depth_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileProblem, match="is nested too deeply for a thing"):
        read(tmp_path, '{"a":' * 20_000, name)
