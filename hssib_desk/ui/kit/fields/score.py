"""Scores: the small block that shows one, and the row of buttons that asks for one."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hssib_desk.ui.kit.fields.score_buttons import ScoreButton, ScoreSelector
from hssib_desk.ui.kit.paint import box, words
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.kit.tokens import Tokens

__all__ = ["ScoreBlock", "ScoreButton", "ScoreSelector", "paint_score", "paint_scores", "score_width"]

PITCH = 32
GAP_AFTER_PHASES = 8


def paint_score(painter: QPainter, rect: QRectF, code: str, points: int | None, tokens: Tokens) -> None:
    """Draw a score centred in `rect`: points 1 to 5 filled, a code without points "n/a", no code a dash.

    The block is as high as `rect`; "n/a" is 28 wide for a block of 24.
    """
    side = min(rect.height(), rect.width())
    block = QRectF(round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), side, side)
    middle = Qt.AlignmentFlag.AlignHCenter
    size = 13 if side < current().px(28) else 16
    if points is None and code:
        wide = block.adjusted(-2, 0, 2, 0)
        box(painter, wide, 4, "", tokens.control, 1, dashed=True)
        words(painter, wide, "n/a", current().font(11), tokens.text2, middle)
    elif points is None:
        box(painter, block, 4, "", tokens.line)
        words(painter, block, "–", current().font(12), tokens.text3, middle)
    elif 1 <= points <= len(tokens.ramp):
        edge = tokens.control if points in tokens.edged else ""
        box(painter, block, 4, tokens.ramp[points - 1], edge)
        words(painter, block, str(points), current().font(size, 600), tokens.numerals[points - 1], middle)
    else:
        box(painter, block, 4, tokens.nonesoft, tokens.control)
        words(painter, block, str(points), current().font(size, 600), tokens.text, middle)


def paint_scores(
    painter: QPainter, rect: QRectF, scores: Sequence[tuple[str, int | None] | str | None], tokens: Tokens
) -> None:
    """Draw scores side by side from the left of `rect`; None leaves a gap, a word takes a score’s place."""
    side = current().px(24)
    x = rect.left() + 2
    for score in scores:
        if score is None:
            x += GAP_AFTER_PHASES
            continue
        if isinstance(score, str):
            words(
                painter, QRectF(x, rect.top(), PITCH, rect.height()), score, current().font(11), tokens.text2
            )
            x += side + PITCH - 24
            continue
        spot = QRectF(x, round(rect.center().y() - side / 2), side, side)
        paint_score(painter, spot, score[0], score[1], tokens)
        x += side + PITCH - 24


def score_width(code: str, points: int | None, size: int = 24) -> int:
    """Return how wide a score of this height is."""
    side = current().px(size)
    return side + 4 if points is None and code else side


class ScoreBlock(QWidget):
    """One score as a small block that stands alone."""

    def __init__(self, code: str, points: int | None, size: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_score(code, points)

    def set_score(self, code: str, points: int | None) -> None:
        """Show another score."""
        self._code, self._points = code, points
        spoken = f"score {points}" if points is not None else "not applicable" if code else "no score yet"
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the block."""
        return QSize(score_width(self._code, self._points, self._size), current().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the score."""
        painter = QPainter(self)
        paint_score(painter, QRectF(self.rect()), self._code, self._points, current().tokens)
