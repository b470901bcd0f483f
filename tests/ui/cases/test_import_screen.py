"""The import page: every row's fate is shown before anything is written, and only then is it written."""

import csv
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.errors import DiskFull
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.cases import import_screen
from hssib_desk.ui.cases.import_model import CaseloadModel
from hssib_desk.ui.cases.import_screen import ImportScreen
from hssib_desk.ui.cases.importing import KEEP, LEAVE, answer_from, read_caseload, use_column, use_of
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.paint import lines_of
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.reading.fate_list import ALL, OddRole
from hssib_desk.ui.session import Session
from tests.ui.conftest import person

SAMPLE = Path(__file__).parents[2] / "data" / "caseload" / "deaths-report.csv"
KEY = Qt.Key
ROWS = (
    "H1,19/10/2025,07/10/2025,Adult acute,quiet",
    "H2,31/11/2025,03/11/2025,Older adults,",
    "H3,20/10/2025,20/10/2025,Adult acute,",
    "H1,19/10/2025,07/10/2025,Adult acute,again",
)


def write(tmp_path, *rows, head="ID,DOD,Disch Dt,Unit,Bleep", name="october.csv"):
    path = tmp_path / name
    path.write_text("\n".join([head, *rows]), "utf-8")
    return path


@pytest.fixture
def path(tmp_path):
    return write(tmp_path, *ROWS)


@pytest.fixture
def screen(qtbot, session, go):
    made = ImportScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 740)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def column(screen, key):
    return next(at for at, found in enumerate(screen.view.model.columns) if found.key == key)


def texts(screen, key):
    model, at = screen.view.model, column(screen, key)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def count(session):
    return session.workbook.lists.count_cases(CaseQuery())


def views(screen):
    return {view: button.count for view, button in screen.view.views._buttons.items()}


# What is shown


def test_every_row_has_a_fate_and_a_reason(screen, path):
    screen.open_file(path)
    assert screen.source.text() == "october.csv, 4 rows"
    assert texts(screen, "fate") == ["New", "Refused", "With a warning", "Duplicate"]
    assert all(texts(screen, "why"))
    counts = {view: count for view, count in views(screen).items() if count}
    assert counts == {ALL: 4, "new": 1, "warning": 1, "duplicate": 1, "refused": 1}
    assert screen.take.text() == "Import 2 cases"


def test_odd_cell_is_marked_and_kept_as_it_was_typed(screen, path):
    screen.open_file(path)
    cell = screen.view.model.index(1, column(screen, "date_of_death"))
    assert cell.data() == "31/11/2025"
    assert cell.data(OddRole) is True
    assert not cell.siblingAtColumn(column(screen, "local_number")).data(OddRole)


def test_nothing_chosen_and_no_reason_is_cut(qtbot, screen):
    screen.open_file(SAMPLE)
    table, at = screen.view.table, column(screen, "why")
    for width in (1286, 1013):
        screen.resize(width, 740)
        qtbot.waitUntil(lambda width=width: screen.view.width() < width)
        for field in screen.view.columns.fields.values():
            qtbot.waitUntil(lambda field=field: field.width() >= field.whole_width())
        number = max(range(6), key=lambda row: len(texts(screen, "why")[row]))
        room = table.columnWidth(at) - 24
        needed = len(lines_of(texts(screen, "why")[number], current().font(14, 400), room))
        assert needed > 1
        qtbot.waitUntil(lambda needed=needed, number=number: table.rowHeight(number) >= 20 * needed)


def test_view_shows_one_fate(qtbot, screen, path):
    screen.open_file(path)
    refused = screen.view.views._buttons["refused"]
    qtbot.mouseClick(refused, Qt.MouseButton.LeftButton)
    assert texts(screen, "row") == ["3"]


def test_what_is_to_be_said_of_the_file_is_said(qtbot, screen):
    screen.open_file(SAMPLE)
    said = screen.view.notes.sentence.plain()
    assert "64 rows were read: they agree" in said
    assert screen.view.aside.text() == "7 columns that identify somebody will be imported"
    qtbot.mouseClick(screen.view.views._buttons["skipped"], Qt.MouseButton.LeftButton)
    assert texts(screen, "row") == ["1", "69"]
    assert texts(screen, "why")[1] == "Total row: Total, 64"


