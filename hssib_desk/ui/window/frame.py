"""The frame round every place: bar, rail and the sentence above the page, made when a workbook is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hssib_desk.ui.kit.shell import Rail, TopBar
from hssib_desk.ui.window.notice import Notice


class Frame(QWidget):
    """The bar on top, the rail at the left, one sentence above the place, and the places themselves."""

    def __init__(self, places: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.bar, self.rail, self.places = TopBar(), Rail(places), QStackedWidget()
        self.notice = Notice()
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout()
        inside.setSpacing(0)
        inside.addWidget(self.notice)
        inside.addWidget(self.places, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(inside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(row, 1)
