"""What may be asked of a provider: its own origins, for a while, and not much."""

from collections.abc import Iterator

import httpx2
import pytest

from astromedia.domain.errors import IdentityProviderUnavailable
from astromedia.domain.identity import PROVIDERS, Provider
from astromedia.storage.identity_providers.bounds import LARGEST, SECONDS, Bounded

HOME = "https://id.example.com"


class Trickle(httpx2.SyncByteStream):
    """A byte, each time it is read, and how often it was."""

    def __init__(self) -> None:
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.read += 1
            yield b" "


class Watch:
    """A clock that goes on by a second whenever it is looked at."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def asked(answer: httpx2.Response, url: str = HOME) -> httpx2.Response:
    network = Bounded(httpx2.MockTransport(lambda request: answer), {HOME}, "It is in trouble.", Watch())
    return network.handle_request(httpx2.Request("GET", url))


def test_an_answer_within_bounds_comes_whole() -> None:
    answer = asked(httpx2.Response(201, headers={"X-Kind": "a"}, content=b"x" * LARGEST))
    assert (answer.status_code, len(answer.content), answer.headers["X-Kind"]) == (201, LARGEST, "a")


def test_an_answer_that_trickles_is_given_up_in_time() -> None:
    body = Trickle()
    with pytest.raises(IdentityProviderUnavailable, match="in trouble"):
        asked(httpx2.Response(200, stream=body))
    assert body.read <= SECONDS + 1


@pytest.mark.parametrize(
    "url",
    [
        "http://id.example.com/",
        "https://id.example.com:444/",
        "https://id.example.com.evil.example.com/",
        "https://id.example.com@evil.example.com/",
        "http://169.254.169.254/",
    ],
)
def test_nothing_else_is_asked(url: str) -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError(f"{request.url} was asked")

    with pytest.raises(IdentityProviderUnavailable):
        Bounded(httpx2.MockTransport(refuse), {HOME}, "").handle_request(httpx2.Request("GET", url))


def test_a_provider_that_is_moved_is_nowhere_else() -> None:
    google = PROVIDERS[Provider.GOOGLE].at("http://127.0.0.1:9000")
    assert google.origins == ("http://127.0.0.1:9000",)
    github = PROVIDERS[Provider.GITHUB].at("https://git.example.com/code")
    assert (github.api, github.origins) == ("https://git.example.com/code/api/v3", ("https://git.example.com",))
    assert PROVIDERS[Provider.GITHUB].at("https://github.com") == PROVIDERS[Provider.GITHUB]
