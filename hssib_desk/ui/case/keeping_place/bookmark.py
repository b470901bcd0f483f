"""Where somebody was on a page of a case, and the way back there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QTextEdit, QWidget

from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.kit.fields.editor_list import ChoiceField


@dataclass(frozen=True)
class Bookmark:
    """Where somebody was in a case: the open entries, the field with the cursor, and what was in sight."""

    case_id: str
    within: bool  # the cursor was on the page
    opened: tuple[str, ...] = ()
    entry_id: str = ""
    field: str = ""  # empty where the cursor was in no field
    anchor: int = 0
    cursor: int = 0
    half_typed: str = ""  # into the list of a choice
    scroll: int = 0


def bookmark_of(case_id: str, page: FormPage, focus: QWidget | None) -> Bookmark:
    """Where somebody is on a page; `focus` has the cursor, or had it last."""
    opened = tuple(entries.open_entry for entries in page._entry_lists() if entries.open_entry)
    entry_id = field = half_typed = ""
    at = 0, 0
    for questions in page.findChildren(Questions):
        for key, box in questions.boxes.items():
            if focus is not None and (focus is box.editor or box.editor.isAncestorOf(focus)):
                entry_id, field, at = questions.entry_id, key, cursor_of(box.editor)
                half_typed = box.editor.half_typed if isinstance(box.editor, ChoiceField) else ""
    within = focus is not None and page.isAncestorOf(focus)
    scroll = page.area.verticalScrollBar().value()
    return Bookmark(case_id, within, opened, entry_id, field, *at, half_typed, scroll)


def return_to(page: FormPage, to: Bookmark, case: CaseFile, context: Context) -> None:
    """Open what was open on a page, with the cursor, the words half typed and the scroll where they were."""
    for entry_id in to.opened:
        page.show_entry(entry_id, case, context)
    for questions in page.findChildren(Questions):
        if to.field and questions.entry_id == to.entry_id and questions.focus_field(to.field):
            editor = questions.boxes[to.field].editor
            put_cursor(editor, to.anchor, to.cursor)
            if isinstance(editor, ChoiceField) and to.half_typed:
                editor.half_typed = to.half_typed
                QTimer.singleShot(0, editor, editor.open_again)  # once the field has its place
    bar = page.area.verticalScrollBar()
    QTimer.singleShot(0, page, partial(bar.setValue, to.scroll))  # once the page has its height


def cursor_of(editor: QWidget) -> tuple[int, int]:
    """Where the selection in a text begins, and where the cursor is."""
    if isinstance(editor, QTextEdit):
        cursor = editor.textCursor()
        return cursor.anchor(), cursor.position()
    if isinstance(editor, QLineEdit):
        at = editor.cursorPosition()
        begin, end = editor.selectionStart(), editor.selectionEnd()
        return (at if begin < 0 else end if at == begin else begin), at
    return 0, 0


def put_cursor(editor: QWidget, anchor: int, at: int) -> None:
    """Put the cursor into a text, with what was selected."""
    if isinstance(editor, QTextEdit):
        cursor = editor.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(at, QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)
    elif isinstance(editor, QLineEdit):
        editor.setCursorPosition(anchor)
        editor.cursorForward(True, at - anchor)
