"""What one deployment is: its stage, its processor and where its code comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

RATES = ("rate_limit_standard", "rate_limit_auth", "rate_limit_ai")
"""How often the API may be asked; empty means what the product does by itself."""
OAUTH = ("oauth_redirect_uris", "oauth_google_url", "oauth_github_url")
"""Where logins at other providers come back to, and where these are; empty means what the product does by itself."""
_MAIL = re.compile(r"([^\s@<>]{1,64}@[a-z0-9.-]{3,190})?"), "use one address, like hello@example.com"
_COUNT = re.compile(r"[1-9][0-9]{0,5}"), "use 1 to 999999"
_RATE = (
    re.compile(r"([1-9][0-9]{0,8}/([1-9][0-9]{0,2})?(second|minute|hour|day)s?)?"),
    ("write a rate as 100/minute or 5/15minutes"),
)
_LOOPBACK = r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?"
_PLACE = rf"(https://[^\s,#@]+|{_LOOPBACK}(/[^\s,#@]*)?)"
_PLACES = (
    re.compile(rf"({_PLACE}(,{_PLACE})*)?"),
    "use https, or an address of this machine, like https://app.example.com/login",
)
WAIT = "erasure_wait_minutes"
"""How long an erasure waits for what had begun: on AWS as long as any function can live, or nothing is promised."""
_WRITTEN = {
    **dict.fromkeys(OAUTH, _PLACES),
    "stage": (re.compile(r"[a-z][a-z0-9-]{0,15}"), "use 1-16 of a-z, 0-9 and '-', starting with a letter"),
    "mail_from": _MAIL,
    "alarm_mail": _MAIL,
    "max_running_campaigns": _COUNT,
    "alarm_dollars_an_hour": _COUNT,
    WAIT: (re.compile(r"[0-9]{1,4}"), "use 0 to 9999"),
    **dict.fromkeys(RATES, _RATE),
}
"""How values are written, and what to say of those that are not."""
_PLACEHOLDER = Path(__file__).parent / "constructs" / "placeholder"
_CHOICES = {"arch": ("arm64", "x86_64"), "layers": ("placeholder", "built")}


class DeploymentError(Exception):
    """The app cannot be synthesised as asked; the message says what to change."""


@dataclass(frozen=True)
class Deployment:
    """One stage of AstroMedia. `layers` is "built" for AWS; the local cloud runs from source and needs none."""

    KEYS: ClassVar = (
        *("stage", "arch", "layers", "cors_origins", "mail_from", "max_running_campaigns", WAIT, *OAUTH, *RATES),
        *("alarm_mail", "alarm_dollars_an_hour"),
    )

    root: Path
    stage: str = "dev"
    arch: str = "arm64"
    layers: str = "placeholder"
    cors_origins: str = ""
    mail_from: str = ""
    max_running_campaigns: str = "1000"
    oauth_redirect_uris: str = "http://127.0.0.1/callback"
    oauth_google_url: str = ""
    oauth_github_url: str = ""
    erasure_wait_minutes: str = "15"
    rate_limit_standard: str = ""
    rate_limit_auth: str = "5/15minutes"
    rate_limit_ai: str = "10/minute"
    alarm_mail: str = ""
    alarm_dollars_an_hour: str = "20"

    @classmethod
    def of(cls, chosen: Mapping[str, str], root: Path) -> Self:
        """The deployment that the context asks for; DeploymentError names a value that makes no sense."""
        deployment = cls(root, **chosen)
        for key, (written, advice) in _WRITTEN.items():
            if not written.fullmatch(value := getattr(deployment, key)):
                raise DeploymentError(f"{key}={value}: {advice}")
        for key, allowed in _CHOICES.items():
            if (value := getattr(deployment, key)) not in allowed:
                raise DeploymentError(f"{key}={value}: use one of {', '.join(allowed)}")
        return deployment

    @property
    def rates(self) -> dict[str, str]:
        """The rates that are chosen, by their key."""
        return {key: rate for key in RATES if (rate := getattr(self, key))}

    @property
    def api_settings(self) -> dict[str, str]:
        """What the API is to be told of what was chosen, by variable."""
        keys = ("cors_origins", *OAUTH, *RATES)
        return {key.upper(): chosen for key in keys if (chosen := getattr(self, key))}

    @property
    def retained(self) -> bool:
        """Whether data outlives its stack: only a production stage is somebody's work."""
        return self.stage == "prod"

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
