"""Small parts of the case pages: key caps and a legend."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.shell import paint_keycap
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current


class KeyCap(QWidget):
    """The picture of a key."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return the room the word needs."""
        theme = current()
        return QSize(round(text_width(self._text, theme.font(12, 500))) + 14, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key."""
        paint_keycap(QPainter(self), QRectF(self.rect()), self._text)


def legend(*items: tuple[QWidget, str]) -> QWidget:
    """Signs with their meanings, side by side."""
    holder = FlowRow(gap=16)
    for sign, words in items:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Headline(words, "second"))
        holder.add(pair)
    return holder


def score_legend() -> QWidget:
    """What the two empty score blocks mean, and the keys of the list."""
    return legend(
        (ScoreBlock("na", None, 20), "not applicable"),
        (ScoreBlock("", None, 20), figure("not_scored").name.lower()),
        (KeyCap("Enter"), "open"),
        (KeyCap("Ctrl F"), "filter"),
    )
