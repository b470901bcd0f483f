"""Where a screen can lead: the few moves that pages ask the window for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hssib_desk.domain.forms.levels import Level
    from hssib_desk.store.connect import Driver
    from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
    from hssib_desk.store.passphrase.change import RecoveryKey
    from hssib_desk.ui.work import Task


@dataclass(frozen=True)
class Done:
    """What came of work that changed the key of a file: the sentence to show, and how it opens now."""

    sentence: str
    driver: Driver
    recovery: RecoveryKey | None = None


class Navigator(Protocol):
    """Moves between places; the window is the only one that carries them out."""

    def home(self) -> None:
        """Show what needs somebody now."""

    def cases(self, query: CaseQuery | None = None) -> None:
        """Show the case list, filtered."""

    def case(self, case_id: str, page: str = "", field: str = "", entry_id: str = "") -> None:
        """Open a case at a page of the outline ("sign_off" is the last), at a field or an entry."""

    def screen_deaths(self, case_id: str = "") -> None:
        """Screen deaths row after row, from one of them or the oldest that is not screened."""

    def panel(self, named: str = "") -> None:
        """Show the meetings of the panel, or one of them by its number."""

    def action_log(self, query: ActionQuery | None = None, entry_id: str = "") -> None:
        """Show the action log, filtered, with one action chosen."""

    def learning(self) -> None:
        """Show the figures."""

    def new_case(self, level: Level = "screen") -> None:
        """Begin a case, at its screening where nothing else is said."""

    def import_caseload(self, path: Path | None = None) -> None:
        """Choose a list of deaths and show every row's fate."""

    def update_actions(self, path: Path | None = None) -> None:
        """Choose an edited action log and show every difference."""

    def export(
        self,
        what: str,
        case_id: str = "",
        actions: ActionQuery | None = None,
        version: int = 0,
        action_id: str = "",
        meeting: str = "",
    ) -> None:
        """Show what an export, named by its key, contains before it is written.

        `actions` keeps an action log to what a query finds. A `version` is a signed one, 0 the review
        as it is now; `action_id` the one action of the case that it is about, `meeting` the number of a
        panel’s.
        """

    def backups(self) -> None:
        """Show the copies of the workbook that there are, and go back to one."""

    def show_place(self, place: str) -> None:
        """Show a place by its name: settings, check, help …"""

    def with_file(self, doing: str, do: Callable[[Task], str | Done]) -> None:
        """Close the workbook, do one thing with its file, open it again and say what was done."""

    def remember(self, **changes: object) -> None:
        """Change settings of this computer by their names, now and for the next start."""

    def open_workbook(self, path: Path) -> None:
        """Open another workbook in this window."""

    def work_on_copy(self) -> None:
        """Close the workbook, and open it on a copy on this computer."""

    def recover(self, path: Path, sentence: str, driver: Driver | None = None) -> None:
        """Show what is damaged in a workbook, and offer to recover it; what is open is closed."""

    def begin_search(self) -> None:
        """Put the cursor into the search field."""

    def say(self, sentence: str, kind: str = "info") -> None:
        """Show one sentence in front of the page; kind is info, ok, warn or bad; the last two stay."""

    def offer(self, sentence: str, act: str, do: Callable[[], object]) -> None:
        """Show one sentence for a short time, with a button such as Undo that does something."""
