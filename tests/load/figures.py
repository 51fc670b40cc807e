"""What a bench gives: figures, each one JSON line. Standard library only: the peers' processes use it too."""

import json
import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured value and, if there is a peer, the peer's under the same conditions in the same run.

    `runs` is how many runs (or seeds, or samples) `value` was taken over. `at_most` and `at_least` bound the ratio if
    there is a peer, else the value: they are our targets, told on stderr.
    """

    name: str
    value: float
    unit: str
    runs: int
    peer: str | None = None
    peer_value: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's; None without a peer, or if the peer's value is not above zero."""
        return self.value / self.peer_value if self.peer_value and self.peer_value > 0 else None

    @property
    def verdict(self) -> str:
        """Whether the figure is on target, for people."""
        judged, subject = (self.ratio, "x") if self.peer else (self.value, "")
        if judged is None or (self.at_most is None and self.at_least is None):
            return "for information"
        low, high = self.at_least or -math.inf, math.inf if self.at_most is None else self.at_most
        bounds = " and ".join(
            f"at {word} {subject}{bound:g}"
            for word, bound in (("least", self.at_least), ("most", self.at_most))
            if bound is not None
        )
        return f"target {bounds}: {'met' if low <= judged <= high else 'MISSED'}"

    @property
    def line(self) -> str:
        """The figure as one line of JSON."""
        facts = {"value": self.value, "unit": self.unit, "peer": self.peer, "peer_value": self.peer_value}
        rounded = {name: _rounded(fact) for name, fact in (facts | {"ratio": self.ratio}).items()}
        return json.dumps({"name": self.name, **rounded, "runs": self.runs})


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that is not below `share` (0 to 1) of them. ValueError if there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("there is no percentile of no values")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def typical(runs: Sequence[dict[str, float]], name: str) -> float:
    """The median over `runs` of what they call `name`."""
    return median(run[name] for run in runs)


def _rounded(fact: object) -> object:
    """A number to four significant digits; anything else as it is."""
    return float(f"{fact:.4g}") if isinstance(fact, float) else fact
