"""Editors for words: one line, and a field that grows with what is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCursor,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QTextEdit, QWidget

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.fields.pasted import pasted_text
from hssib_desk.ui.kit.layout import show_in_sight
from hssib_desk.ui.kit.paint import sign
from hssib_desk.ui.kit.spelling import menu as spelling_menu
from hssib_desk.ui.kit.spelling.marks import Marks
from hssib_desk.ui.kit.state import set_state
from hssib_desk.ui.kit.theme import current

_LEAST_LINES = 3
_LINE = 24


def leaves_to_window(event: QEvent) -> bool:
    """Return whether a key belongs to the window, not to the field: Ctrl+K, Ctrl+. and Ctrl+Enter."""
    return (
        isinstance(event, QKeyEvent)
        and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        and event.key() in (Qt.Key.Key_K, Qt.Key.Key_Period, Qt.Key.Key_Return, Qt.Key.Key_Enter)
    )


_BREAKS = re.compile("[ \\t]*[\\n\\r\\v\\f\\x85\\u2028\\u2029]+[ \\t]*")
_JOINERS = "\u200c\u200d\u200e\u200f"  # parts of words and of emoji, and the direction of words


def one_line(text: str) -> str:
    """A text as one line: line breaks are spaces, and what nobody can see is gone."""
    line = _BREAKS.sub(" ", text.strip("\r\n")).replace("\t", " ")
    return "".join(c for c in line if c in _JOINERS or category(c) not in ("Cc", "Cf"))


class _OneLine(QValidator):
    """Makes one line of whatever comes into a field: typed, pasted, dropped or composed."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Return the text as one line, with the cursor where it was."""
        return QValidator.State.Acceptable, one_line(text), min(at, len(one_line(text[:at])))


def _holds_file(data: QMimeData | None) -> bool:
    """Whether somebody brings a file: its path, with a name in it, is not what they want to write."""
    return data is not None and any(url.isLocalFile() for url in data.urls())  # an empty clipboard has none


def finish_typing() -> None:
    """Let the field that has the cursor give up what it still holds back, before anything else is shown."""
    field = QApplication.focusWidget()
    if isinstance(field, LineField | GrowingText):
        field.finish()


def _end_composition(field: LineField | GrowingText, text: str) -> None:
    """Let what an input method is composing in a field become `text`, or nothing."""
    if field.composed:
        QApplication.inputMethod().reset()
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)


