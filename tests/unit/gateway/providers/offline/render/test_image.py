"""Stills: exact sizes, boxes that never overflow or touch, readable text, and no picture like another."""

from itertools import combinations
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from astromedia.gateway.providers.offline.render import LAYOUTS, ImageSpec, Layout, compose_image, render_image
from astromedia.gateway.providers.offline.render.colour import contrast
from astromedia.gateway.providers.offline.render.scene import Placed, Role, Scene, draw
from tests.unit.gateway.providers.offline.render.specs import difference, image_spec, opened, picture

FULL: dict[str, Any] = {
    "headline": "Anticonstitutionnellementinterdépartementalisés partout, jusqu’à dimanche prochain"[:80],
    "subline": ("Œuvre d’artisans « cœur de Provence » : l’été s’invite à votre table, " * 3)[:140],
    "call_to_action": "Réserver votre essai gratuit ici",
    "brand": "Compagnie Générale des Transports Intermodaux de la Vallée du Rhône et du Jura"[:80],
    "draft_label": "Brouillon hors ligne",
    "language": "fr",
}
FOREIGN: list[dict[str, Any]] = [
    {"headline": "Summer 🌞 sale 🎉🔥", "subline": "Pack ✈️ and save 👩‍👩‍👧 family tickets", "brand": "🌴 Palm & Co"},
    {"headline": "קפה טרי בכל בוקר, ישר אליכם!", "subline": "במשלוח Express עד הבית", "brand": "קפה הגליל"},
    {"headline": "قهوة طازجة كل صباح", "subline": "من 3 مزارع عائلية", "brand": "مقهى النور"},
    {"headline": "Кофе, который будит улицу", "subline": "สวัสดีตอนเช้า नमस्ते", "brand": "Ёлка"},
    {"headline": "新しい朝のコーヒー", "subline": "毎週月曜日", "brand": "東京"},
    {
        "headline": "<b>&amp;</b> \"quotes\" 'n' ]]>",
        "subline": "tab\tnew\nline\u202e reversed\x00",
        "brand": "A&B <Co>",
    },
]
SIZES = [(1080, 1080), (1200, 628), (1080, 1920), (400, 400), (400, 2160), (2160, 400)]
ON_ARTWORK = {"headline", "subline", "brand"}
COLOUR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
PALETTES = st.lists(COLOUR, min_size=5, max_size=5).map(tuple)


def assert_sound(scene: Scene) -> None:
    boxes = {part.role: part.box for part in scene.placed}
    for role, box in boxes.items():
        assert scene.canvas.holds(box), f"{role} leaves the canvas: {box}"
    for one, other in combinations(boxes, 2):
        assert not boxes[one].meets(boxes[other]), f"{one} meets {other}: {boxes[one]} {boxes[other]}"


def contrasts(scene: Scene) -> dict[Role, float]:
    """Each text's contrast with the worst of what is really drawn behind it, 1 % of specks (stars, orbits) apart."""
    behind = opened(draw((scene.backdrop, scene.panel), (), scene.canvas, scene.width, scene.height)).convert("RGB")
    plates = {part.role: contrast(part.ink, part.ground) for part in scene.placed if part.role not in ON_ARTWORK}
    return plates | {part.role: worst_contrast(part, behind) for part in scene.placed if part.role in ON_ARTWORK}


def worst_contrast(part: Placed, behind: Image.Image) -> float:
    area = behind.crop((int(part.box.x), int(part.box.y), int(part.box.right), int(part.box.bottom)))
    counted = cast("list[tuple[int, tuple[int, int, int]]]", area.getcolors(area.width * area.height))
    ratios = sorted((contrast(part.ink, "#{:02x}{:02x}{:02x}".format(*colour)), count) for count, colour in counted)
    passed = 0
    for ratio, count in ratios:
        passed += count
        if passed > 0.01 * area.width * area.height:
            return ratio
    return 0.0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("width", "height"), [(1080, 1080), (1200, 628), (401, 777)])
def test_a_picture_is_an_opaque_png_of_the_exact_size(layout: Layout, width: int, height: int) -> None:
    media = render_image(image_spec(layout, width, height))
    drawn = picture(media)
    assert (drawn.format, drawn.size, media.mime_type) == ("PNG", (width, height), "image/png")
    assert drawn.convert("RGBA").getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_spec_gives_the_same_bytes_and_another_seed_does_not(layout: Layout) -> None:
    spec = image_spec(layout, 1200, 628, seed=1)
    assert render_image(spec) == render_image(spec)
    assert any(render_image(spec.model_copy(update={"seed": seed})) != render_image(spec) for seed in (2, 3))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("texts", [{}, FULL, FOREIGN[0], FOREIGN[1]], ids=["plain", "full", "emoji", "hebrew"])
