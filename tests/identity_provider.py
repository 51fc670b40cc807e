"""A real OpenID provider on this machine (nanoidp), for a few people: with PKCE, nonces, and codes that count once."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import httpx
import yaml

CREDENTIALS = {"client_id": "astromedia", "client_secret": "known to the provider and to us"}
PASSWORD = "known to the provider alone"
PEOPLE = {name: f"{name}@people.example.org" for name in ("grace", "hedy", "mary")}
"""Whose addresses no guide, which is run on the same cloud, registers."""
REDIRECT_URI = "http://127.0.0.1:50123/callback"
PATIENCE_SECONDS, STEP_SECONDS = 60.0, 0.1


class IdentityProvider(NamedTuple):
    """Where it is."""

    url: str

    def log_in(self, authorization_url: str, name: str) -> dict[str, str]:
        """What it sends back by the browser of somebody who logs in there."""
        with httpx.Client(trust_env=False) as browser:
            form = browser.get(authorization_url)
            hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.raise_for_status().text)
            filled = dict(hidden) | {"username": name, "password": PASSWORD}
            answer = browser.post(str(form.url), data=filled)
        assert answer.has_redirect_location, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


@contextmanager
def served() -> Iterator[IdentityProvider]:
    """Serve until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    provider = IdentityProvider(f"http://127.0.0.1:{port}")
    with TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        _configure(Path(folder), provider.url)
        command = [sys.executable, "-m", "nanoidp", "--config", folder, "--port", str(port)]
        with subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
            try:
                _await(provider, process, Path(log.name))
                yield provider
            finally:
                process.terminate()


def _configure(folder: Path, url: str) -> None:
    client = {**CREDENTIALS, "token_endpoint_auth_method": "client_secret_post", "redirect_uris": [REDIRECT_URI]}
    settings = {
        "config_version": 1,
        "server": {"host": "127.0.0.1"},
        "oauth": {"issuer": url, "audience": "nobody", "require_pkce": True, "clients": [client]},
    }
    people = {name: {"password": PASSWORD, "email": email} for name, email in PEOPLE.items()}
    users = {"config_version": 1, "users": people}
    for name, content in {"settings": settings, "users": users}.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content))


def _await(provider: IdentityProvider, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers. RuntimeError, with what it wrote, if it ends or takes too long."""
    pause, waited = threading.Event(), 0.0
    while waited < PATIENCE_SECONDS and process.poll() is None:
        try:
            httpx.get(f"{provider.url}/.well-known/openid-configuration", trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            pause.wait(STEP_SECONDS)
            waited += STEP_SECONDS
    raise RuntimeError(f"The identity provider does not answer:\n{log.read_text()[-2000:]}")
