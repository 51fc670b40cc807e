"""Which models may be used, and how they are reached: the content of the model settings secret."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Json, SecretStr, StringConstraints, model_validator

from astromedia.domain.model import Model
from astromedia.kit.settings import comma_separated

from .calls import Route
from .pricing import OwnPrice, PriceBook, price_book

ProviderName = Literal["openai", "anthropic", "offline"]
OPENAI_ITSELF, ANTHROPIC_ITSELF = "https://api.openai.com/v1", "https://api.anthropic.com"
OFFLINE_TEXT, OFFLINE_MEDIA = Route("offline", "composer-1"), Route("offline", "renderer-1")

PricedModel = Annotated[str, StringConstraints(pattern=r"^(openai|anthropic)/.+$")]


def _no_doubles(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise ValueError("names one twice; name each once")
    return names


ModelNames = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^\S+$")], ...],
    BeforeValidator(comma_separated),
    AfterValidator(_no_doubles),
]
"""Models separated by commas: the first is the first to be asked."""
SomeNames = Annotated[ModelNames, Field(min_length=1)]
BaseUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]")]


class ModelSettings(Model):
    """All optional. `MODEL_CHAIN` is the order of fallback; by default the providers that have a key, else offline.

    Without `OPENAI_LONGEST_TEXT` the schema is what every hosted service accepts; with it, limits are part of the
    schema and no text may be longer than that many characters: for servers that generate by grammar (llama.cpp).
    `MODEL_PRICES` are for models of the operator's own, and for all that are reached through another base URL: the
    published prices are those of the default ones. Videos are rendered offline unless `OPENAI_VIDEO_MODEL` names one; a
    server of one's own for them (`OPENAI_VIDEO_BASE_URL`) is never sent the key of OpenAI. The `MODEL_MAX_*` bounds
    hold for openai and anthropic.
    """

    OPENAI_API_KEY: SecretStr | None = None
    OPENAI_BASE_URL: BaseUrl = OPENAI_ITSELF
    OPENAI_MODEL: SomeNames = ("gpt-6-luna",)
    OPENAI_LONGEST_TEXT: Annotated[int, Field(ge=20, le=2_000)] | None = None
    OPENAI_VIDEO_MODEL: ModelNames = ()
    OPENAI_VIDEO_BASE_URL: BaseUrl | None = None
    OPENAI_VIDEO_API_KEY: SecretStr | None = None
    ANTHROPIC_API_KEY: SecretStr | None = None
    ANTHROPIC_BASE_URL: BaseUrl = ANTHROPIC_ITSELF
    ANTHROPIC_MODEL: SomeNames = ("claude-sonnet-5-5",)
    MODEL_CHAIN: Annotated[tuple[ProviderName, ...], BeforeValidator(comma_separated), AfterValidator(_no_doubles)] = (
        Field(default=())
    )
    MODEL_PRICES: dict[PricedModel, OwnPrice] | Json[dict[PricedModel, OwnPrice]] = Field(default_factory=dict)
    MODEL_MAX_INPUT_CHARACTERS: Annotated[int, Field(ge=2_000)] = 200_000
    MODEL_MAX_OUTPUT_TOKENS: Annotated[int, Field(ge=100)] = 16_000
    MODEL_TIMEOUT_SECONDS: Annotated[float, Field(ge=1, le=600)] = 120.0

    @property
    def chain(self) -> tuple[ProviderName, ...]:
        """The providers to ask, in order."""
        keys: dict[ProviderName, SecretStr | None] = {
            "openai": self.OPENAI_API_KEY,
            "anthropic": self.ANTHROPIC_API_KEY,
        }
        return self.MODEL_CHAIN or tuple(name for name, key in keys.items() if key) or ("offline",)

    @property
    def text_routes(self) -> tuple[Route, ...]:
        """Whom to ask for text, in order: each provider of the chain with each of its models."""
        models = {"openai": self.OPENAI_MODEL, "anthropic": self.ANTHROPIC_MODEL, "offline": (OFFLINE_TEXT.model,)}
        return tuple(Route(name, model) for name in self.chain for model in models[name])

    @property
    def prices(self) -> PriceBook:
        """What these models cost, where they are reached."""
        reached = {
            "openai": (self.OPENAI_BASE_URL, OPENAI_ITSELF),
            "anthropic": (self.ANTHROPIC_BASE_URL, ANTHROPIC_ITSELF),
        }
        elsewhere = {name for name, (url, itself) in reached.items() if url.rstrip("/") != itself}
        return price_book(self.MODEL_PRICES, elsewhere)

    @property
    def image_routes(self) -> tuple[Route, ...]:
        """Whom to ask for images, in order: the offline renderer is the only one there is."""
        return (OFFLINE_MEDIA,)

    @property
    def video_routes(self) -> tuple[Route, ...]:
        """Whom to ask for videos, in order: the models that are set, then the offline renderer."""
        return (*(Route("openai", model) for model in self.OPENAI_VIDEO_MODEL), OFFLINE_MEDIA)

    @property
    def video_server(self) -> tuple[str, str]:
        """The base URL and the key that videos are asked for with: those of OpenAI, unless it is another server."""
        base_url = self.OPENAI_VIDEO_BASE_URL or self.OPENAI_BASE_URL
        key = self.OPENAI_VIDEO_API_KEY if self.OPENAI_VIDEO_BASE_URL else self.OPENAI_API_KEY
        return base_url, key.get_secret_value() if key else ""

    @model_validator(mode="after")
    def _chain_has_keys(self) -> Self:
        for name, key in (("openai", self.OPENAI_API_KEY), ("anthropic", self.ANTHROPIC_API_KEY)):
            if name in self.MODEL_CHAIN and key is None:
                raise ValueError(
                    f"MODEL_CHAIN names {name} but {name.upper()}_API_KEY is not set; set it or leave {name} out"
                )
        if self.OPENAI_VIDEO_MODEL and not (self.OPENAI_VIDEO_BASE_URL or self.OPENAI_API_KEY):
            raise ValueError(
                "OPENAI_VIDEO_MODEL needs OPENAI_API_KEY, or OPENAI_VIDEO_BASE_URL for a server of your own"
            )
        return self
