"""The card that seals a review, and the one that stands in its place once it is sealed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import Answer, Field, Page
from hssib_desk.domain.forms.rules import Finding
from hssib_desk.domain.parts.standing import Standing, is_shared, mine
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Seal
from hssib_desk.ui.case.answers import question, single_tick
from hssib_desk.ui.case.last_used import LastUsed
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField, TickBox
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session

WHOLE = "Sign and seal"
DONE, TO_DO = ("circle-check", "ok"), ("circle", "text2")


class _Condition(QWidget):
    """One of the four conditions with its state."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.met = False
        self.sign = Sign(*TO_DO[:1], 18, TO_DO[1])
        self.words = Headline("", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Headline(title, "medium"))
        column.addWidget(self.words)
        row.addLayout(column, 1)
        self._title = title

    def show_state(self, met: bool, words: str) -> None:
        """Tick it or not, and say how far it is."""
        self.met = met
        name, colour = DONE if met else TO_DO
        self.sign.set_sign(name, colour)
        self.words.setText(words)
        self.setAccessibleName(f"{self._title}: {'met' if met else 'not met'}, {words}")


class SealPanel(Card):
    """Four conditions, name and role, the declaration, and the button that seals."""

    changed = Signal()
    sign_asked = Signal(str, str)
    go_to = Signal(str, str, str)

    def __init__(self, session: Session) -> None:
        super().__init__(padding=20)
        self.session = session
        self.case: CaseFile | None = None
        self._first: tuple[Page, Finding] | None = None
        self.conditions = {
            "missing": _Condition("Nothing missing"),
            "warnings": _Condition("All advice answered"),
            "hidden": _Condition("Hidden answers read"),
            "declaration": _Condition("Your declaration"),
        }
        self.boxes: dict[str, FieldBox] = {}
        self.tick: TickBox | None = None
        self.sign = button("Sign and seal", "stamp", "sign")
        self.why = Paragraph("", "second")
        self.next = LinkButton("")
        self.share = LinkButton("Sign one part only")
        self.share.setObjectName("sign-one-part")
        self.chosen: list[str] = []  # the parts that are signed now
        self._parts: list[Standing] = []
        self._parts_of = ""  # the case whose parts they are
        self._by_hand = False  # whether somebody ticked a part
        self.ticks: dict[str, TickBox] = {}
        self._build()

    def _build(self) -> None:
        self.heading = Headline(WHOLE, "card-title")
        self.add(self.heading)
        self._whose = QVBoxLayout()
        self._whose.setSpacing(4)
        self.body.addLayout(self._whose)
        for condition in self.conditions.values():
            self.add(condition)
        self.body.addSpacing(4)
        self.add(Separator())
        self._fields = QVBoxLayout()
        self._fields.setSpacing(12)
        self.body.addLayout(self._fields)
        self.sign.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.add(self.sign)
        self.add(self.why)
        self.body.addWidget(self.next, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.share, 0, Qt.AlignmentFlag.AlignLeft)
        self.share.clicked.connect(self._show_ticks)
        self.sign.clicked.connect(self._sign)
        self.next.clicked.connect(self._go_to_first)

    def show_case(self, case: CaseFile) -> None:
        """Show what the person who signs has written so far."""
        other = self.case is None or self.case.id != case.id
        self.case = case
        entry = self._entry()
        if entry is None:
            return
        if not self.boxes:
            self._make_fields(entry)
        for role, box in self.boxes.items():
            field = entry.field(role)
            written = entry.answers.get(field.key) if field else None
            if other and isinstance(box.editor, LineField):
                box.editor.start_anew(written)
            elif field and not box.editor.hasFocus():
                box.editor.set_value(written or "")
        for box in self.boxes.values():
            box.set_read_only(case.read_only)
        if self.tick:
            self.tick.set_value(entry.value("declaration") == "yes")
            self.tick.set_read_only(case.read_only)

    def show_parts(self, case: CaseFile, found: Sequence[Standing], me: str) -> None:
        """Show which parts are signed now: all that are left, where nobody else has one."""
        parts = list(found)
        if (case.id, self._keys(parts)) != (self._parts_of, self._keys(self._parts)):
            waiting = [item for item in parts if item.is_waited_for]
            self.chosen, self._parts_of, self._by_hand = mine(waiting, me), case.id, False
            self._make_ticks(waiting)
            shared = is_shared(parts) and len(waiting) > 1
            for tick in self.ticks.values():
                tick.setVisible(shared)
            self.share.setVisible(len(waiting) > 1 and not shared and not case.read_only)
        self._parts = parts
        self._name_parts()

    @staticmethod
    def _keys(parts: Sequence[Standing]) -> list[tuple[str, bool, str]]:
        return [(item.part.key, item.is_waited_for, item.assignee) for item in parts]

    def _make_ticks(self, waiting: Sequence[Standing]) -> None:
        empty(self._whose)
        self.ticks = {}
        for item in waiting:
            tick = TickBox(f"{item.part.label} part")
            tick.setObjectName(f"sign-{item.part.key}")
            tick.set_value(item.part.key in self.chosen)
            tick.edited.connect(lambda _, key=item.part.key: self._choose(key))
            self.ticks[item.part.key] = tick
            self._whose.addWidget(tick)

    def _show_ticks(self) -> None:
        for tick in self.ticks.values():
            tick.show()
        self.share.hide()
        next(iter(self.ticks.values())).setFocus()

    def _choose_for(self, name: str) -> None:
        """Tick the parts of whoever writes their name, unless somebody ticked others."""
        if self._by_hand:
            return
        self.chosen = mine([item for item in self._parts if item.is_waited_for], name)
        for key, tick in self.ticks.items():
            tick.set_value(key in self.chosen)
        self._name_parts()

    def _choose(self, key: str) -> None:
        self._by_hand = True
        self.chosen = [name for name, tick in self.ticks.items() if tick.value()]
        self._name_parts()
        self.changed.emit()

    def _name_parts(self) -> None:
        """Say what the button signs, and put its declaration beside the tick."""
        now = [item.part for item in self._parts if item.part.key in self.chosen]
        one = len(now) == 1 and len(self._parts) > 1
        self.heading.setText(f"Sign the {now[0].label.lower()} part" if one else WHOLE)
        self.sign.set_words(WHOLE if not self._left() else "Sign")
        entry = self._entry()
        field = entry.field("declaration") if entry else None
        said = " ".join(part.declaration for part in now if part.declaration)
        if self.tick and (said or field):
            self.tick.set_words(said or (field.label if field else ""))

    def _left(self) -> list[str]:
        """The parts that are still waited for after this signature."""
        return [i.part.label for i in self._parts if i.is_waited_for and i.part.key not in self.chosen]

    def _make_fields(self, entry: EntryFile) -> None:
        for role in ("signer_name", "signer_role"):
            field = entry.field(role)
            if field:
                made = question(field)
                box = FieldBox(field.label, made.editor)
                made.editor.edited.connect(
                    lambda shown, field=field, read=made.read: self._take(field, read(shown))
                )
                self.boxes[role] = box
                LastUsed(box, field)
                self._fields.addWidget(box)
        first = next(iter(self.boxes.values()), None)
        self.setFocusProxy(first.editor if first else self.sign)
        declaration = entry.field("declaration")
        if declaration:
            self.tick = single_tick(declaration)
            self.tick.edited.connect(lambda ticked: self._take(declaration, "yes" if ticked else None))
            self._fields.addWidget(self.tick)

    def _entry(self) -> EntryFile | None:
        found = (
            (e for e in self.case.entries if e.form.role("declaration") and e.stage == self.case.stage)
            if self.case
            else iter(())
        )
        return next(found, None)

    def _take(self, field: Field, answer: Answer | None) -> None:
        entry = self._entry()
        if self.case is not None and entry is not None:
            self.session.edit(self.case.id, entry.id, field.key, answer)
            if field.role == "signer_name" and self._parts:
                self._choose_for(str(answer or ""))
            self.changed.emit()

    def show_conditions(
        self,
        missing: tuple[bool, str],
        warnings: tuple[bool, str],
        hidden: tuple[bool, str],
        first: tuple[Page, Finding] | None,
    ) -> None:
        """Show the four conditions and let the button follow them."""
        self._first = first
        ticked = bool(self.tick and self.tick.value())
        self.conditions["missing"].show_state(*missing)
        self.conditions["warnings"].show_state(*warnings)
        self.conditions["hidden"].show_state(*hidden)
        self.conditions["declaration"].show_state(ticked, "ticked" if ticked else "not ticked yet")
        named = all(str(box.editor.value() or "").strip() for box in self.boxes.values())
        some = bool(self.chosen) or not any(item.is_waited_for for item in self._parts)
        ready = (
            named
            and some
            and all(item.met for item in self.conditions.values())
            and not self.session.read_only
        )
        self.sign.setEnabled(ready)
        self.why.set_text(self._reason(ready, named))
        self.next.setVisible(first is not None)
        if first:
            self.next.set_words(f"Next: {first[0].title}")

    def _reason(self, ready: bool, named: bool) -> str:
        left = self._left()
        if self._parts and not self.chosen and left:
            return "Tick the part that you sign."
        if ready and left:
            return (
                f"The review is sealed when {_together(left)} {'is' if len(left) == 1 else 'are'} signed too."
            )
        if ready and len(self.chosen) < len(self._parts):
            version = self.case.sealed_versions + 1 if self.case else 1
            return f"Yours is the last part: signing it seals the review as version {version}."
        if ready:
            return "After this, changes need a reason, and the sealed version stays readable."
        if self.session.read_only:
            return "This workbook is open for reading only."
        if all(item.met for item in self.conditions.values()) and not named:
            return "Available when your name and role are filled in."
        return "Available when all four are complete."

    def _sign(self) -> None:
        values = [str(box.editor.value() or "") for box in self.boxes.values()]
        entry = self._entry()
        field = entry.field("signer_role") if entry else None
        role = field.options.label(values[1]) if field and field.options else values[1]
        self.sign_asked.emit(values[0].strip(), role)

    def _go_to_first(self) -> None:
        if self._first:
            page, item = self._first
            self.go_to.emit(page.key, item.field.key, item.entry.id if item.entry.form.repeat else "")


