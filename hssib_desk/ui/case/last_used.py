"""The reviewer's own name and role, offered again in an empty field; nothing is filled in by itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.editors import FieldBox
from hssib_desk.ui.settings.user_snippets import load_words, save_words

KEPT_AS = {
    "reviewer_name": "name",
    "signer_name": "name",
    "reviewer_role": "role",
    "signer_role": "role",
}


class LastUsed(QObject):
    """Stands under one field: while it is empty and has the cursor, a link writes what was used last."""

    def __init__(self, box: FieldBox, field: Field) -> None:
        super().__init__(box)
        self._box, self._field, self._key = box, field, KEPT_AS[field.role]
        self._editor = box.editor
        self._typed = False
        self.link = LinkButton("")
        self.link.setObjectName(f"last-{field.role}")
        self.link.hide()
        layout = box.layout()
        assert layout is not None
        layout.addWidget(self.link)
        QWidget.setTabOrder(self._editor, self.link)
        # Pressed, not clicked: where the window is not in front the link is gone before a click ends.
        self.link.pressed.connect(self._use)
        self._editor.edited.connect(self._note)
        for widget in (self._editor, self.link):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer when the cursor comes, remember and go when it leaves."""
        if event.type() == QEvent.Type.FocusIn:
            self._show()
        elif event.type() == QEvent.Type.FocusOut:
            self._keep()
            QTimer.singleShot(0, self, self._show)
        return False

    def _value(self) -> str:
        return str(self._editor.value() or "")

    def _show(self) -> None:
        last = load_words().last.get(self._key, "")
        here = self._editor.hasFocus() or self.link.hasFocus()
        wanted = bool(last) and here and not self._value() and not self._box.is_read_only
        if wanted:
            self.link.set_words(f"Use “{kinds.show(self._field, last)}”")
        self.link.setVisible(wanted)

    def _note(self, _value: object) -> None:
        self._typed = True
        if self._value():
            self.link.hide()

    def _keep(self) -> None:
        if self._typed and self._value():
            words = load_words()
            save_words(replace(words, last={**words.last, self._key: self._value().strip()}))
        self._typed = False

    def _use(self) -> None:
        last = load_words().last.get(self._key, "")
        self._editor.setFocus()
        self._editor.set_value(last)
        self._editor.edited.emit(last)
