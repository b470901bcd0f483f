"""Links from one entry to others of the case, as tick boxes with the entries' own words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.casefile import CaseFile, EntryFile
from hssib_desk.domain.form import Answer, Form
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
        self.setVisible(bool(self.fields))
        self._entry_id = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def fill(self, entry: EntryFile, case: CaseFile, sealed: bool) -> None:
        """Offer the entries of the case that may be linked, ticked where they are."""
        self._entry_id = entry.id
        empty(self._column)
        for field in self.fields:
            offered = [e for key in field.to for e in case.all_of(key) if e.id != entry.id]
            self._column.addWidget(Headline(field.label, "label"))
            if not offered:
                self._column.addWidget(Paragraph("Nothing to link to yet in this case.", "hint"))
            value = entry.answers.get(field.key)
            linked = value if isinstance(value, list) else []
            for other in offered:
                self._column.addWidget(self._box(field.key, field.many, other, linked, sealed))

    def _box(self, key: str, many: bool, other: EntryFile, linked: list[str], sealed: bool) -> TickBox:
        box = TickBox(f"{other.ref}  {title_of(other)}")
        box.setObjectName(f"{key}-{other.ref}")
        box.set_value(other.id in linked)
        box.set_read_only(sealed)

        def take(ticked: object) -> None:
            rest = [item for item in linked if item != other.id] if many else []
            answer: Answer | None = [*rest, other.id] if ticked else rest
            self.edited.emit(self._entry_id, key, answer or None)

        box.edited.connect(take)
        return box
