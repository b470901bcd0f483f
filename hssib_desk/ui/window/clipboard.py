"""Text that was copied out of an open workbook is taken off the clipboard again after a while."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget
from shiboken6 import isValid

from hssib_desk.ui.settings.settings import load_settings

SECOND_MS = 1000
_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


def _has_selection(field: QWidget | None) -> bool:
    """Whether a text is selected in a field that can be written in."""
    if isinstance(field, QTextEdit):
        return field.textCursor().hasSelection() and not field.isReadOnly()
    return isinstance(field, QLineEdit) and field.hasSelectedText() and not field.isReadOnly()


class ClipboardGuard(QObject):
    """Watches the clipboard while a workbook is open; what another program put there is left alone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watching = False
        self._ours = ""
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.clear)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        QGuiApplication.clipboard().dataChanged.connect(self._look)
        app.aboutToQuit.connect(self.clear)

    def watch(self) -> None:
        """From now on what is copied is about a case."""
        self._watching = True

    def leave(self) -> None:
        """The workbook is closed: take away at once what is still there of it."""
        self._watching = False
        self.clear()

    def _look(self) -> None:
        clipboard = QGuiApplication.clipboard()
        # Not every system says whose the clipboard is; whoever has the keyboard has copied.
        ours = clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        text = clipboard.text() if self._watching and ours else ""
        self._ours = text
        seconds = load_settings().clipboard_seconds
        if text and seconds:
            self._later.start(seconds * SECOND_MS)
            field = QApplication.focusWidget()
            if _has_selection(field):
                QTimer.singleShot(0, self, lambda: self._keep_if_cut(field))
        else:
            self._later.stop()

    def _keep_if_cut(self, field: QWidget | None) -> None:
        """What was cut out of a field is nowhere else: it stays until the workbook is closed or locked."""
        if isValid(field) and not _has_selection(field):
            self._later.stop()

    def clear(self) -> None:
        """Take away what was copied, unless something else has taken its place."""
        self._later.stop()
        text, self._ours = self._ours, ""
        if not text or not load_settings().clipboard_seconds:
            return
        clipboard = QGuiApplication.clipboard()
        for mode in _MODES:
            there = clipboard.supportsSelection() or mode is QClipboard.Mode.Clipboard
            if there and clipboard.text(mode) == text:
                clipboard.clear(mode)
