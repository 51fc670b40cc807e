"""Strings with a format (date, email ...) and likely texts for patterns. Unknown addresses use reserved domains."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from uuid import UUID

from .facts import Facts
from .fragments import cut
from .scope import Scope
from .shapes import Schema
from .slugs import slug, tag
from .writer import Writer

_LATE = re.compile(r"end|until|deadline|due|expir|fin|last|close", re.IGNORECASE)
_DOMAIN = "example.org"
# Kept free for fiction by the countries' regulators: nobody has them.
FICTITIOUS_PHONES = {
    "en": ("+44 20 7946 0958", "020 7946 0958", "+442079460958", "02079460958", "555-0142"),
    "fr": ("+33 1 99 00 12 34", "01 99 00 12 34", "+33199001234", "0199001234"),
}


def _host(facts: Facts) -> str:
    found = re.match(r"https?://(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})(?:[:/?#]|$)", facts.website or "", re.IGNORECASE)
    return found[1].lower() if found else _DOMAIN


def _day(writer: Writer, scope: Scope) -> date:
    facts = writer.facts
    if scope.stage:
        return facts.day(scope.stage.to_day)
    late = bool(scope.path and _LATE.search(scope.path[-1]))
    return facts.day(facts.days if late else min(facts.days, 1 + scope.turn))


def _uuid(writer: Writer, scope: Scope) -> str:
    number = writer.dice.below(2**48, f"uuid/{scope.path}/{scope.turn}") << 80 | writer.dice.below(
        2**48, f"{scope.path}"
    )
    return str(UUID(int=number, version=4))


def _uri(writer: Writer, scope: Scope) -> str:
    website = writer.facts.website or f"https://{_DOMAIN}"
    return website if scope.turn == 0 else f"{website.rstrip('/')}/{scope.turn + 1}"


def _mailbox(writer: Writer, scope: Scope) -> str:
    return f"contact{scope.turn + 1 if scope.turn else ''}@{_host(writer.facts)}"


def _hour(scope: Scope) -> str:
    return f"{9 + scope.turn % 9:02}:00:00"


_Format = Callable[[Writer, Scope], str]
_FORMATS: Mapping[str, _Format] = {
    "date": lambda writer, scope: _day(writer, scope).isoformat(),
    "date-time": lambda writer, scope: f"{_day(writer, scope).isoformat()}T{_hour(scope)}Z",
    "time": lambda writer, scope: f"{_hour(scope)}Z",
    "duration": lambda writer, scope: f"P{writer.facts.days}D",
    "email": _mailbox,
    "idn-email": _mailbox,
    "uri": _uri,
    "iri": _uri,
    "uri-reference": _uri,
    "uuid": _uuid,
    "hostname": lambda writer, scope: _host(writer.facts),
    "ipv4": lambda writer, scope: f"192.0.2.{1 + scope.turn % 250}",
    "ipv6": lambda writer, scope: f"2001:db8::{1 + scope.turn % 250:x}",
    "json-pointer": lambda writer, scope: f"/{scope.turn}",
    "regex": lambda writer, scope: ".*",
}


def text(writer: Writer, shape: Schema, scope: Scope) -> str | None:
    """A text in the schema's format; None for a format that is not known."""
    made = _FORMATS.get(str(shape["format"]))
    return made(writer, scope) if made else None


def likely(writer: Writer, shape: Schema, scope: Scope) -> Iterator[str]:
    """Meaningful texts that a pattern may well ask for, the most particular first."""
    facts = writer.facts
    yield from (colour for colour in facts.colors[scope.turn :])
    yield _COLOURS[(scope.turn + writer.dice.below(len(_COLOURS), "colour")) % len(_COLOURS)]
    yield facts.day(min(facts.days, 1 + scope.turn)).isoformat()
    yield _hour(scope)[:5]
    yield _uri(writer, scope)
    yield _mailbox(writer, scope)
    yield from FICTITIOUS_PHONES.get(scope.language, ())
    yield facts.currency
    yield scope.language


def common(writer: Writer, scope: Scope) -> Iterator[str]:
    """Words of the brief in the spellings that patterns like: slug, snake case, code, hashtag, plain."""
    facts = writer.facts
    texts = [each.text for each in (facts.offer, *facts.edges, *facts.goals) if each]
    chosen = texts[scope.turn % len(texts)] if texts else facts.company
    made = slug(chosen, 40)
    yield from (
        made,
        made.replace("-", "_"),
        made.replace("-", "").upper()[:12],
        tag(chosen),
        cut(chosen, 60),
        facts.company,
    )


_COLOURS = ("#1f4e79", "#b4532a", "#2e6b4f", "#7a3e6d", "#c08a1e", "#24506b", "#8c2f39", "#3d5a1f")
