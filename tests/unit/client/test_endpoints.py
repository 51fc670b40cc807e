import json
from pathlib import Path

import pytest

from astromedia_client import InputProblem
from astromedia_client.endpoints import find_api_url


def local(folder: Path, content: str) -> None:
    (folder / ".local").mkdir(parents=True)
    (folder / ".local" / "endpoints.json").write_text(content)


def test_what_is_said_goes_before_what_is_found(tmp_path: Path) -> None:
    local(tmp_path, json.dumps({"api_url": "http://127.0.0.1:1"}))
    environ = {"ASTROMEDIA_API_URL": "https://api.example"}
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_api_url("http://option:8/", environ, below) == "http://option:8"
    assert find_api_url(None, environ, below) == "https://api.example"
    assert find_api_url(None, {"ASTROMEDIA_API_URL": ""}, below) == "http://127.0.0.1:1"


def test_the_nearest_local_cloud_is_taken(tmp_path: Path) -> None:
    local(tmp_path, json.dumps({"api_url": "http://127.0.0.1:1"}))
    local(tmp_path / "inner", json.dumps({"api_url": "http://127.0.0.1:2"}))
    assert find_api_url(None, {}, tmp_path / "inner") == "http://127.0.0.1:2"


def test_without_any_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match=r"^--api-url: no API known; .*`make up`$"):
        find_api_url(None, {}, tmp_path)


@pytest.mark.parametrize(
    "url", ["api.example", "ftp://api", "http://", "http://a:99999", "http://[", "http://a b", "http://a:0"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputProblem, match=r"^--api-url: .* is not the http"):
        find_api_url(url, {}, tmp_path)
    with pytest.raises(InputProblem, match=r"^ASTROMEDIA_API_URL: .* is not the http"):
        find_api_url(None, {"ASTROMEDIA_API_URL": url}, tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", "nonsense"])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    local(tmp_path, content)
    with pytest.raises(InputProblem, match=r"endpoints\.json: names no api_url; .*`make up`"):
        find_api_url(None, {}, tmp_path)
