"""Sentences in a card, each with its sign; and the footer of a page that ends in one act."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current


class IconLine(QWidget):
    """A sign and a sentence that wraps."""

    def __init__(self, icon: str, text: str, colour: str = "text2", role: str = "body") -> None:
        super().__init__()
        self.sentence = Paragraph(text, role)
        self.setAccessibleName(text)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 2, 0, 0)
        beside.addWidget(Sign(icon, 16, colour))
        beside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addLayout(beside)
        row.addWidget(self.sentence, 1)

    def say(self, text: str) -> None:
        """Say something else; hidden where there is nothing to say."""
        self.sentence.set_text(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class SideBySide(QWidget):
    """Two widgets beside each other; one above the other where the text is too large for that."""

    def __init__(
        self, left: QWidget, right: QWidget, shares: tuple[int, int] = (1, 1), narrow: int = 720
    ) -> None:
        super().__init__()
        self._narrow, self._sides = narrow, (left, right)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(left, shares[0])
        self._row.addWidget(right, shares[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack them below a width of `narrow` design pixels."""
        super().resizeEvent(event)
        stacked = event.size().width() < current().px(self._narrow)
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if way != self._row.direction():
            self._row.setDirection(way)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider one: the other may go below it."""
        wide = max(side.minimumSizeHint().width() for side in self._sides)
        return QSize(wide, super().minimumSizeHint().height())


class Footer(QFrame):
    """A line of what is so now, and the buttons that end the page; the last one is the primary one."""

    def __init__(self, icon: str, *buttons: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "page-footer")
        self.words = Headline("", "subtitle")
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 12, 32, 11)
        row.setSpacing(8)
        row.addWidget(Sign(icon, 18), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)
        for made in buttons:
            row.addWidget(made)

    def say(self, text: str) -> None:
        """Change the line."""
        self.words.setText(text)


def column(*widgets: QWidget) -> QWidget:
    """Widgets one above another, at the top."""
    holder = QWidget()
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(16)
    for widget in widgets:
        inside.addWidget(widget)
    inside.addStretch(1)
    return holder


def fill(card: Card, said: Iterable[tuple[str, str]]) -> None:
    """Put sentences with their signs into a card, in place of what is there."""
    empty(card.body)
    for icon, sentence in said:
        card.body.addWidget(IconLine(icon, sentence))
    card.body.addStretch(1)


def plural(n: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 case", "1,204 cases"."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"


def breakable(path: PurePath) -> str:
    """A path that may go on in the next line after each folder; only to be read, not to be copied."""
    return re.sub(r"([/\\])", "\\1\u200b", str(path))
