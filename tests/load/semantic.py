"""Judges the semantic cache on labelled pairs: recall and false hits, with their 95 % bounds.

`python -m tests.load.semantic [--pairs FILE] [--misses | --seed]`; a row is {"a", "b", "label", "kind"}, 1 = the same.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from astromedia.gateway.semantic import THRESHOLD, same_request
from astromedia.gateway.semantic.budget import Tally, bounds, step

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


def tallies(given: Iterable[Pair]) -> dict[int, Tally]:
    """The hits by hundredth of their score: how many were right, how many wrong."""
    made: dict[int, Tally] = defaultdict(Tally)
    for pair in given:
        at = step(same_request(pair.a, pair.b))
        if at >= step(THRESHOLD):
            made[at] = Tally(made[at].right + pair.same, made[at].wrong + (not pair.same))
    return made


def main(arguments: Sequence[str]) -> None:
    """Print the figures of a file of pairs."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.semantic", description=__doc__)
    parser.add_argument("--pairs", type=Path, default=HELD_OUT)
    parser.add_argument("--misses", action="store_true", help="also print the pairs that were judged wrong")
    parser.add_argument("--seed", action="store_true", help="print only what gateway/semantic/seed.json is made of")
    options = parser.parse_args(arguments)
    given = pairs(options.pairs)
    if options.seed:
        sys.stdout.write(json.dumps({at: list(tally) for at, tally in sorted(tallies(given).items())}) + "\n")
        return
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
