import pytest

from astromedia.kit.settings import AgentSettings, ApiSettings, CoreSettings, SettingsError, read

API = {
    "CAMPAIGNS_TABLE": "campaigns",
    "ACCOUNTS_TABLE": "accounts",
    "LEDGER_TABLE": "ledger",
    "ASSETS_BUCKET": "assets",
    "AUTH_SECRET_ARN": "arn",
    "MODEL_SETTINGS_SECRET_ARN": "arn",
    "MODEL_SWITCH_PARAMETER": "/models-off",
    "STATE_MACHINE_PREFIX": "arn",
    "FUNCTION_PREFIX": "arn",
    "FUNCTION_ALIAS": "live",
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


def test_a_user_of_the_cache_is_one_of_a_cache_with_a_name() -> None:
    settings = read(ApiSettings, API | {"CACHE_USER": "api", "CACHE_NAME": "cache"})
    assert (settings.CACHE_USER, settings.CACHE_NAME) == ("api", "cache")
    with pytest.raises(SettingsError, match="CACHE_USER needs CACHE_NAME"):
        read(ApiSettings, API | {"CACHE_USER": "api"})


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


def test_logins_elsewhere_come_back_to_where_they_are_allowed_to() -> None:
    allowed = "https://app.example.com/login, http://127.0.0.1/callback, http://[::1]:8080/callback"
    settings = read(ApiSettings, API | {"OAUTH_REDIRECT_URIS": allowed})
    assert tuple(allowed.split(", ")) == settings.OAUTH_REDIRECT_URIS
    assert read(ApiSettings, API).OAUTH_REDIRECT_URIS == ()


@pytest.mark.parametrize("url", ["https://id.example.com", "https://id.example.com/realms/a", "http://127.0.0.1:8000"])
def test_an_identity_provider_can_be_somewhere_else(url: str) -> None:
    assert url == read(ApiSettings, API | {"OAUTH_GOOGLE_URL": url}).OAUTH_GOOGLE_URL


CLEAR = ["http://app.example.com/x", "http://10.0.0.1/x", "ftp://app.example.com/x", "javascript:alert(1)", "/x"]
ODD = ["https:///x", "https://me@app.example.com/x", "https://app.example.com/#x", "https://app.example.com/ x"]


@pytest.mark.parametrize("name", ["OAUTH_REDIRECT_URIS", "OAUTH_GOOGLE_URL", "OAUTH_GITHUB_URL"])
@pytest.mark.parametrize("url", CLEAR + ODD)
def test_an_address_that_a_login_must_not_depend_on_stops_the_process(name: str, url: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(ApiSettings, API | {name: url})
