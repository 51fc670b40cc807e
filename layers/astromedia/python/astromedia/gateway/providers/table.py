"""The providers by name. Each is loaded when it is first asked for: a Lambda pays for one SDK, not for all.

So what a call costs at worst is said without any: the router compares routes that it will not take.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from astromedia.domain.errors import ConfigurationError
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Call, FilmProvider, MediaProvider, Route, TextCall, TextProvider, VideoCall
from astromedia.gateway.settings import ModelSettings

from .film import film_of
from .limits import Limits
from .offline.worst import worst_offline
from .rekeyed import Rekeyed, RekeyedFilms
from .worst import Speaker


def _openai(settings: ModelSettings, speaker: Speaker) -> Any:
    from .openai import OpenAIProvider

    return OpenAIProvider.from_settings(settings, speaker)


def _anthropic(settings: ModelSettings, speaker: Speaker) -> Any:
    from .anthropic import AnthropicProvider

    return AnthropicProvider.from_settings(settings, speaker)


def _offline(*_: object) -> Any:
    from .offline.provider import OfflineProvider

    return OfflineProvider()


def _openai_films(settings: ModelSettings, *_: object) -> Any:
    from .openai_films import OpenAIFilms

    return OpenAIFilms.from_settings(settings)


_LOADERS: dict[str, Callable[[ModelSettings, Speaker], Any]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "offline": _offline,
    "openai films": _openai_films,
}
_TEXT, _IMAGES, _FILMS = ("openai", "anthropic", "offline"), ("offline",), ("openai", "offline")


@dataclass
class ProviderTable:
    """Implements calls.Providers over the model settings.

    `fresh` reads the settings again: that is done when a provider refuses our key, which may have been changed.
    """

    settings: ModelSettings
    fresh: Callable[[], ModelSettings] | None = None
    _loaded: dict[str, Any] = field(default_factory=dict)
    _speakers: dict[str, Speaker] = field(default_factory=dict)

    def worst(self, route: Route, call: Call) -> Usage:
        """The most that `call` can use at `route`. ConfigurationError if nobody there answers such calls."""
        if isinstance(call, TextCall) and _known(route.provider, _TEXT) != "offline":
            return self._speaker(route.provider).said(call).worst
        if isinstance(call, VideoCall) and _known(route.provider, _FILMS) != "offline":
            return film_of(call).usage
        _known(route.provider, ("offline",))
        return worst_offline(call)

    def text(self, name: str) -> TextProvider:
        """The text provider `name`. ConfigurationError if there is none."""
        self._load(_known(name, _TEXT))
        return Rekeyed(lambda: self._load(name), self._renew)

    def media(self, name: str) -> MediaProvider:
        """The provider of images and video `name`. ConfigurationError if there is none."""
        provider: MediaProvider = self._load(_known(name, _IMAGES))
        return provider

    def films(self, name: str) -> FilmProvider | None:
        """The provider `name`, if it makes videos in the background."""
        loader = f"{name} films"
        if loader not in _LOADERS:
            return None
        self._load(loader)
        return RekeyedFilms(lambda: self._load(loader), self._renew)

    def load(self, names: Iterable[str]) -> None:
        """Load the providers `names`, and their SDKs, before anybody asks them."""
        for name in names:
            self._load(_known(name, _TEXT))

    def _load(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _LOADERS[name](self.settings, self._speaker(name))
        return self._loaded[name]

    def _speaker(self, name: str) -> Speaker:
        """What `name` is told and what that costs at worst: one for both, as each takes the whole prompt to know."""
        if name not in self._speakers:
            longest_text = self.settings.OPENAI_LONGEST_TEXT if name == "openai" else None
            self._speakers[name] = Speaker(Limits.from_settings(self.settings), longest_text)
        return self._speakers[name]

    def _renew(self) -> bool:
        """Read the settings again; whether they have changed."""
        settings = self.fresh() if self.fresh else self.settings
        if settings == self.settings:
            return False
        self.settings = settings
        self._loaded.clear()
        self._speakers.clear()
        return True


def _known(name: str, known: tuple[str, ...]) -> str:
    if name not in known:
        raise ConfigurationError(f"There is no provider '{name}' for this; known: {', '.join(known)}")
    return name
