"""BRAG, told by word, shape and colour in that order."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from hssib_desk.ui.kit.fields.chips import Chip, paint_chip
from hssib_desk.ui.kit.shapes import paint_shape
from hssib_desk.ui.kit.tokens import BRAG, TONES, Tokens


def paint_brag_shape(painter: QPainter, rect: QRectF, code: str, tokens: Tokens) -> None:
    """Draw the shape of one BRAG state centred in `rect`."""
    brag = BRAG[code]
    paint_shape(painter, rect, brag.shape, tokens.colour(TONES[brag.tone].sign), tokens.surface)


def paint_brag_chip(painter: QPainter, rect: QRectF, code: str, text: str, tokens: Tokens) -> None:
    """Draw a BRAG chip; without `text` it says the state's own word."""
    brag = BRAG[code]
    paint_chip(painter, rect, brag.tone, text or brag.word, brag.shape, tokens)


class BragChip(Chip):
    """A BRAG chip that stands alone; `text` may say more than the word ("Red: 34 days overdue")."""

    def __init__(self, code: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(BRAG[code].tone, text or BRAG[code].word, BRAG[code].shape, parent)

    def set_brag(self, code: str, text: str = "") -> None:
        """Change the state shown."""
        self.set_chip(BRAG[code].tone, text or BRAG[code].word, BRAG[code].shape)