def test_model_keeps_its_promises(qtbot, session, path):
    model = CaseloadModel(session.library)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    caseload = read_caseload(session.workbook, path, date(2025, 11, 18))
    model.show_plan(caseload.plan, ALL)
    model.show_plan(caseload.plan, "refused")
    assert model.rowCount() == 1


def test_enter_shows_a_row_whole_and_escape_closes_it(qtbot, screen, path, go):
    screen.open_file(path)
    screen.view.table.setFocus()
    screen.view.table.setCurrentIndex(screen.view.model.index(2, 0))
    qtbot.keyClick(screen.view.table, KEY.Key_Return)
    detail = screen.view.detail
    assert detail.isVisible()
    assert detail.heading.text() == "Row 4"
    assert "Discharged on the day of death." in detail.sentences.plain()
    qtbot.keyClick(screen.view.table, KEY.Key_Up)
    assert detail.heading.text() == "Row 3"
    qtbot.keyClick(screen.view.table, KEY.Key_Escape)
    assert not detail.isVisible()
    assert go.calls == []
    qtbot.keyClick(screen.view.table, KEY.Key_Escape)
    assert [call[0] for call in go.calls] == ["cases"]


def test_duplicate_of_a_case_leads_to_it(qtbot, screen, session, path, go):
    known = session.workbook.new_case(person(session.library, local_number="H1", date_of_death="2025-10-19"))
    screen.open_file(path)
    assert texts(screen, "fate")[0] == "Differs"
    screen.view.table.setCurrentIndex(screen.view.model.index(0, 0))
    qtbot.keyClick(screen.view.table, KEY.Key_Return)
    screen.view.detail.open_case.click()
    assert go.calls == [("case", (known.id,), {})]


# Which column is which


def test_choosing_another_column_plans_anew(screen, tmp_path):
    screen.open_file(write(tmp_path, "H1,19/10/2025,07/10/2025", head="ID,DOD,Left on"))
    assert "There is no discharge date" in " ".join(texts(screen, "why"))
    field = screen.view.columns.fields["discharge_date"]
    assert field.value() is None
    field.set_value("2")
    field.edited.emit("2")
    assert texts(screen, "why") == ["Died 12 days after discharge."]


def test_all_columns_can_be_chosen_kept_or_left(qtbot, screen, path):
    screen.open_file(path)
    screen.view.columns.all.click()
    uses = screen.view.columns.uses
    assert [field.shown() for field in uses][:2] == ["Local number", "Date of death"]
    assert uses[4].value() == KEEP
    uses[4].set_value(LEAVE)
    uses[4].edited.emit(LEAVE)
    assert "Not read: “Bleep”." in screen.view.notes.sentence.plain()


def test_columns_are_used_kept_and_left_without_losing_one_unseen(session, path):
    mapping = read_caseload(session.workbook, path, date(2025, 11, 18)).plan.columns
    assert [use_of(mapping, at) for at in range(5)][2:] == ["discharge_date", "ward_type", KEEP]
    moved = answer_from(mapping, "discharge_date", 4, 5)
    assert (use_of(moved, 4), use_of(moved, 2)) == ("discharge_date", KEEP)
    left = use_column(mapping, 2, LEAVE, 5)
    assert left.unread(5) == (2,)
    both = use_column(mapping, 4, "learning_disability+autism", 5)
    assert use_of(both, 4) == "learning_disability+autism"


def test_columns_chosen_once_are_offered_again(screen, session, tmp_path):
    head = "ID,DOD,Left on"
    screen.open_file(write(tmp_path, "H1,19/10/2025,07/10/2025", head=head))
    screen.view.columns.changed.emit(answer_from(screen.caseload.plan.columns, "discharge_date", 2, 3))
    screen.take_chosen()
    screen.open_file(write(tmp_path, "H2,20/10/2025,07/10/2025", head=head, name="november.csv"))
    assert texts(screen, "why") == ["Died 13 days after discharge."]


# Taking in


def test_nothing_is_written_until_the_button_is_pressed(qtbot, screen, session, path, go):
    before = count(session)
    screen.open_file(path)
    assert count(session) == before
    told = []
    session.lists_changed.connect(lambda: told.append(True))
    screen.take.click()
    assert count(session) == before + 2
    assert session.workbook.copies.backups()[0].reason == "before an import"
    assert told == [True]
    assert [call[0] for call in go.calls] == ["cases"]
    sentence, kind = go.said[-1]
    assert kind == "ok"
    assert sentence.startswith(
        "2 cases were imported from october.csv. Left out: 1 refused, 1 already there."
    )
    assert screen.caseload is None


