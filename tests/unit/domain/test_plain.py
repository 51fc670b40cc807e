import json

import pytest

from astromedia.domain.plain import DEEPEST, is_plain


def nested(deep: int) -> object:
    return json.loads('{"a":' * deep + "1" + "}" * deep)


@pytest.mark.parametrize(
    "value", [{}, {"title": "Été 🌞", "n": [1, -2.5, None, True, {"deep": ["x"]}]}, nested(DEEPEST), 10**300]
)
def test_what_json_carries_is_plain(value: object) -> None:
    assert is_plain(value)


@pytest.mark.parametrize(
    "value",
    [
        {"n": float("nan")},
        {"n": [float("inf")]},
        {"text": "\ud800"},
        {"\udfff": 1},
        {"n": 10**301},
        nested(DEEPEST + 1),
        [json.loads("[" * 900 + "]" * 900)],
    ],
)
def test_what_breaks_who_reads_it_is_not(value: object) -> None:
    assert not is_plain(value)
