"""The editor for one choice of many: a field that opens a list to search by code or word."""

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.fields.editor_text import LineField
from hssib_desk.ui.kit.fields.options import Option, as_options, nearest
from hssib_desk.ui.kit.paint import box, sign, text_width, words
from hssib_desk.ui.kit.popup import place_by
from hssib_desk.ui.kit.state import let_go, set_plain_text
from hssib_desk.ui.kit.theme import current

_ROOM = 24  # at each side of the words in a list
_CODE = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class ChoicePopup(QFrame):
    """The list under a choice field, with a line that searches it."""

    picked = Signal(str)

    def __init__(self, options: list[Option], allow_other: bool, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self._options = options
        self._allow_other = allow_other
        self._is_chosen = False  # by typing or by an arrow, since the list was opened
        self.search = LineField("Type to find", icon="search")
        self.search.setAccessibleName("Type to find a choice")
        self.list = QListView()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.search.textChanged.connect(self.fill)
        self.search.installEventFilter(self)
        self.list.clicked.connect(self._pick)

    def fill(self, typed: str = "", chosen: str | None = None) -> None:
        """Show the choices that match what is typed, headings among them."""
        self._model.clear()
        group = ""
        for option in self._options:
            if not option.matches(typed):
                continue
            if option.group != group:
                group = option.group
                self._add_heading(group)
            self._add(option.text, option.code)
        exact = any(option.text.casefold() == typed.strip().casefold() for option in self._options)
        if self._allow_other and typed.strip() and not exact:
            self._add(f"Use “{typed.strip()}”", typed.strip())
        if self._model.rowCount() == 0:
            self._add_heading("No matches")
        meant = nearest(self._options, typed) if typed.strip() else None
        self._set_current(meant.code if meant else chosen)
        self._is_chosen = bool(typed.strip())

    def wanted_height(self) -> int:
        """Return the height that shows ten rows, or all when there are fewer."""
        self.ensurePolished()
        row = max(self.list.sizeHintForRow(0), current().px(24))
        return min(self._model.rowCount(), 10) * row + current().px(36) + 24

    def wanted_width(self, least: int) -> int:
        """Return the width that shows every choice whole, as far as the screen has it."""
        longest = max(
            (text_width(option.text, current().font(14, 600)) for option in self._options), default=0
        )
        most = self.screen().availableGeometry().width() - 2 * _ROOM
        return max(least, min(round(longest) + 2 * _ROOM, most))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list and Enter take from it while typing."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _MOVES:
            self._step(1 if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -1)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._pick(self.list.currentIndex())
            return True
        if event.key() == Qt.Key.Key_Tab:
            # To open the list, look and go on is no answer.
            self._pick(self.list.currentIndex() if self._is_chosen else QModelIndex())
            return True
        return False

    def _add(self, text: str, code: str) -> None:
        item = QStandardItem(text)
        item.setData(code, _CODE)
        self._model.appendRow(item)

    def _add_heading(self, text: str) -> None:
        item = QStandardItem(text)
        item.setEnabled(False)
        item.setFont(current().font(12, 600))
        self._model.appendRow(item)

    def _set_current(self, code: str | None) -> None:
        rows = [self._model.index(row, 0) for row in range(self._model.rowCount())]
        rows = [row for row in rows if row.data(_CODE) is not None]
        wanted = next((row for row in rows if row.data(_CODE) == code), rows[0] if rows else QModelIndex())
        self.list.setCurrentIndex(wanted)

    def _step(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        while 0 <= row < self._model.rowCount():
            index = self._model.index(row, 0)
            if index.data(_CODE) is not None:
                self.list.setCurrentIndex(index)
                self._is_chosen = True
                return
            row += step

    def _pick(self, index: QModelIndex) -> None:
        code = index.data(_CODE) if index.isValid() else None
        if code is not None:
            self.picked.emit(code)
        if code is not None or not index.isValid():
            self.hide()


class ChoiceField(Editor, QAbstractButton):
    """One choice of many, or none; with `allow_other` also any text of one's own.

    Space, Enter, Down or the first letters open the list; Delete and Backspace take the answer away.
    The wheel never changes an answer.
    """

    edited = Signal(object)

    def __init__(
        self,
        choices: Iterable[Option | tuple[str, str]],
        *,
        placeholder: str = "Choose",
        allow_other: bool = False,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._small = small
        self._options = as_options(choices)
        self._allow_other = allow_other
        self._value: str | None = None
        self._read_only = False
        self._popup: ChoicePopup | None = None
        self.half_typed = ""  # what was being typed into the list when the window was hidden
        self.placeholder = placeholder
        self.setProperty("ring", "none")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(not small)
        self.setSizePolicy(policy)
        self.clicked.connect(self.open_list)

    def value(self) -> str | None:
        """Return the code (or own text) given, or None."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show an answer without saying so; a code that is not on offer is shown as it is."""
        self._value = str(value) if value not in (None, "") else None
        set_plain_text(self, self.shown())
        self.updateGeometry()
        self.setAccessibleDescription(self.shown() or "nothing chosen")
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Seal the answer."""
        self._read_only = read_only
        self.update()

    def set_options(self, choices: Iterable[Option | tuple[str, str]]) -> None:
        """Replace what can be chosen; the answer stays."""
        self._options = as_options(choices)
        if self._popup is not None:
            let_go(self._popup)
            self._popup = None
        self.set_value(self._value)

    def shown(self) -> str:
        """Return the words of the answer, "" for none."""
        if self._value is None:
            return ""
        return next((option.text for option in self._options if option.code == self._value), self._value)

    def open_list(self, typed: str | bool = "") -> None:
        """Open the list, searching for what was typed."""
        if self._read_only or not self.isEnabled():
            return
        if self._popup is None:
            self._popup = ChoicePopup(self._options, self._allow_other, self)
            self._popup.picked.connect(self._give)
        popup = self._popup
        popup.search.setText(typed if isinstance(typed, str) else "")
        popup.fill(popup.search.text(), self._value)
        popup.resize(popup.wanted_width(max(self.width(), current().px(280))), popup.wanted_height())
        place_by(popup, self)
        popup.show()
        popup.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def put_list_away(self) -> None:
        """Close the list while the window is hidden; what is typed into it is kept."""
        if self._popup is not None and self._popup.isVisible():
            self.half_typed = self._popup.search.text()
            self._popup.hide()

    def open_again(self) -> None:
        """Open the list as it was put away, when something was being typed into it."""
        typed, self.half_typed = self.half_typed, ""
        if typed:
            self.open_list(typed)

    def sizeHint(self) -> QSize:
        """Return the height of a field."""
        return QSize(160 if self._small else 220, current().px(32 if self._small else 36))

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the words still read."""
        return QSize(80, self.sizeHint().height())

    def whole_width(self) -> int:
        """Return the width in which the words stand in one line and nothing is cut."""
        words_wide = text_width(self.shown() or self.placeholder, self._font())
        return ceil(words_wide) + current().px(16) + (33 if self._small else 35) + 1

    def hasHeightForWidth(self) -> bool:
        """Return that what is chosen wraps, and is never cut."""
        return not self._small

    def heightForWidth(self, width: int) -> int:
        """Return the height of the chosen words."""
        least = self.sizeHint().height()
        room = width - (24 if self._small else 35) - current().px(16)
        lines = QFontMetrics(self._font()).boundingRect(
            QRect(0, 0, max(40, room), 10_000), Qt.TextFlag.TextWordWrap.value, self.shown()
        )
        one = QFontMetrics(self._font()).height()
        return least if lines.height() <= one else least + lines.height() - one

    def _font(self) -> QFont:
        return current().font(13 if self._small else 14)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Give the wheel to the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by key or by typing; take the answer back by Delete."""
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._clear()
        elif control:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_list()
        elif event.text().strip() and event.text().isprintable():
            self.open_list(event.text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the answer and the arrow."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        area = QRectF(self.rect())
        off = self._read_only or not self.isEnabled()
        if self.property("error"):
            box(painter, area, 6, tokens.surface, tokens.bad, 2)
        elif self.hasFocus():
            box(painter, area, 6, tokens.dis if off else tokens.surface, tokens.focus, 2)
        elif off:
            box(painter, area, 6, tokens.dis, tokens.line)
        else:
            box(painter, area, 6, tokens.hover if self.underMouse() else tokens.surface, tokens.control)
        text = self.shown()
        ink = tokens.disabled if off else tokens.text if text else tokens.text3
        inner = area.adjusted(11 if self._small else 13, 0, -theme.px(16) - 22, 0)
        if text and not self._small and text_width(text, self._font()) > inner.width():
            painter.setFont(self._font())
            painter.setPen(QColor(ink))
            flags = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignVCenter.value
            painter.drawText(inner.toRect(), flags, text)
        else:
            words(painter, inner, text or self.placeholder, self._font(), ink)
        arrow = QRectF(area.right() - theme.px(16) - 12, area.top(), theme.px(16), area.height())
        if not off:
            sign(painter, arrow, "chevron-down", "text2", 16)

    def _clear(self) -> None:
        if self._value is not None and not self._read_only:
            self.set_value(None)
            self.edited.emit(None)

    def _give(self, code: str) -> None:
        if code != self._value:
            self.set_value(code)
            self.edited.emit(code)
        self.setFocus(Qt.FocusReason.PopupFocusReason)
