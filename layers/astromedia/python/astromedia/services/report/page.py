"""From the book to one HTML file that needs nothing else: no script, no link to any host, styles and media inside.

Everything a person or a model wrote goes through Jinja's autoescape. The style sheet is the only thing put in as it is;
the page's Content-Security-Policy names its hash, so no other style and no script at all can run.
"""

from base64 import b64encode
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from astromedia.domain.brief import Language

from . import formats
from .chapters import humanised
from .charts import orbits
from .labels import LABELS, label
from .view import Book

if TYPE_CHECKING:
    from jinja2 import Environment

FONTS = ("fraunces", "manrope")
CHANNEL_NAMES = {
    "linkedin": ("LinkedIn", "in"),
    "facebook": ("Facebook", "f"),
    "instagram": ("Instagram", "ig"),
    "x": ("X", "x"),
    "threads": ("Threads", "th"),
    "tiktok": ("TikTok", "tt"),
    "youtube": ("YouTube", "yt"),
    "pinterest": ("Pinterest", "p"),
    "email": ("E-mail", "@"),
    "google_ads": ("Google Ads", "ad"),
}
FORMATS = ("number", "money", "percent", "day", "short_day", "weekday", "days", "moment", "seconds", "size")


def html(book: Book) -> str:
    """The campaign book as one HTML document in the campaign's own language."""
    environment = _environment(book.source.language)
    css = environment.get_template("book.css.j2").render(theme=book.theme, fonts=_fonts())
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return environment.get_template("book.html.j2").render(book=book, source=book.source, css=css, css_hash=digest)


@cache
def _environment(language: Language) -> "Environment":
    """Templates that speak `language`: a missing value is an error, never an empty place."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape  # few requests need them

    environment = Environment(
        loader=PackageLoader("astromedia.services.report"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        finalize=partial(_typeset, language),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {name: partial(getattr(formats, name), language=language) for name in FORMATS}
    environment.filters["humanised"] = humanised
    environment.globals |= {
        "t": lambda key, **values: label(key, language, **values),
        "lang": language.value,
        "orbits": orbits,
        "agent": lambda name: label(key, language) if (key := f"agent_{name}") in LABELS else humanised(name),
        "channel_name": lambda channel: CHANNEL_NAMES[channel][0],
        "channel_mark": lambda channel: CHANNEL_NAMES[channel][1],
    }
    return environment


def _typeset(language: Language, value: object) -> object:
    return formats.typeset(value, language) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _fonts() -> dict[str, str]:
    """The two typefaces (SIL Open Font License, subset to Latin) as base64 WOFF2."""
    folder = files("astromedia.services.report") / "fonts"
    return {name: b64encode((folder / f"{name}.woff2").read_bytes()).decode() for name in FONTS}
