"""The open last row of the timeline: Tab moves to the next cell, Enter adds, pasted rows are shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.case.story.columns import ROLES, columns
from hssib_desk.ui.kit.fields.editors import ChoiceField, LineField
from hssib_desk.ui.kit.theme import current

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OpenRow(QWidget):
    """One empty event; `added(answers)` on Enter, `pasted(text)` for rows from the clipboard."""

    added = Signal(object)
    pasted = Signal(str)

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("open-row")
        self._asked: dict[str, tuple[str, Question]] = {}  # by role: the field's key, and its editor
        for role in ROLES:
            field = form.role(role)
            if field is None:
                continue
            made = question(field)
            made.editor.setParent(self)
            made.editor.setObjectName(f"open-{role}")
            made.editor.setAccessibleName(f"New event: {field.label}")
            if isinstance(made.editor, LineField):
                made.editor.setPlaceholderText(field.column)
            elif isinstance(made.editor, ChoiceField):
                made.editor.placeholder = field.column
            made.editor.installEventFilter(self)
            self._asked[role] = field.key, made
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(current().px(36) + 12)
        self.setFocusProxy(self._asked[ROLES[0]][1].editor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand under the columns."""
        super().resizeEvent(event)
        for role, (x, wide) in columns(self.width()).items():
            if role in self._asked:
                self._asked[role][1].editor.setGeometry(x - 8, 6, wide + 8, current().px(36))

    def answers(self) -> Answers:
        """What is written in the row."""
        found = {key: made.read(made.editor.value()) for key, made in self._asked.values()}
        return {key: value for key, value in found.items() if value is not None}

    def clear(self) -> None:
        """Be empty, with the cursor in the first cell."""
        self.clear_quietly()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_quietly(self) -> None:
        """Be empty, and leave the cursor where it is."""
        for _, made in self._asked.values():
            made.editor.set_value(made.write(None))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add what is written on Enter."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.answers() and not event.isAutoRepeat():
                self.added.emit(self.answers())
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take rows that are pasted; Enter in the list of kinds adds once a kind is chosen."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QApplication.clipboard().text()
            if "\n" in text.strip() or "\t" in text.strip():
                self.pasted.emit(text)
                return True
        if isinstance(watched, ChoiceField) and event.key() in _ENTER and watched.value():
            self.keyPressEvent(event)
            return True
        return False
