"""Logins on this machine: one per API, in a file that only its owner can read."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, RootModel, ValidationError

from .errors import InputProblem
from .models import Grant, Login


class SavedLogin(BaseModel):
    """Tokens, whose they are and until when they can be used or refreshed (UTC)."""

    access_token: str
    refresh_token: str | None = None
    expires_at: datetime
    email: str

    @staticmethod
    def of(login: Login, now: datetime) -> "SavedLogin":
        """What to remember of a `login` that was answered at `now`."""
        return SavedLogin(access_token="", expires_at=now, email=login.user.email).renewed(login, now)

    def renewed(self, grant: Grant, now: datetime) -> "SavedLogin":
        """The same login with the tokens of a `grant` that was answered at `now`."""
        seconds = grant.refresh_expires_in if grant.refresh_token else grant.expires_in
        return SavedLogin(
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=now + timedelta(seconds=seconds or grant.expires_in),
            email=self.email,
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


class SavedTokens:
    """Implements TokenStore: the login of one API in the file, so that all commands share what one refreshed."""

    def __init__(self, credentials: Credentials, api_url: str, now: Callable[[], datetime]) -> None:
        self._credentials = credentials
        self._api_url = api_url
        self._now = now

    def read(self) -> SavedLogin | None:
        return self._credentials.get(self._api_url)

    def write(self, grant: Grant) -> None:
        now = self._now()
        saved = SavedLogin.of(grant, now) if isinstance(grant, Login) else None
        if saved is None and (known := self.read()):
            saved = known.renewed(grant, now)
        if saved:
            self._credentials.save(self._api_url, saved)
