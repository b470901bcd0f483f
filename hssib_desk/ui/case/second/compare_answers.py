"""One coded question as two reviewers answered it, with the answer that is agreed below."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.review.review_comparison import Answered
from hssib_desk.ui.case.answers import question
from hssib_desk.ui.kit.fields.editors import FieldBox
from hssib_desk.ui.kit.text import Headline, Paragraph

AGREED = "Agreed answer"


class AnsweredRow(QWidget):
    """The question, both answers side by side, and the agreed one; `edited(key, answer)` carries it."""

    edited = Signal(str, object)

    def __init__(self, item: Answered) -> None:
        super().__init__()
        self.item = item
        self.setObjectName(f"answers-{item.field.key}")
        self.first, self.second = Paragraph("", "small"), Paragraph("", "small")
        self.made = question(item.field)
        self.box = FieldBox(AGREED, self.made.editor)
        self.made.editor.setAccessibleName(f"{item.field.label}: {AGREED.lower()}")
        self.made.editor.edited.connect(lambda shown: self.edited.emit(item.field.key, self.made.read(shown)))
        pair = QHBoxLayout()
        pair.setSpacing(24)
        pair.addWidget(self.first, 1)
        pair.addWidget(self.second, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(Headline(item.field.label, "medium"))
        column.addLayout(pair)
        column.addWidget(self.box)

    def show_answers(self, item: Answered, *, closed: bool) -> None:
        """Show both answers and what is agreed so far; an editor that has the cursor is left as it is."""
        if not self._has_cursor():
            self.made.editor.set_value(self.made.write(item.agreed))
        self.box.set_read_only(closed)
        self.show_state(item, closed=closed)

    def show_state(self, item: Answered, *, closed: bool) -> None:
        """Show what is left, without touching the editor; hidden where other agreed answers leave it out."""
        self.item = item
        for words, name, answer in (
            (self.first, "First review", item.first),
            (self.second, "Second review", item.second),
        ):
            words.set_text(f"{name}: {item.shown(answer)}")
        self.setAccessibleName(f"{item.field.label}. {self.first.plain()}. {self.second.plain()}.")
        self.box.set_hint("needed" if item.left and not closed else "")
        self.setVisible(item.is_asked)

    def _has_cursor(self) -> bool:
        editor = self.made.editor
        focus = editor.window().focusWidget()
        return focus is not None and (focus is editor or editor.isAncestorOf(focus))

    def answer(self) -> Answer | None:
        """What the editor holds now."""
        return self.made.read(self.made.editor.value())


def _asked(item: Answered) -> str:
    label = item.field.label
    return label if label.endswith("?") else f"{label}:"


def same_in_both(items: tuple[Answered, ...]) -> str:
    """The coded answers that both reviewers gave, in a few lines of text."""
    lines = (f"{escape(_asked(item))} <b>{escape(item.shown(item.first))}</b>" for item in items)
    return "Both answered:<br/>" + "<br/>".join(lines) if items else ""
