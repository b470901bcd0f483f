"""The frame round every place: bar, rail and one message; made when a workbook is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hssib_desk.ui.kit.shell import Rail, TopBar
from hssib_desk.ui.kit.toast import Toast


class Frame(QWidget):
    """The bar on top, the rail at the left, the places, and one message in front of them."""

    def __init__(self, places: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.bar, self.rail, self.places = TopBar(), Rail(places), QStackedWidget()
        self.notice = Toast(self, self.places)
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.places, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(row, 1)
