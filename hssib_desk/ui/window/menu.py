"""Everything that has no button of its own; what cannot be done now is not offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from hssib_desk.export_list import EXPORTS
from hssib_desk.resources import product
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.case.screen import CaseScreen
from hssib_desk.ui.kit.fields.keys import REDO, UNDO
from hssib_desk.ui.kit.theme import icon
from hssib_desk.ui.window.unsaved import show_unsaved

if TYPE_CHECKING:
    from hssib_desk.ui.window.window import MainWindow


def main_menu(window: MainWindow) -> QMenu:
    """The menu for what is open now; made anew each time, and gone when it closes."""
    menu = QMenu(window)
    menu.aboutToHide.connect(menu.deleteLater)
    if window.session is None:
        return menu
    writes = not window.session.read_only
    if writes:
        _add(menu, "plus", "New case", window.new_case)
        _add(menu, "file-up", "Import caseload", window.import_caseload)
        menu.addSeparator()
    if window.session.unsaved():
        _add(menu, "triangle-alert", "What is not saved…", lambda: show_unsaved(window))
        menu.addSeparator()
    for export in EXPORTS.values():
        if export.of != "case":
            _add(menu, export.icon, export.title, partial(window.export, export.key))
    menu.addSeparator()
    if writes:
        _add_undo(menu, window)
        _add(menu, "database-backup", "Back up now", lambda: back_up(window))
    _add_copy(menu, window)
    _add(menu, "history", "Copies and restore", window.backups)
    _add(menu, "shield-check", "Check this workbook", lambda: window.show_place("check"))
    _add(menu, "clock", "Keep and dispose", lambda: window.show_place("disposal"))
    menu.addSeparator()
    _add(menu, "sliders-horizontal", "Settings", lambda: window.show_place("settings"))
    _add(menu, "circle-question-mark", "Help", lambda: window.show_place("help"), "F1")
    _add(menu, "info", "About", lambda: about(window))
    menu.addSeparator()
    if window.session.workbook.is_protected:
        _add(menu, "lock", "Lock", window.lock, "Ctrl+Shift+L")
    _add(menu, "x", "Close workbook", window.leave_workbook)
    _add(menu, "log-out", f"Quit {product()}", window.close, "Ctrl+Q")
    return menu


def back_up(window: MainWindow) -> None:
    """Make a copy of the workbook now and say how it is called."""
    assert window.session is not None
    try:
        path = window.session.act(lambda workbook: workbook.backup())
    except WorkbookError as error:
        window.say(str(error), "bad")
        return
    window.say(f"Backed up and checked: {path.name}", "ok")


def about(window: MainWindow) -> None:
    """Show what this program is, at the end of the help."""
    window.show_place("help")
    window.screen("help").show_about()  # type: ignore[attr-defined]


def _add_copy(menu: QMenu, window: MainWindow) -> None:
    session = window.session
    if session is None or session.read_only:
        return
    if session.copy is not None:
        _add(menu, "upload", "Publish now", window.publish)
        _add(menu, "folder-open", "Publish and open where it lies", window.open_where_it_lies)
    elif any(item.code == "place" for item in session.findings):
        _add(menu, "copy", "Work on a copy on this computer", window.work_on_copy)


def _add_undo(menu: QMenu, window: MainWindow) -> None:
    screen = window.places.currentWidget()
    if not isinstance(screen, CaseScreen) or screen.case is None or window.session is None:
        return
    steps = window.session.workbook.undo_steps(screen.case.id)
    if window.session.has_unsaved or steps.undo:
        _add(menu, "undo-2", "Undo last change in this case", screen.undo, UNDO)
    if steps.redo:
        _add(menu, "redo-2", "Redo what was undone in this case", screen.redo, REDO)


def _add(menu: QMenu, sign: str, words: str, do: Callable[[], object], key: str = "") -> None:
    action = menu.addAction(icon(sign, 16), words)
    if key:
        # Shown only: the window and the case listen to the key themselves.
        action.setText(f"{words}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}")
    action.triggered.connect(lambda _checked=False: do())