class LineField(Editor, QLineEdit):
    """A field of one line; its value is the text, "" when nothing is written.

    Where `is_whole` is given, a text of which it says no is told only when the cursor leaves the field: a
    date or a number of which half is typed may be read as another one.
    """

    edited = Signal(object)
    held = Signal()  # something was typed that is told later
    composed = ""  # by an input method, and not part of the text yet

    def __init__(
        self,
        placeholder: str = "",
        *,
        icon: str | None = None,
        is_whole: Callable[[str], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._is_whole = icon, is_whole
        self._is_held = False  # what was typed is not told yet
        self.setPlaceholderText(placeholder)
        self.setProperty("leading", icon is not None)
        self.setTextMargins(0, 0, 0, 2)
        self.setValidator(_OneLine(self))
        self.textEdited.connect(self._judge)
        self.editingFinished.connect(self.finish)

    def value(self) -> str:
        """Return what is written."""
        return self.text()

    def set_value(self, value: object) -> None:
        """Show a text without saying so."""
        text = "" if value is None else str(value)
        if text != self.text():
            self.start_anew(text)

    def start_anew(self, value: object = None) -> None:
        """Show the text of another entry: what was typed before can neither come back nor come over."""
        _end_composition(self, "")
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)
        self._is_held = False

    def finish(self) -> None:
        """Take what an input method has composed so far as typed, and tell a text as whole as it will be."""
        QApplication.inputMethod().commit()
        _end_composition(self, self.composed)
        if self._is_held:
            self._tell(self.text())

    def set_read_only(self, read_only: bool) -> None:
        """Seal the field: readable and copyable, not changeable."""
        self.setReadOnly(read_only)
        set_state(self, "sealed", read_only)

    def event(self, event: QEvent) -> bool:
        """Leave the window's own keys to the window; remember what an input method is composing."""
        if isinstance(event, QInputMethodEvent):
            self.composed = event.preeditString()
        if event.type() == QEvent.Type.ShortcutOverride and leaves_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Ctrl+Enter and Ctrl+K pass; paste no file."""
        if leaves_to_window(event):
            event.ignore()
            return
        if event.matches(QKeySequence.StandardKey.Paste) and _holds_file(QApplication.clipboard().mimeData()):
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to paste what is no file."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paste = next((act for act in menu.actions() if act.objectName() == "edit-paste"), None)
        if paste is not None and _holds_file(QApplication.clipboard().mimeData()):
            paste.setEnabled(False)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take no file."""
        if _holds_file(event.mimeData()):
            event.ignore()
            return
        super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take no file."""
        if _holds_file(event.mimeData()):
            event.ignore()
            return
        super().dropEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what an input method composes, unless the field is sealed: Qt would write it all the same."""
        if self.isReadOnly():
            event.ignore()
            return
        super().inputMethodEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and the sign before the words."""
        super().paintEvent(event)
        if self._icon:
            area = QRectF(current().px(12), 0, current().px(16), self.height())
            sign(QPainter(self), area, self._icon, "text3", 16)

    def _judge(self, text: str) -> None:
        self._is_held = self._is_whole is not None and not self._is_whole(text)
        if self._is_held:
            self.held.emit()
        else:
            self._tell(text)

    def _tell(self, text: str) -> None:
        self._is_held = False
        self.edited.emit(text)


class GrowingText(Editor, QTextEdit):
    """A writing field of at least three lines that is always as high as its text; plain text only.

    The wheel and Ctrl+Enter go on to the page; Tab moves on. Its value is the text, "" when empty.
    """

    edited = Signal(object)
    composed = ""  # by an input method, and not part of the text yet

    def __init__(
        self, placeholder: str = "", *, lines: int = _LEAST_LINES, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._text = ""
        self._loading = False
        self._distance = -1.0
        self._marks: Marks | None = None  # of spelling, once the field is seen
        self.setProperty("writing", True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(4)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._follow_cursor)
        self._space_lines()
        self._fit()

    def value(self) -> str:
        """Return what is written, hard spaces included (Qt's own reading would change them)."""
        raw = self.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def set_value(self, value: object) -> None:
        """Show a text without saying so."""
        text = "" if value is None else str(value)
        if text != self.value():
            self.start_anew(text)

    def start_anew(self, value: object = None) -> None:
        """Show the text of another entry: what was typed before can neither come back nor come over."""
        self._loading = True
        _end_composition(self, "")
        self.setPlainText("" if value is None else str(value))
        self._distance = -1.0
        self._space_lines()
        self._text = self.value()
        self._loading = False
        self._fit()

    def finish(self) -> None:
        """Take what an input method has composed so far as typed."""
        QApplication.inputMethod().commit()
        _end_composition(self, self.composed)

    def set_read_only(self, read_only: bool) -> None:
        """Seal the field: readable and copyable, not changeable."""
        self.setReadOnly(read_only)
        if read_only:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        set_state(self, "sealed", read_only)
        if self._marks is not None:
            self._marks.look_again()

    def sizeHint(self) -> QSize:
        """Return the height of the text, three lines at least."""
        return QSize(300, self._wanted())

    def minimumSizeHint(self) -> QSize:
        """Return the same height: the field never hides a line."""
        return QSize(120, self._wanted())

    def event(self, event: QEvent) -> bool:
        """Leave the window's own keys to the window; remember what an input method is composing."""
        if isinstance(event, QInputMethodEvent):
            self.composed = event.preeditString()
        if event.type() == QEvent.Type.ShortcutOverride and leaves_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Ctrl+Enter and Ctrl+K pass."""
        if leaves_to_window(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done about a marked word before what a text offers."""
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cursor = self.textCursor() if by_key else self.cursorForPosition(event.pos())
        word = spelling_menu.word_at(self, cursor.position())
        if word is not None:
            spelling_menu.add_to(menu, self, word)
        menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Give the wheel to the page: the field itself never scrolls."""
        event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what an input method composes, unless the field is sealed: Qt would write it all the same."""
        if self.isReadOnly():
            event.ignore()
            return
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take words, also those of a page that says them in no other way, and no file."""
        return not _holds_file(source) and (source.hasText() or source.hasHtml())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take pasted and dropped text as plain text with our line height."""
        if (source.hasText() or source.hasHtml()) and not self.isReadOnly() and not _holds_file(source):
            self.textCursor().insertText(pasted_text(source))
            self.ensureCursorVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the spelling looked at from now on."""
        super().showEvent(event)
        if self._marks is None:
            self._marks = Marks(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: narrower means higher."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._space_lines()
            self._fit()

    def _follow_cursor(self) -> None:
        if self.hasFocus() and not self._loading:
            QTimer.singleShot(0, self, self._show_cursor)  # once the field has grown

    def _show_cursor(self) -> None:
        if self.hasFocus():
            show_in_sight(self.viewport(), self.cursorRect())

    def _changed(self) -> None:
        text = self.value()
        if self._loading or text == self._text:
            return
        self._text = text
        self.edited.emit(text)

    def _space_lines(self) -> None:
        """Give every line its 24 pixels, unless that would take away what can be undone in the field."""
        self.ensurePolished()
        distance = float(current().px(_LINE) - QFontMetrics(self.font()).height())
        document = self.document()
        if distance == self._distance or document.isUndoAvailable() or document.isRedoAvailable():
            return
        self._distance = distance
        loading, self._loading = self._loading, True
        spacing = QTextBlockFormat()
        spacing.setLineHeight(distance, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)
        document.setUndoRedoEnabled(True)
        self._loading = loading

    def _wanted(self) -> int:
        frame = 2 * (1 + 7)
        text = self.document().size().height()
        least = self._lines * current().px(_LINE) + 2 * self.document().documentMargin()
        return round(max(text, least)) + frame - 6

    def _fit(self) -> None:
        height = self._wanted()
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
