"""The menu offers what can be done now, and each of it works."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from hssib_desk.ui.file.opening import open_session
from hssib_desk.ui.window.menu import main_menu
from hssib_desk.ui.window.window import MainWindow


def words(menu):
    return [action.text().split("\t")[0] for action in menu.actions() if action.text()]


def choose(window, name):
    menu = main_menu(window)
    next(action for action in menu.actions() if action.text().startswith(name)).trigger()


def test_everything_that_can_be_done_is_offered(window):
    assert words(main_menu(window)) == [
        "New case",
        "Import caseload",
        "Panel meetings",
        "Export action log",
        "Export all data",
        "Export board report",
        "Export calendar",
        "Papers for the panel",
        "Minutes of the panel",
        "Export history",
        "Back up now",
        "Copies and restore",
        "Check this workbook",
        "Retention and disposal",
        "Settings",
        "Practice and calibration",
        "Help",
        "About",
        "Close workbook",
        "Quit HSSIB Desk",
    ]


def test_reading_only_offers_no_writing(qtbot, workbook):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show_session(open_session(workbook.path, window))
    assert window.session.read_only
    assert not {"New case", "Import caseload", "Back up now"} & set(words(main_menu(window)))
    window.close()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("New case", "screening"),
        ("Export action log", "export"),
        ("Export all data", "export"),
        ("Papers for the panel", "export"),
        ("Panel meetings", "panel"),
        ("Copies and restore", "backups"),
        ("Check this workbook", "check"),
        ("Retention and disposal", "disposal"),
        ("Settings", "settings"),
        ("Help", "help"),
        ("About", "help"),
    ],
)
def test_each_leads_to_its_page(window, name, place):
    choose(window, name)
    assert window.places.currentWidget() is window.page(place)


def test_backup_is_made_and_named(window):
    before = len(window.session.workbook.copies.backups())
    choose(window, "Back up now")
    assert len(window.session.workbook.copies.backups()) == before + 1
    assert window.session.workbook.copies.backups()[0].path.name in window.notice.sentence


def test_change_in_the_open_case_is_taken_back(window):
    window.new_case("full")
    screen = window.page("case")
    form = window.session.library.form_with_role("pen_portrait")
    entry = screen.case.entry(form.key)
    window.session.edit(screen.case.id, entry.id, form.role("pen_portrait").key, "Typed")
    assert "Undo last change in this case" in words(main_menu(window))
    choose(window, "Undo last change")
    assert window.session.workbook.case(screen.case.id).text("pen_portrait") == ""
    window.home()
    assert "Undo last change in this case" not in words(main_menu(window))


def test_import_asks_for_a_file(window, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *given, **named: asked.append(given) or ("", "")
    )
    choose(window, "Import caseload")
    assert asked


def test_closing_shows_the_welcome_page(window):
    choose(window, "Close workbook")
    assert window.session is None
    assert window.stack.currentWidget() is window.welcome
    assert main_menu(window).isEmpty()


def test_button_opens_the_menu(qtbot, window):
    qtbot.mouseClick(window.bar.menu, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert words(menu) == words(main_menu(window))
    menu.close()
