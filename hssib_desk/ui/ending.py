"""The system ends the program: what is typed is saved first, then the window closes as if by hand."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication, QSessionManager

from hssib_desk.ui.window import MainWindow

_ASKED = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")


class Ending(QObject):
    """Listens for signals and for the end of the desktop session; used from the thread of the window only.

    The interpreter writes each signal into a socket, which wakes Qt's loop: a handler alone would not run
    before the next event.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._was_asked = window, False
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        for name in _ASKED:
            if number := getattr(signal, name, None):
                signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.commitDataRequest.connect(self.save_for_session)
        app.saveStateRequest.connect(self.save_for_session)
        app.aboutToQuit.connect(self.stop)

    def stop(self) -> None:
        """Listen no more; the program ends."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def save_for_session(self, manager: QSessionManager) -> None:
        """Save before the session ends; when something cannot be saved the session is asked to wait."""
        session = self._window.session
        if session is not None and not session.flush() and manager.allowsInteraction():
            manager.cancel()
            self._window.close()  # shows what is not saved, and what can be done

    def _end(self) -> None:
        with suppress(BlockingIOError):
            self._ours.recv(64)
        if self._window.session is not None:
            self._window.session.flush()
        # What cannot be saved stays in sight; asked a second time, the program ends without it.
        if self._window.close() or self._was_asked:
            QGuiApplication.quit()
        self._was_asked = True
