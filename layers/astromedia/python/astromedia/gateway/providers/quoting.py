"""Text of others in a prompt: visible as it is, and unable to end the block it stands in. Pure."""

import re

_TAG_OPENERS = "<\ufe64\uff1c"
"""What is, or is folded into, the sign that opens a tag."""
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufe00-\ufe0d\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
"""What people do not see and a model reads: controls, overrides of direction, tag letters, stray selectors.

Joiners, marks of direction and the selectors of emoji stay: languages and emoji need them.
"""
_HALVES = "\ud800-\udfff"
"""Halves of surrogate pairs: no UTF-8 can carry them."""
_ESCAPED = re.compile(f"[{_TAG_OPENERS}{_UNSEEN}{_HALVES}]")


def quoted(text: str) -> str:
    """`text` with such characters written as JSON writes them ("\\u003c"): JSON stays the same JSON."""
    return _ESCAPED.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def block(name: str, text: str, most: int | None = None) -> str:
    """`text`, quoted and cut to `most` characters, between a tag `name` and its end."""
    return f"<{name}>\n{quoted(text[:most])[:most]}\n</{name}>"