def test_many_rows_are_taken_in_by_the_worker(qtbot, screen, session, tmp_path, go):
    rows = [f"H{n},19/10/2025,07/10/2025,Adult acute," for n in range(import_screen.MANY_ROWS + 5)]
    screen.open_file(write(tmp_path, *rows))
    before = count(session)
    screen.take.click()
    for held in (screen.take, screen.cancel, screen.other, screen.view.columns):
        assert not held.isEnabled()
    screen.open_file(None)
    assert go.said.pop()[0].startswith("An import is being written.")
    qtbot.waitUntil(lambda: bool(go.said))
    assert count(session) == before + len(rows)
    assert go.said[-1][0].startswith("205 cases were imported")
    qtbot.waitUntil(screen.cancel.isEnabled)


def test_big_list_is_read_by_the_worker(qtbot, screen, tmp_path, monkeypatch):
    monkeypatch.setattr(import_screen, "MANY_BYTES", 10)
    screen.open_file(write(tmp_path, *ROWS))
    assert screen.caseload is None
    qtbot.waitUntil(lambda: screen.caseload is not None)
    assert screen.take.isEnabled()


def test_failed_import_is_said_and_the_list_stays(screen, session, path, go, monkeypatch):
    def full(*_, **__):
        raise DiskFull("There is no room on the disk.")

    screen.open_file(path)
    monkeypatch.setattr(session.workbook, "import_cases", full)
    screen.take_chosen()
    assert go.said == [("There is no room on the disk.", "bad")]
    assert screen.caseload is not None
    assert screen.take.isEnabled()


def test_cancel_forgets_the_list(screen, session, path, go):
    screen.open_file(path)
    screen.cancel.click()
    assert screen.caseload is None
    assert screen.start.isVisible()
    assert count(session) == 3
    assert [call[0] for call in go.calls] == ["cases"]


def test_case_added_meanwhile_is_noticed(screen, session, path):
    screen.open_file(path)
    session.workbook.new_case(person(session.library, local_number="H1", date_of_death="2025-10-19"))
    screen.refresh()
    assert texts(screen, "fate")[0] == "Differs"


# Files


def test_file_is_asked_for_and_may_be_refused(screen, path, go, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    screen.open_file(None)
    assert screen.start.isVisible()
    assert not screen.foot.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    screen.start.button.click()
    assert screen.source.text() == "october.csv, 4 rows"
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    screen.open_file(empty)
    assert go.said == [("empty.csv is empty. Choose another file, or export it again.", "bad")]
    assert screen.source.text() == "october.csv, 4 rows"


def test_other_sheet_can_be_chosen(screen, tmp_path):
    from openpyxl import Workbook as Book

    book = Book()
    book.active.title = "October"
    for name, number in (("October", "H1"), ("November", "H2")):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["ID", "DOD", "Disch Dt"])
        sheet.append([number, date(2025, 10, 19), date(2025, 10, 7)])
    book.save(tmp_path / "deaths.xlsx")
    screen.open_file(tmp_path / "deaths.xlsx")
    assert screen.source.text() == "deaths.xlsx, sheet “October”, 1 row"
    assert screen.sheets.isVisible()
    screen.sheets.chosen.emit("November")
    assert texts(screen, "local_number") == ["H2"]


def test_refused_rows_are_saved_with_their_reasons(screen, path, tmp_path, go, monkeypatch):
    out = tmp_path / "refused.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    screen.open_file(path)
    screen.save.click()
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["Row", "What happens", "Why"]
    assert rows[1][0] == "3"
    assert "There is no 31 November" in rows[1][2]
    assert len(rows) == 2
    assert go.said[-1][1] == "ok"


def test_list_of_refused_rows_that_cannot_be_saved_is_said(screen, path, tmp_path, go, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path), ""))
    screen.open_file(path)
    screen.save.click()
    assert go.said[-1][1] == "bad"


