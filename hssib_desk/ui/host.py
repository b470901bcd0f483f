"""What the parts of the window, and the pages in front of it, know of it: what they may ask it for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from hssib_desk.ui.window.navigator import Navigator

if TYPE_CHECKING:
    from hssib_desk.domain.review.case_file import CaseFile
    from hssib_desk.store.connect import Driver
    from hssib_desk.ui.session import Session
    from hssib_desk.ui.window.clipboard import ClipboardGuard
    from hssib_desk.ui.window.overlay import Overlay


PLACES = (
    ("home", "house", "Home"),
    ("cases", "folder-open", "Cases"),
    ("actions", "list-checks", "Actions"),
    ("learning", "chart-no-axes-column", "Learning"),
)


class CaseOnScreen(Protocol):
    """The page that shows a case; its last change can be undone."""

    case: CaseFile

    def undo(self) -> None:
        """Take the last change back."""

    def redo(self) -> None:
        """Make it again."""


class Host(Navigator, Protocol):
    """The window; it alone knows which page comes when."""

    session: Session | None

    @property
    def clipboard(self) -> ClipboardGuard:
        """What watches over text that is copied out of a workbook."""

    def window(self) -> QWidget:
        """The widget that holds everything."""

    @property
    def front(self) -> Overlay | None:
        """The page in front of all others, if there is one."""

    @property
    def is_covered(self) -> bool:
        """Whether nothing of the workbook may be seen."""

    def show_overlay(self, page: Overlay) -> None:
        """Put a page in front; it leaves by itself."""

    def open_workbook(
        self, path: Path, read_only: bool = False, driver: Driver | None = None, where: str = ""
    ) -> None:
        """Open a workbook; what cannot be opened is said, and what is open stays."""

    def new_workbook(self, path: Path) -> None:
        """Ask whether a new workbook gets a passphrase, and make it."""

    def show_session(self, session: Session) -> None:
        """Put a workbook on the screen, in place of the one that is open."""

    def leave_workbook(
        self,
        then: Callable[[], object] | None = None,
        otherwise: Callable[[], object] | None = None,
        *,
        keeps_copy: bool = False,
    ) -> bool:
        """Save and close what is open; False when that cannot be done now, and `then` is done later."""

    def must_wait(self, then: Callable[[], object], otherwise: Callable[[], object]) -> bool:
        """Whether something is still being written; `then` is done when it is, `otherwise` if it is not."""

    def show_unsaved(
        self, then: Callable[[], object] = lambda: None, otherwise: Callable[[], object] = lambda: None
    ) -> None:
        """Show what could not be saved; `then` is done once nothing of it is left."""

    def restore(self, path: Path | None = None, driver: Driver | None = None) -> None:
        """Show the copies of a workbook that is not open, asking for one when none is given."""

    def open_where_it_lies(self) -> None:
        """Publish the working copy, and open the workbook in its own place."""

    def publish(self) -> None:
        """Publish the working copy now."""

    def put_away(self, focus: QWidget | None) -> None:
        """Let go of what the pages hold of people's words, behind the lock; `focus` had the cursor."""

    def bring_back(self) -> None:
        """Show the page again as it was."""

    def current_case(self) -> CaseOnScreen | None:
        """The case on the screen, if there is one."""

    def search(self, text: str) -> None:
        """Show where words stand in the whole workbook."""

    def leave_search(self) -> None:
        """Put the cursor into the page."""

    def show_menu(self) -> None:
        """Show everything that has no button of its own."""

    def pause(self) -> None:
        """Hide the page until somebody comes back to it."""

    def lock(self) -> None:
        """Hide a protected workbook until its passphrase is typed."""

    def close(self) -> bool:
        """End the program, when everything typed is in the file."""
