"""Doing to an editor all that a person may do who does not see that it is closed."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget

from hssib_desk.ui.case.entry_row import EntryRow
from hssib_desk.ui.case.questions import Questions

KEYS = (
    *(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(6)),
    Qt.Key.Key_N,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Down,
    Qt.Key.Key_F4,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)
CONTROL = (Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Space)


def touch(editor):
    """Do to an editor and all in it what a person may do who does not see that it is closed."""
    inside = [child for child in editor.findChildren(QWidget) if child.isVisible() and child.isEnabled()]
    for widget in (editor, *inside[:4]):
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        for key in KEYS:
            QTest.keyClick(widget, key)
        for key in CONTROL:
            QTest.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)
        composed = QInputMethodEvent()
        composed.setCommitString("ż")
        QApplication.sendEvent(widget, composed)
        QTest.keyClick(widget, Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
        drop(widget)
        if isinstance(widget, QLineEdit | QTextEdit):
            menu = widget.createStandardContextMenu()
            for action in menu.actions():
                action.trigger()  # what is greyed does nothing
            menu.deleteLater()
        assert QApplication.activePopupWidget() is None


def drop(widget):
    """Let go of a text over a widget."""
    mime = QMimeData()
    mime.setText("dropped")
    target = widget.viewport() if isinstance(widget, QTextEdit) else widget
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    dropped = QDropEvent(QPointF(QPoint(4, 4)), copy, mime, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, dropped)


def open_questions(page):
    """The questions that can be seen on a page, each entry opened in its turn."""
    if page.questions:
        yield page.questions
    for row in page.findChildren(EntryRow):
        if row.isVisible():
            row.click()
            yield from (found for found in page.findChildren(Questions) if found is not page.questions)
