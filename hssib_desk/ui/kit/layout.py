"""How things are laid out: rows that wrap, quiet scrolling, and the page every place starts from."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

MARGIN = 32
TEXT_WIDTH = 720
SCROLL_BAR = 12
_ABOVE, _BELOW = 40, 64  # kept in sight over and under what has the cursor: its label, and room to go on


class FlowLayout(QLayout):
    """Puts widgets side by side and starts a new line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = gap, line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give the item back, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that the row takes no spare room."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height the lines need at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest item."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            x = rect.x()
            for item in line:
                size = item.sizeHint()
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width() + self._gap
            y += height + self._line_gap
        return max(0, y - self._line_gap - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if lines and used + self._gap + wide <= width:
                lines[-1].append(item)
                used += self._gap + wide
            else:
                lines.append([item])
                used = wide
        return lines


class FlowRow(QWidget):
    """A row of widgets that wraps onto further lines when it is too narrow."""

    def __init__(self, *widgets: QWidget, gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self, gap, gap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of the row."""
        self._row.addWidget(widget)

    def clear(self) -> None:
        """Take every widget out of the row and let it go."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                let_go(widget)


class ScrollArea(QScrollArea):
    """A scroll area without a frame, only up and down, that never takes the focus.

    Whatever inside it gets the cursor is scrolled to. Its content is as wide with the scroll bar as without.
    """

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        ground = QWidget()
        self.setViewport(ground)  # one of ours: to ask for Qt's own makes every class of widget known, 10 ms
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setProperty("role", inside.property("role") or "bare")
        self.setWidget(inside)
        ground.setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._keep_width()

    def show_part(self, part: QWidget, area: QRect | None = None) -> None:
        """Scroll as little as needed to a part of what is inside, with room over and under it."""
        inside = self.widget()
        if inside is None or not inside.isAncestorOf(part):
            return
        # What has just grown has its place only once the layouts have heard of it.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        area = area or part.rect()
        top = part.mapTo(inside, area.topLeft()).y() - current().px(_ABOVE)
        bottom = part.mapTo(inside, area.bottomLeft()).y() + current().px(_BELOW)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if bottom > bar.value() + room:
            bar.setValue(bottom - room)
        if top < bar.value():
            bar.setValue(top)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = self.widget()
        if new is not None and inside is not None and inside.isAncestorOf(new):
            # Once it has its place: what brought the cursor may still be laying it out.
            QTimer.singleShot(0, self, lambda: self._show_cursor(new))

    def _show_cursor(self, target: QWidget) -> None:
        if isValid(target) and target.hasFocus():
            show_in_sight(target)

    def _keep_width(self, _least: int = 0, _most: int = 0) -> None:
        shown = self.verticalScrollBar().maximum() > 0
        right = 0 if shown else SCROLL_BAR
        if self.viewportMargins().right() != right:
            self.setViewportMargins(0, 0, right, 0)


def show_in_sight(part: QWidget, area: QRect | None = None) -> None:
    """Scroll to a widget, or to a part of it, in the scroll area that holds it."""
    holder = part.parentWidget()
    while holder is not None and not isinstance(holder, ScrollArea):
        holder = holder.parentWidget()
    if isinstance(holder, ScrollArea) and isValid(holder):
        tall = area is None and part.height() > holder.viewport().height() // 2
        first = QRect(0, 0, part.width(), current().px(_BELOW)) if tall else area
        holder.show_part(part, first)


def text_column(*widgets: QWidget, gap: int = 16, parent: QWidget | None = None) -> QWidget:
    """Return a column for reading and writing, never wider than 720 pixels."""
    column = QWidget(parent)
    column.setMaximumWidth(current().px(TEXT_WIDTH))
    inside = QVBoxLayout(column)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(gap)
    for widget in widgets:
        inside.addWidget(widget)
    return column


class Page(QWidget):
    """A place of the program: title, a line under it, buttons at the right, and `body` for the rest."""

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Headline(title, "page-title")
        self.subtitle = Paragraph(subtitle, "subtitle")
        self._names = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons = FlowRow()
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        self._build()

    def add_button(self, widget: QWidget) -> None:
        """Put a button at the right of the title."""
        self._buttons.add(widget)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the title and the line under it."""
        self.title.setText(title)
        self.subtitle.set_text(subtitle)
        self._space()

    def _build(self) -> None:
        self._names.setSpacing(3)
        self._names.addWidget(self.title)
        self._names.addWidget(self.subtitle)
        self._head.setSpacing(16)
        self._head.addLayout(self._names, 1)
        self._head.addWidget(self._buttons)
        self._head.setAlignment(self._buttons, Qt.AlignmentFlag.AlignVCenter)
        self._column.setContentsMargins(MARGIN, 20, MARGIN, 20)
        self._column.addLayout(self._head)
        self._column.addLayout(self.body, 1)
        self._space()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the title where both do not fit beside each other."""
        super().resizeEvent(event)
        room, wide = event.size().width() - 2 * MARGIN - 16, self._buttons.sizeHint().width()
        lines = self._names.sizeHint().width() if self.subtitle.plain() else 0
        narrow = self.title.sizeHint().width() + wide > room or (2 * wide > room and lines > room - wide)
        sides, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._head.setDirection(below if narrow else sides)
        self._head.setSpacing(8 if narrow else 16)

    def _space(self) -> None:
        shown = bool(self.subtitle.plain())
        self.subtitle.setVisible(shown)
        self._names.setContentsMargins(0, 3 if shown else 0, 0, 0)
        self._column.setSpacing(20 if shown else 14)


class SplitRow(QWidget):
    """Two groups at the ends of one line, or one under the other where the line is too short."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._parts = (left, right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(left, 1)
        self._box.addWidget(right)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider group: they can stand one under the other."""
        return QSize(max(part.minimumSizeHint().width() for part in self._parts), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between one line and two."""
        super().resizeEvent(event)
        together = sum(part.sizeHint().width() for part in self._parts) + self._box.spacing()
        kind = QBoxLayout.Direction
        wanted = kind.LeftToRight if together <= self.width() else kind.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
            under = wanted == kind.TopToBottom
            self._box.setStretch(0, 0 if under else 1)  # under one another, neither takes height to spare
            self._box.setAlignment(
                self._parts[1], Qt.AlignmentFlag.AlignLeft if under else Qt.AlignmentFlag(0)
            )
            self.updateGeometry()


def side_by_side(*widgets: QWidget, gap: int = 8) -> QWidget:
    """Widgets in one line."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return holder
