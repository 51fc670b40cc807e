import json

import pytest

from ..conftest import RunCommand
from ..fake_api import PASSWORD, RESETS, VERIFIES, FakeApi

NEW = "staple a longer horse"


def test_an_address_is_verified_by_whoever_has_the_mail(run: RunCommand, api: FakeApi) -> None:
    done = run("verify-email", "--stdin", input=f"{VERIFIES}\n")
    assert (done.exit_code, done.stdout) == (0, "Your email address is verified.\n")
    asked = run("verify-email", "--json", at_terminal=lambda: True, input=f"{VERIFIES}\n")
    assert json.loads(asked.stdout) == {"verified": True}
    assert VERIFIES not in done.output + asked.output
    assert "authorization" not in api.requests[-1].headers


@pytest.mark.usefixtures("logged_in")
def test_another_verification_is_mailed_to_who_is_logged_in(run: RunCommand, api: FakeApi) -> None:
    assert run("verify-email", "--again").stdout == "Mailed you a token; it is good for 48 hours.\n"
    assert api.paths[-1] == "POST /v1/users/me/verify-email"


def test_a_forgotten_password_is_reset(run: RunCommand, api: FakeApi) -> None:
    sent = run("forgot-password", "--email", "ana@example.com").stdout
    assert sent.startswith("If ana@example.com has an account, a token was mailed to it, good for 30 minutes")
    done = run("reset-password", "--stdin", input=f"{RESETS}\n{NEW}\n")
    assert (done.exit_code, api.passwords["ana@example.com"]) == (0, NEW)
    assert done.stdout.startswith("Your password is changed, and your sessions are ended")


def test_token_and_password_are_asked_for_on_a_terminal_and_not_shown(run: RunCommand, api: FakeApi) -> None:
    done = run("reset-password", at_terminal=lambda: True, input=f"{RESETS}\n{NEW}\n{NEW}\n")
    assert (done.exit_code, api.passwords["ana@example.com"]) == (0, NEW)
    assert RESETS not in done.output
    assert NEW not in done.output


def test_a_token_that_does_not_count_is_told(run: RunCommand, api: FakeApi) -> None:
    for command, lines in (("verify-email", "wrong\n"), ("reset-password", f"wrong\n{NEW}\n")):
        refused = run(command, "--stdin", input=lines)
        assert (refused.exit_code, refused.stderr) == (2, "error: the token: does not count\n")
    assert api.passwords["ana@example.com"] == PASSWORD


def test_without_a_terminal_the_option_is_named(run: RunCommand) -> None:
    for command in ("verify-email", "reset-password"):
        assert run(command).stderr == "error: --stdin: missing, and there is no terminal to ask on\n"
    assert run("forgot-password").stderr == "error: --email: missing, and there is no terminal to ask on\n"
