"""The pages of a case that ask no questions: comparing, signing off, newer forms, erasing a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.ui.case.attachments.erasing import ERASE, ErasePage
from hssib_desk.ui.case.history import HISTORY, HistoryPage
from hssib_desk.ui.case.outline import COMPARE, SIGN_OFF
from hssib_desk.ui.case.second.adjudicate import ComparePage
from hssib_desk.ui.case.signing.level_page import LEVEL, LevelPage
from hssib_desk.ui.case.signing.renewing import RENEWAL, RenewalPage
from hssib_desk.ui.case.signing.review_form import REVIEW_FORM, ReviewFormPage
from hssib_desk.ui.case.signing.signoff import SignOffPage
from hssib_desk.ui.case.signing.versions import VERSION, VersionPage
from hssib_desk.ui.export.papers import Papers
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

Door: TypeAlias = (
    SignOffPage
    | RenewalPage
    | ComparePage
    | LevelPage
    | ReviewFormPage
    | ErasePage
    | VersionPage
    | HistoryPage
)


_MADE = {
    SIGN_OFF: "sign_off",
    RENEWAL: "renewal",
    COMPARE: "compare",
    REVIEW_FORM: "form",
    LEVEL: "level",
    ERASE: "erase",
    VERSION: "version",
    HISTORY: "history",
}


_REBUILT = ("sign_off", "renewal", "compare", "form", "level")  # from the case alone
_ASKED = ("version", "history")  # only read, but asked for a version, or a question


class CasePages:
    """The pages by the key that stands in the place of a page's; each is made when it is first asked for.

    `show_page` shows another page of the case; `go_on(changed)` opens the case where something is left.
    """

    def __init__(
        self,
        session: Session,
        go: Navigator,
        stack: QStackedWidget,
        show_page: Callable[..., None],
        go_on: Callable[[bool], None],
    ) -> None:
        self._session, self._go, self._stack = session, go, stack
        self._show_page, self._go_on = show_page, go_on

    def __contains__(self, key: str) -> bool:
        return key in _MADE

    def __getitem__(self, key: str) -> Door:
        made: Door = getattr(self, _MADE[key])
        return made

    @cached_property
    def sign_off(self) -> SignOffPage:
        """What is missing, what will be sealed, and what follows."""
        made = SignOffPage(self._session, self._go)
        self._stack.addWidget(made)
        made.go_to.connect(self._show_page)
        made.versions.asked.connect(self.show_version)
        made.versions.history_asked.connect(self.show_history)
        made.versions.bundle_asked.connect(self._ask_for_bundle)
        made.second.begun.connect(partial(self._go_on, True))
        made.second.changed.connect(partial(self._show_page, SIGN_OFF))
        made.second.compare_asked.connect(partial(self._show_page, COMPARE))
        return made

    def _ask_for_bundle(self) -> None:
        if self.sign_off.case is not None:
            self.papers.bundle(self.sign_off.case)

    @cached_property
    def papers(self) -> Papers:
        """What a coroner is given."""
        return Papers(self._stack, self._session, self._go)

    @cached_property
    def renewal(self) -> RenewalPage:
        """What would change with newer forms."""
        made = RenewalPage(self._session, self._go)
        self._stack.addWidget(made)
        made.left.connect(self._go_on)
        return made

    @cached_property
    def erase(self) -> ErasePage:
        """What erasing an attached file does."""
        made = ErasePage(self._session, self._go)
        self._stack.addWidget(made)
        return made

    def ask_to_erase(self, file: AttachmentFile) -> None:
        """Show what erasing an attached file does."""
        self.erase.ask(file)
        self._show_page(ERASE)

    @cached_property
    def compare(self) -> ComparePage:
        """Two signed reviews beside each other."""
        made = ComparePage(self._session, self._go)
        self._stack.addWidget(made)
        made.settled.connect(partial(self._show_page, SIGN_OFF))
        return made

    @cached_property
    def form(self) -> ReviewFormPage:
        """The review form of the case, and what moving to another would do."""
        made = ReviewFormPage(self._session, self._go)
        self._stack.addWidget(made)
        made.left.connect(lambda: self._go_on(True))
        return made

    @cached_property
    def level(self) -> LevelPage:
        """The level of the case, and what another one would do."""
        made = LevelPage(self._session, self._go)
        self._stack.addWidget(made)
        made.left.connect(lambda: self._go_on(True))
        return made

    @cached_property
    def version(self) -> VersionPage:
        """One signed version."""
        made = VersionPage(self._session, self._go)
        self._stack.addWidget(made)
        return made

    def show_version(self, number: int) -> None:
        """Show a signed version of the case."""
        self.version.ask(number)
        self._show_page(VERSION)

    @cached_property
    def history(self) -> HistoryPage:
        """Who changed what and when."""
        made = HistoryPage(self._session, self._go)
        self._stack.addWidget(made)
        return made

    def show_history(self, entry_id: str = "", field: str = "") -> None:
        """Show the history of one question, or of the whole case."""
        self.history.ask(entry_id, field)
        self._show_page(HISTORY)

    def forget(self) -> None:
        """Let go of what the file holds too; each page is made again when it is asked for.

        One stays when something is typed there, or while it is in sight and only it knows what it shows.
        """
        for name in (*_REBUILT, *_ASKED):
            made = self.__dict__.get(name)
            if made is None or (name in _ASKED and made is self._stack.currentWidget()):
                continue
            if not getattr(made, "holds_typed", False):
                del self.__dict__[name]
                self._stack.removeWidget(made)
                let_go(made)

    def reopen(self) -> None:
        """Lead to where a signed review is opened again."""
        self._show_page(SIGN_OFF)
        self.sign_off.sealed.setFocus(Qt.FocusReason.OtherFocusReason)
