"""Structure is compared exactly; only free text is read."""

from typing import Any

import pytest

from astromedia.gateway.semantic.structure import packed, shape, unpacked

from .calls import call

REQUEST = "Write five headlines for Lumio desk lamps."
SAME = "Please give me 5 headlines for Lumio's desk lamps."


def exact(request: str, **changes: Any) -> str:
    found = shape(call(request, **changes))
    assert found is not None
    return found.exact


def test_the_same_in_other_words_has_the_same_key() -> None:
    assert exact(REQUEST) == exact(SAME)


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "fr"},
        {"agent": "seo"},
        {"instructions": "Write well."},
        {"json_schema": {"type": "object"}},
        {"feedback": "Shorter, please."},
        {"previous_output": {"title": "Hello"}},
        {"max_output_tokens": 100},
        {"inputs": {"brand": "Koda", "request": REQUEST}},
        {"inputs": {"brand": "Lumio", "request": REQUEST, "year": 2027}},
        {"inputs": {"brand": "Lumio", "requests": [REQUEST]}},
    ],
)
def test_another_structure_is_another_key(changes: dict[str, Any]) -> None:
    assert exact(REQUEST) != exact(REQUEST, **changes)


def test_calls_that_differ_in_content_alone_are_near() -> None:
    one, other = shape(call(REQUEST)), shape(call(REQUEST.replace("lamps", "chairs")))
    assert one is not None
    assert other is not None
    assert (one.near, one.exact == other.exact) == (other.near, False)


@pytest.mark.parametrize(
    "inputs", [{}, {"brand": "Lumio"}, {"document": "word " * 61}, {"notes": ["one two three " * 10] * 134}]
)
def test_without_a_request_in_words_there_is_no_shape(inputs: dict[str, Any]) -> None:
    assert shape(call("", inputs=inputs)) is None


def test_a_document_counts_as_structure() -> None:
    long = "word " * 61
    assert exact("", inputs={"request": REQUEST, "text": long}) != exact(
        "", inputs={"request": REQUEST, "text": long + "x"}
    )


def test_readings_survive_the_cache() -> None:
    found = shape(call("Write 2 ads for Moss & Clay, not for Koda, about red shoes and hats in blue, max 20 words."))
    assert found is not None
    assert unpacked(packed(found.texts)) == found.texts
