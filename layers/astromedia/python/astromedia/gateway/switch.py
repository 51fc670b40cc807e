"""What an operator has switched off while all runs: providers and models, each with the reason, in one JSON object.

{"openai": "outage, INC-7", "anthropic/claude-sonnet-5-5": "writes in the wrong language"}
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from astromedia.domain.errors import ConfigurationError, SwitchedOff
from astromedia.kit import metrics

from .calls import Route
from .contracts import Meter, Switch

SECONDS = 30.0
"""A change is felt within so long: for this long what was read is remembered, also if it could not be read."""
VERSIONS = 10
"""So many values are looked at, newest first, for one that can be read."""

Name = Annotated[str, StringConstraints(pattern=r"^(openai|anthropic|offline)(/\S{1,200})?$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
_FORM = TypeAdapter(dict[Name, Reason])

Off = Mapping[str, str]
"""The reason by provider, or by "provider/model"."""


def read_off(text: str) -> Off:
    """What `text`, the value of the switch, says. ValueError names what is wrong with it."""
    try:
        return _FORM.validate_json(text, strict=True)
    except ValidationError as error:
        faults = (": ".join(map(str, (*fault["loc"], fault["msg"]))) for fault in error.errors(include_input=False))
        raise ValueError("; ".join(faults)) from None


def newest(values: Iterable[str], faults: list[str]) -> Off | None:
    """What the newest of `values` says that can be read, of so many as are looked at; None if none of them can.

    What is wrong with those before it is added to `faults`.
    """
    for text in islice(values, VERSIONS):
        try:
            return read_off(text)
        except ValueError as error:
            faults.append(str(error))
    return None


def why_off(off: Off, route: Route) -> str | None:
    """The reason why `route` is switched off, itself or with all of its provider; None if it is not."""
    return off.get("/".join(route), off.get(route.provider))


def that_are_on(routes: Sequence[Route], switch: Switch) -> Sequence[Route]:
    """Those of `routes` that may be asked. SwitchedOff, which names the reason of each, if none may."""
    why = {route: switch.why_off(route) for route in routes}
    if found := [route for route, reason in why.items() if reason is None]:
        return found
    each = ", ".join(f"{'/'.join(route)} ({reason})" for route, reason in why.items())
    raise SwitchedOff(f"Every model that could do this is switched off: {each}; try again when one is on")


@dataclass
class OperatorsSwitch:
    """Implements contracts.Switch over `versions`: the values that were put, newest first, read one by one.

    A value that cannot be read does not count: the one before it does, for every process alike. If none is to be had,
    what was read last holds on, and in a process that has read none nothing is off. Either is told (`warn`, `meter`).
    """

    versions: Callable[[], Iterator[str]]
    warn: Callable[..., None]
    meter: Meter
    now: Callable[[], float] = time.time
    _off: Off = field(default_factory=dict)
    _until: float = 0.0

    def why_off(self, route: Route) -> str | None:
        """The reason as of half a minute ago or later."""
        if self.now() >= self._until:
            faults: list[str] = []
            self._off = self._read(faults)
            self._until = self.now() + SECONDS
            if faults:
                self.warn("the switch of models cannot be read; what it said before holds", faults=faults)
                self.meter(metrics.SWITCH_UNREAD)
        return why_off(self._off, route)

    def _read(self, faults: list[str]) -> Off:
        found = None
        try:
            found = newest(self.versions(), faults)
        except ConfigurationError as error:
            faults.append(error.detail)
        if found is None:
            return self._off if faults else {}
        return found
