"""Reading what models write, and asking for repair."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.ledger import Usage
from astromedia.gateway.answers import LONGEST_FAULT, LONGEST_FAULTY_ANSWER, MOST_FAULTS, read_answer, repair
from astromedia.gateway.calls import Completion, OutputRejected

from .gateways import text_call

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
)


def said(text: str, finish_reason: str = "stop") -> Completion:
    return Completion(text=text, finish_reason=finish_reason, usage=Usage())


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=4))
def test_reads_any_object_it_is_given_in_fences_and_prose(data: dict[str, object]) -> None:
    text = json.dumps(data)
    for wrapped in (text, f"```json\n{text}\n```", f"Here it is:\n\n{text}\n\nI hope that it {{helps}}."):
        assert read_answer(said(wrapped)) == data


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('{"title": "cut o', "not valid JSON"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": ' * 200_000, "not valid JSON"),
        ('{"a": "\\ud800"}', "surrogate"),
    ],
    ids=["nothing", "list", "cut", "nan", "deep", "surrogate"],
)
def test_says_what_is_wrong_with_anything_else(text: str, fault: str) -> None:
    with pytest.raises(OutputRejected, match=fault):
        read_answer(said(text))


@pytest.mark.parametrize(("reason", "fault"), [("length", "cut off"), ("None", "ended early"), ("odd", "odd")])
def test_an_answer_that_is_not_whole_is_not_read(reason: str, fault: str) -> None:
    with pytest.raises(OutputRejected, match=fault):
        read_answer(said("{}", reason))


def test_a_repair_keeps_the_feedback_of_people_and_bounds_everything_else() -> None:
    call = text_call(feedback="Shorter, please", previous_output={"title": "Hello"})
    rejected = OutputRejected(["x" * 1000] * 100)
    again = repair(call, said("y" * 50_000), rejected)
    assert (again.feedback, again.previous_output) == (call.feedback, call.previous_output)
    assert again.faults is not None
    assert again.faults.startswith("- xxx")
    assert len(again.faults) <= MOST_FAULTS * (LONGEST_FAULT + 3)
    assert again.faulty_answer == "y" * LONGEST_FAULTY_ANSWER
    assert again.purpose.step == "draft/repair"
