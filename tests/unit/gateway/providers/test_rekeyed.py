"""A key that is changed while we run: noticed when the old one is refused, without a redeploy."""

import pytest

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.calls import Running
from astromedia.gateway.errors import KeyRefused
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings

from .protocols import PROTOCOLS, good
from .samples import text_call
from .servers import Reply, Scripted, scripted
from .test_openai_films import call as film_call
from .video_server import video_server

REFUSED = Reply(401, {"type": "error", "error": {"type": "authentication_error", "message": "no"}})


def table(server: Scripted, protocol: str, *keys: str) -> tuple[ProviderTable, list[str]]:
    """A table that starts with the first key and finds the next one each time it reads again; the keys it read."""
    path = "/v1" if protocol == "openai" else ""
    settings = [
        ModelSettings.model_validate(
            {f"{protocol.upper()}_API_KEY": key, f"{protocol.upper()}_BASE_URL": server.url + path}
        )
        for key in keys
    ]
    read: list[str] = []

    def fresh() -> ModelSettings:
        read.append(keys[min(len(read) + 1, len(keys) - 1)])
        return settings[min(len(read), len(keys) - 1)]

    return ProviderTable(settings[0], fresh), read


def sent_keys(server: Scripted) -> list[str]:
    return [
        (headers.get("authorization") or headers["x-api-key"]).removeprefix("Bearer ") for headers in server.headers
    ]


@PROTOCOLS
def test_a_refused_key_is_read_again_and_the_call_made_with_the_new_one(protocol: str) -> None:
    with scripted(REFUSED, good(protocol)) as server:
        providers, read = table(server, protocol, "old", "new")
        provider = providers.text(protocol)
        assert provider.complete(text_call(), "m", 5).text == "{}"
        assert provider.complete(text_call(), "m", 5).text == "{}"
    assert sent_keys(server) == ["old", "new", "new"]
    assert read == ["new"]


@PROTOCOLS
def test_the_same_key_is_not_tried_twice(protocol: str) -> None:
    with scripted(REFUSED) as server:
        providers, read = table(server, protocol, "only")
        with pytest.raises(ProviderRefused, match="answered 401") as refused:
            providers.text(protocol).complete(text_call(), "m", 5)
    assert (sent_keys(server), read) == (["only"], ["only"])
    assert type(refused.value) is ProviderRefused


@PROTOCOLS
def test_a_new_key_that_is_refused_too_ends_it(protocol: str) -> None:
    with scripted(REFUSED) as server:
        providers, _ = table(server, protocol, "old", "new")
        with pytest.raises(ProviderRefused, match="answered 401"):
            providers.text(protocol).complete(text_call(), "m", 5)
    assert sent_keys(server) == ["old", "new"]


def test_without_a_way_to_read_again_a_refusal_is_final() -> None:
    with scripted(REFUSED) as server:
        providers = ProviderTable(ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}))
        with pytest.raises(ProviderRefused):
            providers.text("openai").complete(text_call(), "m", 5)
    assert len(server.requests) == 1


def test_other_refusals_do_not_read_again() -> None:
    unknown_model = Reply(404, {"error": {"code": "model_not_found", "message": "no model m"}})
    with scripted(unknown_model) as server:
        providers, read = table(server, "openai", "old", "new")
        with pytest.raises(ProviderRefused, match="answered 404"):
            providers.text("openai").complete(text_call(), "m", 5)
    assert read == []


def test_films_are_started_and_asked_for_with_the_new_key_too() -> None:
    with video_server() as server:
        old, new = (
            ModelSettings.model_validate(
                {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": server.url, "OPENAI_VIDEO_MODEL": "m"}
            )
            for key in ("old", "new")
        )
        films = ProviderTable(old, lambda: new).films("openai")
        assert films is not None
        server.answers = [(401, {})]
        assert films.start_film(film_call(), "m", 5, "KEY").operation == "video/0"
        server.answers = [(401, {})]
        films = ProviderTable(old, lambda: new).films("openai")
        assert films is not None
        assert isinstance(films.poll_film("video/0", film_call(), 5), Running)


def test_a_key_that_is_refused_says_nothing_of_a_film_that_is_being_made() -> None:
    with video_server() as server:
        settings = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url, "OPENAI_VIDEO_MODEL": "m"}
        films = ProviderTable(ModelSettings.model_validate(settings)).films("openai")
        assert films is not None
        server.answers = [(401, {}), (403, {})]
        with pytest.raises(ProviderRefused) as refused:
            films.start_film(film_call(), "m", 5, "KEY")
        assert type(refused.value) is ProviderRefused
        with pytest.raises(KeyRefused):
            films.poll_film("video/0", film_call(), 5)
