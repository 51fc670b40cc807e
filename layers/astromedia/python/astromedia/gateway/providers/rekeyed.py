"""Providers whose key may be changed while we run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.calls import (
    Completion,
    Failed,
    FilmProvider,
    MediaCompletion,
    Running,
    TextCall,
    TextProvider,
    VideoCall,
)
from astromedia.gateway.errors import KeyRefused

Provider = TypeVar("Provider")
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Keyed(Generic[Provider]):
    """Asks the `current` provider and, if it refuses our key, once more after `renew`.

    `renew` says whether there is anything new. A refused call costs nothing, so both are one try.
    """

    current: Callable[[], Provider]
    renew: Callable[[], bool]

    def _ask(self, ask: Callable[[Provider], Result]) -> Result:
        """KeyRefused if the provider takes neither key."""
        try:
            return ask(self.current())
        except KeyRefused:
            if not self.renew():
                raise
            return ask(self.current())

    def _begin(self, ask: Callable[[Provider], Result]) -> Result:
        """ProviderRefused if the provider takes neither key."""
        try:
            return self._ask(ask)
        except KeyRefused as refused:
            raise ProviderRefused(refused.detail) from refused


class Rekeyed(_Keyed[TextProvider]):
    """Implements calls.TextProvider."""

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers."""
        return self._begin(lambda provider: provider.complete(call, model, seconds))


class RekeyedFilms(_Keyed[FilmProvider]):
    """Implements calls.FilmProvider."""

    def start_film(self, call: VideoCall, model: str, seconds: float, key: str) -> Running:
        """Have `model` make the film."""
        return self._begin(lambda provider: provider.start_film(call, model, seconds, key))

    def poll_film(self, operation: str, call: VideoCall, seconds: float) -> Running | Failed | MediaCompletion:
        """What became of it. KeyRefused if that cannot be asked at present: the film may be there all the same."""
        return self._ask(lambda provider: provider.poll_film(operation, call, seconds))
