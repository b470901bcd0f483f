"""Where a screen can lead: the few moves that pages ask the window for."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from hssib_desk.store.rows import ActionQuery, CaseQuery


class Go(Protocol):
    """Moves between places; the window is the only one that carries them out."""

    def home(self) -> None:
        """Show what needs somebody now."""

    def cases(self, query: CaseQuery | None = None) -> None:
        """Show the case list, filtered."""

    def case(self, case_id: str, page: str = "", field: str = "", entry_id: str = "") -> None:
        """Open a case at a page of the outline ("sign_off" is the door at the end), at a field or an entry."""

    def actions(self, query: ActionQuery | None = None, entry_id: str = "") -> None:
        """Show the action log, filtered, with one action chosen."""

    def learning(self) -> None:
        """Show the figures."""

    def import_caseload(self, path: Path | None = None) -> None:
        """Choose a list of deaths and show every row's fate."""

    def export(self, what: str, case_id: str = "") -> None:
        """Show what an export contains before it is written; what is actions, data or summary."""

    def open_workbook(self, path: Path) -> None:
        """Open another workbook in this window."""

    def say(self, sentence: str, kind: str = "info") -> None:
        """Show one sentence above the page until it is closed; kind is info, ok, warn or bad."""


class Place(Protocol):
    """What the window expects of a page."""

    def refresh(self) -> None:
        """Read again what is shown; called whenever the page comes to the front or lists change."""

    def widget(self) -> QWidget:
        """The widget to show."""
