"""Name, role and declaration of a person who takes a stage on or signs it, as the sign-off form asks them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Answer, Field, Library
from hssib_desk.ui.case.answers import Question, question, single_tick
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField, TickBox


class Signer(QWidget):
    """The three fields; nothing is kept before the act that they are for."""

    changed = Signal()

    def __init__(self, library: Library, prefix: str) -> None:
        super().__init__()
        form = library.form_with_role("declaration", repeat=False)
        assert form is not None  # nothing could be signed without it
        self._fields: dict[str, tuple[Field, Question]] = {}
        self.tick: TickBox | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for role in ("signer_name", "signer_role"):
            field = form.role(role)
            if field:
                made = question(field)
                made.editor.setObjectName(f"{prefix}-{role}")
                made.editor.edited.connect(lambda _: self.changed.emit())
                self._fields[role] = (field, made)
                column.addWidget(FieldBox(field.label, made.editor))
        declaration = form.role("declaration")
        if declaration:
            self.tick = single_tick(declaration)
            self.tick.setObjectName(f"{prefix}-declaration")
            self.tick.edited.connect(lambda _: self.changed.emit())
            column.addWidget(self.tick)
        first = next(iter(self._fields.values()), None)
        if first:
            self.setFocusProxy(first[1].editor)

    def _answer(self, role: str) -> Answer | None:
        made = self._fields[role][1]
        return made.read(made.editor.value())

    @property
    def name(self) -> str:
        """The name that was written."""
        return str(self._answer("signer_name") or "").strip()

    @property
    def role(self) -> str:
        """The role as a reader sees it."""
        field, code = self._fields["signer_role"][0], str(self._answer("signer_role") or "")
        return field.options.label(code) if field.options and code else code

    @property
    def is_complete(self) -> bool:
        """Whether name, role and declaration are there."""
        return bool(self.name and self.role and (self.tick is None or self.tick.value()))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or ticked."""
        return not (self.name or self.role or (self.tick is not None and self.tick.value()))

    def clear(self) -> None:
        """Empty the fields for another case."""
        for _, made in self._fields.values():
            if isinstance(made.editor, LineField):
                made.editor.start_anew()
            else:
                made.editor.set_value(made.write(None))
        if self.tick:
            self.tick.set_value(False)
