"""How a place that a search found is drawn: where it is, and its words with those found in bold."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hssib_desk.ui.kit.paint import row_ground, text_width, words
from hssib_desk.ui.kit.theme import current

HitRole = int(Qt.ItemDataRole.UserRole) + 40
"""A pair: where it is, and the snippet with the words found between \\x02 and \\x03."""

_HEIGHT, _LINE, _PADDING = 52, 20, 12


def runs_of(snippet: str) -> list[tuple[str, bool]]:
    """A snippet as runs of text, each with whether it was found."""
    parts = re.split("([\x02\x03])", snippet)
    found, runs = False, []
    for part in parts:
        if part in ("\x02", "\x03"):
            found = part == "\x02"
        elif part:
            runs.append((part, found))
    return runs


class HitDelegate(QStyledItemDelegate):
    """Draws two lines to a row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of two lines."""
        return QSize(200, current().px(_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground and both lines."""
        theme = current()
        painter.save()
        area = QRectF(option.rect)
        row_ground(painter, area, _state(option.state), theme.tokens, 6)
        where, snippet = index.data(HitRole)
        line = theme.px(_LINE)
        top = area.center().y() - line
        first = QRectF(area.left() + _PADDING, top, area.width() - 2 * _PADDING, line)
        words(painter, first, where, theme.font(13, 500), theme.tokens.text2)
        _paint_runs(painter, first.translated(0, line), runs_of(snippet))
        painter.restore()


def _state(state: QStyle.StateFlag) -> str:
    if state & QStyle.StateFlag.State_Selected:
        return "selected"
    return "hover" if state & QStyle.StateFlag.State_MouseOver else "rest"


def _paint_runs(painter: QPainter, area: QRectF, runs: list[tuple[str, bool]]) -> None:
    """Draw runs one after another; the last that fits is shortened."""
    theme = current()
    x = area.left()
    for text, found in runs:
        font = theme.font(14, 600 if found else 400)
        room = area.right() - x
        if room < QFontMetricsF(font).horizontalAdvance("…"):
            return
        words(painter, QRectF(x, area.top(), room, area.height()), text, font, theme.tokens.text)
        x += text_width(text, font)
