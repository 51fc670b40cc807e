import pytest

from astromedia_client import ApiProblem, Client, TwoFactorRequired
from astromedia_client.sessions import Memory

from .fake_api import API_URL, PASSWORD, TOKEN, FakeApi
from .fake_two_factor import CHALLENGE, CODE, PATH, RECOVERY_CODES, SECRET


def test_logging_in_asks_for_a_code_and_goes_on_with_it(api: FakeApi) -> None:
    api.two_factor.enabled = True
    kept = Memory()
    with Client(API_URL, network=api.network, tokens=kept) as client:
        with pytest.raises(TwoFactorRequired, match="authenticator app") as asked:
            client.login("ana@example.com", PASSWORD)
        assert (asked.value.challenge, asked.value.expires_in) == (CHALLENGE, 300)
        assert kept.read() is None
        assert client.verify_two_factor(asked.value.challenge, CODE).user.email == "ana@example.com"
        assert client.me().role == "owner"
        tokens = kept.read()
        assert tokens
        assert tokens.access_token == TOKEN


def test_a_wrong_code_is_told_and_sent_once(api: FakeApi) -> None:
    api.two_factor.enabled = True
    with Client(API_URL, network=api.network) as client:
        with pytest.raises(ApiProblem, match="code is wrong"):
            client.verify_two_factor(CHALLENGE, "000000")
        assert api.paths == ["POST /v1/auth/verify-2fa"]


def test_it_is_switched_on_and_off(client: Client) -> None:
    assert not client.two_factor.state().enabled
    started = client.two_factor.start(PASSWORD)
    assert (started.secret, started.expires_in) == (SECRET, 900)
    assert client.two_factor.confirm(CODE) == tuple(RECOVERY_CODES)
    state = client.two_factor.state()
    assert (state.enabled, state.recovery_codes_left) == (True, 10)
    assert client.two_factor.replace_recovery_codes(CODE) == tuple(RECOVERY_CODES)
    client.two_factor.disable(CODE)
    assert not client.two_factor.state().enabled


def test_a_code_that_does_not_count_is_named(client: Client, api: FakeApi) -> None:
    for use in (client.two_factor.confirm, client.two_factor.replace_recovery_codes, client.two_factor.disable):
        with pytest.raises(ApiProblem) as refused:
            use("000000")
        assert [error.field for error in refused.value.errors] == ["code"]
    assert api.paths == [f"POST {PATH}/confirm", f"POST {PATH}/recovery-codes", f"DELETE {PATH}"]
