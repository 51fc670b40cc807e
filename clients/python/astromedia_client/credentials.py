"""Access tokens on this machine: one per API, in a file that only its owner can read."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, RootModel, ValidationError

from .errors import InputProblem
from .models import Login


class SavedLogin(BaseModel):
    """A token, whose it is and until when (UTC)."""

    access_token: str
    expires_at: datetime
    email: str

    @staticmethod
    def of(login: Login, now: datetime) -> "SavedLogin":
        """What to remember of a `login` that was answered at `now`."""
        return SavedLogin(
            access_token=login.access_token,
            expires_at=now + timedelta(seconds=login.expires_in),
            email=login.user.email,
        )


_File = RootModel[dict[str, SavedLogin]]


def config_folder(environ: Mapping[str, str]) -> Path:
    """ASTROMEDIA_CONFIG_HOME, or `astromedia` in XDG_CONFIG_HOME, or in ~/.config."""
    if own := environ.get("ASTROMEDIA_CONFIG_HOME"):
        return Path(own)
    shared = Path(environ.get("XDG_CONFIG_HOME", ""))
    return (shared if shared.is_absolute() else Path(environ.get("HOME") or Path.home()) / ".config") / "astromedia"


class Credentials:
    """The logins saved in `folder`/credentials.json, by API URL."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "credentials.json"

    def get(self, api_url: str) -> SavedLogin | None:
        """The login for this API, also when it has expired. InputProblem if the file is damaged."""
        return self._read().get(api_url)

    def save(self, api_url: str, login: SavedLogin) -> None:
        """Remember `login` for this API in place of what was there."""
        self._write(self._read() | {api_url: login})

    def forget(self, api_url: str) -> bool:
        """Remove the login for this API; whether there was one."""
        saved = self._read()
        known = saved.pop(api_url, None) is not None
        if known:
            self._write(saved)
        return known

    def _read(self) -> dict[str, SavedLogin]:
        try:
            return _File.model_validate_json(self.path.read_bytes()).root
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InputProblem(f"{self.path}: cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise InputProblem(f"{self.path}: is damaged; remove it and log in again") from error

    def _write(self, saved: dict[str, SavedLogin]) -> None:
        """Through a new file of mode 0600, so that the token is never readable by others and never half-written."""
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial.unlink(missing_ok=True)
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(_File(saved).model_dump_json(indent=2))
            partial.replace(self.path)
        except OSError as error:
            raise InputProblem(f"{self.path}: cannot be written: {error.strerror}") from error
