"""The texts of a document: where each stands, what it is for, and what it may become."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from astromedia.domain.channels import LIMITS, Channel, post_length
from astromedia.gateway.providers.offline.compose import naming
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.shapes import Schema, Shapes, kind

Path = tuple[str | int, ...]
_LONGEST = 800
# What other fields or phases repeat word for word.
_FIXED = frozenset(
    {
        "objective.goal",
        "indicator.goal",
        "keyword.primary",
        "keyword.term",
        "slug",
        "variant.angle",
        "generic.exclusion",
    }
)
_PUBLIC = re.compile(
    r"(?:copy|variant|post|article|section|faq|meta|tagline|script|call_to_action|scene\.voice|shot\.narration|"
    r"visual\.(?:headline|subline))\b"
)
_FIXED_NAMES = frozenset({"channel", "language", "locale", "variant", "id", "key", "slug", "code"})
_ROLES = (
    ("hashtags", re.compile(r"^hashtag")),
    ("call_to_action", re.compile(r"^call_to_action")),
    ("tagline", re.compile(r"^tagline")),
    ("tone", re.compile(r"^(?:strategy|generic)\.tone$")),
    ("headline", re.compile(r"headline|(?:^|\.)(?:title|subtitle|hook)$")),
    (
        "body",
        re.compile(
            r"\.(?:body|text|subline|summary|rationale|introduction|conclusion|paragraph|standfirst|description|"
            r"concept|narration|voice|cadence|positioning|art_direction|answer|situation|message|sentence|line)$"
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One text. `role` is what it is for: "body", "headline", "hashtags", "call_to_action", "tagline", "tone", "other".

    `parts` are all names people may call it by; `fixed` says that it is to stay as it is, `public` that the audience
    will read it.
    """

    path: Path
    text: str
    shape: Schema
    role: str
    language: str
    channel: str | None
    variant: str | None
    parts: frozenset[str]
    fixed: bool
    public: bool
    beside: int = 0

    @property
    def longest(self) -> int:
        """How many characters it may have, by the schema and by the network it is for."""
        longest = min(int(self.shape.get("maxLength", max(_LONGEST, 2 * len(self.text)))), self._of_channel())
        return max(longest, len(self.text))

    def _of_channel(self) -> int:
        if self.channel not in set(Channel):
            return 100_000
        limits = LIMITS[Channel(self.channel)]
        if self.shape.get("x-intent") == "post.text":
            weight = post_length(Channel(self.channel), self.text) - len(self.text)
            return limits.post - self.beside - weight
        return {"headline": limits.headline, "body": limits.body}.get(self.role, 100_000)

    def takes(self, text: str) -> bool:
        """Whether `text` may stand here."""
        return max(1, int(self.shape.get("minLength", 0))) <= len(text) <= self.longest

    @property
    def kin(self) -> tuple[Any, ...]:
        """What the same text of another draft has in common with it, wherever it stands in its list."""
        return (
            *("*" if isinstance(step, int) else step for step in self.path),
            self.channel,
            self.language,
            self.variant,
        )


@dataclass(frozen=True)
class _Around:
    path: Path
    refs: tuple[str, ...]
    intent: str | None
    language: str
    channel: str | None = None
    variant: str | None = None
    beside: int = 0


def places(schema: Schema, document: Any, language: str) -> list[Place]:
    """All texts of `document`, which is valid for `schema`, in their order."""
    return list(_walk(Shapes(schema), schema, document, _Around((), (), None, language)))


def _walk(shapes: Shapes, schema: Any, value: Any, around: _Around) -> Iterator[Place]:
    shape, refs = shapes.plain(schema, around.refs)
    around = replace(around, refs=refs)
    if isinstance(value, Mapping):
        yield from _object(shapes, shape, value, around)
    elif isinstance(value, list):
        yield from _list(shapes, shape, value, around)
    elif isinstance(value, str) and kind(shape) in ("string", None):
        yield _place(shape, value, around)


def _object(shapes: Shapes, shape: Schema, value: Mapping[str, Any], around: _Around) -> Iterator[Place]:
    language, channel = value.get("language"), value.get("channel")
    tags = value.get("hashtags")
    inside = replace(
        around,
        intent=None,
        language=language if language in ("en", "fr") else around.language,
        channel=channel if isinstance(channel, str) else around.channel,
        variant=str(value.get("variant") or shape.get("x-variant") or around.variant or "") or None,
        beside=sum(1 + len(str(tag)) for tag in tags) if isinstance(tags, list) else 0,
    )
    fields = shape.get("properties", {})
    extra = shape.get("additionalProperties", {})
    for name, each in value.items():
        yield from _walk(shapes, fields.get(name, extra), each, replace(inside, path=(*around.path, name)))


def _list(shapes: Shapes, shape: Schema, value: list[Any], around: _Around) -> Iterator[Place]:
    first = shape.get("prefixItems", ())
    inside = replace(around, intent=shape.get("x-intent") or around.intent)
    for i, each in enumerate(value):
        schema = first[i] if i < len(first) else shape.get("items", {})
        yield from _walk(shapes, schema, each, replace(inside, path=(*around.path, i)))


def _place(shape: Schema, text: str, around: _Around) -> Place:
    names = [str(step) for step in around.path if isinstance(step, str)]
    name = names[-1] if names else ""
    scope = Scope(language=around.language, path=tuple(map(str, around.path)), intent=around.intent)
    intent = naming.field_intent(shape, scope) or ""
    role = next((role for role, pattern in _ROLES if pattern.search(intent)), "other")
    rules = any(key in shape for key in ("pattern", "enum", "const")) or shape.get("format")
    return Place(
        path=around.path,
        text=text,
        shape=shape,
        role=role,
        language=around.language,
        channel=around.channel,
        variant=around.variant,
        parts=frozenset(filter(None, [role, around.channel, (around.variant or "").casefold(), *_called(names)])),
        fixed=intent in _FIXED or name in _FIXED_NAMES or (bool(rules) and role != "hashtags"),
        public="x-intent" not in shape or _PUBLIC.match(intent) is not None,
        beside=around.beside,
    )


def _called(names: list[str]) -> Iterator[str]:
    for name in names:
        yield name.casefold()
        yield from re.split(r"[_\W]+", name.casefold())


def at(document: Any, path: Path) -> Any:
    """What stands at `path`."""
    for step in path:
        document = document[step]
    return document


def put(document: Any, path: Path, value: Any) -> None:
    """Let `value` stand at `path`."""
    at(document, path[:-1])[path[-1]] = value


def pruned(shapes: Shapes, schema: Any, value: Any, refs: tuple[str, ...] = ()) -> Any:
    """A copy of `value` without the fields that `schema` does not have: those that code computes."""
    shape, refs = shapes.plain(schema, refs)
    if isinstance(value, Mapping):
        fields, extra = shape.get("properties", {}), shape.get("additionalProperties", {})
        closed = extra is False or (bool(fields) and not isinstance(extra, Mapping))
        kept = {name: each for name, each in value.items() if name in fields or not closed}
        return {name: pruned(shapes, fields.get(name, extra), each, refs) for name, each in kept.items()}
    if isinstance(value, list):
        first, items = shape.get("prefixItems", ()), shape.get("items", {})
        return [pruned(shapes, first[i] if i < len(first) else items, each, refs) for i, each in enumerate(value)]
    return value
