"""Token counts where a provider names none. Pure."""

from math import ceil
from unicodedata import normalize

CHARACTERS_PER_TOKEN = 4


def about(text: str) -> int:
    """The tokens of `text` by the usual rule of thumb, four characters to a token."""
    return ceil(len(text) / CHARACTERS_PER_TOKEN)


def at_most(text: str) -> int:
    """No less than the tokens of `text`: no token is shorter than a byte, also where texts are normalised first."""
    if text.isascii():
        return len(text)
    return max(len(form.encode(errors="surrogatepass")) for form in (text, normalize("NFKC", text)))
