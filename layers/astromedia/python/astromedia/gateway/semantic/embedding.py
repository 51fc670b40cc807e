"""Static word embeddings from the files of the `wordllama` wheel, without its code and without numpy."""

import json
import math
import mmap
import struct
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

DIMENSIONS = 64
"""How many of the table's dimensions are used: it is trained so that its first ones do alone."""
_TOKENS = "tokenizers/l2_supercat_tokenizer_config.json"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_BYTES = 2


class Table(NamedTuple):
    """The embeddings of all tokens: half-precision rows of `width` numbers from `start` on in `data`."""

    data: mmap.mmap
    start: int
    width: int


class Embedder:
    """Turns a phrase into the mean of its tokens' embeddings."""

    def __init__(self, folder: Path) -> None:
        """`folder` has the wheel's files. ImportError without the `tokenizers` package, OSError without the files."""
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_buffer((folder / _TOKENS).read_bytes())
        self._table = _table(folder / _WEIGHTS)

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two phrases, -1 to 1; 0 if one has no words."""
        return sum(x * y for x, y in zip(self.vector(a), self.vector(b), strict=True))

    def vector(self, phrase: str) -> Sequence[float]:
        """`DIMENSIONS` numbers of length 1 together (all 0 for no words)."""
        table = self._table
        rows = [
            struct.unpack_from(f"<{DIMENSIONS}e", table.data, table.start + token * table.width * _BYTES)
            for token in self._tokenizer.encode(phrase, add_special_tokens=False).ids
        ]
        mean = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * DIMENSIONS
        length = math.sqrt(sum(number * number for number in mean)) or 1.0
        return [number / length for number in mean]


@cache
def embedder() -> Embedder | None:
    """The embedder, or None where its files or the tokenizer are not installed."""
    spec = find_spec("wordllama")
    places = spec and spec.submodule_search_locations
    try:
        return Embedder(Path(next(iter(places)))) if places else None
    except (ImportError, OSError):
        return None


def similarity() -> Callable[[str, str], float] | None:
    """How alike two phrases are (a cosine), where the embedder is installed."""
    model = embedder()
    return model.similarity if model else None


def _table(path: Path) -> Table:
    """The one matrix of a safetensors file: a length, a JSON header, then the numbers."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    (length,) = struct.unpack("<Q", data[:8])
    (matrix,) = (value for name, value in json.loads(data[8 : 8 + length]).items() if name != "__metadata__")
    return Table(data, 8 + length + matrix["data_offsets"][0], matrix["shape"][1])
