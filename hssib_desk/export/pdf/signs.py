"""Signs drawn in a PDF that read without colour: the steps of a score and a BRAG rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from hssib_desk.domain.forms.form import Choice, CodeList
from hssib_desk.export.pdf import fonts
from hssib_desk.export.pdf.fonts import REGULAR, SEMIBOLD
from hssib_desk.export.pdf.page import LINE, TEXT, TEXT2, TEXT3, WHITE, draw_text, style_of, text_width

CONTROL = HexColor("#748594")

_RAMP = tuple(HexColor(colour) for colour in ("#7A2A0A", "#E0914F", "#E1E6EA", "#9CC7EC", "#0F5CA8"))
_ON_RAMP = (WHITE, TEXT, TEXT, TEXT, WHITE)

_BOX_WORDS = style_of("box words", 10.3, 14, textColor=TEXT2)
_WORD = style_of("brag word", 11, 15.5, SEMIBOLD)


class ScoreBoxes(Flowable):
    """All steps of a scale as boxes, the given one filled and bold; or that it was not applicable."""

    SIDE, GAP = 16.6, 2.35

    def __init__(self, scale: CodeList, code: str, is_strong: bool = False) -> None:
        super().__init__()
        self.steps = sorted((c for c in scale.choices if c.points is not None), key=_points)
        self.is_reversed = scale.direction.startswith("lower")
        self.chosen = scale.by_code.get(code)
        self.is_strong = is_strong

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The space of the boxes."""
        self.width, self.height = self.drawn_width, self.SIDE
        return self.width, self.height

    @property
    def drawn_width(self) -> float:
        """How wide the drawing is: the boxes, or the words in their frame."""
        if self.chosen is not None and self.chosen.points is None:
            return text_width(self.chosen.label, _BOX_WORDS) + 13
        return len(self.steps) * (self.SIDE + self.GAP) - self.GAP

    def draw(self) -> None:
        """Draw the boxes, or the words in a dashed frame."""
        if self.chosen is not None and self.chosen.points is None:
            self._draw_words(self.chosen.label)
            return
        for place, step in enumerate(self.steps):
            if self.chosen is None or step.code != self.chosen.code:
                self._draw_box(place, step, is_chosen=False)
        for place, step in enumerate(self.steps):
            if self.chosen is not None and step.code == self.chosen.code:
                self._draw_box(place, step, is_chosen=True)

    def _draw_box(self, place: int, step: Choice, is_chosen: bool) -> None:
        canvas, x = self.canv, place * (self.SIDE + self.GAP)
        shade = self._shade(place)
        canvas.setLineWidth(1.4 if is_chosen else 0.7)
        canvas.setStrokeColor(TEXT if is_chosen else LINE)
        canvas.setFillColor(_RAMP[shade] if is_chosen else WHITE)
        canvas.roundRect(x, 0, self.SIDE, self.SIDE, 2.4, stroke=1, fill=1)
        font = fonts.BOLD if is_chosen else SEMIBOLD if self.is_strong else REGULAR
        canvas.setFont(font, 10.5)
        canvas.setFillColor(_ON_RAMP[shade] if is_chosen else TEXT3)
        canvas.drawCentredString(x + self.SIDE / 2, 4.5, str(step.points))

    def _shade(self, place: int) -> int:
        shade = round(4 * place / max(len(self.steps) - 1, 1))
        return 4 - shade if self.is_reversed else shade

    def _draw_words(self, label: str) -> None:
        canvas, style = self.canv, _BOX_WORDS
        canvas.setLineWidth(0.7)
        canvas.setStrokeColor(CONTROL)
        canvas.setDash(2, 1.4)
        canvas.roundRect(0, 0, self.drawn_width, self.SIDE, 2.4)
        canvas.setDash()
        draw_text(canvas, label, style, 6.5, 4.8)


def _points(choice: Choice) -> int:
    return choice.points or 0


_BRAG_COLOURS = {
    "blue": HexColor("#005EB8"),
    "green": HexColor("#006747"),
    "amber": HexColor("#A86200"),
    "red": HexColor("#8A1538"),
}


class BragSign(Flowable):
    """A BRAG rating as a shape and its word; the colour is the third sign."""

    def __init__(self, code: str, label: str) -> None:
        super().__init__()
        self.code, self.label = code, label

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """One line of a table."""
        self.width, self.height = width, _WORD.leading
        return self.width, self.height

    def draw(self) -> None:
        """Draw the shape and the word."""
        canvas, colour = self.canv, _BRAG_COLOURS.get(self.code, TEXT2)
        canvas.setFillColor(colour)
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(1.2)
        _SHAPES.get(self.code, _ring)(canvas, 4.0, 7.4)
        draw_text(canvas, self.label, _WORD, 13, 3.7)


def _square(canvas: Any, x: float, y: float) -> None:
    canvas.roundRect(x - 3.8, y - 3.8, 7.6, 7.6, 1, stroke=0, fill=1)
    canvas.setStrokeColor(WHITE)
    _outline(canvas, (x - 1.9, y), (x - 0.5, y - 1.6), (x + 2, y + 1.5))


def _disc(canvas: Any, x: float, y: float) -> None:
    canvas.circle(x, y, 3.7, stroke=0, fill=1)


def _triangle(canvas: Any, x: float, y: float) -> None:
    _fill(canvas, (x - 4, y - 3.2), (x + 4, y - 3.2), (x, y + 3.8))


def _diamond(canvas: Any, x: float, y: float) -> None:
    _fill(canvas, (x - 4.2, y), (x, y - 4.2), (x + 4.2, y), (x, y + 4.2))


def _dash(canvas: Any, x: float, y: float) -> None:
    canvas.rect(x - 3.8, y - 0.8, 7.6, 1.6, stroke=0, fill=1)


def _ring(canvas: Any, x: float, y: float) -> None:
    canvas.circle(x, y, 3.2, stroke=1, fill=0)


def _fill(canvas: Any, *points: tuple[float, float]) -> None:
    canvas.drawPath(_path(canvas, points), stroke=0, fill=1)


def _outline(canvas: Any, *points: tuple[float, float]) -> None:
    canvas.drawPath(_path(canvas, points), stroke=1, fill=0)


def _path(canvas: Any, points: Sequence[tuple[float, float]]) -> Any:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    return path


_SHAPES = {"blue": _square, "green": _disc, "amber": _triangle, "red": _diamond, "set_aside": _dash}
