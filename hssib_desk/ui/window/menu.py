"""Everything that has no button of its own; what cannot be done now is not offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.resources import product
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.calibration.words import TITLE
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.fields.keys import REDO, UNDO
from hssib_desk.ui.kit.theme import icon


def main_menu(host: Host) -> QMenu:
    """The menu for what is open now; made anew each time, and gone when it closes."""
    menu = QMenu(host.window())
    menu.aboutToHide.connect(menu.deleteLater)
    if host.session is None:
        return menu
    writes = not host.session.read_only
    if writes:
        _add(menu, "plus", "New case", host.new_case)
        _add(menu, "file-up", "Import caseload", host.import_caseload)
    _add(menu, "users", "Panel meetings", host.panel)
    menu.addSeparator()
    if host.session.unsaved():
        _add(menu, "triangle-alert", "Not saved yet…", host.show_unsaved)
        menu.addSeparator()
    for export in EXPORTS.values():
        if export.of in ("workbook", "either"):
            _add(menu, export.icon, export.title, partial(host.export, export.key))
    menu.addSeparator()
    if writes:
        _add_undo(menu, host)
        _add(menu, "database-backup", "Back up now", lambda: back_up(host))
    _add_copy(menu, host)
    _add(menu, "history", "Copies and restore", host.backups)
    _add(menu, "shield-check", "Check this workbook", lambda: host.show_place("check"))
    _add(menu, "clock", "Retention and disposal", lambda: host.show_place("disposal"))
    menu.addSeparator()
    _add(menu, "sliders-horizontal", "Settings", lambda: host.show_place("settings"))
    _add(menu, "graduation-cap", TITLE, lambda: host.show_place("calibration"))
    _add(menu, "circle-question-mark", "Help", lambda: host.show_place("help"), "F1")
    _add(menu, "info", "About", lambda: host.show_place("about"))
    menu.addSeparator()
    if host.session.workbook.is_protected:
        _add(menu, "lock", "Lock", host.lock, "Ctrl+Shift+L")
    _add(menu, "x", "Close workbook", host.leave_workbook)
    _add(menu, "log-out", f"Quit {product()}", host.close, "Ctrl+Q")
    return menu


def back_up(host: Host) -> None:
    """Make a copy of the workbook now and say how it is called."""
    assert host.session is not None
    try:
        path = host.session.act(lambda workbook: workbook.copies.backup())
    except WorkbookError as error:
        host.say(str(error), "bad")
        return
    host.say(f"Backed up and checked: {path.name}", "ok")


def _add_copy(menu: QMenu, host: Host) -> None:
    session = host.session
    if session is None or session.read_only:
        return
    if session.copy is not None:
        _add(menu, "upload", "Publish now", host.publish)
        _add(menu, "folder-open", "Publish and open in place", host.open_where_it_lies)
    elif any(item.code == "place" for item in session.findings):
        _add(menu, "copy", "Work on a copy on this computer", host.work_on_copy)


def _add_undo(menu: QMenu, host: Host) -> None:
    session, screen = host.session, host.current_case()
    if session is None or screen is None:
        return
    steps = session.workbook.undo_steps(screen.case.id)
    if session.has_unsaved or steps.undo:
        _add(menu, "undo-2", "Undo last change in this case", screen.undo, UNDO)
    if steps.redo:
        _add(menu, "redo-2", "Redo what was undone in this case", screen.redo, REDO)


def _add(menu: QMenu, sign: str, words: str, do: Callable[[], object], key: str = "") -> None:
    action = menu.addAction(icon(sign, 16), words)
    if key:
        # Shown only: the window and the case listen to the key themselves.
        action.setText(f"{words}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}")
    action.triggered.connect(lambda _checked=False: do())
