"""Ctrl+F7 in a writing field: the next marked word is chosen, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QTextEdit

from hssib_desk.ui.kit.spelling import menu
from hssib_desk.ui.kit.spelling.marks import spelling
from hssib_desk.ui.window.navigator import Navigator

OFF = "Spelling is not checked. Settings turns it on."
NO_LIBRARY = "Spelling cannot be checked on this computer."
NONE_LEFT, NO_FIELD = "No word is marked in this text.", "Put the cursor into a text first."


def offer_next_word(field: object, go: Navigator) -> QMenu | None:
    """Choose the next marked word of a field and open its menu; a sentence where there is none."""
    if not isinstance(field, QTextEdit) or field.isReadOnly():
        go.say(NO_FIELD)
    elif spelling().dictionary is None:
        go.say(NO_LIBRARY if spelling().is_on else OFF)
    elif (word := menu.next_word(field)) is None:
        go.say(NONE_LEFT)
    else:
        field.setTextCursor(word)
        made = QMenu(field)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add_to(made, field, word)
        made.popup(field.viewport().mapToGlobal(field.cursorRect().bottomLeft()))
        made.setActiveAction(next(act for act in made.actions() if act.isEnabled()))
        return made
    return None
