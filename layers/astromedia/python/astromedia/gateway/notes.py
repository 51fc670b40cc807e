"""What is known of a film while its provider makes it: kept where its answer will be, found by the next run. Pure."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from astromedia.domain.budget import Hold, Memo
from astromedia.domain.model import Model

from .calls import Route
from .memos import slot

RENDER = "render"
"""The step of a rendering within its call."""


class Note(Model):
    """A film that was begun, or is about to be, under `hold` (as it was made: what became of it, the ledger knows).

    `key` is what its provider is told to know it by, `operation` what the provider calls it: "" until that is known.
    `ended` says that it came to nothing and its hold has ended.
    """

    key: str
    hold: Hold
    operation: str = ""
    ended: bool = False


def note_memo(call_id: str, route: Route, note: Note) -> Memo:
    """What to keep of `note`: under the slot of the film, which replaces it once it is paid for."""
    return Memo(call_id=call_id, slot=slot(route, RENDER), content=note.model_dump_json())


def under_way(kept: Mapping[str, str], routes: Sequence[Route]) -> list[Route]:
    """Those of `routes` that were asked for the film, and have not come to an end with it; `kept` is by slot."""
    notes = {route: note_in(kept.get(slot(route, RENDER))) for route in routes}
    return [route for route, note in notes.items() if note is not None and not note.ended]


def note_in(content: str | None) -> Note | None:
    """The note that a slot's `content` is; None if it is none (nothing, or a paid answer)."""
    try:
        return Note.model_validate_json(content or "")
    except ValidationError:
        return None
