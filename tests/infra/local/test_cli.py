"""The commands: what they print and what they return."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.cli import main
from infra.local.cloud import LocalCloud, StartFailed, default_folder
from infra.local.endpoints import Endpoints
from infra.local.progress import Progress

HERE = Endpoints(api_url="http://127.0.0.1:1", cache_url="redis://127.0.0.1:2/0", aws_endpoint_url="http://127.0.0.1:3")


class FakeCloud(LocalCloud):
    """Comes up and goes down without a process."""

    up = False
    problem: BaseException | None = None

    def __init__(self, say: Callable[[str], object]) -> None:
        super().__init__(Path("/data"), say=say)

    @property
    def pid(self) -> int | None:
        return 7 if self.up else None

    @property
    def endpoints(self) -> Endpoints:
        return HERE

    def start(self, *, detached: bool = False) -> Endpoints:
        if self.problem is not None:
            raise self.problem
        FakeCloud.up = True
        return HERE

    def stop(self) -> bool:
        was, FakeCloud.up = FakeCloud.up, False
        return was


@pytest.fixture(autouse=True)
def down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeCloud, "up", False)
    monkeypatch.setattr(FakeCloud, "problem", None)


def test_up_status_and_down(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [main([command], make=FakeCloud) for command in ("status", "up", "status", "down", "down")]
    assert codes == [3, 0, 0, 0, 0]
    said = capsys.readouterr().out
    assert "API  http://127.0.0.1:1\n" in said
    assert "Docs http://127.0.0.1:1/docs\n" in said
    assert said.index("Down.") < said.index("Up, supervised by process 7") < said.index("Stopped")
    assert said.endswith("Nothing was running.\n")


def test_mail_is_read_from_a_cloud_that_is_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox"], make=FakeCloud) == 3
    assert "make up" in capsys.readouterr().err


def test_a_start_that_fails_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    FakeCloud.problem = StartFailed("aws did not start: see logs/aws.log")
    assert main(["up"], make=FakeCloud) == 1
    assert capsys.readouterr().err == "aws did not start: see logs/aws.log\n"


@pytest.mark.parametrize("arguments", [[], ["sideways"], ["down", "--foreground"]])
def test_bad_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments, make=FakeCloud)


def test_the_data_folder(tmp_path: Path) -> None:
    assert default_folder({"ASTROMEDIA_LOCAL_DIR": str(tmp_path)}) == tmp_path
    assert default_folder({}).name == ".local"


def test_endpoints_round_trip(tmp_path: Path) -> None:
    HERE.write(tmp_path / "endpoints.json")
    assert Endpoints.read(tmp_path / "endpoints.json") == HERE
    with pytest.raises(KeyError, match="TableName"):
        HERE.output("TableName")


def test_progress_tells_a_step_and_its_seconds() -> None:
    lines: list[str] = []
    clock: Any = iter((10.0, 11.25)).__next__
    with Progress(lines.append, clock).step("servers") as step:
        step.result = "all"
    assert lines[0].split() == ["servers", "all", "1.2", "s"]


def test_names_are_imported_on_demand() -> None:
    import infra.local

    assert infra.local.LocalCloud is LocalCloud
    with pytest.raises(AttributeError):
        _ = infra.local.Nothing


def test_an_interrupted_start_is_no_success() -> None:
    FakeCloud.problem = KeyboardInterrupt()
    assert main(["up"], make=FakeCloud) == 130
