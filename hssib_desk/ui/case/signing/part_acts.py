"""What is done with one part of a review under its line: given to somebody, set aside, or opened again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Answer, Field, Library
from hssib_desk.domain.parts.standing import Standing, form_of
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField

GIVEN = ("part_assignee", "part_assignee_role", "part_due")


class GivePart(QWidget):
    """Who has a part, in which role and by when; `given(name, role, due)` when that is saved."""

    given = Signal(str, str, str)
    left = Signal()

    def __init__(self, library: Library, found: Standing) -> None:
        super().__init__()
        form = form_of(library)
        assert form is not None  # there would be no part
        self.asked: dict[str, tuple[Field, Question]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, role in enumerate(GIVEN):
            field = form.role(role)
            if field is None:
                continue
            made = question(field)
            made.editor.set_value(made.write(_said(found, role)))
            made.editor.setObjectName(f"{field.key}-{found.part.key}")
            self.asked[role] = field, made
            grid.addWidget(FieldBox(field.label, made.editor), place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.save = button("Save", kind="primary", small=True)
        self.save.setObjectName(f"give-{found.part.key}")
        column = _column(self)
        column.addLayout(grid)
        column.addLayout(_ending(self.save, self.left))
        self.save.clicked.connect(self._save)
        self.setFocusProxy(next(iter(self.asked.values()))[1].editor)

    @property
    def holds_typed(self) -> bool:
        """Whether something is here that is not saved."""
        return True

    def _save(self) -> None:
        said = {role: str(made.read(made.editor.value()) or "") for role, (_, made) in self.asked.items()}
        self.given.emit(*(said.get(role, "") for role in GIVEN))


def _said(found: Standing, role: str) -> Answer | None:
    entry = found.entry
    if entry is not None:
        return entry.value(role)
    return found.part.roles[0] if role == "part_assignee_role" and len(found.part.roles) == 1 else None


class WhyPart(QWidget):
    """The reason for setting a part aside, or for opening it again; `told(reason)` with the act."""

    told = Signal(str)
    left = Signal()

    def __init__(self, asks: str, act: str, name: str) -> None:
        super().__init__()
        self.reason = LineField(asks)
        self.reason.setAccessibleName(asks)
        self.reason.setObjectName(f"why-{name}")
        self.act = button(act, small=True)
        self.act.setObjectName(f"do-{name}")
        self.act.setEnabled(False)
        column = _column(self)
        column.addWidget(self.reason)
        column.addLayout(_ending(self.act, self.left))
        self.reason.edited.connect(lambda text: self.act.setEnabled(bool(str(text).strip())))
        self.act.clicked.connect(lambda: self.told.emit(self.reason.value().strip()))
        self.setFocusProxy(self.reason)

    @property
    def holds_typed(self) -> bool:
        """Whether something is here that is not saved."""
        return bool(self.reason.value().strip())


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(30, 8, 0, 4)
    column.setSpacing(8)
    return column


def _ending(act: QWidget, left: SignalInstance) -> QHBoxLayout:
    keep = button("Cancel", kind="quiet", small=True)
    keep.clicked.connect(left)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(act)
    row.addWidget(keep)
    row.addStretch(1)
    return row


def focus(widget: QWidget) -> None:
    """Put the cursor into what was just opened."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
