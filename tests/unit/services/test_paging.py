import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from astromedia.domain.errors import InvalidInput
from astromedia.services.paging import Cursors

CURSORS = Cursors(b"key")
# Positions are ids and numbers of ours: text that can be encoded.
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@given(TEXT, TEXT, TEXT)
def test_a_cursor_opens_where_it_was_sealed(workspace_id: str, of: str, position: str) -> None:
    cursor = CURSORS.seal(workspace_id, of, position)
    assert CURSORS.open(workspace_id, of, cursor) == position


@given(st.text(max_size=60))
def test_nobody_can_make_one_up(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        CURSORS.open("W1", "campaigns", cursor)
    assert [error.field for error in refused.value.errors] == ["cursor"]


@given(st.data())
def test_a_changed_cursor_is_refused(data: st.DataObject) -> None:
    cursor = CURSORS.seal("W1", "campaigns", "01KJPY44E0CGSBHRRNH1AV3MK6")
    assert cursor
    place = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/"))
    assume(cursor[place] != letter)
    with pytest.raises(InvalidInput):
        CURSORS.open("W1", "campaigns", cursor[:place] + letter + cursor[place + 1 :])


@pytest.mark.parametrize(("workspace_id", "of"), [("W2", "campaigns"), ("W1", "assets")])
def test_a_cursor_is_good_for_one_list_of_one_workspace(workspace_id: str, of: str) -> None:
    with pytest.raises(InvalidInput):
        CURSORS.open(workspace_id, of, CURSORS.seal("W1", "campaigns", "5"))


def test_a_cursor_of_another_key_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Cursors(b"other").open("W1", "campaigns", CURSORS.seal("W1", "campaigns", "5"))


def test_the_end_has_no_cursor_and_none_is_the_beginning() -> None:
    assert CURSORS.seal("W1", "campaigns", None) is None
    assert CURSORS.open("W1", "campaigns", None) is None
