"""Outline, page and guidance side by side, and how they fold where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hssib_desk.domain.describe.decided import decided
from hssib_desk.domain.forms.form import Section
from hssib_desk.domain.forms.outline import PageState, completeness, page_states
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.case.changes import ChangesStrip
from hssib_desk.ui.case.guidance import GuidancePanel
from hssib_desk.ui.case.outline import OutlinePanel
from hssib_desk.ui.case.page import PAGE_NEEDS, FormPage
from hssib_desk.ui.case.picker import PagePicker
from hssib_desk.ui.case.seen import BlindStrip
from hssib_desk.ui.case.signing.renewing import RenewalStrip
from hssib_desk.ui.case.strip import SealedStrip
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.settings.settings import load_settings


class CasePanels(QWidget):
    """The three columns of a case; `chosen(page key)` and `back()` come from outline or drop-down."""

    chosen = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outline, self.guidance, self.picker = OutlinePanel(), GuidancePanel(), PagePicker()
        self.middle, self.renewal, self.blind = QStackedWidget(), RenewalStrip(), BlindStrip()
        self.sealed, self.changes = SealedStrip(), ChangesStrip()
        self._wanted: bool | None = None  # whether somebody asked for the guidance, or folded it away
        self._asked: tuple[CaseFile | None, set[str]] = (None, set())
        self._shown: tuple[FormPage, CaseFile] | None = None
        self._build()
        for panel in (self.outline, self.picker):
            panel.chosen.connect(self.chosen)
            panel.back.connect(self.back)
        self.guidance.folded.connect(self.toggle_guidance)

    def _build(self) -> None:
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
        row.addWidget(self.guidance)
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
        self.outline.needed.set_value(load_settings().needed_only)
        self.picker.show_case(case, states, page)
        if self.guidance.shows_decided:
            self.guidance.show_decided(decided(context, states))
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
        if page is not None:
            self.guidance.show_page(_sections(page, case), case, page.raised_from(case))
        self._fold()
        if page is not None and self.guidance.shows_decided:
            self.guidance.show_decided(decided(Context(case)))

    def forget(self) -> None:
        """Let go of the case that was shown."""
        self._asked, self._shown = (None, set()), None
        self.guidance.forget()

    def toggle_guidance(self) -> None:
        """Fold the guidance away, or bring it back."""
        self._wanted = self.guidance.isHidden()
        self._fold()
        if self._wanted and self.guidance.has_words:
            self.guidance.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold guidance and outline away where the page needs their room."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fold()

    def _fold(self) -> None:
        """Give the page what its words need: first the guidance goes, then the outline is a drop-down.

        Of a page of which nothing is said there is no guidance, nor a button for it.
        """
        page = self._shown[0] if self._shown else None
        room, needs = self.width(), current().px(page.needs if page else PAGE_NEEDS)
        outline, beside = self.outline.width_wanted, self.guidance.width_wanted
        fits = room - outline - beside >= needs
        says = self._shown is not None and self.guidance.has_words
        shown = says and (fits if self._wanted is None else self._wanted)
        compact = room - outline - (beside if shown else 0) < needs
        self.guidance.setVisible(shown)
        self.outline.setVisible(not compact)
        self.picker.setVisible(compact)
        if self._shown is not None:
            self._shown[0].guidance.setVisible(says and not shown)


def _sections(page: FormPage, case: CaseFile) -> Sequence[Section]:
    if page.questions:
        return page.questions.sections
    forms = [case.library.forms[key] for key in page.page.entries]
    return [section for form in forms for section in form.sections]
