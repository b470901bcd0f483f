"""The editor for dates: any typing is kept, and a calendar helps."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import button, icon_button
from hssib_desk.ui.kit.fields.editor_text import LineField
from hssib_desk.ui.kit.popup import place_by
from hssib_desk.ui.kit.theme import BRITISH, current

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_day(day: date) -> str:
    """Return a day as the screen writes it: 18 Nov 2025."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


class CalendarPopup(QFrame):
    """A calendar under a date field, with a way to say that the day is not known."""

    picked = Signal(str)

    def __init__(self, allow_unknown: bool, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(BRITISH)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setMinimumSize(current().px(280), current().px(220))
        self.calendar.clicked.connect(self._pick)
        self.calendar.activated.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.calendar)
        row = QHBoxLayout()
        column.addLayout(row)
        self.today = button("Today", kind="quiet", small=True)
        self.today.clicked.connect(lambda: self._say(show_day(date.today())))
        row.addWidget(self.today)
        row.addStretch(1)
        if allow_unknown:
            self.unknown = button("Not known", kind="quiet", small=True)
            self.unknown.clicked.connect(lambda: self._say("unknown"))
            row.addWidget(self.unknown)

    def dress(self) -> None:
        """Take the colours in force: week-ends are days like any other, arrows are ours."""
        plain = QTextCharFormat()
        plain.setForeground(QColor(current().tokens.text))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, plain)
        for name, icon, said in (
            ("prev", "chevron-left", "Month before"),
            ("next", "chevron-right", "Month after"),
        ):
            arrow = self.calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if arrow is not None:
                arrow.setIcon(current().icon(icon, 16))
                arrow.setAccessibleName(said)
                arrow.setToolTip(said)

    def _pick(self, day: QDate) -> None:
        self._say(show_day(date(day.year(), day.month(), day.day())))

    def _say(self, text: str) -> None:
        self.hide()
        self.picked.emit(text)


class DateField(LineField):
    """A line for a whole or partial date, or "unknown"; its value is what is typed, never refused.

    The caller judges the text and says so beside it. `read` turns the text into a day for the calendar.
    """

    def __init__(
        self,
        placeholder: str = "Day month year",
        *,
        allow_unknown: bool = True,
        read: Callable[[str], date | None] | None = None,
        is_whole: Callable[[str], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder, is_whole=is_whole, parent=parent)
        self._allow_unknown = allow_unknown
        self._read = read
        self._popup: CalendarPopup | None = None
        self.setProperty("trailing", True)
        self.setMinimumWidth(160)
        self.drop = icon_button("calendar", "Open the calendar", small=True)
        self.drop.setParent(self)
        self.drop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.drop.setCursor(Qt.CursorShape.ArrowCursor)
        self.drop.clicked.connect(self.open_calendar)

    def set_read_only(self, read_only: bool) -> None:
        """Seal the field."""
        super().set_read_only(read_only)
        self.drop.setEnabled(not read_only)

    def open_calendar(self) -> None:
        """Open the calendar at the day that is written, or today."""
        if self.isReadOnly():
            return
        if self._popup is None:
            self._popup = CalendarPopup(self._allow_unknown, self)
            self._popup.picked.connect(self._take)
        self._popup.dress()
        day = self._read(self.text()) if self._read else None
        shown = QDate(day.year, day.month, day.day) if day else QDate.currentDate()
        self._popup.calendar.setSelectedDate(shown)
        self._popup.adjustSize()
        place_by(self._popup, self)
        self._popup.show()
        place_by(self._popup, self)  # its letters have their size now
        self._popup.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar with Alt+Down or F4."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the calendar sign at the right end."""
        super().resizeEvent(event)
        side = min(self.height() - 4, current().px(32))
        self.drop.setGeometry(self.width() - side - 3, (self.height() - side) // 2, side, side)

    def _take(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self._tell(text)
        self.setFocus(Qt.FocusReason.PopupFocusReason)
