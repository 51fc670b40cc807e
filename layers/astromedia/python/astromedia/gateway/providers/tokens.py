"""Token counts where a provider names none. Pure."""

from math import ceil

from astromedia.domain.ledger import Usage

CHARACTERS_PER_TOKEN = 4


def about(text: str) -> int:
    """The tokens of `text` by the usual rule of thumb, four characters to a token."""
    return ceil(len(text) / CHARACTERS_PER_TOKEN)


def worst_case(prompt: str, max_output_tokens: int) -> Usage:
    """The most that a call can have used: no token is shorter than a byte, and output stops at its limit."""
    return Usage(input_tokens=len(prompt.encode()), output_tokens=max_output_tokens)
