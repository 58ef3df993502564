"""What stands on a page: words, ruling lines, boxes. Points; ``y`` grows downwards, the page is turned upright."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with ``x0 <= x1`` and ``y0 <= y1``."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.y1 - self.y0

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Tell whether a point lies inside or at most ``slack`` outside."""
        return self.x0 - slack <= x <= self.x1 + slack and self.y0 - slack <= y <= self.y1 + slack


@dataclass(slots=True)
class Word:
    """Glyphs without a gap between them. Many thousands are made: not frozen, but never changed once made."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    """Type size in points."""
    bold: bool
    turn: int
    """Quarter turns clockwise: 0 upright, 1 reads downwards, 3 reads upwards."""
    blank: bool
    """A blank was printed behind the word; programs print one where they break a line between words."""
    order: int
    """Rank in the order of drawing."""
    lead: float = 0.0
    """Width of the first letter."""

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.y0 + self.y1) / 2

    @property
    def centre(self) -> float:
        """Horizontal middle."""
        return (self.x0 + self.x1) / 2

    def moved(self, dx: float, dy: float) -> Word:
        """Return the word elsewhere."""
        return replace(self, x0=self.x0 + dx, x1=self.x1 + dx, y0=self.y0 + dy, y1=self.y1 + dy)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis, at ``at`` on the other axis."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """One page as drawn, or several pages of one wide sheet side by side."""

    number: int
    """From 1."""
    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    fills: list[Box]
    """Filled rectangles large enough to be the ground of a cell."""
    pictured: bool = False
    """An image covers most of the page."""
