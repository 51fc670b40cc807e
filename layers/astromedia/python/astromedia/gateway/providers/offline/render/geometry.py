"""Rectangles in pixels, origin at the top left; the grid every layout is cut from."""

from typing import NamedTuple


class Rect(NamedTuple):
    """A box: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def inset(self, margin: float) -> "Rect":
        """The box with `margin` taken off each side."""
        return Rect(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)

    def left_part(self, share: float) -> "Rect":
        return self._replace(width=round(self.width * share))

    def right_part(self, share: float) -> "Rect":
        width = round(self.width * share)
        return self._replace(x=self.right - width, width=width)

    def top_part(self, share: float) -> "Rect":
        return self._replace(height=round(self.height * share))

    def bottom_part(self, share: float) -> "Rect":
        height = round(self.height * share)
        return self._replace(y=self.bottom - height, height=height)

    def holds(self, other: "Rect", slack: float = 0.5) -> bool:
        """Whether `other` lies inside, to within `slack` pixels."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other: "Rect") -> bool:
        """Whether the two boxes share any area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
