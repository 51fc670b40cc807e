import pytest

from astromedia.kit.settings import AgentSettings, ApiSettings, CoreSettings, SettingsError, read

API = {
    "CAMPAIGNS_TABLE": "campaigns",
    "ACCOUNTS_TABLE": "accounts",
    "LEDGER_TABLE": "ledger",
    "ASSETS_BUCKET": "assets",
    "AUTH_SECRET_ARN": "arn",
    "MODEL_SETTINGS_SECRET_ARN": "arn",
    "STATE_MACHINE_PREFIX": "arn",
    "FUNCTION_PREFIX": "arn",
    "PLAYBOOK_ROLE_ARN": "arn",
    "EVENT_BUS_NAME": "bus",
    "SCHEDULE_GROUP": "schedules",
    "SCHEDULE_TARGET_ARN": "arn",
    "SCHEDULE_ROLE_ARN": "arn",
    "SCHEDULE_DEAD_LETTERS_ARN": "arn",
    "ERRANDS_FUNCTION_ARN": "arn",
}


def test_what_is_not_a_setting_is_left_alone() -> None:
    settings = read(CoreSettings, API | {"HOME": "/root"})
    assert settings.CAMPAIGNS_TABLE == "campaigns"


@pytest.mark.parametrize("empty", [None, ""])
def test_every_missing_setting_is_named(empty: str | None) -> None:
    environment = {"ASSETS_BUCKET": "assets"} | ({"CAMPAIGNS_TABLE": empty} if empty is not None else {})
    with pytest.raises(SettingsError, match="CAMPAIGNS_TABLE: Field required; LEDGER_TABLE: Field required"):
        read(AgentSettings, environment)


@pytest.mark.parametrize("url", ["valkey://127.0.0.1:6379", "valkeys://cache.example:6379"])
def test_a_cache_is_optional(url: str) -> None:
    settings = read(ApiSettings, API | {"CACHE_URL": url})
    assert url == settings.CACHE_URL
    assert read(ApiSettings, API | {"CACHE_URL": ""}).CACHE_URL is None


@pytest.mark.parametrize("url", ["redis://h:1", "valkey://", "h:6379"])
def test_a_cache_that_no_client_could_reach_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="CACHE_URL"):
        read(ApiSettings, API | {"CACHE_URL": url})


def test_lists_are_separated_by_commas_and_defaults_hold() -> None:
    settings = read(ApiSettings, API | {"CORS_ORIGINS": "https://a.example, https://b.example,"})
    assert settings.CORS_ORIGINS == ("https://a.example", "https://b.example")
    assert read(ApiSettings, API).CORS_ORIGINS == ()


def test_limits_are_those_of_the_product_unless_set() -> None:
    settings = read(ApiSettings, API)
    assert (settings.RATE_LIMIT_STANDARD, settings.RATE_LIMIT_AUTH, settings.RATE_LIMIT_AI) == (
        None,
        "5/15minutes",
        "10/minute",
    )
    assert read(ApiSettings, API | {"RATE_LIMIT_STANDARD": "300/minute"}).RATE_LIMIT_STANDARD == "300/minute"


@pytest.mark.parametrize("rate", ["often", "0/minute", "5", "5/0minutes", "5/fortnight", "-1/minute", "5/minute;1/day"])
def test_a_limit_that_makes_no_sense_stops_the_process(rate: str) -> None:
    with pytest.raises(SettingsError, match="RATE_LIMIT_AUTH"):
        read(ApiSettings, API | {"RATE_LIMIT_AUTH": rate})
