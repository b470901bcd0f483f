"""Re-import of an edited log: every difference, ticks, taking it, and what was left."""

import io
from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.protect import lock
from hssib_desk.ui.actions.screen import ActionsScreen
from hssib_desk.ui.actions.update_model import UpdateModel
from hssib_desk.ui.actions.update_screen import NONE_CHOSEN, PROMISE, UpdateScreen
from hssib_desk.ui.actions.updating import read_update
from hssib_desk.ui.reading.fate_list import ALL
from tests.factories import action_form

FORM = action_form()


@pytest.fixture
def log(workbook, tmp_path):
    out = tmp_path / "log.xlsx"
    write_action_log(workbook.lists.case_files(), workbook.facts, workbook.library, out, today=date.today())
    return out


def edit(log, row, **roles):
    book = openpyxl.load_workbook(log)
    sheet = book["Action log"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for role, value in roles.items():
        sheet.cell(row, heads[FORM.role(role).column]).value = value
    book.save(log)


def actions(workbook):
    (case,) = [case for case in workbook.lists.case_files() if case.all_of(FORM.key)]
    return case.all_of(FORM.key)


@pytest.fixture
def screen(qtbot, session, go):
    made = UpdateScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def edited(log):
    """Two answers to take, one finding that is refused and one date that is none."""
    edit(log, 2, owner="Digital lead", title="Something else", progress="Built and tested")
    edit(log, 3, revised_date="31/11/2026")
    return log


def texts(model, name):
    place = {"fate": 1, "label": 3, "old": 4, "new": 5, "why": 6}[name]
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_every_difference_is_shown_and_nothing_is_written(screen, edited, workbook):
    screen.open_file(edited)
    model = screen.view.model
    assert texts(model, "fate") == ["Refused", "Can be taken", "Can be taken", "Cannot be read"]
    assert texts(model, "new")[1:] == ["Digital lead", "Built and tested", "31/11/2026"]
    assert screen.take.text() == "Take 2 changes"
    assert screen.foot.words.text() == PROMISE
    assert actions(workbook)[0].text("owner") == "Ward manager"


def test_the_chosen_difference_is_shown_whole(screen, edited):
    screen.open_file(edited)
    screen.view.table.setCurrentIndex(screen.view.model.index(1, 3))
    whole = screen.view.whole
    assert (whole.old.plain(), whole.new.plain()) == ("Ward manager", "Digital lead")
    screen.view.table.setCurrentIndex(screen.view.model.index(0, 3))
    assert "what the review found" in whole.why.plain()


def test_taking_writes_what_is_ticked_and_says_what_was_left(screen, edited, workbook, go, qtbot):
    screen.open_file(edited)
    with qtbot.waitSignal(screen.session.lists_changed):
        qtbot.mouseClick(screen.take, Qt.MouseButton.LeftButton)
    first = actions(workbook)[0]
    assert (first.text("owner"), first.text("progress")) == ("Digital lead", "Built and tested")
    assert first.text("title") == "Make the follow-up call a task"
    assert go.calls[-1][0] == "action_log"
    sentence, kind = go.said[-1]
    assert kind == "ok"
    assert sentence.startswith("2 changes were taken from log.xlsx. 2 differences left")
    assert any("edited action log" in info.reason for info in workbook.copies.backups())


def test_space_and_a_click_leave_one_out(screen, edited, workbook, qtbot):
    screen.open_file(edited)
    table, model = screen.view.table, screen.view.model
    table.setFocus()
    table.setCurrentIndex(model.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert screen.take.text() == "Take 1 change"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Left out"
    spot = table.visualRect(model.index(2, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert not screen.take.isEnabled()
    assert screen.foot.words.text() == NONE_CHOSEN
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    screen.take.click()
    first = actions(workbook)[0]
    assert (first.text("owner"), first.text("progress")) == ("Ward manager", "Built and tested")


def test_a_conflict_is_taken_only_when_somebody_ticks_it(screen, edited, workbook):
    first = actions(workbook)[0]
    workbook.save(first.id, {FORM.role("owner").key: "Matron"})
    screen.open_file(edited)
    model = screen.view.model
    assert texts(model, "fate")[1] == "To decide"
    assert [difference.new for difference in model.chosen()] == ["Built and tested"]
    model.toggle(1)
    screen.take.click()
    assert actions(workbook)[0].text("owner") == "Digital lead"


def test_views_show_one_fate_each_and_keep_the_ticks(screen, edited, qtbot):
    screen.open_file(edited)
    screen.view.model.toggle(1)
    screen.view.views.set_value("refused")
    screen.view.views.chosen.emit("refused")
    assert texts(screen.view.model, "fate") == ["Refused"]
    screen.view.views.set_value(ALL)
    screen.view.views.chosen.emit(ALL)
    assert len(screen.view.model.chosen()) == 1


def test_another_look_sees_what_changed_in_the_workbook_meanwhile(screen, edited, session, workbook):
    screen.open_file(edited)
    first = actions(workbook)[0]
    workbook.save(first.id, {FORM.role("owner").key: "Digital lead"})
    screen.refresh()
    assert texts(screen.view.model, "new") == ["Something else", "Built and tested", "31/11/2026"]


def test_a_file_without_differences_says_so(screen, log):
    screen.open_file(log)
    assert screen.quiet.isVisible()
    assert not screen.foot.isVisible()


def test_another_file_is_refused_with_a_sentence(screen, tmp_path, go):
    (tmp_path / "letter.xlsx").write_bytes(b"Dear all")
    screen.open_file(tmp_path / "letter.xlsx")
    assert go.said[-1][1] == "bad"
    assert "is not a spreadsheet" in go.said[-1][0]
    assert screen.start.isVisible()


def test_long_files_are_read_on_the_worker(screen, edited, monkeypatch, qtbot):
    monkeypatch.setattr("hssib_desk.ui.actions.update_screen.MANY_BYTES", 0)
    screen.open_file(edited)
    assert screen.reading is None
    qtbot.waitUntil(lambda: screen.reading is not None and screen._job is None)
    assert screen.take.isEnabled()


def test_the_dialog_is_asked_when_no_file_is_named(screen, edited, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(edited), ""))
    screen.open_file(None)
    assert screen.reading.path == edited


def test_cancel_and_escape_go_back(screen, edited, go, qtbot):
    screen.open_file(edited)
    screen.activateWindow()
    qtbot.keyClick(screen.view.table, Qt.Key.Key_Escape)
    assert go.calls[-1][0] == "action_log"
    screen.cancel.click()
    assert screen.reading is None


def test_the_actions_page_leads_to_it(qtbot, session, go):
    page = ActionsScreen(session, go)
    qtbot.addWidget(page)
    page.update_log.click()
    assert go.calls[-1] == ("update_actions", (), {})


def test_the_window_shows_it(window, edited):
    window.update_actions(edited)
    shown = window.places.currentWidget()
    assert isinstance(shown, UpdateScreen)
    assert shown.take.text() == "Take 2 changes"
    shown.take.click()
    assert not isinstance(window.places.currentWidget(), UpdateScreen)


def test_the_model_keeps_the_rules_of_models(qtbot, workbook, edited):
    model = UpdateModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    reading = read_update(workbook, edited)
    model.show_update(reading.found, ALL)
    model.toggle(1)
    model.show_update(reading.found, "take")
    assert model.rowCount() > 0


@pytest.fixture
def locked(edited, tmp_path):
    made = tmp_path / "locked.xlsx"
    lock(io.BytesIO(edited.read_bytes()), made, "three hens and a fox")
    edited.unlink()
    return made


def test_log_with_a_password_is_asked_for_it_and_read(qtbot, screen, go, locked):
    screen.open_file(locked)
    card = screen.password
    assert card.isVisible()
    assert not screen.start.isVisible()
    qtbot.keyClicks(card.field, "three hens")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in card.box.error.sentence.plain())
    assert go.said == []
    card.field.clear()
    qtbot.keyClicks(card.field, "three hens and a fox")
    qtbot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.reading is not None)
    assert not card.isVisible()
    assert card.field.text() == ""
    assert screen.view.model.chosen()


def test_an_action_added_in_the_spreadsheet_is_added_when_it_is_ticked(screen, log, workbook):
    book = openpyxl.load_workbook(log)
    sheet = book["Action log"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    (case,) = [case for case in workbook.lists.case_files() if case.all_of(FORM.key)]
    last = sheet.max_row + 1
    for head, value in {"Case ref": case.ref, FORM.role("title").column: "Ring the family"}.items():
        sheet.cell(last, heads[head]).value = value
    book.save(log)
    before = len(actions(workbook))
    screen.open_file(log)
    model = screen.view.model
    assert texts(model, "fate") == ["New action"]
    assert not screen.take.isEnabled()
    model.toggle(0)
    assert screen.take.isEnabled()
    screen.take_chosen()
    assert [entry.text("title") for entry in actions(workbook)][before:] == ["Ring the family"]