def test_boxes_stay_in_the_canvas_and_apart(layout: Layout, size: tuple[int, int], texts: dict[str, Any]) -> None:
    assert_sound(compose_image(image_spec(layout, *size, **texts)))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES[:3])
def test_even_the_longest_texts_are_all_there_and_legible(layout: Layout, size: tuple[int, int]) -> None:
    scene = compose_image(image_spec(layout, *size, **FULL))
    sizes = {part.role: part.size for part in scene.placed}
    assert set(sizes) == {"brand", "headline", "subline", "call_to_action", "draft_label"}
    legible = 22 * size[0] / 1080
    assert min(sizes[role] for role in sizes if role != "draft_label") >= legible - 0.01
    assert sizes["draft_label"] >= 0.7 * legible
    assert sizes["headline"] > sizes["subline"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_is_drawn_inside_its_boxes(layout: Layout) -> None:
    """Whatever differs between the picture with and without text lies in the boxes (a few pixels of accents apart)."""
    scene = compose_image(image_spec(layout, 1080, 1080, **FULL))
    bare = opened(draw((scene.backdrop, scene.panel), (), scene.canvas, 1080, 1080))
    full = opened(draw((scene.backdrop, scene.panel), scene.placed, scene.canvas, 1080, 1080))
    for part in scene.placed:
        box = part.box.inset(-0.2 * part.size)
        for drawn in (bare, full):
            drawn.paste((0, 0, 0), (int(box.x), int(box.y), int(box.right) + 1, int(box.bottom) + 1))
    assert difference(bare, full) == 0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("texts", FOREIGN, ids=["emoji", "hebrew", "arabic", "mixed", "japanese", "markup"])
def test_any_script_is_drawn_without_failing(layout: Layout, texts: dict[str, Any]) -> None:
    spec = image_spec(layout, 600, 600, **texts)
    assert_sound(compose_image(spec))
    assert picture(render_image(spec)).size == (600, 600)


def test_a_headline_that_no_font_can_draw_gives_way_to_the_next_text() -> None:
    placed = {part.role: part for part in compose_image(image_spec(headline="新しい朝")).placed}
    assert " ".join(placed["headline"].lines).startswith("Slow-roasted beans")
    assert "subline" not in placed
    bare = compose_image(image_spec(headline="新", subline="", call_to_action=""))
    assert {part.role for part in bare.placed} == {"brand", "headline", "draft_label"}


def test_right_to_left_text_starts_at_the_right() -> None:
    spec = image_spec("split", 1200, 628, **FOREIGN[1])
    headline = next(part for part in compose_image(spec).placed if part.role == "headline")
    assert headline.box.right == pytest.approx(1200 - 0.085 * 628, abs=8)


@settings(max_examples=25, deadline=None)
@given(palette=PALETTES, layout=st.sampled_from(LAYOUTS), wide=st.booleans())
def test_text_is_readable_on_what_is_really_behind_it_with_any_palette(
    palette: tuple[str, ...], layout: Layout, *, wide: bool
) -> None:
    spec = image_spec(layout, *((764, 400) if wide else (500, 500)), palette=palette)
    for role, ratio in contrasts(compose_image(spec)).items():
        assert ratio >= (3.0 if role == "headline" else 4.5), f"{role} has {ratio:.2f}:1"


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=80), size=st.tuples(st.integers(400, 2160), st.integers(400, 2160)), data=st.data())
def test_any_text_at_any_size_is_composed_soundly(text: str, size: tuple[int, int], data: st.DataObject) -> None:
    layout = data.draw(st.sampled_from(LAYOUTS))
    assert_sound(compose_image(image_spec(layout, *size, headline=text, brand=text, subline=text)))


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_drawn(text: str) -> None:
    assert render_image(image_spec("poster", 400, 400, headline=text, subline=text)).content.startswith(b"\x89PNG")


@pytest.mark.parametrize(("one", "other"), list(combinations(LAYOUTS, 2)))
def test_variants_differ_at_a_glance(one: Layout, other: Layout) -> None:
    first, second = (picture(render_image(image_spec(name, 600, 600))).resize((48, 48)) for name in (one, other))
    assert difference(first, second) > 0.08


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 399},
        {"height": 2161},
        {"headline": "x" * 81},
        {"palette": ("red",) * 5},
        {"layout": "collage"},
        {"extra": 1},
    ],
)
def test_a_spec_outside_the_limits_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ImageSpec(**{**image_spec().model_dump(), **wrong})
