"""What a drill saw, beside what it expects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from infra.local.drills.alarms import Fired


class Part(StrEnum):
    """What a line of a report is about."""

    USER = "user sees"
    MONEY = "money"
    ALARM = "alarm"
    ITSELF = "recovers by itself"
    PERSON = "a person does"


class Line(NamedTuple):
    """One thing that was looked at."""

    part: Part
    what: str
    saw: Any
    expected: Any

    @property
    def as_expected(self) -> bool:
        return bool(self.saw == self.expected)


@dataclass
class Report:
    """The lines of one drill, in the order in which things happened."""

    drill: str
    lines: list[Line] = field(default_factory=list)
    fired: list[Fired] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, part: Part, what: str, saw: Any, expected: Any) -> None:
        """Write down what was seen."""
        self.lines.append(Line(part, what, saw, expected))

    @property
    def as_expected(self) -> bool:
        return all(line.as_expected for line in self.lines)

    def text(self) -> str:
        """A table for people."""
        head = f"{self.drill}: {'as expected' if self.as_expected else 'NOT AS EXPECTED'} ({self.seconds:.0f} s)"
        return "\n".join([head, *map(_row, self.lines), *map(_alarm, self.fired)])

    def facts(self) -> dict[str, Any]:
        """The same for programs."""
        lines = [line._asdict() | {"as_expected": line.as_expected} for line in self.lines]
        fired = [each._asdict() for each in self.fired]
        return {
            "drill": self.drill,
            "as_expected": self.as_expected,
            "seconds": round(self.seconds, 1),
            "lines": lines,
            "alarms": fired,
        }


def _row(line: Line) -> str:
    mark = "ok " if line.as_expected else "NOT"
    other = "" if line.as_expected else f", expected {shown(line.expected)}"
    return f"  {mark} {line.part:<19} {line.what}: {shown(line.saw)}{other}"


def _alarm(fired: Fired) -> str:
    read = "" if fired.value is None else f" read {fired.value:g}, more than {fired.threshold:g};"
    return f"      {fired.urgency:<19} {fired.name}:{read} told after {fired.minutes:g} min like this"


def shown(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, set | frozenset | list | tuple) and not hasattr(value, "_asdict"):
        return ", ".join(map(shown, _sorted(value))) or "none"
    return str(value)


def _sorted(values: Any) -> Sequence[Any]:
    return sorted(values, key=str) if isinstance(values, set | frozenset) else list(values)
