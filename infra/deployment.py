"""What one deployment is: its stage, what that stage is given, its processor and where its code comes from."""

import re
import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

STAGES = Path(__file__).parent / "stages.toml"
RATES = ("rate_limit_standard", "rate_limit_auth", "rate_limit_ai")
"""How often the API may be asked; empty means what the product does by itself."""
OAUTH = ("oauth_redirect_uris", "oauth_google_url", "oauth_github_url")
"""Where logins at other providers come back to, and where these are; empty means what the product does by itself."""
WAIT = "erasure_wait_minutes"
"""How long an erasure waits for what had begun: on AWS as long as any function can live, or nothing is promised."""
LIVE = "live"
"""The alias by which every function is called: it names the version that was deployed last."""
_PLACEHOLDER = Path(__file__).parent / "constructs" / "placeholder"


class DeploymentError(Exception):
    """The app cannot be synthesised as asked; the message says what to change."""


def _written(pattern: str, advice: str) -> AfterValidator:
    """Text of that form; anything else is answered with the advice."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(advice)
        return text

    return AfterValidator(check)


_LOOPBACK = r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?"
_PLACE = rf"(https://[^\s,#@]+|{_LOOPBACK}(/[^\s,#@]*)?)"
Name = Annotated[str, _written("[a-z][a-z0-9]{0,15}", "use 1-16 of a-z and 0-9, starting with a letter")]
"""Of a stage. What may be done with astromedia-dev-* must not be allowed with what is astromedia-dev-x's."""
Shares = Annotated[
    str,
    _written(
        "([a-z_]+=[1-9][0-9]{0,3}(,[a-z_]+=[1-9][0-9]{0,3})*)?", "write functions as video_producer=5,designer=10"
    ),
]
Mail = Annotated[str, _written(r"([^\s@<>]{1,64}@[a-z0-9.-]{3,190})?", "use one address, like hello@example.com")]
Count = Annotated[int, Field(ge=1, le=999_999)]
Rate = Annotated[
    str,
    _written(
        "([1-9][0-9]{0,8}/([1-9][0-9]{0,2})?(second|minute|hour|day)s?)?", "write a rate as 100/minute or 5/15minutes"
    ),
]
Places = Annotated[
    str,
    _written(
        rf"({_PLACE}(,{_PLACE})*)?", "use https, or an address of this machine, like https://app.example.com/login"
    ),
]

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
Domain = Annotated[str, _written(rf"(({_LABEL}\.)+[a-z]{{2,63}})?", "use a name like api.example.com")]
Certificate = Annotated[
    str,
    _written(
        "(arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate/[a-f0-9-]{36})?",
        "CloudFront takes certificates of us-east-1 only, like arn:aws:acm:us-east-1:123456789012:certificate/...",
    ),
]
Zone = Annotated[str, _written("(Z[A-Z0-9]{1,31})?", "use the id of a hosted zone, like Z0123456789ABCDEFGHIJ")]
_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}=="
PublicKeys = Annotated[
    str, _written(rf"({_KEY}(,{_KEY}){{0,4}})?", "use what `python -m infra.keys downloads` prints, at most five")
]
_AREA = "[a-z]{2}(-[a-z]+)+-[0-9][a-z]"
Areas = Annotated[str, _written(f"({_AREA}(,{_AREA}){{1,2}})?", "write zones as us-east-1a,us-east-1c")]
Version = Annotated[str, _written("([A-Za-z0-9-]{32,64})?", "use the id of a version of the secret")]
_PORT = "[1-9][0-9]{0,4}"
Ports = Annotated[str, _written(rf"{_PORT}(,{_PORT})*", "write ports as 443 or 443,8000")]


def key_name(public: str) -> str:
    """By which the private half of a public key (base64) is found."""
    return sha256(public.encode()).hexdigest()[:16]


