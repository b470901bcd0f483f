"""The cards of the page: the years in force, one case looked up, and the certificates so far."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hssib_desk import ownfiles
from hssib_desk.domain.dates import show_date
from hssib_desk.domain.review.certificate import Certificate
from hssib_desk.domain.review.retention import MOST_YEARS, rules_of
from hssib_desk.store.errors import Missing, WorkbookError, from_system
from hssib_desk.store.retention.retention_types import Keeping
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

UNVERIFIED = (
    "These numbers are not verified: two trusts read the Records Management Code so, and it has no line on "
    "mortality reviews. Ask your records manager, and set your own."
)


def told(item: Keeping) -> str:
    """Until when a case is kept, in a sentence."""
    hold = f" On hold: {item.hold}" if item.hold else ""
    return f"{item.ref} is kept until {show_date(item.until)}, {item.why}.{hold}"


class Years(Card):
    """How many years reviews are kept; each number is kept as it is left."""

    changed = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("How long reviews are kept")
        self.session, self.go = session, go
        self.body.setSpacing(12)
        self.body.addWidget(AdviceStrip(UNVERIFIED))
        self.fields: dict[str, FieldBox] = {}
        for rule in rules_of(session.library, {}):
            field = LineField()
            field.setObjectName(rule.setting)
            field.setMaximumWidth(160)
            box = FieldBox(rule.label, field, hint="years after the death")
            field.editingFinished.connect(lambda name=rule.setting: self._keep(name))
            self.fields[rule.setting] = box
            self.body.addWidget(box)

    def refresh(self) -> None:
        """Show the numbers in force."""
        for rule in rules_of(self.session.library, self.session.workbook.facts.settings):
            box = self.fields[rule.setting]
            box.set_read_only(self.session.read_only)
            box.set_error(None)
            if not box.editor.hasFocus():
                box.editor.set_value(rule.years)

    def _keep(self, name: str) -> None:
        box = self.fields[name]
        text = str(box.editor.value()).strip()
        if not text.isdecimal() or not 0 < int(text) <= MOST_YEARS:
            box.set_error(f"A whole number of years, from 1 to {MOST_YEARS}.")
            return
        box.set_error(None)
        rules = rules_of(self.session.library, self.session.workbook.facts.settings)
        if int(text) == next(rule.years for rule in rules if rule.setting == name):
            return
        try:
            self.session.act(lambda workbook: workbook.set_setting(name, str(int(text))), lists=False)
        except WorkbookError as error:
            box.set_error(f"Not saved. {error}")
            return
        self.changed.emit()


class OneCase(Card):
    """A case by its reference: until when it is kept, a hold with its reason, and adding it to a disposal."""

    changed = Signal()
    added = Signal(object)  # Keeping

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("One case")
        self.session, self.go = session, go
        self.item: Keeping | None = None
        self.ref, self.reason = LineField("C-2025-014"), LineField("For example: a public inquiry")
        self.find_case = button("Look up", "search", small=True)
        self.hold_case = button("Put on hold", "lock", small=True)
        self.add_case = button("Add to the disposal", "plus", small=True)
        self.says = Paragraph("", "body")
        self.box = FieldBox("Reference", self.ref)
        self.why = FieldBox(
            "Why it must be kept", self.reason, help="A hold prevents disposal until it is ended."
        )
        self._build()

    def _build(self) -> None:
        names = ((self.ref, "keep-ref"), (self.reason, "hold-reason"), (self.find_case, "find-case"))
        for widget, name in (*names, (self.hold_case, "hold-case"), (self.add_case, "add-case")):
            widget.setObjectName(name)
        self.body.setSpacing(12)
        self.ref.setMaximumWidth(260)
        self.body.addWidget(self.box)
        self.body.addWidget(self.find_case, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.says)
        self.body.addWidget(self.why)
        self.acts = QWidget()
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.hold_case)
        row.addWidget(self.add_case)
        row.addStretch(1)
        self.body.addWidget(self.acts)
        self.find_case.clicked.connect(self.look_up)
        self.ref.returnPressed.connect(self.look_up)
        self.hold_case.clicked.connect(self._hold)
        self.add_case.clicked.connect(lambda: self.added.emit(self.item))
        self._show()

    def look_up(self) -> None:
        """Show the case whose reference was typed."""
        self.box.set_error(None)
        self.item = None
        try:
            case = self.session.workbook.case(self.ref.text().strip())
            self.item = self.session.workbook.retention.keeping([case.id])[0]
        except Missing as error:
            self.box.set_error(str(error))
        except WorkbookError as error:
            self.go.say(str(error), "bad")
        self._show()

    def refresh(self) -> None:
        """Look the case up again, if one is shown."""
        if self.item is not None:
            self.look_up()

    def _show(self) -> None:
        item, writes = self.item, not self.session.read_only
        self.says.setVisible(item is not None)
        self.says.set_text(told(item) if item else "")
        self.why.setVisible(item is not None and writes and not item.hold)
        self.acts.setVisible(item is not None and writes)
        self.hold_case.set_words("End the hold" if item and item.hold else "Put on hold")
        self.add_case.setVisible(item is not None and not item.hold)

    def _hold(self) -> None:
        item, reason = self.item, self.reason.text().strip()
        if item is None:
            return
        if not item.hold and not reason:
            self.why.set_error("Write why it must be kept.")
            return
        self.why.set_error(None)
        words = "" if item.hold else reason
        try:
            self.session.act(
                lambda workbook: workbook.retention.set_hold(item.case_id, words), item.case_id, lists=False
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.reason.clear()
        self.changed.emit()


class Certificates(Card):
    """The certificates that the workbook keeps, each to be saved as a text file."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("Certificates")
        self.session, self.go = session, go
        self.body.setSpacing(8)

    def refresh(self) -> None:
        """Show them anew."""
        found = self.session.workbook.retention.certificates()
        empty(self.body)
        self.setVisible(bool(found))
        for certificate in found:
            save = button(f"Save the certificate of {certificate.ref}", "download", "quiet", small=True)
            save.setObjectName(f"certificate-{certificate.ref}")
            save.clicked.connect(lambda _=False, item=certificate: self._save(item))
            self.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)

    def _save(self, certificate: Certificate) -> None:
        title, name = "Save the certificate", certificate.file_name
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, "Text files (*.txt)")
        if not chosen:
            return
        try:
            ownfiles.write(Path(chosen), certificate.text.encode())
        except OSError as error:
            self.go.say(f"It could not be saved there. {from_system(error, Path(chosen).name)}", "bad")
            return
        self.go.say(f"Saved as {chosen}.", "ok")
