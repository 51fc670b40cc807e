import httpx
import pytest

from astromedia_client import Client
from astromedia_client.errors import ApiProblem, TwoFactorRequired

from .fake_api import API_URL, CODE_OF_ANA, FakeApi

REDIRECT = "https://app.example.com/login"


@pytest.mark.parametrize("iss", [None, "https://github.com/login/oauth"])
def test_whoever_comes_back_is_logged_in(api: FakeApi, iss: str | None) -> None:
    with Client(API_URL, network=api.network) as client:
        started = client.identities.start("github", REDIRECT)
        assert started.authorization_url.startswith("https://github.com/")
        assert client.identities.finish("github", started, CODE_OF_ANA, iss).user.email == "ana@example.com"
        assert client.me().user.email == "ana@example.com"


def test_a_second_factor_is_asked_for(api: FakeApi) -> None:
    api.two_factor.enabled = True
    with Client(API_URL, network=api.network) as client, pytest.raises(TwoFactorRequired):
        client.identities.finish("github", client.identities.start("github", REDIRECT), CODE_OF_ANA)


def test_a_login_of_somebody_else_is_refused(api: FakeApi) -> None:
    with Client(API_URL, network=api.network) as client:
        started = client.identities.start("github", REDIRECT)
        stolen = started.model_copy(update={"binding": "another"})
        with pytest.raises(ApiProblem) as refused:
            client.identities.finish("github", stolen, CODE_OF_ANA)
    assert refused.value.status == 401


def test_identities_are_listed_and_unlinked(client: Client, api: FakeApi) -> None:
    assert [each.provider for each in client.identities.list()] == ["github"]
    client.identities.unlink("github")
    assert api.paths[-1] == "DELETE /v1/users/me/identities/github"


def test_a_provider_of_an_odd_name_stays_in_its_place(client: Client, api: FakeApi) -> None:
    api.instead["DELETE /v1/users/me/identities/../../keys"] = [httpx.Response(204)]
    client.identities.unlink("../../keys")
    assert api.requests[-1].url.raw_path == b"/v1/users/me/identities/..%2F..%2Fkeys"
