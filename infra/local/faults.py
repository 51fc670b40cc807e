"""Faults that a local cloud is told to have: APIs that refuse, clocks that are wrong, servers that are down.

They are written in `faults.json` in its data folder, at which its servers look before all they do: nothing listens for
them, and nobody else can write there. A cloud starts without any.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

NOWHERE = (0, 0, 0)
"""Stands for a file that is not there."""


@dataclass(frozen=True)
class Refusal:
    """What AWS answers instead of doing what was asked, and to whom.

    `actions` are as IAM names them (`dynamodb:GetItem`, `s3:*`); of these the ones whose body or path has the text
    `resource`. `share` (0 to 1) of them are refused, evenly spread, from the first on.
    """

    actions: Sequence[str]
    code: str
    message: str
    status: int = 400
    resource: str = ""
    share: float = 1.0


@dataclass(frozen=True)
class Faults:
    """`clocks` are how far the clocks of functions are ahead (seconds, by the function's name); `down` are servers."""

    refusals: Sequence[Refusal] = ()
    clocks: Mapping[str, float] = field(default_factory=dict)
    down: Sequence[str] = ()


NONE = Faults()


class FaultFile:
    """The faults that are written in the data folder `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "faults.json"
        self._mark = NOWHERE
        self._known = NONE

    def read(self) -> Faults:
        """The faults of this moment; the same object as long as nobody wrote others."""
        mark = self._marked()
        if mark != self._mark:
            self._mark, self._known = mark, NONE if mark == NOWHERE else _parsed(self._path.read_text())
        return self._known

    def write(self, faults: Faults) -> None:
        """Have these faults from now on, and no others."""
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps(asdict(faults)))
        scratch.replace(self._path)

    def clear(self) -> None:
        """Have none."""
        self._path.unlink(missing_ok=True)

    def _marked(self) -> tuple[int, int, int]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return NOWHERE
        return found.st_ino, found.st_mtime_ns, found.st_size


def _parsed(text: str) -> Faults:
    said = json.loads(text)
    refusals = tuple(Refusal(**{**each, "actions": tuple(each["actions"])}) for each in said["refusals"])
    return Faults(refusals, said["clocks"], tuple(said["down"]))
