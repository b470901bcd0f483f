"""The system ends the program: what is typed is saved first, then the window closes as if by hand."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication, QSessionManager

from hssib_desk.ui.window.window import MainWindow

_ASKED = ("SIGTERM", "SIGINT", "SIGHUP")


class Ending(QObject):
    """Listens for signals and for the end of the desktop session; used from the thread of the window only.

    The interpreter writes each signal into a pipe, which wakes Qt's loop: a handler alone would not run
    before the next event. Windows sends a program with a window no signals, but the end of the session.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._was_asked = window, False
        self._pipe: tuple[int, ...] = ()
        if sys.platform != "win32":
            self._listen()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.commitDataRequest.connect(self.save_for_session)
        app.saveStateRequest.connect(self.save_for_session)
        app.aboutToQuit.connect(self.stop)

    def _listen(self) -> None:
        self._pipe = ours, theirs = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
        for name in _ASKED:
            signal.signal(getattr(signal, name), lambda *_: None)
        self._notifier = QSocketNotifier(ours, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)

    def stop(self) -> None:
        """Listen no more; the program ends."""
        if self._pipe:
            signal.set_wakeup_fd(-1)
            self._notifier.setEnabled(False)
        for end in self._pipe:
            os.close(end)
        self._pipe = ()

    def save_for_session(self, manager: QSessionManager) -> None:
        """Save before the session ends; when something cannot be saved the session is asked to wait."""
        session = self._window.session
        if session is not None and not session.flush() and manager.allowsInteraction():
            manager.cancel()
            self._window.close()  # shows what is not saved, and what can be done

    def _end(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._pipe[0], 64)
        if self._window.session is not None:
            self._window.session.flush()
        # What cannot be saved stays in sight; asked a second time, the program ends without it.
        if self._window.close() or self._was_asked:
            QGuiApplication.quit()
        self._was_asked = True