def test_buttons_say_what_cannot_be_done(screen, tmp_path):
    screen.open_file(write(tmp_path, "H1,19/10/2025,07/10/2025,Adult acute,"))
    assert not screen.save.isEnabled()
    assert screen.take.text() == "Import 1 case"
    screen.open_file(write(tmp_path, "H1,,07/10/2025,Adult acute,"))
    assert not screen.take.isEnabled()
    assert screen.foot.words.text() == "No row can be imported. Each row says why."


def test_workbook_open_to_read_takes_nothing_in(qtbot, filled_path, path, go):
    with Workbook.open(filled_path, library=load_library(), actor="tester", read_only=True) as workbook:
        screen = ImportScreen(Session(workbook), go)
        qtbot.addWidget(screen)
        screen.open_file(path)
        assert not screen.take.isEnabled()
        assert "reading only" in screen.foot.words.text()


def test_row_without_a_mark_is_shown_as_empty(screen, tmp_path):
    screen.open_file(write(tmp_path, ",19/10/2025,07/10/2025,Adult acute,no number"))
    cell = screen.view.model.index(0, column(screen, "local_number"))
    assert cell.data() == "empty"
    assert cell.data(roles.MutedRole)


# A list that comes back


LISTS = SAMPLE.parent


@pytest.fixture
def corrected(screen, session):
    """The page with a list that comes back corrected; how many cases there were before."""
    screen.open_file(LISTS / "first-list.csv")
    screen.take.click()
    screen.open_file(LISTS / "corrected-list.csv")
    return count(session)


def open_row(qtbot, screen, place):
    screen.view.table.setCurrentIndex(screen.view.model.index(place, 0))
    qtbot.keyClick(screen.view.table, KEY.Key_Return)
    return screen.view.detail


def ref_of(screen, place):
    return screen.view.model.row(place).duplicate_of


def test_corrected_list_says_what_differs_from_which_case(screen, corrected):
    assert texts(screen, "fate")[:3] == ["Differs", "Held back", "Differs"]
    assert texts(screen, "why")[3] == (
        f"{ref_of(screen, 3)}: Ward Maple → Oak Ward; Mental Health Act status at death Section 3 → Informal"
    )
    assert screen.take.text() == "Import 1 case"


def test_each_difference_is_taken_or_kept_on_the_page(qtbot, screen, session, corrected, go):
    refs = [ref_of(screen, place) for place in (1, 3)]
    detail = open_row(qtbot, screen, 1)
    detail.choices["date_of_death"].edited.emit("take")
    detail = open_row(qtbot, screen, 3)
    detail.choices["ward"].edited.emit("take")
    detail.choices["legal_status"].edited.emit("keep")
    assert detail.choices["legal_status"].value() == "keep"
    assert texts(screen, "why")[3].endswith(
        "Oak Ward, taken; Mental Health Act status at death Section 3 → Informal, kept"
    )
    assert screen.take.text() == "Import 1 case, take 2 answers"
    screen.take.click()
    assert "2 answers were added to cases already there." in go.said[-1][0]
    assert count(session) == corrected + 1
    assert session.workbook.case(refs[0]).value("date_of_death") == "2026-03-26"
    case = session.workbook.case(refs[1])
    assert (case.value("ward"), case.value("legal_status")) == ("Oak Ward", "03")


def test_whole_row_is_taken_kept_or_left_out_with_one_button(qtbot, screen, corrected):
    detail = open_row(qtbot, screen, 3)
    qtbot.mouseClick(detail.take_all, Qt.MouseButton.LeftButton)
    assert [field.value() for field in detail.choices.values()] == ["take", "take"]
    qtbot.mouseClick(detail.anew, Qt.MouseButton.LeftButton)
    assert [field.value() for field in detail.choices.values()] == [None, None]
    detail = open_row(qtbot, screen, 8)
    qtbot.mouseClick(detail.leave, Qt.MouseButton.LeftButton)
    assert texts(screen, "fate")[8] == "Skipped"
    assert not screen.take.isEnabled()


def test_duplicate_is_imported_as_a_case_of_its_own_where_somebody_says_so(qtbot, screen, session, corrected):
    detail = open_row(qtbot, screen, 7)
    qtbot.mouseClick(detail.alone, Qt.MouseButton.LeftButton)
    assert screen.take.text() == "Import 2 cases"
    screen.take.click()
    assert count(session) == corrected + 2


