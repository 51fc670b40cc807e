"""What the routing bench measures against, on outcomes small enough to reckon by hand."""

import json
from pathlib import Path

import pytest

from astromedia.gateway.routing.paced import PacedLinear
from astromedia.gateway.routing.ucb1 import UCB1

from .routing import best_informed, best_mixture
from .routing_stream import MODELS, Prompt, read, replay, shape

EASY = Prompt((1.0, 0.0), (0.5, 0.6, 0.9), (0.0, 1.0, 4.0))
HARD = Prompt((1.0, 1.0), (0.3, 0.38, 0.5), (0.0, 1.0, 4.0))


def test_the_best_mixture_is_that_of_the_two_models_whose_line_is_highest_at_the_ceiling() -> None:
    assert best_mixture([EASY, HARD], 2.0) == pytest.approx(0.49 + (0.7 - 0.49) / 3)
    assert best_mixture([EASY, HARD], 9.0) == pytest.approx(0.7)


def test_the_oracle_spends_where_it_gains_most() -> None:
    assert best_informed([EASY, HARD], 2.0) == pytest.approx((0.9 + 0.3) / 2)


@pytest.mark.parametrize("policy", [UCB1(), PacedLinear()], ids=lambda policy: policy.name)
def test_a_replay_takes_one_model_per_prompt_and_is_repeatable(policy: UCB1 | PacedLinear) -> None:
    first, again = (replay(policy, [EASY, HARD] * 40, 2.0, 0.5, seed=7) for _ in range(2))
    assert (first.quality, first.cost) == (again.quality, again.cost)
    assert 0.4 <= first.quality <= 0.7
    assert len(first.choices_us) == 80


def test_prompts_are_read_line_by_line_whatever_breaks_are_in_them(tmp_path: Path) -> None:
    arms = {model: {"reward": 0.5, "cost": 0.1} for model in MODELS}
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps({"prompt": "One\u2028two?", "arms": arms}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert [prompt.rewards for prompt in read(file)] == [(0.5, 0.5, 0.5)]


@pytest.mark.parametrize("text", ["", "?", "A" * 100_000, "1\n" * 500])
def test_a_shape_has_as_many_numbers_whatever_the_text(text: str) -> None:
    assert len(shape(text)) == len(shape("Why?")) == 12
