"""Which texts of a document a wish is for."""

from collections.abc import Iterable, Sequence

from astromedia.domain.channels import Channel

from .places import Place
from .wishes import Kind, Wish

_VARIANTS = frozenset("ab")
_CHANNELS = frozenset(map(str, Channel))
# Texts that each stand for themselves in public: what is to be mentioned is mentioned in every one of them.
_PIECES = ("copy.body", "post.text", "visual.subline")
_PIECE_NAMES = frozenset({"body", "text", "post", "message", "caption", "copy", "content", "script", "tweet", "texte"})
# In a document of one piece: the text that says what the whole is about, the first of these that it has.
_LEADS = (
    "market.summary", "strategy.rationale", "meta.description", "article.introduction", "report.summary",
    "video.concept", "posting.cadence",
)  # fmt: skip
_LEAD_NAMES = ("body", "introduction", "intro", "summary", "description", "message", "rationale", "notes")
_ROOMY, _PLENTY = 60, 400
_ROLES = {
    Kind.SHORTER: frozenset({"body", "headline"}),
    Kind.LONGER: frozenset({"body"}),
    Kind.TONE: frozenset({"body", "tone"}),
}


def chosen(wish: Wish, places: Sequence[Place]) -> list[Place]:
    """The places that `wish` is for, in their order; those that stay as they are are not among them."""
    meant = [place for place in places if not place.fixed and _named(place, wish.parts)]
    if wish.kind is Kind.INCLUDE and not wish.exact:
        return _to_say_it(wish, meant)
    if wish.kind is Kind.TONE:
        return [place for place in meant if place.role == "tone"][:1] + _pieces(meant)
    roles = _ROLES.get(wish.kind)
    if roles and not wish.parts - _CHANNELS - _VARIANTS:
        return [place for place in meant if place.role in roles]
    return meant


def _named(place: Place, parts: frozenset[str]) -> bool:
    groups = (parts & _CHANNELS, parts & _VARIANTS, parts - _CHANNELS - _VARIANTS)
    return all(not group or not group.isdisjoint(place.parts) for group in groups)


def _to_say_it(wish: Wish, places: Sequence[Place]) -> list[Place]:
    if wish.words.startswith("#"):
        return [place for place in places if place.role == "hashtags"]
    if wish.parts - _CHANNELS - _VARIANTS:
        return [place for place in places if place.role != "hashtags"]
    return _pieces(places)


def _pieces(places: Sequence[Place]) -> list[Place]:
    """The texts to publish, each one; or the leading text; or the one with the most room."""
    written = [place for place in places if place.role not in ("hashtags", "call_to_action", "tone")]
    hinted = [place for place in written if place.shape.get("x-intent") in _PIECES]
    scenes = _last_voices(written)
    leads = _first(written, [lambda place, lead=lead: place.shape.get("x-intent") == lead for lead in _LEADS])
    if hinted or scenes or leads:
        return hinted + scenes + leads
    unhinted = [place for place in written if "x-intent" not in place.shape]
    named = [place for place in unhinted if place.path[-1] in _PIECE_NAMES and place.role == "body"]
    roomy = sorted(
        (place for place in unhinted if place.longest >= _ROOMY),
        key=lambda place: (place.role == "headline", place.role != "body", -min(place.longest, _PLENTY)),
    )
    first = _first(unhinted, [lambda place, name=name: place.path[-1] == name for name in _LEAD_NAMES])
    return named or first or roomy[:1] or list(written[:1])


def _last_voices(places: Iterable[Place]) -> list[Place]:
    """Of every script the words of its last scene, of a storyboard those of its last shot."""
    spoken = [place for place in places if place.shape.get("x-intent") in ("scene.voice", "shot.narration")]
    return list({place.path[:-2]: place for place in spoken}.values())


def _first(places: Sequence[Place], tests: Sequence[object]) -> list[Place]:
    for test in tests:
        for place in places:
            if callable(test) and test(place):
                return [place]
    return []
