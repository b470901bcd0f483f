"""What can be done about a marked word: a suggestion taken, the word kept as one's own, or ignored."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit

from hssib_desk.ui.kit.spelling.marks import marked, spelling

MOST_OFFERED = 5
LEARN, IGNORE, NOTHING = "Add to my words", "Ignore", "No suggestions"


def word_at(field: QTextEdit, position: int) -> QTextCursor | None:
    """The marked word at a place of the text."""
    found = (one for one in marked(field) if one.selectionStart() <= position <= one.selectionEnd())
    return next(found, None)


def next_word(field: QTextEdit) -> QTextCursor | None:
    """The marked word at or after the cursor, or the first one when there is none behind it."""
    words = marked(field)
    at = field.textCursor().selectionStart()
    return next((one for one in words if one.selectionEnd() >= at), words[0] if words else None)


def add_to(menu: QMenu, field: QTextEdit, word: QTextCursor) -> None:
    """Put what can be done about a word before what the menu has."""
    dictionary = spelling().dictionary
    if dictionary is None:
        return
    text = word.selectedText()
    before = menu.actions()[0] if menu.actions() else None
    offered = dictionary.suggestions(text)[:MOST_OFFERED]
    for one in offered:
        _put(menu, before, one, partial(_replace, field, word, one))
    if not offered:
        _put(menu, before, NOTHING, None)
    menu.insertSeparator(before)  # type: ignore[arg-type]
    _put(menu, before, LEARN, partial(_learn, field, text))
    _put(menu, before, IGNORE, partial(_ignore, text))
    menu.insertSeparator(before)  # type: ignore[arg-type]


def _put(menu: QMenu, before: QAction | None, said: str, act: Callable[[], object] | None) -> None:
    made = QAction(said.replace("&", "&&"), menu)
    made.setEnabled(act is not None)
    if act is not None:
        made.triggered.connect(act)
    menu.insertAction(before, made)  # type: ignore[arg-type]


def _replace(field: QTextEdit, word: QTextCursor, text: str) -> None:
    """Write another word in its place: one step that Ctrl Z takes back."""
    if "’" in word.selectedText():
        text = text.replace("'", "’")
    word.insertText(text)
    field.setTextCursor(word)


def _learn(field: QTextEdit, text: str) -> None:
    dictionary = spelling().dictionary
    problem = dictionary.learn(text) if dictionary is not None else ""
    if problem:
        field.setToolTip(problem)
    spelling().changed.emit()


def _ignore(text: str) -> None:
    dictionary = spelling().dictionary
    if dictionary is not None:
        dictionary.ignore(text)
    spelling().changed.emit()
