"""The card of the chosen action: its life, what it is about, and the few things that are changed here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from hssib_desk.domain.actions.measures import amber_days, brag
from hssib_desk.domain.actions.measuring import measure_of
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.ui.actions import facts
from hssib_desk.ui.actions.measure_view import MeasureView
from hssib_desk.ui.actions.panel import Panel, ProgressPanel, QuestionsPanel
from hssib_desk.ui.actions.steps import LifeSteps, steps_of
from hssib_desk.ui.actions.words import depending_on, label_of
from hssib_desk.ui.kit.brag import BragChip
from hssib_desk.ui.kit.buttons import Button, LinkButton, button, icon_button
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.text import Headline, Paragraph, plain
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

NARROW_UNDER, SLIM_UNDER = 860, 480
READ_ONLY = "Somebody else has this workbook open, so nothing can be changed here."


class Fact(QWidget):
    """A caption and what is to be said under it."""

    def __init__(self, *, linked: bool = False) -> None:
        super().__init__()
        self.caption = Headline("", "caption")
        self.said = Paragraph("", "small", linked=linked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.caption)
        column.addWidget(self.said)

    def show_fact(self, caption: str, said: str) -> None:
        """Say something else."""
        self.caption.setText(caption)
        self.said.set_text(said)


class ActionDetail(Card):
    """One action whole; `changed` says that it was changed and the panel for it is closed."""

    changed = Signal()
    opened = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__(padding=20)
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.entry: EntryFile | None = None
        self.panel: Panel | None = None
        self._places: list[tuple[str, facts.Place]] = []
        self.ref, self.name = Headline("", "second"), Paragraph("", "card-title")
        self.chip = BragChip("not_started")
        self.progress, self.revise, self.status = (
            button(text, kind="small") for text in ("Add progress", "Revise target", "Status and owner")
        )
        self.add_numbers = button("Add numbers", kind="small")
        self.fold = icon_button("chevron-down", "Fold this card", small=True)
        self.steps = LifeSteps()
        self.owner, self.area, self.origin = Fact(), Fact(), Fact(linked=True)
        self.note, self.measure, self.target = Fact(), Fact(), Fact()
        self.measured, self.numbers = MeasureView(), Fact()
        self.pack = LinkButton("Evidence pack (PDF)")
        self.why_closed = Headline(READ_ONLY, "hint")
        self.rest = QWidget()
        self._build()

    def _build(self) -> None:
        self.body.setContentsMargins(19, 15, 19, 15)
        self.body.setSpacing(10)
        self.ref.setContentsMargins(0, 6, 0, 6)
        self.tools = FlowRow(self.chip, self.status, self.progress, self.revise, self.add_numbers, gap=12)
        self._head, self._facts = QGridLayout(), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._narrow: bool | None = None
        self._slim: bool | None = None
        self._head.setHorizontalSpacing(12)
        self._head.setColumnStretch(1, 1)
        self._facts.setSpacing(24)
        for parts in ((self.owner, self.area, self.origin), (self.note,), (self.measure, self.target)):
            self._facts.addWidget(_stacked(*parts), 1, Qt.AlignmentFlag.AlignTop)
        self.pack.setObjectName("evidence-pack")
        self.body.addLayout(self._head)
        self.body.addWidget(self.rest)
        inside = QVBoxLayout(self.rest)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        self._slot = QVBoxLayout()
        inside.addWidget(self.steps)
        inside.addLayout(self._slot)
        inside.addWidget(Separator())
        inside.addLayout(self._facts)
        inside.addWidget(self.numbers)
        inside.addWidget(self.measured)
        inside.addWidget(self.pack, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.why_closed)
        self.why_closed.setVisible(self.session.read_only)
        self.add_numbers.clicked.connect(self.measure_it)
        for made in (self.progress, self.revise, self.status, self.add_numbers):
            made.setEnabled(not self.session.read_only)
        self.progress.clicked.connect(self.add_progress)
        self.revise.clicked.connect(self.revise_target)
        self.status.clicked.connect(self.change_status)
        self.fold.clicked.connect(self._fold)
        self.pack.clicked.connect(self._write_evidence)
        self.origin.said.linkActivated.connect(self._follow)

        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the parts where they do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        slim = self.width() < current().px(SLIM_UNDER)
        narrow = slim or self.width() < current().px(NARROW_UNDER)
        if (narrow, slim) == (self._narrow, self._slim):
            return
        self._narrow, self._slim = narrow, slim
        top = Qt.AlignmentFlag.AlignTop
        for widget in (self.ref, self.name, self.fold, self.tools):
            self._head.removeWidget(widget)
        self._head.addWidget(self.ref, 0, 0, top)
        self._head.addWidget(self.name, *((1, 0, 1, 4) if slim else (0, 1, 1, 1)))
        self._head.addWidget(self.fold, 0, 3, top)
        if narrow:
            self._head.addWidget(self.tools, 2, 0, 1, 4)
        else:
            self._head.addWidget(self.tools, 0, 2, top)
        self.fold.setVisible(not slim)
        if slim:
            self._unfold()
        way = QBoxLayout.Direction
        self._facts.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._facts.setSpacing(8 if narrow else 24)

    def show_action(self, case_id: str, entry_id: str) -> None:
        """Show an action; the panel of another one is closed, with everything in it saved."""
        if self.entry is not None and self.entry.id != entry_id:
            self._close_panel()
        case = shown_view(self.session.case(case_id))
        entry = case.entry_by_id(entry_id)
        self.setVisible(entry is not None)
        if entry is None:
            self._close_panel()
            self.case = self.entry = None
            return
        self.case, self.entry = case, entry
        self._fill(case, entry)

    def show_nothing(self) -> None:
        """Hide the card: no action is chosen."""
        self._close_panel()
        self.case = self.entry = None
        self.hide()

    def forget(self) -> bool:
        """Hide the card and empty it; False where a panel is open, which may hold what is nowhere else."""
        if self.panel is not None:
            return False
        self.show_nothing()
        self.name.set_text("")
        for fact in (self.owner, self.area, self.origin, self.note, self.measure, self.target, self.numbers):
            fact.show_fact("", "")
        self.measured.show_measure(None)
        self._places = []
        self.origin.said.setAccessibleName("")
        self.setAccessibleName("")
        return True

    def _fill(self, case: CaseFile, entry: EntryFile) -> None:
        history = self.session.workbook.history(case.id, entry.id)
        colour = brag(entry, case.today, case.library, amber_days(case.facts.settings, case.library))
        self.ref.setText(f"{case.ref}-{entry.ref}")
        self.name.set_text(entry.text("title") or "Not written yet")
        self.chip.set_brag(colour.code, f"{colour.label}: {colour.why}")
        self.steps.show_steps(steps_of(entry, history, case.today))
        self.owner.show_fact(label_of(entry.form, "owner"), entry.text("owner") or "No owner yet")
        self.area.show_fact(*facts.area_fact(entry))
        self.note.show_fact(*facts.progress_fact(entry, history, case))
        self.measure.show_fact(*facts.measure_fact(entry))
        self.target.show_fact(*facts.target_fact(entry, history))
        measure = measure_of(entry)
        self.measured.show_measure(measure)
        self.numbers.setVisible(measure is not None)
        if measure is not None:
            self.numbers.show_fact(label_of(entry.form, "measured"), measure.sentence)
        self._places = list(facts.origins(case, entry))
        if not self._places:
            self._places = [(case.ref, (facts.page_of(case, entry), "", entry.id))]
        self.origin.show_fact(label_of(entry.form, "links"), facts.links(self._places))
        self.origin.said.setAccessibleName("; ".join(said for said, _ in self._places))
        self.add_numbers.setVisible(entry.field("measured") is not None)
        self.setAccessibleName(f"{self.ref.text()}, {self.name.plain()}")

    def _follow(self, number: str) -> None:
        if self.case is not None:
            page, field, entry_id = self._places[int(number)][1]
            self.go.case(self.case.id, page, field, entry_id)

    def _write_evidence(self) -> None:
        if self.case is not None and self.entry is not None:
            self.go.export("evidence", self.case.id, action_id=self.entry.id)

    # The panels

    def add_progress(self) -> None:
        """Ask for a note."""
        self._open(self.progress, lambda case, entry: ProgressPanel(self.session, case, entry))

    def revise_target(self) -> None:
        """Ask for a later date, why, and who agreed; the first date stays. Without one, it is asked for."""
        self._open(self.revise, self._revision)

    def change_status(self) -> None:
        """Ask for status and owner, and for what a new status needs."""
        self._open(self.status, self._standing)

    def measure_it(self) -> None:
        """Ask how one will know, and for the numbers that were measured since."""
        self._open(self.add_numbers, self._measuring)

    def _measuring(self, case: CaseFile, entry: EntryFile) -> Panel:
        return QuestionsPanel(
            self.session, case, entry, "What was measured", _played(entry, "measure", "measured")
        )

    def _revision(self, case: CaseFile, entry: EntryFile) -> Panel:
        first, later = entry.form.role("target_date"), entry.form.role("revised_date")
        assert first is not None and later is not None
        if not entry.value("target_date"):
            note = "There is no target date yet. The first one agreed is kept for good."
            return QuestionsPanel(self.session, case, entry, first.label, [first], note=note)
        fields = [later, *depending_on(entry.form, later.key)]
        note = f"{first.label}: {entry.text('target_date')}. It is kept as it is."
        return QuestionsPanel(self.session, case, entry, "Revise target", fields, note=note)

    def _standing(self, case: CaseFile, entry: EntryFile) -> Panel:
        form = entry.form
        fields = _played(entry, "status", "owner", "risk_flag")
        status = form.role("status")
        follow = [f for f in depending_on(form, status.key if status else "") if f not in fields]
        return QuestionsPanel(self.session, case, entry, "Status and owner", fields, follow)

    def _open(self, asked: Button, make: Callable[[CaseFile, EntryFile], Panel]) -> None:
        self._close_panel()
        if self.case is None or self.entry is None or self.session.read_only:
            return
        self._unfold()
        self.show_action(self.case.id, self.entry.id)
        self.panel = make(self.case, self.entry)
        self._asked = asked
        self.panel.closed.connect(self._finished)
        self._slot.addWidget(self.panel)
        self.panel.show()
        self.panel.begin()
        self.opened.emit()

    def _finished(self) -> None:
        self._close_panel()
        self._asked.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _close_panel(self) -> None:
        if self.panel is not None:
            panel, self.panel = self.panel, None
            self.session.flush()
            self._slot.removeWidget(panel)
            panel.hide()
            panel.deleteLater()

    def close_panel(self) -> bool:
        """Close what is open, with everything in it saved; whether anything was."""
        if self.panel is None:
            return False
        self.panel.finish()
        return True

    def _fold(self) -> None:
        if self.rest.isHidden():
            self._unfold()
            return
        self._close_panel()
        self.rest.hide()
        self._name_fold("chevron-right", "Unfold this card")

    def _unfold(self) -> None:
        self.rest.show()
        self._name_fold("chevron-down", "Fold this card")

    def _name_fold(self, icon: str, name: str) -> None:
        self.fold.set_icon(icon)
        self.fold.setAccessibleName(name)
        self.fold.setToolTip(plain(name))


def _stacked(*parts: Fact) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for part in parts:
        column.addWidget(part)
    return made


def _played(entry: EntryFile, *roles: str) -> list[Field]:
    return [field for role in roles if (field := entry.form.role(role))]
