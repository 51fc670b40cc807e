"""The last look at a document for a schema that nobody here wrote."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .refusal import refused
from .shapes import Schema

if TYPE_CHECKING:
    from jsonschema import ValidationError

_LONGEST = 120


def faults(schema: Schema, document: Any) -> Iterator["ValidationError"]:
    """What of `document` breaks `schema`. A reference to another document is an error of its own: none is fetched."""
    from jsonschema import Draft202012Validator  # takes a tenth of a second to load: not for built-in agents
    from referencing import Registry

    checker = Draft202012Validator.FORMAT_CHECKER
    formats = type(checker)([name for name in checker.checkers if name != "time"])  # its "time" knows no offsets
    yield from Draft202012Validator(schema, format_checker=formats, registry=Registry()).iter_errors(document)


def look_over(schema: Schema, document: Mapping[str, Any]) -> None:
    """ProviderRefused if `document` is not valid for `schema`, naming the field and what it breaks."""
    try:
        fault = next(faults(schema, document), None)
    except re.error:
        return  # a pattern of another dialect: nobody here can tell
    if fault is not None:
        why = f"cannot be made to keep its “{fault.validator}”: {_said(fault.message)}"
        raise refused(list(fault.absolute_path), why)


def _said(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
