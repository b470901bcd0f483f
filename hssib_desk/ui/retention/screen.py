"""Keeping and letting go: whose time has come, what a disposal removes, and doing it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.store.retention.retention_types import DisposalPreview, Keeping
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField, TickBox
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.retention.cards import Certificates, OneCase, Years, told
from hssib_desk.ui.retention.doing import Wanted, dispose, preview
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import IconLine, plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.work import Job, start

ABOUT = "Nothing is removed automatically. Disposal removes a review from this workbook and its copies."
NOBODY = "No review is due for disposal, and none is on hold."
FOR_GOOD = (
    "This cannot be undone. Reference, dates, reason and a certificate stay. Exports, and copies in "
    "other places, are not reached: look after them yourself."
)
LOOKING = "Looking at what would be removed…"
CHOOSE = "Tick a case above, or find one and add it."


class DisposalScreen(Place):
    """Shows until when cases are kept, and disposes of those that are ticked after saying all it would do."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.chosen: dict[str, Keeping] = {}
        self.looked: DisposalPreview | None = None
        self._looking: Job | None = None
        self.years, self.one = Years(session, go), OneCase(session, go)
        self.due = Card("Due for disposal, or on hold")
        self.doing = Card("Permanently delete")
        self.certificates = Certificates(session, go)
        self.says = QVBoxLayout()
        self.reason = LineField("For example: the time set by our records policy is over")
        self.early = TickBox("Also before the retention date, for example because it was started by mistake.")
        self.act = button("Permanently delete", "trash-2", "primary")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.due.body.setSpacing(8)
        self.doing.body.setSpacing(12)
        self.says.setSpacing(8)
        for widget, name in (
            (self.reason, "dispose-reason"),
            (self.early, "dispose-early"),
            (self.act, "dispose"),
        ):
            widget.setObjectName(name)
        self.doing.body.addWidget(AdviceStrip(FOR_GOOD, kind="refusal"))
        self.doing.body.addLayout(self.says)
        self.doing.body.addWidget(FieldBox("Reason", self.reason, help="Printed on the certificate."))
        self.doing.body.addWidget(self.early)
        self.doing.body.addWidget(self.act, 0, Qt.AlignmentFlag.AlignLeft)
        page = Page("Retention and disposal", ABOUT)
        row = QHBoxLayout()
        row.addWidget(text_column(self.due, self.one, self.doing, self.years, self.certificates), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(page))

    def _connect(self) -> None:
        self.years.changed.connect(self.refresh)
        self.one.changed.connect(self.refresh)
        self.one.added.connect(lambda item: self._choose(item, True))
        self.early.edited.connect(self._show)
        self.reason.edited.connect(self._show)
        self.act.clicked.connect(self._dispose)

    def refresh(self) -> None:
        """Read again whose time has come; what is ticked stays ticked as long as it is there."""
        self.years.refresh()
        self.one.refresh()
        self.certificates.refresh()
        found = self.session.workbook.retention.keeping_due()
        held = {item.case_id for item in found if item.hold}
        self.chosen = {key: item for key, item in self.chosen.items() if key not in held}
        empty(self.due.body)
        for item in found:
            self.due.body.addWidget(self._line(item))
        if not found:
            self.due.body.addWidget(Paragraph(NOBODY, "second"))
        self.doing.setVisible(not self.session.read_only)
        self._look()

    def _line(self, item: Keeping) -> QWidget:
        if item.hold or not item.over or self.session.read_only:
            return IconLine("lock" if item.hold else "clock", told(item))
        box = TickBox(told(item))
        box.setObjectName(f"keep-{item.ref}")
        box.set_value(item.case_id in self.chosen)
        box.edited.connect(lambda ticked: self._choose(item, bool(ticked)))
        return box

    def _choose(self, item: Keeping, wanted: bool) -> None:
        if wanted:
            self.chosen[item.case_id] = item
        else:
            self.chosen.pop(item.case_id, None)
        self._look()

    def _look(self) -> None:
        """Find out on the worker what the disposal would remove: each copy is read through."""
        if self._looking is not None:
            self._looking.drop()
            self._looking = None
        self.looked = None
        if self.chosen:
            self._looking = start(partial(preview, self._wanted()))
            self._looking.finished.connect(self._take)
            self._looking.failed.connect(lambda sentence: self.go.say(sentence, "bad"))
        self._show()

    def _wanted(self) -> Wanted:
        book = self.session.workbook
        words, early = self.reason.text().strip(), bool(self.early.value())
        return Wanted(book.path, book.driver, book.library, tuple(self.chosen), words, early)

    def _take(self, looked: DisposalPreview) -> None:
        self._looking, self.looked = None, looked
        self._show()

    def _show(self, _changed: object = None) -> None:
        empty(self.says)
        for line in self._lines():
            self.says.addWidget(line)
        ready = self.looked is not None and not self._against(self.looked)
        self.act.setEnabled(ready and bool(self.reason.text().strip()))
        self.act.set_words(
            f"Permanently delete {plural(len(self.chosen), 'case')}" if ready else "Permanently delete"
        )

    def _lines(self) -> list[IconLine]:
        if not self.chosen:
            return [IconLine("info", CHOOSE)]
        if self.looked is None:
            return [IconLine("info", LOOKING)]
        goes = [
            IconLine(
                "trash-2",
                f"{item.ref}: {plural(item.entries, 'filled form')}, {plural(item.files, 'attached file')}, "
                f"{plural(item.versions, 'signed version')} and the content of "
                f"{plural(item.lines, 'line')} of its history.",
            )
            for item in self.looked.cases
        ]
        copies = [IconLine("database-backup", fate.sentence) for fate in self.looked.copies]
        return [*goes, *copies, *(IconLine("circle-x", said, "bad") for said in self._against(self.looked))]

    def _against(self, looked: DisposalPreview) -> tuple[str, ...]:
        from hssib_desk.store.retention.disposal import refusals

        return refusals(looked.cases, None, bool(self.early.value()))

    def _dispose(self) -> None:
        many = plural(len(self.chosen), "case")
        self.go.with_file(f"Disposing of {many}", partial(dispose, self._wanted()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes home."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.home()
            return
        super().keyPressEvent(event)
