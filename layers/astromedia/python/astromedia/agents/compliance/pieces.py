"""What is read as one: a post, one variant of a copy, a whole article; with its channel and its languages."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from astromedia.domain.brief import Language
from astromedia.domain.channels import Channel
from astromedia.domain.texts import Text, Where, texts

_LANGUAGES, _CHANNELS = frozenset(Language), frozenset(Channel)
_OF_AN_EMAIL = frozenset({"subject", "subject_line", "preheader"})
_BODIES = frozenset({"body", "text", "content", "message", "html"})


class Piece(NamedTuple):
    """Texts that are read together. `languages` are those that they may be in."""

    texts: Sequence[Text]
    channel: Channel | None
    languages: Sequence[Language]

    @property
    def body(self) -> Text | None:
        """The message itself, where something would stand that is missing; None if this only speaks of messages."""
        bodies = [text for text in self.texts if text.where[-1:] and text.where[-1] in _BODIES]
        return max(bodies, key=lambda text: len(text.text), default=None)


class _Home(NamedTuple):
    """Which piece a text belongs to: the object at `at`; `owner` is the one around it that has the channel."""

    owner: Where
    at: Where
    channel: Channel | None
    languages: Sequence[Language]


def pieces(output: Any, languages: Sequence[Language], unread: Collection[str] = ()) -> Iterator[Piece]:
    """The pieces of an output. `languages` are the brief's, for what does not say its own; `unread` are keys left out.

    An object that has a channel is a piece or, if it has objects in it (variants), each of them is one, with the texts
    that they share. All texts without a channel are one piece per language.
    """
    groups: defaultdict[_Home, list[Text]] = defaultdict(list)
    for text in texts(output):
        if not any(step in unread for step in text.where):
            groups[_home(output, text, languages)].append(text)
    divided = {home.owner for home in groups if home.at != home.owner}
    for home, found in groups.items():
        if home.at != home.owner or home.owner not in divided:
            shared = groups.get(home._replace(at=home.owner), []) if home.at != home.owner else []
            yield Piece([*found, *shared], home.channel, home.languages)


def _home(output: Any, text: Text, languages: Sequence[Language]) -> _Home:
    home, value = _Home((), (), None, tuple(languages)), output
    for i, step in enumerate(text.where):
        if isinstance(value, Mapping):
            home = _inside(home, value, text.where[:i])
        value = value[step]
    return home


def _inside(home: _Home, value: Mapping[str, Any], where: Where) -> _Home:
    named = value.get("language")
    languages = (Language(named),) if isinstance(named, str) and named in _LANGUAGES else home.languages
    if channel := _channel(value):
        return _Home(where, where, channel, languages)
    first_inside = home.channel is not None and home.at == home.owner
    return home._replace(at=where if first_inside else home.at, languages=languages)


def _channel(value: Mapping[str, Any]) -> Channel | None:
    named = value.get("channel")
    if isinstance(named, str) and named in _CHANNELS:
        return Channel(named)
    return Channel.EMAIL if not _OF_AN_EMAIL.isdisjoint(value) else None
