import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.brief import Brief
from astromedia_client import FileProblem
from astromedia_client.briefs import read_brief
from astromedia_client.files import MAX_BYTES

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def read(tmp_path: Path, content: str | bytes, name: str = "brief.yaml") -> dict[str, object]:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_brief(file)


def refusal(tmp_path: Path, content: str | bytes, name: str = "brief.yaml") -> str:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path, content, name)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{tmp_path / name}: ")


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2500.10", "2500.10"),
        ("0.1", "0.1"),
        ("1e3", "1e3"),
        ("2500", "2500"),
        ("007", "007"),
        ("12:30:00", "12:30:00"),
        ("2027-01-05", "2027-01-05"),
        ("no", "no"),
        ("yes", "yes"),
        ("true", "true"),
        ("'2500.10'", "2500.10"),
        ("'~'", "~"),
        ("'null'", "null"),
        ("~", None),
        ("null", None),
        ("", None),
        ("Été 🥖 שלום", "Été 🥖 שלום"),
        ("<<", "<<"),
        ("=", "="),
    ],
)
def test_yaml_values_are_sent_as_they_are_written(tmp_path: Path, written: str, sent: str | None) -> None:
    assert read(tmp_path, f"value: {written}\n") == {"value": sent}


def test_json_numbers_are_sent_as_they_are_written(tmp_path: Path) -> None:
    content = '{"amount": 2500.10, "count": 12345678901234567890, "yes": true, "none": null, "bad": NaN}'
    sent = {"amount": "2500.10", "count": "12345678901234567890", "yes": True, "none": None, "bad": "NaN"}
    assert read(tmp_path, content, "brief.json") == sent


@given(st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text()), min_size=1))
def test_any_json_text_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, brief: dict[str, object]) -> None:
    assert read(tmp_path_factory.mktemp("b"), json.dumps(brief), "brief.json") == brief


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty; docs/briefs.md says what a brief holds"),
        ("# only a comment\n", "is empty; docs/briefs.md says what a brief holds"),
        ("a: 1\nb: \x00\n", "line 2: holds a NUL byte; save it as plain UTF-8 text"),
        (b"a: 1\nb: \xe9t\xe9\n", "line 2: is not UTF-8; save it as UTF-8 text"),
        ("a: 1\nb: \x07\n", "line 2: holds the control character U+0007; remove it"),
        ("- a\n- b\n", "holds a list; a brief is a mapping with `company:`"),
        ("just words\n", "holds a single value; a brief is a mapping with `company:`"),
        ("a: [1, 2\n", "line 2, column 1: expected ',' or ']', but got '<stream end>'"),
        ("a: b: c\n", "line 1, column 5: mapping values are not allowed here"),
        ("a: 1\n---\nb: 2\n", "line 2, column 1: but found another document"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", "line 4, column 3: 'b' is given twice; keep one"),
        ("? [a]\n: 1\n", "line 1, column 3: the name of a field must be text"),
        ("~: 1\n", "line 1, column 1: the name of a field must be text"),
        ("a: &x 1\n", "line 1, column 4: anchors and aliases are not for these files; write the value out"),
        ("a: *x\n", "line 1, column 4: anchors and aliases are not for these files; write the value out"),
        ("a: !!binary aGk=\n", "line 1, column 4: tags are not for these files; write the value alone"),
        ("a: !!set {b, c}\n", "line 1, column 4: tags are not for these files; write the value alone"),
        ("a: !!python/name:os.system\n", "line 1, column 4: tags are not for these files; write the value alone"),
        ("[" * 5000, "is nested too deeply for a brief"),
        ("a" * (MAX_BYTES + 1), "is longer than 256 KiB; that is more than the API takes"),
    ],
)
def test_what_is_wrong_with_a_yaml_file_is_said_on_one_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(tmp_path, content) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("  \n", "is empty; docs/briefs.md says what a brief holds"),
        ("null", "is empty; docs/briefs.md says what a brief holds"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6: Expecting ':' delimiter"),
        ('{"a": {"b": 1, "b": 2}}', "'b' is given twice; keep one"),
        ("[1]", "holds a list; a brief is a mapping with `company:`"),
        ('"text"', "holds a single value; a brief is a mapping with `company:`"),
        ("[" * 20_000, "is nested too deeply for a brief"),
    ],
)
def test_what_is_wrong_with_a_json_file_is_said_on_one_line(tmp_path: Path, content: str, message: str) -> None:
    assert refusal(tmp_path, content, "brief.json") == message


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert refusal(tmp_path, "\n".join(lines)).startswith("line 1, column 5: anchors")


@pytest.mark.parametrize(("name", "reason"), [("none.yaml", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(FileProblem, match=f"cannot be read: {reason}$"):
        read_brief(tmp_path / name)


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        read_brief(Path("a\0b"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_read(example: Path) -> None:
    brief = read_brief(example)
    assert str(brief["start"]).startswith("2027-")
    assert all(isinstance(value, str | list | dict) for value in brief.values())


def test_the_examples_are_briefs() -> None:
    """The only test that knows the layer's own definition: the files we show people must pass it."""
    briefs = {path.stem: Brief.model_validate_json(json.dumps(read_brief(path))) for path in EXAMPLES}
    assert str(briefs["bakery-fr"].budget.amount) == "2500.10"
    assert len(briefs["ngo-five-channels"].channels) == 5
    assert {brief.language.value for brief in briefs.values()} == {"en", "fr"}
