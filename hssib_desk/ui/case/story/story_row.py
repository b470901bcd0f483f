"""An event as a row of the timeline: every word of it can be read."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hssib_desk.domain.forms.form import Form
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.ui.case.entry_row import EntryRow
from hssib_desk.ui.case.story.columns import ROLES, columns
from hssib_desk.ui.kit.paint import paint_dot, row_ground
from hssib_desk.ui.kit.theme import current

_LEFT = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value
_WRAP, _MIDDLE = _LEFT | Qt.AlignmentFlag.AlignTop.value, _LEFT | Qt.AlignmentFlag.AlignVCenter.value


def _highest(cells: Mapping[str, str], font: QFont, width: int) -> int:
    """How high the highest cell is, each wrapped to its column."""
    metrics = QFontMetrics(font)
    rooms = {role: QRect(0, 0, wide, 10_000) for role, (_, wide) in columns(width).items()}
    return max(
        metrics.boundingRect(room, _WRAP, cells.get(role, "")).height() for role, room in rooms.items()
    )


class StoryRow(EntryRow):
    """Day, time, kind, what happened and where that comes from; a row is as high as its words need."""

    def __init__(self, entry: EntryFile) -> None:
        self._cells: dict[str, str] = {}
        super().__init__(entry)

    def show_entry(
        self, entry: EntryFile, changed: bool = False, *, day: str = "", hidden: bool = False
    ) -> None:
        """Show what the event says now."""
        self._cells = {role: entry.text(role) for role in ROLES}
        self._cells["event_date"] = self._cells["event_date"] or "No date"
        super().show_entry(entry, changed, day=day, hidden=hidden)
        self._cells["title"] = self.text()
        if day:
            self.setToolTip(day)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the height that its words need."""
        return QSize(300, self._height_at(max(self.width(), 300)))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the highest cell at a width."""
        return self._height_at(max(width, 300))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: narrower means higher."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        high = self._height_at(max(self.width(), 300))
        if high != self.minimumHeight():
            self.setFixedHeight(high)

    def _height_at(self, width: int) -> int:
        most = _highest(self._cells, current().font(14, 600 if self.opened else 400), width)
        return max(current().px(40), most + current().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        state = "focus" if self.hasFocus() else "selected" if self.opened else ""
        row_ground(painter, area, state or ("hover" if self.underMouse() else "rest"), theme.tokens, 6)
        if self._changed:
            paint_dot(painter, QRectF(area.left() + 3, area.top(), 10, area.height()), theme.tokens)
        for role, (x, wide) in columns(self.width()).items():
            painter.setFont(theme.font(14, 600 if self.opened and role == "title" else 400))
            painter.setPen(QColor(theme.tokens.text2 if role == "event_source" else theme.tokens.text))
            room = QRect(x, theme.px(10), wide, self.height() - theme.px(10))
            painter.drawText(room, _WRAP, self._cells.get(role, ""))


class StoryHead(QWidget):
    """The names of the columns."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._names = {role: field.column for role in ROLES if (field := form.role(role))}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().tell(self)

    def sizeHint(self) -> QSize:
        """Return the height of a table's head, more where a name needs two lines."""
        theme = current()
        most = _highest(self._names, theme.font(12, 600), max(self.width(), 300))
        return QSize(300, max(theme.px(36), most + theme.px(12)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: narrower means higher."""
        super().resizeEvent(event)
        self.follow_theme()

    def follow_theme(self) -> None:
        """Follow the text size."""
        if self.sizeHint().height() != self.minimumHeight():
            self.setFixedHeight(self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the names."""
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens.sunken))
        painter.setFont(theme.font(12, 600))
        painter.setPen(QColor(theme.tokens.text2))
        for role, (x, wide) in columns(self.width()).items():
            painter.drawText(QRect(x, 0, wide, self.height()), _MIDDLE, self._names.get(role, ""))
