"""The model settings: what the secret may say."""

import json
from datetime import date

import pytest
from pydantic import ValidationError

from astromedia.domain.errors import PriceUnknown
from astromedia.gateway.calls import Route
from astromedia.gateway.settings import ModelSettings

TODAY = date(2026, 11, 22)


def settings(**given: object) -> ModelSettings:
    return ModelSettings.model_validate_json(json.dumps(given))


def test_without_a_key_everything_is_offline() -> None:
    assert settings().text_routes == (Route("offline", "composer-1"),)
    assert settings().image_routes == settings().video_routes == (Route("offline", "renderer-1"),)


def test_a_key_chooses_its_provider() -> None:
    assert settings(ANTHROPIC_API_KEY="k").chain == ("anthropic",)
    assert settings(ANTHROPIC_API_KEY="k", OPENAI_API_KEY="k").chain == ("openai", "anthropic")


def test_the_chain_is_read_in_order_with_the_chosen_models() -> None:
    found = settings(
        MODEL_CHAIN="anthropic, openai,offline", OPENAI_API_KEY="k", ANTHROPIC_API_KEY="k", OPENAI_MODEL="m"
    )
    assert found.text_routes == (
        Route("anthropic", found.ANTHROPIC_MODEL[0]),
        Route("openai", "m"),
        Route("offline", "composer-1"),
    )


def test_several_models_of_a_provider_are_asked_in_order_and_offline_last() -> None:
    found = settings(
        MODEL_CHAIN="openai,anthropic,offline",
        OPENAI_API_KEY="k",
        ANTHROPIC_API_KEY="k",
        OPENAI_MODEL="small, large",
        ANTHROPIC_MODEL=["one"],
    )
    assert [f"{route.provider}/{route.model}" for route in found.text_routes] == [
        "openai/small",
        "openai/large",
        "anthropic/one",
        "offline/composer-1",
    ]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"MODEL_CHAIN": "openai"}, "OPENAI_API_KEY is not set"),
        ({"MODEL_CHAIN": "offline,offline"}, "names one twice"),
        ({"MODEL_CHAIN": "gemini"}, "MODEL_CHAIN"),
        ({"OPENAI_APIKEY": "k"}, "OPENAI_APIKEY"),
        ({"OPENAI_MODEL": "a, b, a"}, r"OPENAI_MODEL\n.*names one twice"),
        ({"OPENAI_MODEL": ""}, "OPENAI_MODEL"),
        ({"ANTHROPIC_MODEL": " , "}, "ANTHROPIC_MODEL"),
        ({"ANTHROPIC_MODEL": "two words"}, "ANTHROPIC_MODEL"),
        ({"OPENAI_BASE_URL": "localhost:8080"}, "OPENAI_BASE_URL"),
        ({"MODEL_PRICES": '{"m": {"input": "1", "output": "2"}}'}, "MODEL_PRICES"),
        ({"MODEL_PRICES": "not JSON"}, "MODEL_PRICES"),
        ({"MODEL_MAX_OUTPUT_TOKENS": "0"}, "MODEL_MAX_OUTPUT_TOKENS"),
    ],
)
def test_a_bad_setting_names_itself(given: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        settings(**given)


@pytest.mark.parametrize("form", [str, json.loads], ids=["JSON in a string", "object"])
def test_own_prices_come_as_json_or_as_an_object(form: type) -> None:
    given = form('{"openai/local": {"input": "0", "output": "0"}}')
    assert list(settings(MODEL_PRICES=given).MODEL_PRICES) == ["openai/local"]


def test_a_key_is_never_printed() -> None:
    assert "hush" not in repr(settings(OPENAI_API_KEY="hush"))


def test_published_prices_hold_only_where_they_are_published_for() -> None:
    itself = settings(OPENAI_API_KEY="k", OPENAI_BASE_URL="https://api.openai.com/v1/").prices
    assert itself.tariff("openai", "gpt-6-luna", TODAY).effective < TODAY
    abroad = settings(
        OPENAI_API_KEY="k",
        OPENAI_BASE_URL="https://eu.api.openai.com/v1",
        MODEL_PRICES={"openai/gpt-6-sol": {"input": "2.2", "output": "11"}},
    ).prices
    assert abroad.tariff("openai", "gpt-6-sol", TODAY).prices[0].output == 11
    assert abroad.tariff("anthropic", "claude-sonnet-5-5", TODAY)
    with pytest.raises(PriceUnknown, match="openai/gpt-6-luna"):
        abroad.tariff("openai", "gpt-6-luna", TODAY)


def test_films_are_made_by_the_models_that_are_set_and_then_offline() -> None:
    found = settings(OPENAI_API_KEY="k", OPENAI_VIDEO_MODEL="a, b")
    assert found.video_routes == (Route("openai", "a"), Route("openai", "b"), Route("offline", "renderer-1"))
    assert found.video_server == ("https://api.openai.com/v1", "k")


def test_a_server_of_its_own_for_films_is_never_sent_the_key_of_openai() -> None:
    own = {"OPENAI_API_KEY": "k", "OPENAI_VIDEO_MODEL": "a", "OPENAI_VIDEO_BASE_URL": "http://127.0.0.1:9/v1"}
    assert settings(**own).video_server == ("http://127.0.0.1:9/v1", "")
    assert settings(**own, OPENAI_VIDEO_API_KEY="v").video_server == ("http://127.0.0.1:9/v1", "v")


def test_films_need_a_key_or_a_server_of_their_own() -> None:
    with pytest.raises(ValidationError, match="OPENAI_VIDEO_MODEL needs"):
        settings(OPENAI_VIDEO_MODEL="a")


@pytest.mark.parametrize("name", ["sora-2", "sora-2-pro", "anything"])
def test_a_model_that_films_has_no_price_but_the_operators(name: str) -> None:
    with pytest.raises(PriceUnknown):
        settings(OPENAI_API_KEY="k", OPENAI_VIDEO_MODEL=name).prices.tariff("openai", name, TODAY)
