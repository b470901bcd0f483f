"""Ctrl+Space in a writing field: the snippets kept on this computer, found by their letters."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from hssib_desk.ui.kit.fields.editor_list import ChoicePopup
from hssib_desk.ui.kit.fields.editors import GrowingText, Option
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.popup import place_by
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.settings.user_snippets import Snippet, load_words
from hssib_desk.ui.window.navigator import Navigator

NONE = "There are no snippets on this computer yet. Settings keeps yours."
_PREVIEW = 44
_WORD = re.compile(r"\w+$")


class SnippetKey(QObject):
    """Listens for Ctrl+Space inside a page and offers the snippets where somebody writes."""

    def __init__(self, page: QWidget, go: Navigator) -> None:
        super().__init__(page)
        self._page, self.go = page, go
        self.popup: ChoicePopup | None = None
        on_key(page, "Ctrl+Space", self.offer)

    def offer(self) -> None:
        """Open the list under the cursor, filtered by the letters before it."""
        field = self._page.window().focusWidget()
        if not isinstance(field, GrowingText) or field.isReadOnly():
            return
        snippets = load_words().snippets
        if not snippets:
            self.go.say(NONE)
            return
        options = [Option(one.short, f"{one.short}  {_preview(one.text)}") for one in snippets]
        typed = abbreviation(field)
        typed = typed if any(option.matches(typed) for option in options) else ""
        if self.popup is not None:
            self.popup.deleteLater()
        self.popup = popup = ChoicePopup(options, False, field)
        by_short = {one.short: one for one in snippets}
        popup.picked.connect(lambda short: insert(field, by_short[short], typed))
        popup.search.setText(typed)
        popup.fill(typed)
        popup.resize(current().px(460), popup.wanted_height())
        place_by(popup, field.viewport(), field.cursorRect())
        popup.show()
        popup.search.setFocus(Qt.FocusReason.PopupFocusReason)


def abbreviation(field: GrowingText) -> str:
    """The letters that stand before the cursor."""
    cursor = field.textCursor()
    before = cursor.block().text()[: cursor.positionInBlock()]
    found = _WORD.search(before)
    return found[0] if found and not cursor.hasSelection() else ""


def insert(field: GrowingText, snippet: Snippet, typed: str) -> None:
    """Put the text in the place of the letters that were typed for it."""
    field.setFocus(Qt.FocusReason.PopupFocusReason)
    cursor = field.textCursor()
    if typed:
        back = QTextCursor.MoveOperation.PreviousCharacter
        cursor.movePosition(back, QTextCursor.MoveMode.KeepAnchor, len(typed))
    cursor.insertText(snippet.text)
    field.setTextCursor(cursor)


def _preview(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _PREVIEW else f"{line[:_PREVIEW]}…"
