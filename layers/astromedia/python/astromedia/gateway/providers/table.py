"""The providers by name. Each is loaded when it is first asked for: a Lambda pays for one SDK, not for all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.calls import MediaProvider, TextProvider
from astromedia.gateway.settings import ModelSettings

from .rekeyed import Rekeyed


def _openai(settings: ModelSettings) -> Any:
    from .openai import OpenAIProvider

    return OpenAIProvider.from_settings(settings)


def _anthropic(settings: ModelSettings) -> Any:
    from .anthropic import AnthropicProvider

    return AnthropicProvider.from_settings(settings)


def _offline(_: ModelSettings) -> Any:
    from .offline.provider import OfflineProvider

    return OfflineProvider()


_LOADERS: dict[str, Callable[[ModelSettings], Any]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "offline": _offline,
}
_MEDIA = ("offline",)


@dataclass
class ProviderTable:
    """Implements calls.Providers over the model settings.

    `fresh` reads the settings again: that is done when a provider refuses our key, which may have been changed.
    """

    settings: ModelSettings
    fresh: Callable[[], ModelSettings] | None = None
    _loaded: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> TextProvider:
        """The text provider `name`. ConfigurationError if there is none."""
        self._load(name, tuple(_LOADERS))
        return Rekeyed(lambda: self._load(name, tuple(_LOADERS)), self._renew)

    def media(self, name: str) -> MediaProvider:
        """The provider of images and video `name`. ConfigurationError if there is none."""
        provider: MediaProvider = self._load(name, _MEDIA)
        return provider

    def _load(self, name: str, known: tuple[str, ...]) -> Any:
        if name not in known:
            raise ConfigurationError(f"There is no provider '{name}' for this; known: {', '.join(known)}")
        if name not in self._loaded:
            self._loaded[name] = _LOADERS[name](self.settings)
        return self._loaded[name]

    def _renew(self) -> bool:
        """Read the settings again; whether they have changed."""
        settings = self.fresh() if self.fresh else self.settings
        if settings == self.settings:
            return False
        self.settings = settings
        self._loaded.clear()
        return True
