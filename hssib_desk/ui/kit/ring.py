"""The one ring of Tab: every stop of a window in reading order, as the layouts have it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QTextEdit,
    QWidget,
)

_CLOSED = (QAbstractItemView, QTextEdit)  # what is inside them belongs to Qt


def stops(inside: QWidget, also: QWidget | None = None) -> list[QWidget]:
    """What Tab stops at inside a widget, from its first to its last; with `also` whether it is one or not."""
    return list(_walk(inside, also))


def step(window: QWidget, forward: bool) -> bool:
    """Move the cursor to the next stop of a window, or the one before; False where there is none."""
    here = window.focusWidget()
    ring = stops(window, here)
    if not ring:
        return False
    at = ring.index(here) if here in ring else (-1 if forward else 0)
    target = ring[(at + (1 if forward else -1)) % len(ring)]
    reasons = Qt.FocusReason
    target.setFocus(reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
    return QApplication.focusWidget() is not None


def _walk(widget: QWidget, also: QWidget | None) -> Iterator[QWidget]:
    if not widget.isVisible() or not widget.isEnabled():
        return
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    if takes or widget is also:
        yield widget
    if not isinstance(widget, _CLOSED):
        for child in _children(widget):
            yield from _walk(child, also)


def _children(widget: QWidget) -> Iterator[QWidget]:
    """The widgets directly inside another one: those of its layout as it has them, then the rest."""
    parts: list[QWidget | None] = []
    if isinstance(widget, QMainWindow):
        parts = [widget.menuWidget(), widget.centralWidget()]
    elif isinstance(widget, QStackedWidget):
        parts = [widget.currentWidget()]
    elif isinstance(widget, QScrollArea):
        parts = [widget.widget()]
    if parts:
        yield from (part for part in parts if part is not None)
        return
    layout = widget.layout()
    placed = list(_in_layout(layout)) if layout is not None else []
    yield from placed
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow() and child not in placed:
            yield child


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    order = range(layout.count())
    if isinstance(layout, QGridLayout):
        order = sorted(order, key=lambda n: layout.getItemPosition(n)[:2])  # type: ignore[assignment,index]
    for n in order:
        item = layout.itemAt(n)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _in_layout(inner)
