"""The document on which a revision works, and what it can look up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from astromedia.gateway.calls import TextCall
from astromedia.gateway.providers.offline.compose import compose
from astromedia.gateway.providers.offline.compose.document import LANGUAGES
from astromedia.gateway.providers.offline.compose.facts import read_facts
from astromedia.gateway.providers.offline.compose.shapes import Shapes
from astromedia.gateway.providers.offline.compose.tongue import tongue

from . import sentences
from .places import Path, Place, at, places, put
from .wishes import Kind, Wish

DRAFTS = 5
_STEP = 1_000
Kin = tuple[Any, ...]
_OTHER_VARIANT = {"a": "b", "b": "a"}


class Desk:
    """`call` asks for the draft without feedback; `feedback` is in the language that `spoken` names."""

    def __init__(self, call: TextCall, feedback: str, wishes: Sequence[Wish]) -> None:
        self.call = call
        self.feedback = feedback
        self.wishes = wishes
        self.language = call.language if call.language in LANGUAGES else LANGUAGES[0]
        self.spoken = tongue(feedback, self.language)
        self.sober = "sober" in read_facts(call.inputs, self.language).sectors
        self.document: dict[str, Any] = {}
        self._said: Mapping[Kin, set[str]] = {}
        self._others: Mapping[Kin, list[str]] | None = None

    def begin(self, document: dict[str, Any]) -> None:
        """Work on this document from now on."""
        self.document = document
        said: dict[Kin, set[str]] = {}
        for place in self.places():
            said.setdefault(place.kin, set()).add(place.text)
        self._said = said

    def places(self) -> list[Place]:
        """All texts of the document as it is now."""
        return places(self.call.json_schema, self.document, self.language)

    def draft(self, turn: int) -> dict[str, Any]:
        """The draft number `turn` (from 0) of this call and feedback."""
        seed = self.call.seed + _STEP * turn
        return compose(self.call.model_copy(update={"seed": seed, "feedback": self.feedback}), self.unwanted)

    def others(self, place: Place) -> list[str]:
        """What other drafts say in a place like this, as far as the document does not say it already."""
        if self._others is None:
            self._others = self._elsewhere()
        said = self._said.get(place.kin, set())
        return [text for text in self._others.get(place.kin, ()) if text not in said]

    def _elsewhere(self) -> Mapping[Kin, list[str]]:
        found: dict[Kin, list[str]] = {}
        for turn in range(1, DRAFTS):
            for place in places(self.call.json_schema, self.draft(turn), self.language):
                found.setdefault(place.kin, []).append(place.text)
        return found

    def keeps(self, place: Place) -> Callable[[str], bool]:
        """Whether a sentence of this place may not go: what a mailing fills in ({{unsubscribe_url}}) is wanted by law.

        The start of an article has the keyword of the SEO plan.
        """
        plan = self.call.inputs.get("seo")
        keyword = str(plan.get("primary_keyword") or "") if isinstance(plan, Mapping) else ""
        article = bool(keyword) and str(place.shape.get("x-intent", "")).startswith("article.")
        return lambda sentence: "{{" in sentence or (article and sentences.found(keyword, sentence))

    def unwanted(self, text: str) -> bool:
        """Whether `text` has words that are to be left out."""
        return any(sentences.found(wish.words, text) for wish in self.wishes if wish.kind is Kind.AVOID)

    def write(self, place: Place, text: str | None) -> bool:
        """Let `text` stand in a place. False if it is none, the same, or what the other variant says already."""
        if text is None or text == place.text or text in self._beside(place.path):
            return False
        put(self.document, place.path, text)
        self._said.get(place.kin, set()).add(text)
        return True

    def fewest(self, path: Path) -> int:
        """How few items the list at `path` may have."""
        shapes = Shapes(self.call.json_schema)
        shape, refs = shapes.plain(self.call.json_schema)
        for step in path:
            part = shape.get("items", {}) if isinstance(step, int) else shape.get("properties", {}).get(step, {})
            shape, refs = shapes.plain(part, refs)
        return int(shape.get("minItems", 0))

    def _beside(self, path: Path) -> Iterator[Any]:
        """What must not be said again: by the other variant in this place, or by other items of the list."""
        for i, step in enumerate(path):
            other = _OTHER_VARIANT.get(str(step))
            around = at(self.document, path[:i])
            if other and isinstance(around, Mapping) and other in around:
                yield at(self.document, (*path[:i], other, *path[i + 1 :]))
        items = at(self.document, path[:-1])
        if isinstance(items, list):
            yield from items
