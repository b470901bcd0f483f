"""The one window: what hides it, what it remembers, and what has no place; it alone knows every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent

from hssib_desk.ui.file.welcome import WelcomeScreen
from hssib_desk.ui.host import PLACES
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.focus import FocusRing
from hssib_desk.ui.kit.spelling.marks import Dictionary, spelling
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.settings.settings import change_settings, load_settings
from hssib_desk.ui.window.navigation import PROGRAM
from hssib_desk.ui.window.switching import Switching

if TYPE_CHECKING:
    from hssib_desk.ui.window.clipboard import ClipboardGuard

__all__ = ["PLACES", "PROGRAM", "MainWindow"]
MINUTE_MS = 60_000
SMALLEST, WANTED = (960, 600), (1280, 800)
TITLE_BAR = 32  # of the desktop, over the window


class MainWindow(Switching):
    """Shows the welcome page, or one workbook; it is the `Go` of every page and the `Host` of its own parts.

    Frame and pages are made when first shown; the store is imported when a workbook is opened. The first page
    is painted without them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.host = self
        self.settings = load_settings()
        # Outside in: whatever is put into another widget later is dressed once more.
        self.welcome = WelcomeScreen(self, self.stack, self.settings.recent)
        self.stack.addWidget(self.welcome)
        self.stack.show_base(self.welcome)
        self.ring = FocusRing(self)
        self.setMinimumSize(*SMALLEST)
        self.resize(*WANTED)
        if self.settings.geometry:
            self.restoreGeometry(QByteArray.fromHex(self.settings.geometry.encode("ascii", "ignore")))
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        self._name_window()
        on_key(self, "F11", self._toggle_full_screen, Qt.ShortcutContext.WindowShortcut)
        on_key(self, "Ctrl+F7", self._offer_word, Qt.ShortcutContext.WindowShortcut)
        spelling().use(_dictionary, self.settings.spelling)
        self._day = date.today()
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self._look_at_day)
        self._clock.start()
        self.welcome.setFocus(Qt.FocusReason.TabFocusReason)

    def fit_to(self, room: QRect) -> None:
        """Be no larger than the screen has room for, and whole on it."""
        high = room.height() - TITLE_BAR
        self.setMinimumSize(min(SMALLEST[0], room.width()), min(SMALLEST[1], high))
        if not self.isMaximized():
            self.resize(min(self.width(), room.width()), min(self.height(), high))
            x = min(max(self.x(), room.left()), room.right() + 1 - self.width())
            y = min(max(self.y(), room.top() + TITLE_BAR), room.bottom() + 1 - self.height())
            self.move(x, y)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _offer_word(self) -> None:
        from hssib_desk.ui.spelling.key import offer_next_word

        offer_next_word(self.focusWidget(), self)

    def _look_at_day(self) -> None:
        """Show the page anew after midnight: days left, overdue and "today" are others then."""
        if self._day != date.today():
            self._day = date.today()
            self.refresh_shown()

    @cached_property
    def clipboard(self) -> ClipboardGuard:
        """What watches over text that is copied out of a workbook."""
        from hssib_desk.ui.window.clipboard import ClipboardGuard

        return ClipboardGuard(self)

    def pause(self) -> None:
        """Hide the page until somebody comes back to it."""
        from hssib_desk.ui.window.pause import PausePage

        if self.session is not None and not self.is_covered:
            self.session.flush()
            self.show_overlay(PausePage())

    def lock(self) -> None:
        """Hide a protected workbook until its passphrase is typed."""
        if self.locking is not None:
            self.locking.lock()

    # What this computer remembers

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when everything typed is in the file."""
        if not self.leave_workbook(self.close):
            event.ignore()
            return
        geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self.remember(geometry=geometry)
        event.accept()

    def remember(self, **changes: Any) -> None:
        """Change settings of this computer by their names, now and for the next start."""
        self.settings = change_settings(self.settings, **changes)
        if "theme" in changes:
            current().set_mode(self.settings.theme)
        if "scale" in changes:
            current().set_scale(self.settings.scale)
        if "spelling" in changes:
            spelling().turn(self.settings.spelling)
        if "publish_minutes" in changes and self.publishing is not None:
            self.publishing.set_minutes(self.settings.publish_minutes)
        if "away" in changes and self.locking is not None:
            self.locking.apply(self.settings.away)

    # What has no place of its own

    def say(self, sentence: str, kind: str = "info") -> None:
        """Show one sentence in front of the page, or on the welcome page when no workbook is open."""
        if self.session:
            self.notice.say(sentence, kind)
        else:
            self.welcome.notice.say(sentence, kind)

    def offer(self, sentence: str, act: str, do: Callable[[], object]) -> None:
        """Show one sentence for a short time, with a button that does something."""
        if self.session:
            self.notice.say(sentence, "info", act, do)

    def begin_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave_search(self) -> None:
        """Put the cursor into the page."""
        shown = self.places.currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.bar.search.hasFocus():
            self.bar.search.clearFocus()

    def search(self, text: str) -> None:
        """Show where words stand in the whole workbook, under the search field."""
        from hssib_desk.ui.search.box import show_hits

        if self.session is not None:
            show_hits(self, self.bar.search, self.session, text)

    def show_menu(self) -> None:
        """Show everything that has no button of its own."""
        from hssib_desk.ui.window.menu import main_menu

        menu = main_menu(self)
        corner = self.bar.menu.mapToGlobal(self.bar.menu.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), -4))


def _dictionary() -> Dictionary | None:
    """What judges the words, loaded with the first word that is looked at."""
    from hssib_desk.ui.spelling.speller import make_speller

    return make_speller()
