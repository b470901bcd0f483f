"""When the window locks by itself: untouched for a while, minimised, or with the screen of the computer."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow

from hssib_desk.ui.host import Host
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.settings import Away
from hssib_desk.ui.window.lock_page import LockPage
from hssib_desk.ui.window.pause import PausePage
from hssib_desk.ui.window.screen_lock import ScreenLock

_INPUT = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)


class Locking(QObject):
    """Locks the workbook of one session, or pauses a plain one where that was chosen.

    It listens to the window's own events only; a filter on the whole program would slow every event down.
    """

    def __init__(self, host: Host, session: Session, away: Away) -> None:
        super().__init__(session)
        self._host, self._session, self._away = host, session, away
        self._window = host.window()
        self._handle: QWindow | None = None
        self._touched = time.time()
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self.leave_alone)
        self.screen = ScreenLock(self)
        self.screen.locked.connect(self._lock_with_screen)
        self._window.installEventFilter(self)
        self._listen()
        self.apply(away)

    def apply(self, away: Away) -> None:
        """Follow other settings from now on."""
        self._away = away
        self._touch()

    def lock(self) -> None:
        """Save what was typed and hide everything until the passphrase is typed."""
        shown = self._host.front
        if not self._session.workbook.is_protected or isinstance(shown, LockPage):
            return
        self._session.flush()
        if isinstance(shown, PausePage):
            shown.come_back()
        self._host.clipboard.clear()
        page = LockPage(self._host, self._session)
        self._host.show_overlay(page)
        self._session.workbook.rest()
        QTimer.singleShot(0, page, page.put_away)

    def leave_alone(self) -> bool:
        """Nobody is here: lock, or pause a plain workbook where that was chosen; whether it hid anything."""
        shown = self._host.front
        if self._session.workbook.is_protected:
            self.lock()
        elif self._away.pause_plain:
            self._host.pause()
        return self._host.front is not shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys, the mouse and the window being minimised."""
        kind = event.type()
        if kind in _INPUT and watched is self._handle:
            return self._notice()
        if kind == QEvent.Type.Show and watched is self._window:
            self._listen()
        elif kind == QEvent.Type.WindowStateChange and self._window.isMinimized() and self._away.minimised:
            self.leave_alone()
        return False

    def _notice(self) -> bool:
        """Swallow the first touch after a long time when it hides the window: no timer runs in sleep."""
        late = self._away.minutes and time.time() - self._touched > self._away.minutes * 60
        self._touch()
        return bool(late) and self.leave_alone()

    def _touch(self) -> None:
        self._touched = time.time()
        if self._away.minutes:
            self.idle.start(self._away.minutes * 60_000)
        else:
            self.idle.stop()

    def _listen(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _lock_with_screen(self) -> None:
        if self._away.with_screen:
            self.leave_alone()
