"""A text provider whose key may be changed while we run."""

from collections.abc import Callable
from dataclasses import dataclass

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.calls import Completion, TextCall, TextProvider
from astromedia.gateway.errors import KeyRefused


@dataclass(frozen=True)
class Rekeyed:
    """Implements calls.TextProvider: asks the `current` provider and, if it refuses our key, once more after `renew`.

    `renew` says whether there is anything new. A refused call costs nothing, so both are one try.
    """

    current: Callable[[], TextProvider]
    renew: Callable[[], bool]

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers. ProviderRefused if it takes neither key."""
        try:
            return self._complete(call, model, seconds)
        except KeyRefused as refused:
            raise ProviderRefused(refused.detail) from refused

    def _complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        try:
            return self.current().complete(call, model, seconds)
        except KeyRefused:
            if not self.renew():
                raise
            return self.current().complete(call, model, seconds)
