"""Token counts where a provider names none. Pure."""

import json
from collections.abc import Mapping
from math import ceil
from typing import Any
from unicodedata import normalize

from astromedia.domain.ledger import Usage

CHARACTERS_PER_TOKEN = 4
PROVIDERS_OWN_TOKENS = 2_048
"""What a provider may put around a request at our cost: the marks of a conversation, a word on the schema."""


def about(text: str) -> int:
    """The tokens of `text` by the usual rule of thumb, four characters to a token."""
    return ceil(len(text) / CHARACTERS_PER_TOKEN)


def at_most(text: str) -> int:
    """No less than the tokens of `text`: no token is shorter than a byte, also where texts are normalised first."""
    return max(len(form.encode(errors="surrogatepass")) for form in (text, normalize("NFKC", text)))


def worst_case(request: Mapping[str, Any], max_output_tokens: int) -> Usage:
    """The most that a `request` (JSON types, all that is sent) can use; output, reasoning included, has a limit."""
    sent = json.dumps(request, ensure_ascii=False)
    return Usage(input_tokens=at_most(sent) + PROVIDERS_OWN_TOKENS, output_tokens=max_output_tokens)
