"""Logging in by a browser: what comes back to this machine, and what does not count."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from astromedia_client.cli.browser import Listener
from astromedia_client.errors import InputProblem
from functions.api.messages.identities import OAuthStarted

from ..conftest import RunCommand
from ..fake_api import CODE_OF_ANA, ISSUER, TOKEN, FakeApi
from ..fake_two_factor import CODE

STATE = OAuthStarted.EXAMPLE["state"]
RETURN = {"code": CODE_OF_ANA, "state": STATE}
Browse = Callable[[str], object]


class Browser:
    """Goes where it is sent, and from there, one after the other, back with each of these queries."""

    def __init__(self, api: FakeApi, pool: ThreadPoolExecutor) -> None:
        self._api, self._pool = api, pool
        self.queries: list[dict[str, str]] = [RETURN]
        self.opened: list[str] = []

    @property
    def redirect_uri(self) -> str:
        """Where the login was begun to come back to."""
        return str(json.loads(self._api.requests[0].content)["redirect_uri"])

    def __call__(self, url: str) -> None:
        self.opened.append(url)
        self.answers = self._pool.submit(self._return)

    def _return(self) -> list[httpx.Response]:
        with httpx.Client(trust_env=False) as http:
            return [http.get(self.redirect_uri, params=query) for query in self.queries]


@pytest.fixture
def browser(api: FakeApi) -> Iterator[Browser]:
    with ThreadPoolExecutor(1) as pool:
        yield Browser(api, pool)


def test_a_browser_logs_in(run: RunCommand, api: FakeApi, browser: Browser) -> None:
    done = run("login", "--with", "github", browse=browser)
    assert (done.exit_code, "ana@example.com" in done.output) == (0, True), done.output
    assert browser.opened == [OAuthStarted.EXAMPLE["authorization_url"]]
    assert browser.opened[0] in done.output, "for who has no browser here"
    assert run("whoami").exit_code == 0
    (page,) = browser.answers.result()
    assert (page.status_code, "close this window" in page.text) == (200, True)
    assert CODE_OF_ANA not in page.text + done.output
    assert TOKEN not in done.output


def test_json_is_all_that_is_written(run: RunCommand, browser: Browser) -> None:
    done = run("login", "--with", "github", "--json", browse=browser)
    assert json.loads(done.stdout)["user"]["email"] == "ana@example.com"
    assert browser.opened[0] in done.stderr


def test_the_issuer_is_passed_on(run: RunCommand, api: FakeApi, browser: Browser) -> None:
    browser.queries = [RETURN | {"iss": ISSUER}]
    assert run("login", "--with", "github", browse=browser).exit_code == 0
    assert json.loads(api.requests[1].content)["iss"] == ISSUER


def test_a_second_factor_is_asked_for(run: RunCommand, api: FakeApi, browser: Browser) -> None:
    api.two_factor.enabled = True
    assert run("login", "--with", "github", "--code", CODE, browse=browser).exit_code == 0
    assert api.paths[-1] == "POST /v1/auth/verify-2fa"


def test_what_is_not_of_this_login_is_turned_away(run: RunCommand, browser: Browser) -> None:
    browser.queries = [{"code": "of the attacker", "state": "another"}, {"code": CODE_OF_ANA}, {}, RETURN]
    assert run("login", "--with", "github", browse=browser).exit_code == 0
    assert [answer.status_code for answer in browser.answers.result()] == [404, 404, 404, 200]


def test_a_refusal_there_is_told_on_one_line(run: RunCommand, api: FakeApi, browser: Browser) -> None:
    browser.queries = [{"error": "access_denied", "error_description": "You said no\n\x1b[2J", "state": STATE}]
    done = run("login", "--with", "github", browse=browser)
    assert (done.exit_code, "You said no" in done.stderr) == (2, True)
    assert "\x1b" not in done.stderr
    assert len(api.requests) == 1


def test_a_port_can_be_chosen(run: RunCommand, browser: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("login", "--with", "github", "--port", str(port), browse=browser)
    assert (refused.exit_code, f"--port {port}" in refused.stderr) == (2, True)
    assert run("login", "--with", "github", "--port", str(port), browse=browser).exit_code == 0
    assert browser.redirect_uri == f"http://127.0.0.1:{port}/callback"


def test_nobody_is_waited_for_longer_than_a_login_lasts() -> None:
    times = iter([0.0, 0.0, 600.0, 600.0])
    with Listener(0, lambda: next(times)) as listener, pytest.raises(InputProblem, match="in time"):
        listener.wait("state", 0.001)


@pytest.mark.usefixtures("logged_in")
def test_identities_are_a_table(run: RunCommand, api: FakeApi) -> None:
    shown = run("identities").stdout
    assert all(text in shown for text in ("github", "ada@example.com", "2026-03-02 09:30"))
    assert json.loads(run("identities", "--json").stdout)["items"][0]["provider"] == "github"
    assert run("identities", "--unlink", "github").stdout == "You log in with github no more.\n"
    assert api.paths[-1] == "DELETE /v1/users/me/identities/github"
