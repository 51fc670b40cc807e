"""The local model: settings, installation, start and end of its server."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

from astromedia.gateway.calls import Route
from astromedia.gateway.pricing import price_book
from astromedia.gateway.settings import ModelSettings
from infra.local import secrets
from infra.local.model import MODEL, PACKAGES, ModelFailed, install, local_model, model_settings, served
from tests.samples import NOW

LISTENS = "import os, sys; print('http://127.0.0.1:1', flush=True); sys.stdin.read()"
ASKED = {"model": MODEL, "max_tokens": 60, "messages": [{"role": "user", "content": "Name a colour."}]}
SCHEMA = {"type": "object", "properties": {"colour": {"type": "string", "maxLength": 20}}, "required": ["colour"]}
installed = pytest.mark.skipif(not (PACKAGES / "locked.sha256").exists(), reason="make demo MODEL=local installs it")


def command(script: str) -> list[str]:
    return [sys.executable, "-c", script]


@pytest.mark.parametrize("protocol", ["openai", "anthropic"])
def test_its_settings_are_whole_priced_and_known_to_the_local_cloud(protocol: str) -> None:
    given = model_settings("http://127.0.0.1:1", protocol)
    settings = ModelSettings.model_validate(given)
    assert settings.text_routes == (Route(protocol, MODEL), Route("offline", "composer-1"))
    assert price_book(settings.MODEL_PRICES).tariff(protocol, MODEL, NOW.date())
    assert secrets.model_settings(given, Path("no such file")) == given


def test_each_protocol_has_its_door() -> None:
    doors = {protocol: model_settings("http://h:1", protocol) for protocol in ("openai", "anthropic")}
    assert doors["openai"]["OPENAI_BASE_URL"] == "http://h:1/v1"
    assert doors["anthropic"]["ANTHROPIC_BASE_URL"] == "http://h:1"
    assert not any(name.startswith("OPENAI") for name in doors["anthropic"])


def test_a_server_is_up_for_the_block_and_gone_after_it(tmp_path: Path) -> None:
    pids = tmp_path / "pid"
    script = f"import os; open({str(pids)!r}, 'w').write(str(os.getpid())); {LISTENS}"
    with served(command(script), tmp_path / "log") as address:
        assert address == "http://127.0.0.1:1"
        os.kill(int(pids.read_text()), 0)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pids.read_text()), 0)


def test_a_server_that_ends_before_it_listens_is_an_error_that_names_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(ModelFailed, match=str(log)), served(command("raise SystemExit('no weights')"), log):
        raise AssertionError("never up")
    assert log.read_text() == "no weights\n"


def test_it_gets_none_of_our_keys(tmp_path: Path) -> None:
    script = "import os, sys; print(os.environ.get('OPENAI_API_KEY', 'none'), flush=True); sys.stdin.read()"
    with served(command(script), tmp_path / "log", {"OPENAI_API_KEY": "k", "PATH": os.environ["PATH"]}) as printed:
        assert printed == "none"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux only")
def test_it_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    child = f"import os; print(os.getpid(), flush=True); {LISTENS}"
    parent = f"""
import os, sys
from pathlib import Path
from infra.local.model import served
with served([sys.executable, "-c", {child!r}], Path({str(tmp_path / "log")!r})) as pid:
    print(pid, flush=True)
    os.read(0, 1)
    os.kill(os.getpid(), 9)
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", parent], **pipes) as running:  # type: ignore[call-overload]
        watched = os.pidfd_open(int(running.stdout.readline()))
        running.communicate(b"x", timeout=10)
    ended, _, _ = select.select([watched], [], [], 10)
    os.close(watched)
    assert ended


def test_an_installation_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(ModelFailed, match="uv export"):
        install(tmp_path / "packages", tmp_path)


@installed
def test_what_is_installed_is_not_installed_again() -> None:
    before = (PACKAGES / "xllamacpp").stat().st_ctime_ns
    assert install() == PACKAGES
    assert (PACKAGES / "xllamacpp").stat().st_ctime_ns == before


@installed
def test_the_real_model_speaks_both_protocols_with_real_usage(tmp_path: Path) -> None:
    http = urllib3.PoolManager()
    with local_model({"ASTROMEDIA_LOCAL_DIR": str(tmp_path)}, "openai") as settings:
        base_url = settings["OPENAI_BASE_URL"]
        wanted = {"response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA}}}
        chat = http.request("POST", f"{base_url}/chat/completions", json=ASKED | wanted).json()
        message = http.request("POST", f"{base_url}/messages", json=ASKED).json()
    assert chat["choices"][0]["message"]["content"].lstrip().startswith("{")
    assert '"colour"' in chat["choices"][0]["message"]["content"]
    assert chat["usage"]["completion_tokens"] > 0
    assert message["content"][0]["text"].lstrip().startswith("{")
    assert message["usage"]["output_tokens"] > 0
