"""Links from one entry to others of the case, as tick boxes with the entries' own words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.casefile import CaseFile, EntryFile
from hssib_desk.domain.form import Answer, Field, Form
from hssib_desk.ui.case.entryrow import title_of
from hssib_desk.ui.kit.editors import TickBox
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph


class Links(QWidget):
    """The link fields of a form; `edited(entry id, key, ids or None)` when a tick changes."""

    edited = Signal(str, str, object)

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.fields = [field for field in form.fields if field.kind == "link"]
        if not self.fields:
            self.hide()  # never shown from here: without a parent yet it would flash up as a window
        self._entry_id = ""
        self._offered: list[tuple[str, str, str]] | None = None
        self._boxes: dict[tuple[str, str], TickBox] = {}
        self._linked: dict[str, list[str]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def fill(self, entry: EntryFile, case: CaseFile, sealed: bool) -> None:
        """Offer the entries of the case that may be linked, ticked where they are."""
        self._entry_id = entry.id
        found = {
            field.key: [e for key in field.to for e in case.all_of(key) if e.id != entry.id]
            for field in self.fields
        }
        offered = [(key, other.id, title_of(other)) for key, others in found.items() for other in others]
        if offered != self._offered:
            # Built anew only when there is something else to offer: the cursor may stand on a box.
            self._offered = offered
            self._build(found)
        for field in self.fields:
            value = entry.answers.get(field.key)
            self._linked[field.key] = value if isinstance(value, list) else []
        for (key, other_id), box in self._boxes.items():
            box.set_value(other_id in self._linked[key])
            box.set_read_only(sealed)

    def _build(self, found: dict[str, list[EntryFile]]) -> None:
        empty(self._column)
        self._boxes = {}
        for field in self.fields:
            self._column.addWidget(Headline(field.label, "label"))
            if not found[field.key]:
                self._column.addWidget(Paragraph("Nothing to link to yet in this case.", "hint"))
            for other in found[field.key]:
                self._boxes[field.key, other.id] = box = self._box(field, other)
                self._column.addWidget(box)

    def _box(self, field: Field, other: EntryFile) -> TickBox:
        box = TickBox(f"{other.ref}  {title_of(other)}")
        box.setObjectName(f"{field.key}-{other.ref}")

        def take(ticked: object) -> None:
            linked = self._linked[field.key]
            rest = [item for item in linked if item != other.id] if field.many else []
            answer: Answer | None = [*rest, other.id] if ticked else rest
            self.edited.emit(self._entry_id, field.key, answer or None)

        box.edited.connect(take)
        return box
