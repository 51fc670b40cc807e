import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from astromedia_client import InputProblem
from astromedia_client.credentials import Credentials, SavedLogin, config_folder

LOGIN = SavedLogin(
    access_token="secret",
    expires_at=datetime(2026, 3, 2, tzinfo=UTC),
    email="ana@example.com",
)


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HOME": "/h"}, "/h/.config/astromedia"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, "/x/astromedia"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "relative"}, "/h/.config/astromedia"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/x", "ASTROMEDIA_CONFIG_HOME": "/own"}, "/own"),
        ({"HOME": "/h", "ASTROMEDIA_CONFIG_HOME": ""}, "/h/.config/astromedia"),
    ],
)
def test_where_credentials_are_kept(environ: dict[str, str], folder: str) -> None:
    assert config_folder(environ) == Path(folder)


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path / "new" / "astromedia")
    credentials.save("http://a", LOGIN)
    assert stat.S_IMODE(credentials.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(credentials.path.parent.stat().st_mode) == 0o700
    assert [file.name for file in credentials.path.parent.iterdir()] == ["credentials.json"]


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").write_text("{}")
    (tmp_path / "credentials.json").chmod(0o644)
    Credentials(tmp_path).save("http://a", LOGIN)
    assert stat.S_IMODE((tmp_path / "credentials.json").stat().st_mode) == 0o600


def test_each_api_has_its_own(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path)
    assert credentials.get("http://a") is None
    credentials.save("http://a", LOGIN)
    credentials.save("http://b", LOGIN.model_copy(update={"email": "bo@example.com"}))
    assert credentials.get("http://a") == LOGIN
    assert credentials.forget("http://a")
    assert not credentials.forget("http://a")
    assert credentials.get("http://a") is None
    assert getattr(credentials.get("http://b"), "email", None) == "bo@example.com"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"http://a": {"access_token": "secret"}}'])
def test_a_damaged_file_is_named_and_its_content_is_not_shown(tmp_path: Path, content: str) -> None:
    (tmp_path / "credentials.json").write_text(content)
    with pytest.raises(InputProblem, match=r"credentials\.json: is damaged; remove it and log in again") as caught:
        Credentials(tmp_path).get("http://a")
    assert "secret" not in str(caught.value)


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").mkdir()
    with pytest.raises(InputProblem, match="cannot be read: Is a directory"):
        Credentials(tmp_path).get("http://a")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputProblem, match="cannot be"):
        Credentials(tmp_path / "file" / "astromedia").save("http://a", LOGIN)
