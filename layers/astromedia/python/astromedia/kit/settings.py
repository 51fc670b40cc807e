"""Settings: read once from the environment, checked at start. Nothing else in the layer reads `os.environ`."""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

Chosen = TypeVar("Chosen", bound=BaseModel)


class SettingsError(Exception):
    """A setting is missing or bad; the message names each one. It stops the process."""


def comma_separated(value: object) -> object:
    """A list written as "a, b"; anything else as it is."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(comma_separated)]
CacheUrl = Annotated[str, StringConstraints(pattern=r"^valkeys?://.+")]
"""Where Valkey is: valkey://host:port, or valkeys:// for TLS."""


def over_tls(url: str) -> str:
    """An https address, or one of this machine, whose traffic nobody else sees; ValueError if it is neither."""
    split = urlsplit(url)
    if not re.fullmatch(r"[!-~]+", url) or not split.hostname or "@" in split.netloc or "#" in url:
        raise ValueError("is not the address of a page")
    if split.scheme != "https" and not (split.scheme == "http" and _is_loopback(split.hostname)):
        raise ValueError("is neither https nor a loopback address")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


BaseUrl = Annotated[str, StringConstraints(pattern=r"[^/?]$"), AfterValidator(over_tls)]
"""Where a service is, without a slash at its end."""
RedirectUris = Annotated[tuple[Annotated[str, AfterValidator(over_tls)], ...], BeforeValidator(comma_separated)]
"""Where a login may come back to."""
WrittenRate = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}/([1-9][0-9]{0,2})?(second|minute|hour|day)s?$")
]
"""How often: 100/minute, 5/15minutes."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", str_min_length=1, defer_build=True)


class MetricSettings(_Settings):
    """Where metrics are told: stages that share an account each have a namespace."""

    POWERTOOLS_METRICS_NAMESPACE: str = "AstroMedia"


class CoreSettings(_Settings):
    """What every function of campaigns needs."""

    CAMPAIGNS_TABLE: str


class CacheSettings(_Settings):
    """Where the shared cache is, if there is one, and as which of its users a function is let in by its role; without
    `CACHE_USER` it says nothing of itself."""

    CACHE_URL: CacheUrl | None = None
    CACHE_NAME: str = ""
    CACHE_USER: str | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.CACHE_USER and not self.CACHE_NAME:
            raise ValueError("CACHE_USER needs CACHE_NAME: a user is let in to a cache by its name")
        return self


class AgentSettings(CoreSettings, CacheSettings):
    """What an agent needs. Without `CACHE_URL` nothing is cached."""

    LEDGER_TABLE: str
    ASSETS_BUCKET: str
    MODEL_SETTINGS_SECRET_ARN: str
    MODEL_SWITCH_PARAMETER: str
    EVENT_BUS_NAME: str


class WorkflowSettings(CoreSettings):
    """What a step of the workflow needs."""

    LEDGER_TABLE: str


class EngineSettings(_Settings):
    """What it takes to run state machines: what the ARNs of ours, and of our functions, begin with, and by which alias
    functions are called; the role that machines run with, and the bus they tell."""

    STATE_MACHINE_PREFIX: str
    FUNCTION_PREFIX: str
    FUNCTION_ALIAS: str
    PLAYBOOK_ROLE_ARN: str
    EVENT_BUS_NAME: str


class GateSettings(CoreSettings, EngineSettings):
    """What it takes to let phases wait, and to wake them."""


class DispatchSettings(CoreSettings, EngineSettings):
    """What it takes to start who waits for a slot. `MAX_RUNNING_CAMPAIGNS` is how many slots the stage has."""

    LEDGER_TABLE: str
    MAX_RUNNING_CAMPAIGNS: Annotated[int, Field(ge=1)] = 1000


class LaunchSettings(DispatchSettings):
    """What it takes to make and launch campaigns, and to forget a schedule that is gone."""

    ACCOUNTS_TABLE: str
    MODEL_SETTINGS_SECRET_ARN: str
    MODEL_SWITCH_PARAMETER: str
    SCHEDULE_GROUP: str


class SchedulerSettings(CoreSettings):
    """How EventBridge Scheduler is told of a schedule: its group, whom it calls, as whom, and where it puts what could
    not be delivered (ARNs)."""

    EVENT_BUS_NAME: str
    SCHEDULE_GROUP: str
    SCHEDULE_TARGET_ARN: str
    SCHEDULE_ROLE_ARN: str
    SCHEDULE_DEAD_LETTERS_ARN: str


class MailSettings(_Settings):
    """What it takes to mail people. Without `MAIL_FROM` mail is kept for operators instead of being sent."""

    ACCOUNTS_TABLE: str
    MAIL_FROM: str | None = None


class ApiSettings(LaunchSettings, SchedulerSettings, MailSettings, CacheSettings):
    """What the API needs. Without `CACHE_URL` there is no cache to tell of, or to empty, and each process counts
    requests for itself. Without `RATE_LIMIT_STANDARD` a user has what the workspace's plan gives. Who logs in with
    another provider comes back to one of `OAUTH_REDIRECT_URIS`, where a loopback address without a port means any.
    With `ORIGIN_SECRET_ARN` only requests that came through the edge are answered; with `DOWNLOADS_URL` and what signs
    for it, files are downloaded through the edge."""

    ERRANDS_FUNCTION_ARN: str
    ASSETS_BUCKET: str
    AUTH_SECRET_ARN: str
    CORS_ORIGINS: Names = ()
    DOWNLOADS_URL: BaseUrl | None = None
    DOWNLOADS_KEY_ID: str | None = None
    DOWNLOADS_KEY_NAME: str | None = None
    DOWNLOADS_SECRET_ARN: str | None = None
    OAUTH_GOOGLE_URL: BaseUrl = "https://accounts.google.com"
    OAUTH_GITHUB_URL: BaseUrl = "https://github.com"
    OAUTH_REDIRECT_URIS: RedirectUris = ()
    ORIGIN_SECRET_ARN: str | None = None
    RATE_LIMIT_STANDARD: WrittenRate | None = None
    RATE_LIMIT_AUTH: WrittenRate = "5/15minutes"
    RATE_LIMIT_AI: WrittenRate = "10/minute"

    @model_validator(mode="after")
    def _signed(self) -> Self:
        """Who would hand out links that nobody can sign finds out at the start."""
        signing = (self.DOWNLOADS_KEY_ID, self.DOWNLOADS_KEY_NAME, self.DOWNLOADS_SECRET_ARN)
        if self.DOWNLOADS_URL and None in signing:
            raise ValueError("DOWNLOADS_URL needs DOWNLOADS_KEY_ID, DOWNLOADS_KEY_NAME and DOWNLOADS_SECRET_ARN")
        return self


class EraseSettings(CoreSettings, EngineSettings, CacheSettings):
    """What it takes to erase workspaces and users from all that is kept. `ERASURE_WAIT_MINUTES` is how long what had
    begun may still write: as long as any function can live (15 minutes on AWS), or nothing is promised."""

    ACCOUNTS_TABLE: str
    LEDGER_TABLE: str
    ASSETS_BUCKET: str
    SCHEDULE_GROUP: str
    ERASURE_WAIT_MINUTES: Annotated[int, Field(ge=0)] = 15


class ExportSettings(CoreSettings):
    """What it takes to write exports of workspaces."""

    ACCOUNTS_TABLE: str
    LEDGER_TABLE: str
    ASSETS_BUCKET: str


class ScheduledSettings(_Settings):
    """What a function that runs by the clock needs: it serves every campaign, and reads none."""

    LEDGER_TABLE: str
    EVENT_BUS_NAME: str


def read(kind: type[Chosen], environment: Mapping[str, str] = os.environ) -> Chosen:
    """The settings of `kind` from `environment`. SettingsError names every variable that is missing or bad."""
    given = {name: environment[name] for name in kind.model_fields if environment.get(name)}
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"Bad settings in the environment: {faults}") from None


def trace_header() -> str:
    """What Lambda says of the trace of the present invocation; each has another."""
    return os.environ.get("_X_AMZN_TRACE_ID", "")


def is_snapshot() -> bool:
    """Whether this process is being started to be kept as a snapshot, or began as one (Lambda's SnapStart)."""
    return os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start"
