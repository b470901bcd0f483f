"""How bar, rail, notice and places stand together in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


def framed(bar: QWidget, rail: QWidget, notice: QWidget, places: QWidget) -> QWidget:
    """The frame round every place: the bar on top, the rail at the left, one sentence above the place."""
    inside = QVBoxLayout()
    inside.setSpacing(0)
    inside.addWidget(notice)
    inside.addWidget(places, 1)
    row = QHBoxLayout()
    row.setSpacing(0)
    row.addWidget(rail)
    row.addLayout(inside, 1)
    frame = QWidget()
    frame.setProperty("role", "canvas")
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(bar)
    column.addLayout(row, 1)
    return frame