class Deployment(BaseModel):
    """One stage of AstroMedia. `layers` is "built" for AWS; the local cloud runs from source and needs none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Path
    stage: Name = "dev"
    # What a stage is given: infra/stages.toml
    retained: bool
    protected: bool
    backup_days: int = Field(ge=0, le=35)
    zones: int = Field(ge=2, le=3)
    nat_gateways: int = Field(ge=1)
    edge: bool
    rollout: Literal["all-at-once", "canary"]
    # What is the same everywhere, unless somebody says otherwise
    arch: Literal["arm64", "x86_64"] = "arm64"
    layers: Literal["placeholder", "built"] = "placeholder"
    cors_origins: str = ""
    zone_names: Areas = ""
    mail_from: Mail = ""
    max_running_campaigns: Count = 1000
    model_ports: Ports = "443"
    oauth_redirect_uris: Places = "http://127.0.0.1/callback"
    oauth_google_url: Places = ""
    oauth_github_url: Places = ""
    erasure_wait_minutes: int = Field(default=15, ge=0, le=9999)
    rate_limit_standard: Rate = ""
    rate_limit_auth: Rate = "5/15minutes"
    rate_limit_ai: Rate = "10/minute"
    alarm_mail: Mail = ""
    alarm_dollars_an_hour: Count = 20
    snap_start: Literal["on", "api", "off"] = "on"
    reserved_concurrency: Shares = ""
    certificate_arn: Certificate = ""
    domain_name: Domain = Field(default="", validate_default=True)
    downloads_domain_name: Domain = ""
    hosted_zone_id: Zone = ""
    download_keys: PublicKeys = ""
    origin_version: Version = ""

    @classmethod
    def of(cls, chosen: Mapping[str, Any], root: Path) -> Self:
        """The deployment that is asked for; DeploymentError names a setting that makes no sense, or is none."""
        stages = tomllib.loads(STAGES.read_text())
        profile = stages.get(chosen.get("stage", "dev"), stages["dev"])
        try:
            return cls.model_validate({**profile, **chosen, "root": root})
        except ValidationError as error:
            raise DeploymentError("; ".join(_advice(each) for each in error.errors())) from None

    @field_validator("nat_gateways")
    @classmethod
    def _one_a_zone(cls, value: int, info: ValidationInfo) -> int:
        if value > (zones := info.data.get("zones", value)):
            raise ValueError(f"there are {zones} zones, and more than one in a zone is of no use")
        return value

    @field_validator("zone_names")
    @classmethod
    def _as_many_as_zones(cls, value: str, info: ValidationInfo) -> str:
        named, zones = set(value.split(",")), info.data.get("zones")
        if value and zones and (len(named) != zones or value.count(",") + 1 != zones):
            raise ValueError(f"the stage is in {zones} zones; name each of them once")
        return value

    @field_validator("certificate_arn", "domain_name", "hosted_zone_id", "download_keys", "origin_version")
    @classmethod
    def _at_the_edge(cls, value: str, info: ValidationInfo) -> str:
        if value and not info.data.get("edge", True):
            raise ValueError("this stage has no edge; give it one with edge=true")
        return value

    @field_validator("domain_name")
    @classmethod
    def _certified(cls, value: str, info: ValidationInfo) -> str:
        if bool(value) != bool(info.data.get("certificate_arn", value)):
            raise ValueError("a name needs a certificate_arn, and a certificate a domain_name")
        return value

    @field_validator("downloads_domain_name", "hosted_zone_id")
    @classmethod
    def _of_a_name(cls, value: str, info: ValidationInfo) -> str:
        if value and not info.data.get("domain_name", value):
            raise ValueError("there is no domain_name; set that first")
        return value

    @field_validator("reserved_concurrency")
    @classmethod
    def _of_functions(cls, value: str, info: ValidationInfo) -> str:
        known = {handler.parent.name for handler in (info.data["root"] / "functions").rglob("handler.py")}
        if unknown := _shares(value).keys() - known:
            raise ValueError(f"no function is called {', '.join(sorted(unknown))}")
        return value

    @property
    def reserved(self) -> dict[str, int]:
        """How many environments a function may have, and nobody may take from it, by its name."""
        return _shares(self.reserved_concurrency)

    @property
    def named_zones(self) -> list[str]:
        """In which zones it is to be; empty means in those that CloudFormation names first."""
        return self.zone_names.split(",") if self.zone_names else []

    @property
    def api_settings(self) -> dict[str, str]:
        """What the API is to be told of what was chosen, by variable."""
        keys = ("cors_origins", *OAUTH, *RATES)
        return {key.upper(): chosen for key in keys if (chosen := getattr(self, key))}

    @property
    def metrics(self) -> str:
        """The namespace of its metrics: stages may share an account."""
        return f"AstroMedia/{self.stage}"

    def named(self, part: str) -> str:
        """The physical name of a part of this deployment, e.g. astromedia-dev-api."""
        return f"astromedia-{self.stage}-{part}"

    def layer(self, name: str) -> Path:
        """The folder that becomes the layer `name`; DeploymentError when it must be built and is not."""
        if self.layers == "placeholder":
            return _PLACEHOLDER
        folder = self.root / "build" / "layers" / self.arch / name
        if not (folder / "python").is_dir():
            build = f"python layers/dependencies/build.py --arch {self.arch}"
            raise DeploymentError(f"layer {name} is not built for {self.arch}: run `{build}`")
        return folder


def _shares(text: str) -> dict[str, int]:
    return {name: int(count) for name, count in (pair.split("=") for pair in text.split(",") if pair)}


def _advice(error: Any) -> str:
    """edge=maybe: what is wrong with it."""
    if error["type"] == "extra_forbidden":
        return f"{error['loc'][0]}={error['input']}: there is no such setting (infra/deployment.py has them all)"
    said = error["msg"].removeprefix("Value error, ")
    return f"{error['loc'][0]}={error['input']}: {said[0].lower()}{said[1:]}"


def switch_parameter(stage: str) -> str:
    """The parameter by which models of a stage are switched off."""
    return f"/astromedia/{stage}/models-off"
