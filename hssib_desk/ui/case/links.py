"""Links from one entry to others, as tick boxes with the entries' own words; also those of other cases."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Answer, Field, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.cross_case_links import Elsewhere, is_reference
from hssib_desk.ui.case.entry_row import title_of
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.editors import TickBox
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph, plain

LONGEST = 72
FROM_OTHERS = "Linked from other cases"


class Links(QWidget):
    """The link fields of a form; `edited(entry id, key, ids or None)` when a tick changes.

    An entry of another case is named by its reference; `opened(Elsewhere)` asks for it to be shown.
    """

    edited = Signal(str, str, object)
    opened = Signal(object)

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.fields = [field for field in form.fields if kind_of(field).is_link]
        if not self.fields:
            self.hide()  # never shown from here: without a parent yet it would flash up as a window
        self._entry_id = ""
        self._offered: object = None
        self._is_sealed = False
        self._boxes: dict[tuple[str, str], TickBox] = {}
        self._linked: dict[str, list[str]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def fill(self, entry: EntryFile, case: CaseFile, sealed: bool) -> None:
        """Offer the entries of the case that may be linked, and those of other cases that are."""
        self._entry_id, self._is_sealed = entry.id, sealed
        for field in self.fields:
            value = entry.answers.get(field.key)
            self._linked[field.key] = value if isinstance(value, list) else []
        found = {
            field.key: [e for key in field.to for e in case.all_of(key) if e.id != entry.id]
            for field in self.fields
        }
        known = case.elsewhere
        away = {
            key: [known.get(code) or Elsewhere(code, "unknown") for code in codes if is_reference(code)]
            for key, codes in self._linked.items()
        }
        leading = [other for own, other in case.linked_from if own == entry.id]
        offered = [(key, other.id, title_of(other)) for key, others in found.items() for other in others]
        if (offered, away, leading) != self._offered:
            # Built anew only when there is something else to offer: the cursor may stand on a box.
            self._offered = (offered, away, leading)
            self._build(found, away, leading)
        for (key, other_id), box in self._boxes.items():
            box.set_value(other_id in self._linked[key])
            box.set_read_only(sealed)

    def can_name(self, form_key: str) -> bool:
        """Whether an entry of that form in another case may be linked now."""
        return not self._is_sealed and any(field.across and form_key in field.to for field in self.fields)

    def names(self, ref: str) -> bool:
        """Whether an entry of another case is linked."""
        return any(ref in linked for linked in self._linked.values())

    def name(self, ref: str, form_key: str) -> None:
        """Link an entry of another case."""
        field = next(field for field in self.fields if field.across and form_key in field.to)
        if not self.names(ref):
            self._linked[field.key] = [*self._linked[field.key], ref]
            self.edited.emit(self._entry_id, field.key, self._linked[field.key])

    def _build(
        self, found: dict[str, list[EntryFile]], away: dict[str, list[Elsewhere]], leading: list[Elsewhere]
    ) -> None:
        empty(self._column)
        self._boxes = {}
        for field in self.fields:
            self._column.addWidget(Headline(field.label, "label"))
            if not found[field.key] and not away[field.key]:
                self._column.addWidget(Paragraph("Nothing to link to yet in this case.", "hint"))
            for other in found[field.key]:
                self._add(field, other.id, other.ref, f"{other.ref}  {title_of(other)}")
            for there in away[field.key]:
                self._add(field, there.ref, there.ref, _words(there), there)
        if leading:
            self._column.addWidget(Headline(FROM_OTHERS, "label"))
        for there in leading:
            self._column.addLayout(self._row(self._link(_words(there), there)))

    def _add(self, field: Field, code: str, ref: str, words: str, there: Elsewhere | None = None) -> None:
        self._boxes[field.key, code] = box = self._box(field, code, words)
        box.setObjectName(f"{field.key}-{ref}")
        if there is None or there.state != "there":
            self._column.addWidget(box)
        else:
            self._column.addLayout(self._row(box, self._link("Open", there)))

    def _row(self, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _link(self, words: str, there: Elsewhere) -> LinkButton:
        link = LinkButton(words)
        link.setAccessibleName(f"Open {there.ref}, {there.title}")
        link.setToolTip(plain(there.title))
        link.clicked.connect(lambda: self.opened.emit(there))
        return link

    def _box(self, field: Field, code: str, words: str) -> TickBox:
        box = TickBox(words)

        def take(ticked: object) -> None:
            linked = self._linked[field.key]
            rest = [item for item in linked if item != code] if field.many else []
            answer: Answer | None = [*rest, code] if ticked else rest
            self.edited.emit(self._entry_id, field.key, answer or None)

        box.edited.connect(take)
        return box


def _words(there: Elsewhere) -> str:
    title = there.title if len(there.title) <= LONGEST else f"{there.title[:LONGEST]}…"
    return f"{there.said}  {title}".rstrip()
