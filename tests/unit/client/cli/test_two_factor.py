import json

import pytest

from ..conftest import RunCommand
from ..fake_api import PASSWORD, TOKEN, FakeApi
from ..fake_two_factor import CODE, RECOVERY_CODES, SECRET

EMAIL = "ana@example.com"
NO_TERMINAL = "error: --code: missing, and there is no terminal to ask on\n"


@pytest.mark.parametrize("options", [["--code", CODE], []])
def test_logging_in_takes_a_code(run: RunCommand, api: FakeApi, options: list[str]) -> None:
    api.two_factor.enabled = True
    done = run("login", "--email", EMAIL, *options, at_terminal=lambda: True, input=f"{CODE}\n")
    assert (done.exit_code, EMAIL in done.stdout) == (0, True)
    assert api.paths == ["POST /v1/auth/login", "POST /v1/auth/verify-2fa"]
    assert run("whoami").exit_code == 0
    assert TOKEN not in done.output


def test_without_a_code_or_a_terminal_nothing_is_saved(run: RunCommand, api: FakeApi) -> None:
    api.two_factor.enabled = True
    done = run("login", "--email", EMAIL)
    assert (done.exit_code, done.stderr) == (2, NO_TERMINAL)
    assert run("whoami").exit_code == 3


def test_a_wrong_code_is_told(run: RunCommand, api: FakeApi) -> None:
    api.two_factor.enabled = True
    done = run("login", "--email", EMAIL, "--code", "000000")
    told = "error: The code is wrong, or was used before; run `astromedia login`\n"
    assert (done.exit_code, done.stderr) == (3, told)


def test_whoever_has_no_two_factor_login_may_give_a_code(run: RunCommand, api: FakeApi) -> None:
    assert run("login", "--email", EMAIL, "--code", CODE).exit_code == 0
    assert api.paths == ["POST /v1/auth/login"]


@pytest.mark.usefixtures("logged_in")
def test_on_a_terminal_it_is_switched_on_in_one_go(run: RunCommand, api: FakeApi) -> None:
    done = run("two-factor", "enable", at_terminal=lambda: True, input=f"{CODE}\n")
    assert done.exit_code == 0
    assert all(text in done.output for text in (SECRET, "otpauth://", "is on", *RECOVERY_CODES))
    assert api.two_factor.enabled
    assert PASSWORD not in done.output


@pytest.mark.usefixtures("logged_in")
def test_a_script_gives_the_code_in_a_second_command(run: RunCommand, api: FakeApi) -> None:
    started = run("two-factor", "enable", "--password-stdin", "--json", input=f"{PASSWORD}\n")
    assert json.loads(started.stdout)["secret"] == SECRET
    assert not api.two_factor.enabled
    confirmed = run("two-factor", "confirm", CODE, "--json")
    assert json.loads(confirmed.stdout) == {"recovery_codes": RECOVERY_CODES}
    assert api.two_factor.enabled


@pytest.mark.usefixtures("logged_in")
def test_the_secret_of_a_terminal_is_no_part_of_the_result(run: RunCommand) -> None:
    done = run("two-factor", "enable", "--json", at_terminal=lambda: True, input=f"{CODE}\n")
    _typed, _, result = done.stdout.partition("\n")
    assert json.loads(result) == {"recovery_codes": RECOVERY_CODES}
    assert SECRET in done.stderr


@pytest.mark.usefixtures("logged_in")
def test_its_status_is_a_sentence(run: RunCommand, api: FakeApi) -> None:
    assert run("two-factor", "status").stdout == "Two-factor login is off.\n"
    api.two_factor.enabled = True
    on = "Two-factor login is on since 2026-03-02 09:30 UTC; 10 recovery codes are left.\n"
    assert run("two-factor", "status").stdout == on
    assert json.loads(run("two-factor", "status", "--json").stdout)["recovery_codes_left"] == 10


@pytest.mark.usefixtures("logged_in")
def test_new_recovery_codes_are_shown(run: RunCommand) -> None:
    done = run("two-factor", "recovery-codes", at_terminal=lambda: True, input=f"{CODE}\n")
    assert (done.exit_code, all(code in done.stdout for code in RECOVERY_CODES)) == (0, True)


@pytest.mark.usefixtures("logged_in")
def test_it_is_switched_off_by_a_code(run: RunCommand, api: FakeApi) -> None:
    api.two_factor.enabled = True
    assert run("two-factor", "disable", "--code", CODE).exit_code == 0
    assert not api.two_factor.enabled


@pytest.mark.usefixtures("logged_in")
@pytest.mark.parametrize("command", [["disable", "--code", "0"], ["recovery-codes", "--code", "0"], ["confirm", "0"]])
def test_a_code_that_does_not_count_is_blamed(run: RunCommand, command: list[str]) -> None:
    done = run("two-factor", *command)
    place = "--code" if "--code" in command else "CODE"
    assert (done.exit_code, done.stderr) == (2, f"error: {place}: The code is wrong, or was used before.\n")


@pytest.mark.usefixtures("logged_in")
def test_a_wrong_password_is_blamed(run: RunCommand) -> None:
    done = run("two-factor", "enable", "--password-stdin", input="wrong\n")
    assert (done.exit_code, done.stderr) == (2, "error: the password: is not your password\n")


@pytest.mark.usefixtures("logged_in")
@pytest.mark.parametrize("command", ["disable", "recovery-codes"])
def test_without_a_terminal_no_code_is_asked_for(run: RunCommand, command: str) -> None:
    done = run("two-factor", command)
    assert (done.exit_code, done.stderr) == (2, NO_TERMINAL)
