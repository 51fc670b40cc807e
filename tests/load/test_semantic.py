"""The judge of the semantic cache counts right, and what is shipped is what it measured."""

import json
from pathlib import Path

import pytest

from astromedia.gateway.semantic import THRESHOLD
from astromedia.gateway.semantic.budget import threshold
from astromedia.gateway.semantic.learning import seed

from .semantic import HELD_OUT, Pair, exact, main, pairs, rate, tallies

SAME = Pair("Write an ad for Lumio.", "An ad for Lumio, please.", True, "para")
OTHER = Pair("Write an ad for Lumio.", "Write an ad for Koda.", False, "neg_brand_minimal")


def test_rates() -> None:
    assert rate([SAME, OTHER]).share == 0.5
    assert rate([SAME]).text == "1/1 = 100.0% (95 %: 2.5% to 100.0%)"
    assert exact([SAME, OTHER]) == [OTHER]


def test_the_seed_is_what_the_held_out_pairs_gave() -> None:
    assert dict(seed()) == tallies(pairs(HELD_OUT))


def test_the_seed_allows_the_shipped_threshold() -> None:
    assert threshold(seed()) == THRESHOLD


def test_held_out_pairs_meet_the_target() -> None:
    given = pairs(HELD_OUT)
    assert rate(pair for pair in given if pair.same).share >= 0.6
    assert rate(pair for pair in given if not pair.same).share <= 0.01
    assert rate(exact(given)).hits == 0


def test_the_figures_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pairs.jsonl"
    rows = [{"a": p.a, "b": p.b, "label": int(p.same), "kind": p.kind} for p in (SAME, OTHER)]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    main(["--pairs", str(file), "--misses"])
    said = capsys.readouterr().out
    assert "recall      1/1" in said
    assert "false hits  0/1" in said
    assert "neg_brand_minimal" in said


def test_the_seed_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(json.dumps({"a": SAME.a, "b": SAME.a, "label": 1}), encoding="utf-8")
    main(["--pairs", str(file), "--seed"])
    assert json.loads(capsys.readouterr().out) == {"100": [1, 0]}
