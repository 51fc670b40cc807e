"""Fitting text: shrink before breaking, break before shortening, and never leave the room."""

from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.offline.render.fonts import Face, printable, width
from astromedia.gateway.providers.offline.render.typeset import Room, fit, wrap

FACE = Face("Manrope", 700, leading=1.2)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=45)


def test_a_short_text_is_set_as_large_as_allowed() -> None:
    block = fit("Hello", FACE, Room(500, 200, 80, 20))
    assert block is not None
    assert (block.lines, block.size) == (("Hello",), 80)


def test_lines_are_balanced() -> None:
    block = fit("one two three four five six", FACE, Room(1000, 200, 60, 20))
    assert block is not None
    longest, shortest = max(map(len, block.lines)), min(map(len, block.lines))
    assert longest - shortest <= 8


def test_a_long_word_shrinks_first_and_then_breaks_with_a_hyphen() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapit"
    whole = fit(word, FACE, Room(1000, 300, 60, 20))
    broken = fit(word, FACE, Room(420, 300, 60, 20))
    assert whole is not None
    assert broken is not None
    assert (len(whole.lines), whole.size < 60) == (1, True)
    assert broken.lines[0].endswith("-")
    assert "".join(line.rstrip("-") for line in broken.lines) == word


def test_a_text_too_long_for_its_room_ends_in_an_ellipsis_at_a_word() -> None:
    block = fit("several words that will not all fit here", FACE, Room(150, 50, 30, 20))
    assert block is not None
    assert block.size == 20
    assert block.lines[-1].endswith("…")
    assert "several words that will not all fit here".startswith(" ".join(block.lines).rstrip("…"))


def test_a_word_is_never_cut_before_its_accent() -> None:
    lines = wrap("x\u0301" * 30, FACE, 4, breaking=True)
    assert len(lines) > 1
    assert not any(line.startswith("\u0301") for line in lines)


def test_nothing_fits_in_no_room() -> None:
    assert fit("", FACE, Room(500, 200, 80, 20)) is None
    assert fit("Hello", FACE, Room(500, 10, 80, 20)) is None
    assert fit("Hello", FACE, Room(5, 200, 80, 20)) is None


@given(words=st.lists(WORDS, min_size=1, max_size=6), across=st.floats(120, 900), down=st.floats(40, 400))
def test_a_block_never_leaves_its_room(words: list[str], across: float, down: float) -> None:
    room = Room(across, down, 70, 20)
    block = fit(printable(" ".join(words)), FACE, room)
    if block is not None:
        assert block.width <= room.width + 0.5
        assert block.height <= room.height + 0.5
        assert all(width(line, FACE) * block.size <= room.width + 0.5 for line in block.lines)
