"""Judges the semantic cache on labelled pairs: recall and false hits, with their 95 % bounds.

`python -m tests.load.semantic [--pairs FILE] [--misses]`; a row is {"a", "b", "label", "kind"}, label 1 = same.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from astromedia.gateway.semantic import THRESHOLD, same_request
from astromedia.gateway.semantic.budget import bounds

HELD_OUT = Path(__file__).with_name("semantic_pairs_heldout.jsonl")
EXACT = ("pct", "n", "num", "secs", "words", "money", "date", "polarity", "locale", "brand")
"""Kinds of pairs that differ in what must never be confused: no hit at all is allowed there."""


class Pair(NamedTuple):
    """Two requests, whether they ask for the same, and what kind of pair it is."""

    a: str
    b: str
    same: bool
    kind: str


class Rate(NamedTuple):
    """How many of how many."""

    hits: int
    total: int

    @property
    def share(self) -> float:
        return self.hits / self.total if self.total else 0.0

    @property
    def text(self) -> str:
        low, high = bounds(self.hits, self.total)
        return f"{self.hits}/{self.total} = {self.share:.1%} (95 %: {low:.1%} to {high:.1%})"


def pairs(path: Path) -> Sequence[Pair]:
    """The pairs of a file of JSON lines."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Pair(row["a"], row["b"], bool(row["label"]), row.get("kind", "")) for row in rows]


def rate(given: Iterable[Pair], score: Callable[[str, str], float] = same_request) -> Rate:
    """How many of the pairs are hits."""
    hits = [score(pair.a, pair.b) >= THRESHOLD for pair in given]
    return Rate(sum(hits), len(hits))


def exact(given: Iterable[Pair]) -> Sequence[Pair]:
    """The different pairs whose kind names a number, polarity, locale, brand or date."""
    return [pair for pair in given if not pair.same and set(pair.kind.split("_")) & set(EXACT)]


def main(arguments: Sequence[str]) -> None:
    """Print the figures of a file of pairs."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.semantic", description=__doc__)
    parser.add_argument("--pairs", type=Path, default=HELD_OUT)
    parser.add_argument("--misses", action="store_true", help="also print the pairs that were judged wrong")
    options = parser.parse_args(arguments)
    given = pairs(options.pairs)
    same, different = [pair for pair in given if pair.same], [pair for pair in given if not pair.same]
    lines = [f"recall      {rate(same).text}", f"false hits  {rate(different).text}"]
    lines.append(f"where a number, polarity, locale, brand or date differs: {rate(exact(given)).text}")
    lines += [f"  {kind:28} {rate(pair for pair in given if pair.kind == kind).text}" for kind in _kinds(given)]
    wrong = [pair for pair in given if (same_request(pair.a, pair.b) >= THRESHOLD) != pair.same]
    lines += [f"{pair.kind}\n  {pair.a}\n  {pair.b}" for pair in wrong if options.misses]
    sys.stdout.write("\n".join(lines) + "\n")


def _kinds(given: Iterable[Pair]) -> Sequence[str]:
    return sorted({pair.kind for pair in given})


if __name__ == "__main__":
    main(sys.argv[1:])
