"""Switching of workbooks: opening one, leaving the one that is open, and work on a file as a whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from hssib_desk.ui.settings.settings import load_settings, recent_with
from hssib_desk.ui.window.navigation import Navigation
from hssib_desk.ui.window.waiting import must_wait

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver
    from hssib_desk.ui.file.publishing import Publishing
    from hssib_desk.ui.file.welcome import WelcomeScreen
    from hssib_desk.ui.session import Session
    from hssib_desk.ui.settings.settings import Settings
    from hssib_desk.ui.window.locking import Locking
    from hssib_desk.ui.window.navigator import Done
    from hssib_desk.ui.work import Task


class Switching(Navigation):
    """The window as far as it opens workbooks and leaves them again."""

    settings: Settings
    welcome: WelcomeScreen
    locking: Locking | None = None
    publishing: Publishing | None = None  # of a working copy

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

            self.show_overlay(
                UnlockPage(
                    file_to_unlock(path),
                    lambda found: self.open_workbook(path, read_only, found, where),
                    lambda found, problem: self.recover(path, problem, found),
                )
            )
            return
        if not read_only and begins_elsewhere(self.host, path, driver, where):
            return
        from hssib_desk.ui.file.updating import open_up_to_date

        open_up_to_date(path, self.host, self._show_opened, read_only, driver)

    def _show_opened(self, session: Session | None) -> None:
        if session is not None:
            self.show_session(session)

    def new_workbook(self, path: Path) -> None:
        """Ask whether a new workbook gets a passphrase, and make it."""
        from hssib_desk.ui.file.new_page import NewPage

        self.show_overlay(NewPage(self.host, path))

    def show_session(self, session: Session) -> None:
        """Put a workbook on the screen, in place of the one that is open."""
        from hssib_desk.ui.window.locking import Locking

        if self.session is not None and not self.leave_workbook(
            partial(self.show_session, session), session.discard
        ):
            return
        self.session = session
        self.host.clipboard.watch()
        session.setParent(self)
        session.saving.connect(self.bar.save_state.show_saving)
        session.saved.connect(lambda at: self.bar.save_state.show_saved(f"{at.astimezone():%H:%M}"))
        session.failed.connect(self.bar.save_state.show_failed)
        session.backed_up.connect(self.refresh_home)
        session.warned.connect(lambda sentence: self.host.say(sentence, "warn"))
        session.lists_changed.connect(self.refresh_shown)
        self.locking = Locking(self.host, session, self.settings.away)
        # The lock belongs to a workbook with a passphrase; a plain one can be paused.
        self.bar.lock.setVisible(session.workbook.is_protected)
        self.show_title(session.workbook.facts.title)
        if session.read_only:
            self.bar.save_state.show_read_only()
        else:
            self.bar.save_state.show_nothing()
        self.host.remember(recent=recent_with(load_settings(self.settings), session.workbook, session.place))
        self._follow_copy(session)
        self.stack.show_base(self.frame)
        self.home()
        session.look_about()
        session.back_up()
        if session.note:
            self.host.say(session.note, "warn")
        self.rail.button("home").setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_copy(self, session: Session) -> None:
        """Say in the bar how far the work on a copy is published."""
        self.bar.set_place("")
        if session.copy is None:
            return
        from hssib_desk.ui.file.publishing import Publishing

        self.publishing = made = Publishing(session, session.copy, self.settings.publish_minutes)
        made.said.connect(self.host.say)
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
        if self.must_wait(then or self.leave_workbook, otherwise):
            return False
        if self.session is None:
            return True
        self.session.keeps_copy = keeps_copy
        if self.publishing is not None:
            from hssib_desk.ui.file.publishing import must_publish

            if must_publish(self.host, self.publishing, then or self.leave_workbook, otherwise):
                return False
        if not self.session.close():
            self.show_unsaved(then or self.leave_workbook, otherwise)
            return False
        was_protected = self.session.workbook.is_protected
        self.forget_screens()
        self.session.deleteLater()
        self.session = self.locking = self.publishing = None
        self.host.clipboard.leave()
        self.show_title("")
        self.welcome.show_recent(self.settings.recent)
        self.stack.show_base(self.welcome)
        if was_protected:
            from hssib_desk.ui.window.memory import overwrite_let_go

            QTimer.singleShot(0, self, overwrite_let_go)  # when nobody holds it any more
        return True

    def must_wait(self, then: Callable[[], object], otherwise: Callable[[], object]) -> bool:
        """Whether something is still being written; `then` is done when it is, `otherwise` if it is not."""
        return must_wait(self, then, otherwise)

    def show_unsaved(
        self, then: Callable[[], object] = lambda: None, otherwise: Callable[[], object] = lambda: None
    ) -> None:
        """Show what could not be saved; `then` is done once nothing is left, `otherwise` on going back."""
        from hssib_desk.ui.window.unsaved import UnsavedPage

        if isinstance(self.front, UnsavedPage):
            self.front.leave()
        if self.session is not None:
            self.show_overlay(UnsavedPage(self.host, self.session, then, otherwise))

    def with_file(self, doing: str, do: Callable[[Task], str | Done]) -> None:
        """Close the workbook, do one thing with its file, open it again and say what was done."""
        from hssib_desk.ui.file.file_task import with_file

        if self.session is not None:
            workbook = self.session.workbook
            with_file(self.host, workbook.path, doing, do, workbook.driver)

    def work_on_copy(self) -> None:
        """Close the workbook, and open it on a copy on this computer."""
        from hssib_desk.ui.file.location_page import COPY, reopen

        reopen(self.host, COPY)

    def open_where_it_lies(self) -> None:
        """Publish the working copy, and open the workbook in its own place."""
        from hssib_desk.ui.file.location_page import HERE, reopen

        reopen(self.host, HERE)

    def publish(self) -> None:
        """Publish the working copy now."""
        if self.publishing is not None:
            self.publishing.publish()

    def recover(self, path: Path, sentence: str, driver: Driver | None = None) -> None:
        """Show what is damaged in a workbook, and offer to recover it; what is open is closed."""
        from hssib_desk.store.connect import PLAIN
        from hssib_desk.ui.file.recovering import RecoverPage

        is_open = self.session is not None and self.session.workbook.path == path
        if self.leave_workbook(keeps_copy=is_open):
            self.show_overlay(RecoverPage(self.host, path, sentence, driver or PLAIN))

    def restore(self, path: Path | None = None, driver: Driver | None = None) -> None:
        """Show the copies of a workbook that is not open, asking for one when none is given."""
        from hssib_desk.store.connect import PLAIN
        from hssib_desk.ui.file.restoring import RestorePage, ask_and_restore

        if path is None:
            ask_and_restore(self.host)
        else:
            self.show_overlay(RestorePage(self.host, path, driver or PLAIN))