def test_refused_row_is_mended_on_the_page(qtbot, screen, session, path):
    screen.open_file(path)
    detail = open_row(qtbot, screen, 1)
    field = detail.mends["date_of_death"]
    field.setFocus()
    qtbot.keyClicks(field, "30/11/2025")
    qtbot.keyClick(field, KEY.Key_Return)
    assert texts(screen, "fate")[1] != "Refused"
    assert screen.take.text() == "Import 3 cases"
    assert detail.mends["date_of_death"].text() == "30/11/2025"


def test_question_about_a_column_is_answered_beside_the_columns(screen):
    screen.open_file(LISTS / "bare-sections-and-ticks.csv")
    fields = screen.view.columns.questions.fields
    assert list(fields) == ["legal_status", "learning_disability"]
    assert "holds bare numbers" not in screen.view.notes.sentence.plain()
    fields["legal_status"].edited.emit("section")
    assert screen.view.model.row(0).shown["legal_status"] == "Section 37"
    assert screen.view.columns.questions.fields["legal_status"].value() == "section"


def test_way_round_of_dates_is_chosen_on_the_page(screen):
    screen.open_file(LISTS / "half-swapped.xlsx")
    assert texts(screen, "fate").count("Refused") == 5
    screen.view.columns.dates.chosen.emit("dmy")
    assert texts(screen, "date_of_death")[0] == "12 Mar 2026"
    assert "Refused" not in texts(screen, "fate")


def test_column_for_the_date_of_death_is_asked_where_two_could_be_it(screen):
    screen.open_file(LISTS / "dod-means-discharge.csv")
    field = screen.view.columns.questions.fields["date_of_death"]
    field.edited.emit("6")
    assert texts(screen, "date_of_death") == ["12 Mar 2026", "13 Mar 2026"]
    assert screen.view.columns.questions.fields == {}


def test_quotation_marks_that_swallow_rows_are_asked_about(qtbot, screen):
    screen.open_file(LISTS / "stray-quotes.csv")
    assert screen.quotes.isVisible()
    assert "3 lines that look like rows" in screen.quotes.sentence.plain()
    qtbot.mouseClick(screen.quotes.ignore, Qt.MouseButton.LeftButton)
    assert screen.source.text() == "stray-quotes.csv, 8 rows"
    assert not screen.quotes.isVisible()


def test_password_of_a_list_is_asked_for(qtbot, screen):
    screen.open_file(LISTS / "password-secret.xlsx")
    assert screen.password.isVisible()
    qtbot.keyClicks(screen.password.field, "wrong")
    qtbot.keyClick(screen.password.field, KEY.Key_Return)
    assert screen.caseload is None
    screen.password.field.clear()
    qtbot.keyClicks(screen.password.field, "secret")
    qtbot.keyClick(screen.password.field, KEY.Key_Return)
    assert screen.source.text() == "password-secret.xlsx, sheet “Sheet”, 8 rows"


def test_sheets_are_read_together(screen, tmp_path):
    from openpyxl import Workbook as Book

    book = Book()
    for name, number in (("October", "H1"), ("November", "H2")):
        sheet = book.create_sheet(name)
        sheet.append(["ID", "DOD", "Disch Dt"])
        sheet.append([number, date(2025, 10, 19), date(2025, 10, 7)])
    del book["Sheet"]
    book.save(tmp_path / "deaths.xlsx")
    screen.open_file(tmp_path / "deaths.xlsx")
    assert "“November” looks like a list of deaths too" in screen.view.notes.sentence.plain()
    screen.sheets.chosen.emit("*")
    assert texts(screen, "row") == ["2 October", "2 November"]
    assert screen.take.text() == "Import 2 cases"


def test_import_can_be_stopped_and_writes_nothing_then(qtbot, screen, session, tmp_path, go):
    rows = [f"H{n},19/10/2025,07/10/2025,Adult acute," for n in range(import_screen.MANY_ROWS + 200)]
    screen.open_file(write(tmp_path, *rows))
    qtbot.waitUntil(lambda: screen.caseload is not None)
    before = count(session)
    screen.take.click()
    screen._job.stop()
    qtbot.waitUntil(lambda: bool(go.said))
    assert go.said[-1][0] == "Stopped. Nothing was written."
    assert count(session) == before
    assert screen.caseload is not None
