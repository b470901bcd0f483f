"""The one window: the frame round every place, and the only code that moves between places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from hssib_desk.resources import product
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.focus import FocusRing
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.settings.settings import change_settings, load_settings, recent_with
from hssib_desk.ui.window.waiting import must_wait
from hssib_desk.ui.window.welcome import WelcomeScreen

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver
    from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
    from hssib_desk.ui.file.file_task import Done
    from hssib_desk.ui.kit.shell import Rail, TopBar
    from hssib_desk.ui.session import Session
    from hssib_desk.ui.settings.settings import Away
    from hssib_desk.ui.window.clipboard import ClipboardGuard
    from hssib_desk.ui.window.frame import Frame
    from hssib_desk.ui.window.locking import Locking
    from hssib_desk.ui.window.notice import Notice
    from hssib_desk.ui.work import Task

PLACES = (
    ("home", "house", "Home"),
    ("cases", "folder-open", "Cases"),
    ("actions", "list-checks", "Actions"),
    ("learning", "chart-no-axes-column", "Learning"),
)
# Where digits need Shift, as on a French keyboard: with it, and by what stands on the key without it.
_PLACE_KEYS = [
    (place, (f"Ctrl+{n}", f"Ctrl+Shift+{n}", f"Ctrl+{letter}"))
    for place, n, letter in zip(PLACES, range(1, 5), "&É\"'", strict=True)
]
PROGRAM = product()
MINUTE_MS = 60_000


class MainWindow(QMainWindow):
    """Shows the welcome page, or one workbook; implements `Go` for every page.

    Frame and pages are made when first shown; the store is imported when a workbook is opened. The first page
    is painted without them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.settings = load_settings()
        self.session: Session | None = None
        self.locking: Locking | None = None
        self._screens: dict[str, QWidget] = {}
        self._is_put_away = self._is_stale = False  # the pages are behind the lock; the one in sight is old
        self._build()
        self.ring = FocusRing(self)
        self.setMinimumSize(960, 600)
        self.resize(1280, 800)
        if self.settings.geometry:
            self.restoreGeometry(QByteArray.fromHex(self.settings.geometry.encode("ascii", "ignore")))
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        self.setWindowTitle(PROGRAM)
        on_key(self, "F11", self._toggle_full_screen, Qt.ShortcutContext.WindowShortcut)
        self._day = date.today()
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self._look_at_day)
        self._clock.start()
        self.welcome.setFocus(Qt.FocusReason.TabFocusReason)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _look_at_day(self) -> None:
        """Show the page anew after midnight: days left, overdue and "today" are others then."""
        if self._day != date.today():
            self._day = date.today()
            self._refresh_shown()

    def _build(self) -> None:
        # Outside in: whatever is put into another widget later is dressed once more.
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.welcome = WelcomeScreen(self, self.stack, self.settings.recent)

    @cached_property
    def frame(self) -> Frame:
        """What stands round every place of a workbook; the first page is painted without it."""
        from hssib_desk.ui.window.frame import Frame
        from hssib_desk.ui.window.preload import LoadAhead

        LoadAhead(self)
        made = Frame(PLACES)
        self.stack.addWidget(made)
        made.rail.chosen.connect(self.show_place)
        made.bar.search_asked.connect(self.search)
        made.bar.search.textEdited.connect(self.search)
        made.bar.pause_asked.connect(self.pause)
        made.bar.lock_asked.connect(self.lock)
        made.bar.menu_asked.connect(self.show_menu)
        self._add_keys()
        return made

    @cached_property
    def clipboard(self) -> ClipboardGuard:
        """What watches over text that is copied out of a workbook."""
        from hssib_desk.ui.window.clipboard import ClipboardGuard

        return ClipboardGuard(self)

    @property
    def bar(self) -> TopBar:
        """Title, search, whether the work is saved, and the menu."""
        return self.frame.bar

    @property
    def rail(self) -> Rail:
        """The way to each place."""
        return self.frame.rail

    @property
    def places(self) -> QStackedWidget:
        """The pages of the workbook."""
        return self.frame.places

    @property
    def notice(self) -> Notice:
        """The sentence above the page."""
        return self.frame.notice

    def _add_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.begin_search),
            ("F1", lambda: self.show_place("help")),
            ("Ctrl+Shift+P", self.pause),
            ("Ctrl+Shift+L", self.lock),
            ("Ctrl+Q", self.close),
            *((key, partial(self.show_place, place[0])) for place, keys in _PLACE_KEYS for key in keys),
        ]
        for key, act in keys:
            on_key(self, key, act, Qt.ShortcutContext.WindowShortcut)

    # Opening and closing a workbook

    def open_workbook(
        self, path: Path, read_only: bool = False, driver: Driver | None = None, where: str = ""
    ) -> None:
        """Open a workbook in this window; what cannot be opened is said, and what is open stays.

        `where` is "copy" or "here" for one in an unsafe place; it is asked for otherwise, once.
        """
        from hssib_desk.ownfiles import real
        from hssib_desk.store.passphrase.salt_search import needs_key
        from hssib_desk.store.workcopy.workcopy_note import original_of
        from hssib_desk.ui.file.location_page import begins_elsewhere, file_to_unlock

        path = original_of(real(path))
        if driver is None and needs_key(file_to_unlock(path)):
            from hssib_desk.ui.file.unlock import UnlockPage

            UnlockPage(
                self,
                file_to_unlock(path),
                lambda found: self.open_workbook(path, read_only, found, where),
                lambda found, problem: self.recover(path, problem, found),
            )
            return
        if not read_only and begins_elsewhere(self, path, driver, where):
            return
        from hssib_desk.ui.file.opening import open_session

        session = open_session(path, self, read_only, driver)
        if session is not None:
            self.show_session(session)

    def show_session(self, session: Session) -> None:
        """Put a workbook on the screen, in place of the one that is open."""
        from hssib_desk.ui.window.locking import Locking

        if self.session is not None and not self.leave_workbook(
            partial(self.show_session, session), session.discard
        ):
            return
        self.session = session
        self.clipboard.watch()
        session.setParent(self)
        session.saving.connect(self.bar.save_state.show_saving)
        session.saved.connect(self._show_saved)
        session.failed.connect(self.bar.save_state.show_failed)
        session.backed_up.connect(self._refresh_home)
        session.warned.connect(lambda sentence: self.say(sentence, "warn"))
        session.lists_changed.connect(self._refresh_shown)
        self.locking = Locking(self, session, self.settings.away)
        # The lock belongs to a workbook with a passphrase; a plain one can be paused.
        self.bar.lock.setVisible(session.workbook.is_protected)
        self._show_title(session)
        if session.read_only:
            self.bar.save_state.show_read_only()
        else:
            self.bar.save_state.show_nothing()
        self._remember(recent=recent_with(load_settings(self.settings), session.workbook, session.place))
        self._follow_copy(session)
        self.stack.setCurrentWidget(self.frame)
        self.home()
        session.look_about()
        session.back_up()
        if session.note:
            self.say(session.note, "warn")
        self.rail.button("home").setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_copy(self, session: Session) -> None:
        """Say in the bar how far the work on a copy is published."""
        self.bar.set_place("")
        if session.copy is None:
            return
        from hssib_desk.ui.file.publishing import Publishing

        made = session.publishing = Publishing(session, session.copy, self.settings.publish_minutes)
        made.said.connect(self.say)
        made.changed.connect(lambda: self.bar.set_place(made.words))
        self.bar.set_place(made.words)

    def leave_workbook(
        self,
        then: Callable[[], object] | None = None,
        otherwise: Callable[[], object] | None = None,
        *,
        keeps_copy: bool = False,
    ) -> bool:
        """Save and close what is open and go back to the welcome page; False when that cannot be done now.

        While something is being written it is waited for, and then this, or `then`, is done; `otherwise` is
        done when it will not be. A working copy is published first, unless it is kept to be opened again.
        """
        otherwise = otherwise or (lambda: None)
        if must_wait(self, then or self.leave_workbook, otherwise):
            return False
        if self.session is None:
            return True
        self.session.keeps_copy = keeps_copy
        if self.session.publishing is not None:
            from hssib_desk.ui.file.publishing import must_publish

            if must_publish(self, then or self.leave_workbook, otherwise):
                return False
        if not self.session.close():
            from hssib_desk.ui.window.unsaved import show_unsaved

            show_unsaved(self, then or self.leave_workbook, otherwise)
            return False
        was_protected = self.session.workbook.is_protected
        for screen in self._screens.values():
            self.places.removeWidget(screen)
            screen.deleteLater()
        self._screens.clear()
        self._is_put_away = False
        self.session.deleteLater()
        self.session = self.locking = None
        self.clipboard.leave()
        self.setWindowTitle(PROGRAM)
        self.welcome.show_recent(self.settings.recent)
        self.stack.setCurrentWidget(self.welcome)
        if was_protected:
            from hssib_desk.ui.window.memory import overwrite_let_go

            QTimer.singleShot(0, self, overwrite_let_go)  # when nobody holds it any more
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when everything typed is in the file."""
        if not self.leave_workbook(self.close):
            event.ignore()
            return
        geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self._remember(geometry=geometry)
        event.accept()

    def _remember(self, **changes: Any) -> None:
        self.settings = change_settings(self.settings, **changes)

    def remember_look(self, theme: str, scale: int, content_notice: bool) -> None:
        """Change what this computer shows, now and for the next start."""
        current().set_mode(theme)
        current().set_scale(scale)
        self._remember(theme=theme, scale=scale, content_notice=content_notice)

    def remember_clipboard(self, seconds: int) -> None:
        """Change after how many seconds copied text is taken off the clipboard; 0 for never."""
        self._remember(clipboard_seconds=seconds)

    def remember_publishing(self, minutes: int) -> None:
        """Change how often a working copy is published by itself; 0 for only when it is closed."""
        self._remember(publish_minutes=minutes)
        if self.session is not None and self.session.publishing is not None:
            self.session.publishing.set_minutes(minutes)

    def remember_away(self, away: Away) -> None:
        """Change when this computer hides a workbook by itself."""
        self._remember(away=away)
        if self.locking is not None:
            self.locking.apply(away)

    def _show_saved(self, at: datetime) -> None:
        self.bar.save_state.show_saved(f"{at.astimezone():%H:%M}")

    # Moving between places

    def screen(self, name: str) -> QWidget:
        """The page of a place, made when it is first asked for."""
        if name not in self._screens:
            from hssib_desk.ui.window.screens import make_screen

            assert self.session is not None
            self._screens[name] = made = make_screen(name, self.session, self)
            self.places.addWidget(made)
        return self._screens[name]

    def _show(self, name: str, rail: str = "") -> QWidget:
        assert self.session is not None
        self.session.flush()
        screen = self.screen(name)
        self.places.setCurrentWidget(screen)
        self.rail.set_value(rail or name)
        self.notice.clear_passing()
        return screen

    def show_place(self, place: str) -> None:
        """Show a place that needs nothing to be said about what to show in it."""
        if self.session is None:
            return
        if place == "cases":
            self.cases()
        elif place == "actions":
            self.actions()
        else:
            self._show(place).refresh()  # type: ignore[attr-defined]

    def _show_title(self, session: Session) -> None:
        title = session.workbook.facts.title
        self.bar.set_title(title)
        self.setWindowTitle(f"{title} – {PROGRAM}")

    def put_away(self, focus: QWidget | None) -> None:
        """Let go of what the pages hold of people's words, behind the lock; `focus` had the cursor.

        What is typed and not in the file yet stays, and so do the pages that ask for it.
        """
        from hssib_desk.ui.window.search import forget_hits

        if self.session is None:
            return
        self._is_stale &= self._is_put_away  # what is put away once more stays old
        self._is_put_away = True
        self.session.forget()
        forget_hits(self)
        self.bar.search.setText("")  # with what could be undone in it
        for screen in self._screens.values():
            if hasattr(screen, "put_away"):
                is_stale = screen.put_away(focus)
                self._is_stale |= is_stale and screen is self.places.currentWidget()

    def bring_back(self) -> None:
        """Read again what was put away or has changed meanwhile, and show the page as it was."""
        self._is_put_away = False
        if self._is_stale:
            self._refresh_shown()

    def _refresh_home(self) -> None:
        if self.places.currentWidget() is self._screens.get("home"):
            self._refresh_shown()

    def _refresh_shown(self) -> None:
        if self._is_put_away:
            self._is_stale = True
            return
        if self.session is not None:
            self._show_title(self.session)
        shown = self.places.currentWidget()
        if shown is not None and hasattr(shown, "refresh"):
            shown.refresh()

    def home(self) -> None:
        """Show what needs somebody now."""
        self.show_place("home")

    def cases(self, query: CaseQuery | None = None) -> None:
        """Show the case list, as it was left or filtered."""
        self._show("cases").show_query(query)  # type: ignore[attr-defined]

    def case(self, case_id: str, page: str = "", field: str = "", entry_id: str = "") -> None:
        """Open a case at a page, a field or an entry."""
        self._show("case", "cases").show_case(case_id, page, field, entry_id)  # type: ignore[attr-defined]

    def actions(self, query: ActionQuery | None = None, entry_id: str = "") -> None:
        """Show the action log, as it was left or filtered, with one action chosen."""
        self._show("actions").show_query(query, entry_id)  # type: ignore[attr-defined]

    def learning(self) -> None:
        """Show the figures."""
        self.show_place("learning")

    def import_caseload(self, path: Path | None = None) -> None:
        """Show the import page, asking for a file when none is given."""
        self._show("import", "cases").open_file(path)  # type: ignore[attr-defined]

    def update_actions(self, path: Path | None = None) -> None:
        """Show the re-import page, asking for a file when none is given."""
        self._show("update", "actions").open_file(path)  # type: ignore[attr-defined]

    def export(
        self, what: str, case_id: str = "", actions: ActionQuery | None = None, version: int = 0
    ) -> None:
        """Show what an export contains before it is written."""
        page = self._show("export", self.rail.value())
        page.show_export(what, case_id, actions, version)  # type: ignore[attr-defined]

    def backups(self) -> None:
        """Show the copies of the workbook that there are."""
        self.show_place("backups")

    def with_file(self, doing: str, do: Callable[[Task], str | Done]) -> None:
        """Close the workbook, do one thing with its file, open it again and say what was done."""
        from hssib_desk.ui.file.file_task import with_file

        if self.session is not None:
            workbook = self.session.workbook
            with_file(self, workbook.path, doing, do, workbook.driver)

    def work_on_copy(self) -> None:
        """Close the workbook, and open it on a copy on this computer."""
        from hssib_desk.ui.file.location_page import COPY, reopen

        reopen(self, COPY)

    def open_where_it_lies(self) -> None:
        """Publish the working copy, and open the workbook in its own place."""
        from hssib_desk.ui.file.location_page import HERE, reopen

        reopen(self, HERE)

    def publish(self) -> None:
        """Publish the working copy now."""
        if self.session is not None and self.session.publishing is not None:
            self.session.publishing.publish()

    def recover(self, path: Path, sentence: str, driver: Driver | None = None) -> None:
        """Show what is damaged in a workbook, and offer to recover it; what is open is closed."""
        from hssib_desk.store.connect import PLAIN
        from hssib_desk.ui.file.recovering import RecoverPage

        is_open = self.session is not None and self.session.workbook.path == path
        if self.leave_workbook(keeps_copy=is_open):
            RecoverPage(self, path, sentence, driver or PLAIN)

    def new_case(self) -> None:
        """Begin a case and open its first page."""
        if self.session is None:
            return
        from hssib_desk.store.errors import WorkbookError

        try:
            case = self.session.act(lambda workbook: workbook.new_case())
        except WorkbookError as error:
            self.say(str(error), "bad")
            return
        self.case(case.id)

    def say(self, sentence: str, kind: str = "info") -> None:
        """Show one sentence above the page, or on the welcome page when no workbook is open."""
        (self.notice if self.session else self.welcome.notice).say(sentence, kind)

    def begin_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def search(self, text: str) -> None:
        """Show where words stand in the whole workbook, under the search field."""
        from hssib_desk.ui.window.search import show_hits

        if self.session is not None:
            show_hits(self, self.bar.search, self.session, text)

    def pause(self) -> None:
        """Hide the page until somebody comes back to it."""
        from hssib_desk.ui.window.pause import PausePage

        if self.session is not None:
            self.session.flush()
            PausePage.cover(self)

    def lock(self) -> None:
        """Hide a protected workbook until its passphrase is typed."""
        if self.locking is not None:
            self.locking.lock()

    def show_menu(self) -> None:
        """Show everything that has no button of its own."""
        from hssib_desk.ui.window.menu import main_menu

        menu = main_menu(self)
        corner = self.bar.menu.mapToGlobal(self.bar.menu.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), -4))
