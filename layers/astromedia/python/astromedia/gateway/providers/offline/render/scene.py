"""A composed picture before it is drawn: the artwork, the shapes on it, and every placed text."""

from collections.abc import Iterable
from math import sqrt
from typing import Literal, NamedTuple

from resvg_py import svg_to_bytes

from astromedia.gateway.providers.offline.render import fonts
from astromedia.gateway.providers.offline.render.geometry import Rect
from astromedia.gateway.providers.offline.render.svg import document

Role = Literal["brand", "headline", "subline", "call_to_action", "draft_label", "subtitle"]


class Content(NamedTuple):
    """The words of a picture, printable; an empty one is left out."""

    headline: str
    subline: str
    call_to_action: str
    brand: str
    draft_label: str
    subtitle: str = ""

    def led(self) -> "Content":
        """The same, led by something: a headline that no font can draw gives way to the subline, then to the brand."""
        if self.headline:
            return self
        return self._replace(headline=self.subline or self.brand, subline="")

    @property
    def right_to_left(self) -> bool:
        return fonts.reads_right_to_left(self.headline or self.brand)


class Placed(NamedTuple):
    """A part with text: where it is, what it says, how large (px), its colour and the colour behind it."""

    role: Role
    box: Rect
    lines: tuple[str, ...]
    size: float
    ink: str
    ground: str
    family: str
    svg: str


class Scene(NamedTuple):
    """Everything a drawing needs; `art_box` is the part of the backdrop that a camera may move over."""

    width: int
    height: int
    backdrop: str
    art_box: Rect
    panel: str
    placed: tuple[Placed, ...]
    accent: str

    @property
    def canvas(self) -> Rect:
        return Rect(0, 0, self.width, self.height)


class Scale(NamedTuple):
    """Sizes in pixels that follow from the canvas."""

    unit: float
    margin: float
    smallest: float

    @classmethod
    def of(cls, width: int, height: int) -> "Scale":
        """A hundredth of the canvas's mean side, its margin, and the smallest legible text: 22 px at 1080 across."""
        unit = sqrt(width * height) / 100
        smallest = max(12.0, min(22 * width / 1080, height * 0.055))
        return cls(unit, min(7.2 * unit, 0.085 * min(width, height)), smallest)


def draw(parts: Iterable[str], placed: Iterable[Placed], view: Rect, width: int, height: int) -> bytes:
    """PNG bytes of the parts and then the placed texts, showing `view` at `width` x `height` pixels."""
    texts = tuple(placed)
    body = "".join((*parts, *(part.svg for part in texts)))
    written = ("".join(part.lines) for part in texts)  # in upper case too: monograms are
    needed = fonts.files_for((text + text.upper(), part.family) for text, part in zip(written, texts, strict=True))
    return bytes(
        svg_to_bytes(svg_string=document(body, view, width, height), font_files=needed, skip_system_fonts=True)
    )
