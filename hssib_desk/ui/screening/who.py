"""Who signs a screening: name and role, asked once on this computer and offered from then on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hssib_desk.domain.forms.form import Field, Library
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.case.last_used import KEPT_AS
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.settings.user_snippets import load_words, save_words

NARROWEST, WIDEST = 100, 168


class WhoSigns(QWidget):
    """Says who signs, name over role, with a way to change it; two fields while that is not known."""

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = library.form_with_role("signer_role", repeat=False)
        assert form is not None  # nothing could be signed without it
        self.named, self.change = Headline("", "second"), LinkButton("Change")
        self.named.setWordWrap(True)
        self.change.setAccessibleName("Change who signs")
        self.change.clicked.connect(self.ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._asked: list[tuple[Field, Question]] = []
        for role in ("signer_name", "signer_role"):
            field = form.role(role)
            if field is None:
                continue
            made = question(replace(field, placeholder=field.label))
            made.editor.setObjectName(f"screening-{role}")
            made.editor.setAccessibleName(field.label)
            made.editor.setToolTip(field.label)
            made.editor.setMinimumWidth(current().px(NARROWEST))
            made.editor.setMaximumWidth(current().px(WIDEST))
            self._asked.append((field, made))
            row.addWidget(made.editor)
        row.addWidget(self.named)
        row.addWidget(self.change)
        self.refresh()

    def refresh(self) -> None:
        """Follow what this computer knows."""
        last = load_words().last
        for field, made in self._asked:
            made.editor.set_value(made.write(last.get(KEPT_AS[field.role])))
        self._show(asks=not all(self._said()))

    def ask(self) -> None:
        """Show the fields, with the cursor in the first that is empty."""
        self._show(asks=True)
        empty = (made for (_, made), said in zip(self._asked, self._said(), strict=True) if not said)
        first = next(empty, self._asked[0][1])
        first.editor.setFocus()

    def given(self) -> tuple[str, str] | None:
        """Name and role, remembered on this computer; None while one of them is missing."""
        if not all(self._said()):
            return None
        words = load_words()
        given = {KEPT_AS[field.role]: str(made.read(made.editor.value())) for field, made in self._asked}
        if given.items() - words.last.items():
            save_words(replace(words, last=words.last | given))
        self._show(asks=False)
        name, role = self._said()
        return name, role

    def _said(self) -> list[str]:
        found = []
        for field, made in self._asked:
            answer = str(made.read(made.editor.value()) or "").strip()
            found.append(field.options.label(answer) if field.options and answer else answer)
        return found

    def _show(self, *, asks: bool) -> None:
        for _, made in self._asked:
            made.editor.setVisible(asks)
        self.named.setText("\n".join(filter(None, self._said())))
        for widget in (self.named, self.change):
            widget.setVisible(not asks)
