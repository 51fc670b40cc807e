"""Prices by model, date, token class and length of prompt."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from astromedia.domain.errors import PriceUnknown
from astromedia.domain.ledger import Usage
from astromedia.gateway.pricing import OwnPrice, Price, PriceBook, _published, price_book, worst_cost
from astromedia.gateway.settings import OFFLINE_MEDIA, OFFLINE_TEXT, ModelSettings

TODAY = date(2026, 11, 22)
TOKENS = st.integers(0, 10**7)


def price(**changes: object) -> Price:
    facts = {"provider": "openai", "model": "m", "effective": "2026-01-01"}
    rates = {"input": "2", "cached_input": "0.5", "cache_write": "2.5", "output": "8"}
    return Price.model_validate(facts | rates | changes)


def test_each_class_has_its_price() -> None:
    usage = Usage(input_tokens=1000, cached_input_tokens=2000, cache_write_tokens=400, output_tokens=500)
    assert price().cost(usage) == Decimal("0.008000000")


def test_images_and_seconds_are_counted_by_the_piece() -> None:
    media = price(image={"any": "0.04"}, video_second={"any": "0.10"})
    assert media.cost(Usage(images=3, video_seconds=7.5)) == Decimal("0.87")


def test_less_than_a_nano_dollar_is_rounded_up() -> None:
    assert price(input="0.0001").cost(Usage(input_tokens=1)) == Decimal("0.000000001")


@given(TOKENS, TOKENS, TOKENS, TOKENS)
def test_more_usage_never_costs_less(fresh: int, cached: int, written: int, output: int) -> None:
    less = Usage(input_tokens=fresh, cached_input_tokens=cached, cache_write_tokens=written, output_tokens=output)
    more = less.model_copy(update={"output_tokens": output + 1})
    assert 0 <= price().cost(less) < price().cost(more)


def test_a_long_prompt_has_its_own_price_for_all_its_tokens() -> None:
    book = PriceBook([price(), price(above=1000, input="4", output="12")])
    tariff = book.tariff("openai", "m", TODAY)
    assert tariff.cost(Usage(input_tokens=1000, output_tokens=100)) == Decimal("0.0028")
    assert tariff.cost(Usage(input_tokens=600, cached_input_tokens=401)) == Decimal("0.0026005")
    assert tariff.cost(Usage()) == 0


def test_a_price_holds_from_its_date_on() -> None:
    book = PriceBook([price(input="1", effective="2026-06-01"), price(input="2", effective="2026-01-01")])
    rates = {day: book.tariff("openai", "m", day) for day in (date(2026, 5, 31), date(2026, 6, 1))}
    assert [tariff.prices[0].input for tariff in rates.values()] == [2, 1]
    assert [tariff.effective for tariff in rates.values()] == [date(2026, 1, 1), date(2026, 6, 1)]
    with pytest.raises(PriceUnknown, match="2025-12-31"):
        book.tariff("openai", "m", date(2025, 12, 31))


@pytest.mark.parametrize("model", ["m-2026-03-01", "m-20260301", "m-latest"])
def test_a_snapshot_costs_what_its_model_costs(model: str) -> None:
    assert PriceBook([price()]).tariff("openai", model, TODAY).prices[0].model == "m"


@pytest.mark.parametrize(("provider", "model"), [("openai", "m2"), ("anthropic", "m"), ("openai", "m-mini"), ("x", "")])
def test_an_unknown_model_is_refused_and_named(provider: str, model: str) -> None:
    with pytest.raises(PriceUnknown, match=f'No price for {provider}/{model}.*"{provider}/{model}": '):
        PriceBook([price()]).tariff(provider, model, TODAY)


def test_an_operators_price_wins_and_its_classes_default_to_input() -> None:
    tariff = price_book({"openai/gpt-6-luna": OwnPrice(input="3", output="4")}).tariff("openai", "gpt-6-luna", TODAY)
    (mine,) = tariff.prices
    assert [mine.input, mine.cached_input, mine.cache_write, mine.cache_write_1h] == [Decimal(3)] * 4
    assert mine.output == Decimal(4)


def test_an_operators_price_of_films_is_per_second_by_resolution_and_of_nothing_else() -> None:
    own = {"openai/film": OwnPrice(video_second={"720p": "0.10"})}
    tariff = price_book(own).tariff("openai", "film", TODAY)
    film = Usage(video_seconds=8, video_resolution="720p")
    assert worst_cost(tariff, film) == tariff.cost(film) == Decimal("0.80")
    for other in (film.model_copy(update={"video_resolution": "1080p"}), Usage(input_tokens=1)):
        with pytest.raises(PriceUnknown):
            tariff.cost(other)


BAD: list[dict[str, object]] = [
    {"input": "-1", "output": "1"},
    {"input": "NaN", "output": "1"},
    {"input": "1"},
    {},
    {"output": "1", "video_second": {"720p": "0.1"}},
    {"video_second": {"720p": "-0.1"}},
]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_price_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OwnPrice.model_validate(bad)


def test_the_models_of_the_default_settings_have_prices() -> None:
    settings = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"})
    for route in (*settings.text_routes, OFFLINE_TEXT, OFFLINE_MEDIA):
        assert price_book().tariff(route.provider, route.model, TODAY).effective <= TODAY


def test_offline_costs_nothing_by_its_price() -> None:
    written, drawn = Usage(input_tokens=10**6, output_tokens=10**6), Usage(images=4, video_seconds=8)
    for route, usage in ((OFFLINE_TEXT, written), (OFFLINE_MEDIA, drawn)):
        assert price_book().tariff(route.provider, route.model, TODAY).cost(usage) == 0


@pytest.mark.parametrize(
    "usage",
    [
        Usage(cache_write_1h_tokens=1),
        Usage(embedding_tokens=1),
        Usage(images=1, image_size="512x512"),
        Usage(images=1),
        Usage(video_seconds=0.5, video_resolution="720p"),
    ],
)
def test_a_class_without_a_price_is_refused_never_free(usage: Usage) -> None:
    known = price(image={"1024x1024": "0.04"}, video_second={"1080p": "0.5"})
    with pytest.raises(PriceUnknown, match=r"No price for .* of openai/m"):
        known.cost(usage)


def test_pictures_cost_by_size_and_quality_and_films_by_resolution() -> None:
    known = price(image={"1024x1024/high": "0.19", "1024x1024/low": "0.01", "any": "0.3"}, video_second={"720p": "0.1"})
    high, low = (Usage(images=2, image_size="1024x1024", image_quality=quality) for quality in ("high", "low"))
    assert [known.cost(high), known.cost(low), known.cost(Usage(images=1))] == list(
        map(Decimal, ("0.38", "0.02", "0.3"))
    )
    assert known.cost(Usage(video_seconds=8, video_resolution="720p")) == Decimal("0.8")


def test_reasoning_is_output_and_not_paid_twice() -> None:
    assert price().cost(Usage(output_tokens=100, reasoning_tokens=90)) == price().cost(Usage(output_tokens=100))


RATES = st.decimals(0, 100, places=4)
CLASSES = ("input", "cached_input", "cache_write", "cache_write_1h", "output", "embedding")
LADDER = st.lists(st.fixed_dictionaries(dict.fromkeys(CLASSES, RATES)), min_size=1, max_size=3)
PARTS = st.tuples(*[st.integers(0, 400_000)] * 6)


@given(LADDER, PARTS, PARTS)
def test_nothing_within_a_usage_costs_more_than_its_worst_cost(
    ladder: list[dict[str, Decimal]], parts: tuple[int, ...], slack: tuple[int, ...]
) -> None:
    rows = [price(above=step * 200_000, **rates) for step, rates in enumerate(ladder)]
    tariff = PriceBook(rows).tariff("openai", "m", TODAY)
    fresh, cached, written, kept, output, embedded = parts
    actual = Usage(
        input_tokens=fresh,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        cache_write_1h_tokens=kept,
        output_tokens=output,
        embedding_tokens=embedded,
    )
    bound = Usage(
        input_tokens=actual.prompt_tokens + slack[0],
        output_tokens=output + slack[1],
        embedding_tokens=embedded + slack[2],
    )
    assert tariff.cost(actual) <= worst_cost(tariff, bound)


def test_the_worst_cost_is_that_of_the_dearest_class_and_length() -> None:
    book = PriceBook([price(), price(above=1000, input="4", cache_write="5", output="3")])
    tariff = book.tariff("openai", "m", TODAY)
    assert worst_cost(tariff, Usage(input_tokens=1000, output_tokens=100)) == Decimal("0.0033")  # 2.5 $/M, 8 $/M
    assert worst_cost(tariff, Usage(input_tokens=1001, output_tokens=100)) == Decimal("0.005305")  # 5 $/M, 3 $/M
    assert worst_cost(tariff, Usage(input_tokens=1001, output_tokens=10**6)) > 8


def test_the_worst_cost_of_what_has_no_price_is_refused() -> None:
    with pytest.raises(PriceUnknown):
        worst_cost(PriceBook([price()]).tariff("openai", "m", TODAY), Usage(images=1))


PAID = [row for row in _published() if row.provider != "offline"]
TEXT = [row for row in PAID if row.cached_input is not None]


def test_published_prices_are_plausible() -> None:
    assert len(TEXT) > 20
    for row in TEXT:
        cached, fresh, written, output = (
            getattr(row, name) for name in ("cached_input", "input", "cache_write", "output")
        )
        assert 0 < cached < fresh <= written < output
        assert row.provider != "anthropic" or row.cache_write_1h == 2 * fresh
    assert all(0 < rate < 1 for row in PAID for rate in (*row.image.values(), *row.video_second.values()))


def test_published_prices_are_told_once_and_begin_with_the_shortest_prompts() -> None:
    keys = [(row.provider, row.model, row.effective, row.above) for row in PAID]
    assert len(set(keys)) == len(keys)
    assert {key[:3] for key in keys} == {key[:3] for key in keys if key[3] == 0}


@pytest.mark.parametrize(
    ("provider", "model", "usage", "cost"),
    [
        ("google", "gemini-3-pro-image", Usage(images=2, image_size="2K"), "0.2688"),
        ("google", "gemini-3-pro-image", Usage(input_tokens=900, images=1, image_size="4K"), "0.2418"),
        ("google", "veo-3.1-generate-preview", Usage(video_seconds=8, video_resolution="4k"), "4.80"),
        ("google", "veo-3.1-fast-generate-preview", Usage(video_seconds=8, video_resolution="1080p"), "0.96"),
        ("google", "gemini-embedding-2", Usage(embedding_tokens=5000), "0.001"),
        ("openai", "text-embedding-3-small", Usage(embedding_tokens=8191), "0.00016382"),
    ],
)
def test_pictures_films_and_embeddings_have_published_prices(
    provider: str, model: str, usage: Usage, cost: str
) -> None:
    assert price_book().tariff(provider, model, TODAY).cost(usage) == Decimal(cost)


@pytest.mark.parametrize(
    ("model", "usage"),
    [
        ("gemini-3-pro-image", Usage(images=1, image_size="8K")),
        ("gemini-3-pro-image", Usage(cached_input_tokens=5)),
        ("veo-3.1-lite-generate-preview", Usage(video_seconds=8, video_resolution="4k")),
        ("gemini-embedding-2", Usage(input_tokens=5)),
    ],
)
def test_what_a_published_row_does_not_say_is_refused(model: str, usage: Usage) -> None:
    with pytest.raises(PriceUnknown, match=f"No price for .* of google/{model}"):
        price_book().tariff("google", model, TODAY).cost(usage)


def test_a_known_call_to_the_nano_dollar() -> None:
    usage = Usage(input_tokens=1201, cached_input_tokens=1024, cache_write_tokens=3, output_tokens=777)
    cost = price_book().tariff("openai", "gpt-6-luna", TODAY).cost(usage)
    assert cost == Decimal("0.000519215")  # 0.0001201 + 0.00001024 + 0.000000375 + 0.0003885
