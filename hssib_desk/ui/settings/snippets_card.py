"""Snippets in the settings: texts that are written often, kept on this computer for one person."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, GrowingText, LineField
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.settings.user_snippets import OwnWords, Snippet, load_words, problem, save_words

ABOUT = (
    "Texts you write often. Type their letters in a writing field and press Ctrl Space. They are kept on "
    "this computer only, as plain text: never write anything about a patient here."
)


class SnippetsCard(Card):
    """The snippets, each to change or take out, and a place for a new one."""

    def __init__(self) -> None:
        super().__init__("Snippets")
        self.short = LineField("For example: fu72")
        self.short.setObjectName("snippet-short")
        self.short.setMaximumWidth(220)
        self.text = GrowingText("For example: Follow-up within seven days was arranged and happened.")
        self.text.setObjectName("snippet-text")
        self.box = FieldBox("Letters", self.short)
        self.keep = button("Save snippet", "plus", small=True)
        self.keep.setObjectName("keep-snippet")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(ABOUT, "second"))
        self.body.addLayout(self._lines)
        self.body.addWidget(self.box)
        self.body.addWidget(FieldBox("Text", self.text))
        self.body.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.keep.clicked.connect(self._keep)
        self.short.returnPressed.connect(self._keep)

    def refresh(self) -> None:
        """Show the snippets there are."""
        empty(self._lines)
        for snippet in load_words().snippets:
            self._lines.addWidget(self._line(snippet))

    def _line(self, snippet: Snippet) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Headline(snippet.short, "label"))
        words.addWidget(Paragraph(snippet.text, "second"))
        row.addLayout(words, 1)
        for name, said, act in (
            ("change", "Change", lambda: self._change(snippet)),
            ("drop", "Take out", lambda: self._save(load_words().without(snippet.short))),
        ):
            made = button(said, small=True)
            made.setObjectName(f"{name}-{snippet.short}")
            made.setAccessibleName(f"{said}: {snippet.short}")
            made.clicked.connect(act)
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _change(self, snippet: Snippet) -> None:
        self.short.set_value(snippet.short)
        self.text.set_value(snippet.text)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        words, made = load_words(), Snippet(self.short.text().strip(), self.text.value().strip())
        wrong = problem(words, made)
        self.box.set_error(wrong or None)
        if not wrong and self._save(words.with_snippet(made)):
            self.short.set_value("")
            self.text.set_value("")
            self.short.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self, words: OwnWords) -> bool:
        failed = save_words(words)
        self.box.set_error(failed or None)
        self.refresh()
        return not failed
