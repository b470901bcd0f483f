"""Outline, page and guidance side by side, and how they fold where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Section
from hssib_desk.domain.forms.outline import PageState, completeness, page_states
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.case.changes import ChangesStrip
from hssib_desk.ui.case.guidance import GuidancePanel
from hssib_desk.ui.case.outline import OutlinePanel
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.case.picker import PagePicker
from hssib_desk.ui.case.seen import BlindStrip
from hssib_desk.ui.case.signing.renewing import RenewalStrip
from hssib_desk.ui.case.strip import SealedStrip
from hssib_desk.ui.kit.buttons import icon_button
from hssib_desk.ui.kit.theme import current

COMPACT_BELOW = 900  # width at text size 100 % under which outline and guidance fold away


class CasePanels(QWidget):
    """The three columns of a case; `chosen(page key)` and `back()` come from outline or drop-down."""

    chosen = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outline, self.guidance, self.picker = OutlinePanel(), GuidancePanel(), PagePicker()
        self.middle, self.renewal, self.blind = QStackedWidget(), RenewalStrip(), BlindStrip()
        self.sealed, self.changes = SealedStrip(), ChangesStrip()
        self._compact, self._wanted = False, True
        self._asked: tuple[CaseFile | None, set[str]] = (None, set())
        self._shown: tuple[FormPage, CaseFile] | None = None
        self._build()
        for panel in (self.outline, self.picker):
            panel.chosen.connect(self.chosen)
            panel.back.connect(self.back)
        self.guidance.folded.connect(self.toggle_guidance)

    def _build(self) -> None:
        unfold = icon_button("panel-right-open", "Show the guidance (F7)", small=True)
        unfold.clicked.connect(self.toggle_guidance)
        self.edge = QWidget()
        self.edge.setProperty("role", "page")
        edge = QVBoxLayout(self.edge)
        edge.setContentsMargins(4, 16, 8, 0)
        edge.addWidget(unfold, 0, Qt.AlignmentFlag.AlignTop)
        edge.addStretch(1)
        self.middle.addWidget(QWidget())  # in sight until a page is filled: no page is seen being built
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.picker)
        middle.addWidget(self.blind)
        middle.addWidget(self.sealed)
        middle.addWidget(self.renewal)
        middle.addWidget(self.changes)
        middle.addWidget(self.middle, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.outline)
        row.addLayout(middle, 1)
        row.addWidget(self.edge)
        row.addWidget(self.guidance)
        self.edge.hide()
        self.picker.hide()

    def show_outline(self, context: Context, page: str) -> list[PageState]:
        """Show how far the case is, with one page marked as open; return the state of each page.

        The context is that of the page, so that the rules are read once.
        """
        case = context.case
        states = page_states(case, context)
        self._asked = (case, {state.page.key for state in states if state.shown})
        self.blind.show_case(case, next((state for state in states if state.page.key == page), None))
        self.outline.show_case(case, states, completeness(case, context))
        self.outline.choose(page)
        self.picker.show_case(case, states, page)
        return states

    def asked_pages(self, case: CaseFile) -> set[str]:
        """The keys of the pages that are asked in a case."""
        if case is not self._asked[0]:
            self._asked = (case, {state.page.key for state in page_states(case) if state.shown})
        return self._asked[1]

    def show_guidance(self, page: FormPage | None, case: CaseFile) -> None:
        """Show what belongs to a page; without a page (signing off) there is no guidance."""
        self.sealed.show_case(case, page.page if page else None)
        self._shown = (page, case) if page else None
        self._fold()
        if page is not None:
            self.guidance.show_page(_sections(page, case), case, page.raised_from(case))

    def forget(self) -> None:
        """Let go of the case that was shown."""
        self._asked, self._shown = (None, set()), None
        self.guidance.forget()

    def toggle_guidance(self) -> None:
        """Fold the guidance away, or bring it back."""
        self._wanted = not self._wanted
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold guidance and outline away where the text size leaves them no room."""
        super().resizeEvent(event)
        compact = event.size().width() * 100 / current().scale < COMPACT_BELOW
        if compact != self._compact:
            self._compact, self._wanted = compact, not compact
            self.outline.setVisible(not compact)
            self.picker.setVisible(compact)
            self._fold()

    def _fold(self) -> None:
        there = self._shown is not None
        self.guidance.setVisible(there and self._wanted)
        self.edge.setVisible(there and not self._wanted)


def _sections(page: FormPage, case: CaseFile) -> Sequence[Section]:
    if page.questions:
        return page.questions.sections
    forms = [case.library.forms[key] for key in page.page.entries]
    return [section for form in forms for section in form.sections]