def _together(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


class SealedPanel(Card):
    """Who sealed it and when, and reopening with a reason."""

    reopen_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(padding=20)
        self.who, self.digest = Paragraph("", "body"), Paragraph("", "second")
        self._shown = ""
        self.reason = LineField("Reason for reopening")
        self.reason.setObjectName("reopen-reason")
        self.reason.setAccessibleName("Reason for reopening")
        self.reopen = button("Reopen the review", "pen-line", small=True)
        self.reopen.setEnabled(False)
        self.add(Headline("Signed and sealed", "card-title"))
        for widget in (self.who, self.digest, Separator(), self.reason, self.reopen):
            self.add(widget)
        self.hint = Paragraph("What was signed stays readable, with your reason beside it.", "second")
        self.add(self.hint)
        self.reason.edited.connect(lambda text: self.reopen.setEnabled(bool(str(text).strip())))
        self.reopen.clicked.connect(lambda: self.reopen_asked.emit(self.reason.value()))
        self.setFocusProxy(self.reason)

    def show_seal(self, seal: Seal, read_only: bool) -> None:
        """Show the seal in force."""
        role = f", {seal.role}" if seal.role else ""
        self.who.set_text(f"{seal.name}{role}\n{show_date(local_day(seal.at))}, {seal.at.astimezone():%H:%M}")
        self.digest.set_text(f"Seal {seal.short}")
        if seal.short != self._shown:  # of the same seal a reason that is being written stays
            self._shown = seal.short
            self.reason.start_anew()
            self.reopen.setEnabled(False)
        for widget in (self.reason, self.reopen, self.hint):
            widget.setVisible(not read_only)
