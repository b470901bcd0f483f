"""The cards of the sign-off page: missing answers, remarks to settle, hidden answers, what will be sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms import rules
from hssib_desk.domain.forms.form import Field, Page
from hssib_desk.domain.forms.outline import pages_asked
from hssib_desk.domain.forms.rules import Advised, Context, Finding
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.window.icon_line import plural

REASON_AFTER_MS = 400


class MissingCard(Card):
    """Everything missing or odd, by page, each with a way there."""

    go_to = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__("Still missing")
        self.chip = Chip("none", "")
        self.head.addWidget(self.chip)
        self._links: list[QAbstractButton] = []

    def show_findings(self, found: Sequence[tuple[Page, Finding]]) -> None:
        """Show the findings, or that there are none."""
        self.clear_rows()
        self._links = []
        if not found:
            self.chip.set_chip("ok", "Nothing missing", "check")
            self.add_row(
                _line("circle-check", "ok", "", "Every page is complete. You can still go back first.")
            )
            return
        self.chip.set_chip("none", f"{len(found)} to finish")
        for page, item in found:
            link = LinkButton("Go there", trailing="arrow-right")
            link.setAccessibleName(f"Go to {page.title}: {item.sentence}")
            where = (page.key, item.field.key, item.entry.id if item.entry.form.repeat else "")
            link.clicked.connect(lambda _=False, where=where: self.go_to.emit(*where))
            title = f"{page.title} {item.entry.ref}" if item.entry.ref else page.title
            sign = ("circle", "text2") if item.kind == "missing" else ("circle-x", "bad")
            self.add_row(_line(*sign, title, item.sentence, link))
            self._links.append(link)

    def first(self) -> QWidget | None:
        """The first link, if anything is missing."""
        return self._links[0] if self._links else None


class WarningsCard(Card):
    """Remarks that hold, each with where it is and a line for the reason to keep it as it is.

    `accepted(remark, reason)` carries the reason; `go_to(page, field, entry)` leads to the answer.
    """

    accepted = Signal(object, str)
    go_to = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__("Advice to answer")
        self.chip = Chip("none", "")
        self.head.addWidget(self.chip)
        self._shown: list[tuple[str, str]] = []
        self.fields: dict[str, LineField] = {}
        self._timers: list[QTimer] = []

    def show_remarks(
        self, found: Sequence[tuple[Page, Advised]], reasons: Mapping[str, str], read_only: bool
    ) -> None:
        """Show the remarks; a reason being typed is left alone."""
        remarks = [item for _page, item in found]
        given = sum(bool(reasons.get(item.key)) for item in remarks)
        done = given == len(remarks)
        text = f"{given} of {len(remarks)} have a reason" if remarks else "None"
        self.chip.set_chip("ok" if done else "none", text, "check" if done else None)
        shown = [(item.key, item.sentence) for item in remarks]
        if shown == self._shown:
            return
        self._shown = shown
        self.clear_rows()
        self.fields, self._timers = {}, []
        for page, item in found:
            self.add_row(self._row(page, item, reasons.get(item.key, "")))
            self.fields[item.key].set_read_only(read_only)

    def first(self) -> LineField | None:
        """Return where the first reason that is still to be given is written."""
        return next((field for field in self.fields.values() if not field.value().strip()), None)

    def _row(self, page: Page, remark: Advised, reason: str) -> QWidget:
        field = LineField("Why you are keeping this")
        field.setAccessibleName(f"Why you are keeping this: {remark.sentence}")
        field.setObjectName(f"reason-{len(self.fields)}")
        field.set_value(reason)
        timer = QTimer(field, singleShot=True, interval=REASON_AFTER_MS)
        timer.timeout.connect(lambda: self.accepted.emit(remark, field.value().strip()))
        field.edited.connect(lambda _: timer.start())
        field.editingFinished.connect(lambda: self._now(timer, remark, field))
        self.fields[remark.key] = field
        self._timers.append(timer)
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(20, 12, 20, 14)
        inside.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(6)
        place = LinkButton(place_of(page, remark), trailing="arrow-right")
        place.setAccessibleName(f"Go to {place_of(page, remark)}: {remark.sentence}")
        place.setObjectName(f"remark-{len(self.fields) - 1}")
        where = (page.key, remark.field, remark.entry.id if remark.entry.form.repeat else "")
        place.clicked.connect(lambda: self.go_to.emit(*where))
        words.addWidget(place, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(Paragraph(remark.sentence, "medium"))
        words.addWidget(field)
        sign = QVBoxLayout()
        sign.addWidget(Sign("info", 18, "warnshape"))
        sign.addStretch(1)
        inside.addLayout(sign)
        inside.addLayout(words, 1)
        return row

    def _now(self, timer: QTimer, remark: Advised, field: LineField) -> None:
        if timer.isActive():
            timer.stop()
            self.accepted.emit(remark, field.value().strip())


def place_of(page: Page, remark: Advised) -> str:
    """Where a remark is: the page, the entry in its list, and the question."""
    title = f"{page.title} {remark.entry.ref}" if remark.entry.ref else page.title
    asked = remark.entry.form.by_key.get(remark.field)
    return f"{title}: {asked.label}" if asked else title


class HiddenCard(Card):
    """Answers to questions that are not asked any more: kept, left out, and to be read before signing."""

    read = Signal()

    def __init__(self) -> None:
        super().__init__("Answers that will be left out", link="Show them")
        self.link_clicked.connect(self._open)
        self._found: Sequence[tuple[EntryFile, Field]] = ()

    def show_hidden(self, found: Sequence[tuple[EntryFile, Field]]) -> None:
        """Remember which there are; they are shown when asked for."""
        if list(found) != list(self._found):
            self._found = tuple(found)
            self.clear_rows()
            self.set_link("Show them")
        self.set_count(len(found))

    def _open(self) -> None:
        self.clear_rows()
        for entry, field in self._found:
            said = EntryAnswer(entry, field)
            self.add_row(_line("circle-slash", "text2", field.label, said.text))
        self.set_link("")
        self.read.emit()


class EntryAnswer:
    """One answer as its text."""

    def __init__(self, entry: EntryFile, field: Field) -> None:
        from hssib_desk.domain.forms.kinds import show

        self.text = show(field, entry.answers[field.key])


class SealingCard(Card):
    """What the seal will cover, in numbers."""

    def __init__(self) -> None:
        super().__init__("What will be sealed")
        self._numbers = FlowRow(gap=16)
        self.add(self._numbers)
        self.body.addWidget(Separator())
        self.words = Paragraph("", "second")
        self.body.addWidget(self.words)

    def show_case(self, case: CaseFile, hidden: int) -> None:
        """Count what there is."""
        self._numbers.clear()
        context = Context(case)
        own = [entry for entry in case.entries if entry.stage == case.stage]
        answers = sum(len(rules.shown_answers(entry, context)) for entry in own)
        counts = [(pages_asked(case), "pages"), (answers, "answers")]
        for form in case.library.forms.values():
            if form.can_raise:
                found = sum(entry.form.key == form.key for entry in own)
                counts.append((found, (form.singular if found == 1 else form.title).lower()))
        for number, name in counts:
            self._numbers.add(_number(number, name))
        self.set_title("What was sealed" if case.seal else "What will be sealed")
        version = max((entry.form.version for entry in case.entries), default=1)
        told = plural(hidden, "answer")
        left = f"Left out: {told} to questions that are no longer asked. " if hidden else ""
        self.words.set_text(
            f"Form version {version}. {left}The seal covers answers and form text, "
            "and every export prints it."
        )


def _number(number: int, name: str) -> QWidget:
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 12, 0)
    column.setSpacing(0)
    column.addWidget(Headline(f"{number:,}", "count"))
    column.addWidget(Headline(name, "second"))
    return widget


def _line(icon: str, colour: str, title: str, text: str, link: QWidget | None = None) -> QWidget:
    row = QWidget()
    inside = QHBoxLayout(row)
    inside.setContentsMargins(20, 10, 20, 10)
    inside.setSpacing(12)
    inside.addWidget(Sign(icon, 18, colour))
    if title:
        name = Paragraph(title, "medium")
        name.setMinimumWidth(current().px(170))
        name.setMaximumWidth(current().px(190))
        inside.addWidget(name)
    inside.addWidget(Paragraph(text, "second"), 1)
    if link is not None:
        inside.addWidget(link)
    return row
