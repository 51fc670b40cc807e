"""Which models may be used, and how they are reached: the content of the model settings secret."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from astromedia.domain.model import Model

ProviderName = Literal["openai", "anthropic", "offline"]


def _comma_separated(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class ModelSettings(Model):
    """All optional. `MODEL_CHAIN` is the order of fallback; by default the providers that have a key, else offline."""

    OPENAI_API_KEY: SecretStr | None = None
    OPENAI_BASE_URL: str | None = None
    OPENAI_MODEL: str = "gpt-5-mini"
    ANTHROPIC_API_KEY: SecretStr | None = None
    ANTHROPIC_BASE_URL: str | None = None
    ANTHROPIC_MODEL: str = "claude-sonnet-4-5"
    MODEL_CHAIN: Annotated[tuple[ProviderName, ...], BeforeValidator(_comma_separated)] = Field(default=())

    @property
    def chain(self) -> tuple[ProviderName, ...]:
        """The providers to ask, in order."""
        keys: dict[ProviderName, SecretStr | None] = {
            "openai": self.OPENAI_API_KEY,
            "anthropic": self.ANTHROPIC_API_KEY,
        }
        return self.MODEL_CHAIN or tuple(name for name, key in keys.items() if key) or ("offline",)

    @model_validator(mode="after")
    def _chain_has_keys(self) -> Self:
        for name, key in (("openai", self.OPENAI_API_KEY), ("anthropic", self.ANTHROPIC_API_KEY)):
            if name in self.MODEL_CHAIN and key is None:
                raise ValueError(
                    f"MODEL_CHAIN names {name} but {name.upper()}_API_KEY is not set; set it or leave {name} out"
                )
        return self
