"""The first steps of a new workbook: who you are, the organisation, the review form, the first cases."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.store.lists.queries import HomeFacts
from hssib_desk.ui.home.side_cards import SideCards
from hssib_desk.ui.home.step import Step
from hssib_desk.ui.home.steps import CasesStep, FormStep, OrganisationStep, WhoStep
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

WIDE, SIDE, GAP = 768, 352, 16


class FirstSteps(QWidget):
    """Four steps in one card, the first that is not done open; what is done says what was chosen."""

    SAID = "Four steps, about three minutes. Everything here can be changed later in Settings."
    done = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setObjectName("first-steps")
        who, organisation = WhoStep(session), OrganisationStep(session)
        form, cases = FormStep(session), CasesStep(go)
        self.steps: tuple[Step, ...] = (who, organisation, form, cases)
        self.card = Card("First steps", head=44)
        self.told = Headline("", "hint")
        self.card.head.addWidget(self.told)
        for number, step in enumerate(self.steps, 1):
            step.set_number(number)
            step.opened.connect(lambda step=step: self._open(step))
            step.finished.connect(lambda step=step: self._finish(step))
            self.card.add_row(step)
        self.sides = SideCards(session, go)
        self._skipped: set[Step] = set()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.card)
        left.addStretch(1)
        right.addWidget(self.sides)
        right.addStretch(1)
        self._row.addLayout(left, WIDE)
        self._row.addLayout(right, SIDE)
        self._opened: Step | None = None

    def show_facts(self, facts: HomeFacts) -> None:
        """Show what is done, and open the first step that is not; one that was opened stays."""
        self.sides.show_facts(facts)
        cursor = QApplication.focusWidget()
        if self._opened is not None or (cursor is not None and self.card.isAncestorOf(cursor)):
            return
        for step in self.steps:
            step.refresh()
        self._show()

    def _show(self) -> None:
        waiting = [step for step in self.steps if not step.is_done and step not in self._skipped]
        now = self._opened or next(iter(waiting), None)
        for step in self.steps:
            step.show_as("open" if step is now else "done" if step.is_done else "later")
        done = sum(step.is_done for step in self.steps)
        self.told.setText(f"{done} of {len(self.steps)} done")

    def _open(self, step: Step) -> None:
        self._skipped.discard(step)
        self._opened = step
        self._show()
        step.enter()

    def _finish(self, step: Step) -> None:
        """Go to the next step; one that was left as it is waits until somebody comes back to it."""
        step.refresh()
        if not step.is_done:
            self._skipped.add(step)
        self._opened = None
        self._show()
        following = next((item for item in self.steps if item.state == "open"), None)
        if following is not None:
            following.enter()
        if step.is_done:
            self.done.emit()
