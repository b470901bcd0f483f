"""Exporting: what leaves is said first, nothing is written before a place is chosen, and it is found."""

import shutil
import threading
from datetime import date, timedelta

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from hssib_desk.cli import main
from hssib_desk.domain.review.case_file import AUDIENCES
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.store import space
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.ui.export import exporting
from hssib_desk.ui.export.options import quarters
from hssib_desk.ui.export.page import LOOKING, ExportScreen
from hssib_desk.ui.export.preview_words import AUDIENCE, NOT_CONSIDERED
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.window.icon_line import IconLine
from tests.export.agile import decrypted
from tests.factories import action_form, keyed
from tests.ui.conftest import named

FORM = action_form()


@pytest.fixture
def screen(qtbot, session, go):
    made = ExportScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def saving_as(monkeypatch):
    """Answer the file dialog with a path, and keep what it suggested."""
    asked = []

    def answer(path):
        def dialog(parent, title, suggested, kinds):
            asked.append((suggested, kinds))
            return str(path) if path else "", kinds

        monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
        return asked

    return answer


def looked(qtbot, screen):
    qtbot.waitUntil(lambda: screen.looked is not None)


def said(card):
    inside = [card.body.itemAt(at).widget() for at in range(card.body.count())]
    return [widget.sentence.plain() for widget in inside if isinstance(widget, IconLine)]


def press(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def save(qtbot, screen):
    press(qtbot, screen.save)
    qtbot.waitUntil(lambda: screen.report is not None)


def first_case(session):
    return session.workbook.lists.cases(CaseQuery(sort="ref", descending=False), 0, 1)[0]


def test_contents_are_said_before_a_place_can_be_chosen(qtbot, screen):
    screen.show_export("actions")
    assert not screen.save.isEnabled()
    assert screen.footer.words.text() == LOOKING
    looked(qtbot, screen)
    assert screen.save.isEnabled()
    assert "2 actions of 1 case, one row each." in said(screen.contains)
    assert f"Marked {screen.session.workbook.facts.classification}." in said(screen.contains)


def test_action_log_is_written_where_it_was_asked_for(qtbot, screen, saving_as, tmp_path):
    asked = saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    save(qtbot, screen)
    assert screen.report.rows_written == 2
    assert load_workbook(tmp_path / "log.xlsx").sheetnames
    assert asked[0][0].endswith(screen.order.file_name("", date.today()))
    assert str(tmp_path / "log.xlsx") in [label.plain() for label in screen.done.findChildren(Paragraph)]


def test_identifying_answers_leave_only_when_ticked_and_the_file_name_says_so(
    qtbot, screen, saving_as, tmp_path
):
    asked = saving_as(tmp_path / "data.xlsx")
    screen.show_export("data")
    looked(qtbot, screen)
    label = screen.session.library.form_with_role("nhs_number").role("nhs_number").label
    assert any(label in sentence for sentence in said(screen.left_out))
    assert not screen.options.warning.isVisible()
    press(qtbot, named(screen, "include-identifying"))
    assert screen.options.warning.isVisible()
    assert any(label in sentence for sentence in said(screen.contains))
    assert not any(label in sentence for sentence in said(screen.left_out))
    save(qtbot, screen)
    assert "identifiable" in asked[0][0]
    cells = {cell for sheet in load_workbook(tmp_path / "data.xlsx") for row in sheet.values for cell in row}
    assert "Featherstone" in cells


def test_data_without_the_tick_holds_no_name(qtbot, screen, saving_as, tmp_path):
    saving_as(tmp_path / "data.xlsx")
    screen.show_export("data")
    looked(qtbot, screen)
    save(qtbot, screen)
    cells = {cell for sheet in load_workbook(tmp_path / "data.xlsx") for row in sheet.values for cell in row}
    assert "Featherstone" not in cells


def test_tick_is_taken_away_for_the_next_export(qtbot, screen):
    screen.show_export("data")
    looked(qtbot, screen)
    press(qtbot, named(screen, "include-identifying"))
    screen.show_export("data")
    assert not screen.order.identifying
    assert not screen.options.identifying.isChecked()


def test_names_in_free_text_are_told_by_place_and_never_quoted(qtbot, screen, session):
    case, action = first_case(session), action_form(session.library)
    answers = keyed(action, {"title": "Ask Ms Featherstone’s sister"})
    session.act(lambda wb: wb.add_entry(case.id, action.key, answers=answers))
    screen.show_export("actions")
    looked(qtbot, screen)
    told = said(screen.read_through)
    assert any(case.ref in line and action.role("title").label in line and "1 name" in line for line in told)
    assert not any("Featherstone" in line for line in told + said(screen.contains) + said(screen.left_out))


def test_summary_offers_its_audiences_and_never_names_the_person_in_its_file(
    qtbot, screen, session, saving_as, tmp_path
):
    asked = saving_as(tmp_path / "r.pdf")
    case = first_case(session)
    screen.show_export("summary", case.id)
    looked(qtbot, screen)
    offered = [made.text() for made in screen.options.audience.findChildren(QAbstractButton)]
    assert offered == [AUDIENCE[key].name for key in AUDIENCES]
    portrait = session.library.form_with_role("pen_portrait").role("pen_portrait").label
    assert any(portrait in sentence for sentence in said(screen.contains))
    save(qtbot, screen)
    assert asked[0][0].endswith(f"review-{case.ref}.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_learning_copy_bears_no_reference(qtbot, screen, session, saving_as):
    case = first_case(session)
    asked = saving_as("")
    screen.show_export("summary", case.id)
    screen.options.audience.chosen.emit("learning")
    looked(qtbot, screen)
    press(qtbot, screen.save)
    assert case.ref not in asked[0][0]
    assert not any(case.ref in sentence for sentence in said(screen.contains))


def test_the_letter_to_a_family_is_advised_on_and_saved_as_a_word_document(
    qtbot, screen, session, saving_as, tmp_path
):
    asked = saving_as(tmp_path / "letter.docx")
    screen.show_export("summary", first_case(session).id)
    looked(qtbot, screen)
    assert "docx" not in screen.order.file_filter
    screen.options.audience.chosen.emit("family")
    looked(qtbot, screen)
    told = said(screen.read_through)
    assert any(sentence.startswith("Reading age: about") for sentence in told)
    assert any(sentence.startswith("The letter leaves room") for sentence in told)
    assert not any("case references stay in" in sentence for sentence in told)
    save(qtbot, screen)
    assert "*.docx" in asked[0][1] and asked[0][0].endswith("-family.pdf")
    texts = [paragraph.text for paragraph in Document(tmp_path / "letter.docx").paragraphs]
    assert any(text.startswith("Dear") for text in texts)


def test_nothing_is_written_when_the_dialog_is_closed(qtbot, screen, saving_as):
    saving_as("")
    screen.show_export("actions")
    looked(qtbot, screen)
    press(qtbot, screen.save)
    assert screen.report is None
    assert screen._writing is None


def test_existing_file_is_replaced_only_when_the_dialog_asked_about_it(
    qtbot, screen, go, saving_as, tmp_path
):
    old = tmp_path / "log.xlsx"
    old.write_text("theirs")
    saving_as(tmp_path / "log")  # the dialog never saw the name that the ending makes
    screen.show_export("actions")
    looked(qtbot, screen)
    press(qtbot, screen.save)
    qtbot.waitUntil(lambda: bool(go.said))
    assert go.said[0][1] == "bad"
    assert old.read_text() == "theirs"
    saving_as(old)
    save(qtbot, screen)
    assert old.read_bytes().startswith(b"PK")


def test_refused_place_is_said_and_the_export_can_be_tried_again(qtbot, screen, go, saving_as, tmp_path):
    saving_as(tmp_path / "missing" / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    press(qtbot, screen.save)
    qtbot.waitUntil(lambda: bool(go.said))
    assert "missing" in go.said[0][0]
    assert screen.save.isEnabled()
    saving_as(tmp_path / "log.xlsx")
    save(qtbot, screen)


def test_stopped_export_leaves_no_file(qtbot, screen, go, saving_as, tmp_path, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    real = exporting.write

    def slow(*args):
        begun.set()
        go_on.wait(60)
        return real(*args)

    monkeypatch.setattr(exporting, "write", slow)
    saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    press(qtbot, screen.save)
    assert begun.wait(60)
    qtbot.waitUntil(screen.progress.isVisible)
    press(qtbot, screen.progress.stop)
    go_on.set()
    qtbot.waitUntil(lambda: bool(go.said))
    assert go.said == [("Stopped. No file was written.", "info")]
    assert not list(tmp_path.glob("*.xlsx"))
    assert not screen.progress.isVisible()
    assert screen.save.isEnabled()


def test_folder_of_the_file_is_opened_and_nothing_else(qtbot, screen, saving_as, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    save(qtbot, screen)
    press(qtbot, named(screen, "open-folder"))
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)]
    assert opened[0].isLocalFile()


def test_empty_workbook_says_why_nothing_can_be_exported(qtbot, screen, session):
    case, action = first_case(session), action_form(session.library)
    for entry in session.workbook.case(case.id).all_of(action.key):
        session.workbook.remove_entry(entry.id, "")
    screen.show_export("actions")
    looked(qtbot, screen)
    assert not screen.save.isEnabled()
    assert "no action" in screen.footer.words.text()


def test_typed_words_that_are_not_saved_yet_are_exported_too(qtbot, screen, session, saving_as, tmp_path):
    case, action = first_case(session), action_form(session.library)
    entry = session.workbook.case(case.id).all_of(action.key)[0]
    session.edit(case.id, entry.id, action.role("title").key, "Typed a moment ago")
    saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    save(qtbot, screen)
    cells = {cell for sheet in load_workbook(tmp_path / "log.xlsx") for row in sheet.values for cell in row}
    assert "Typed a moment ago" in cells


@pytest.mark.parametrize(
    ("what", "move"), [("actions", "action_log"), ("data", "home"), ("summary", "case"), ("fhir", "case")]
)
def test_escape_goes_back_to_where_it_was_asked_for(qtbot, screen, session, go, what, move):
    screen.show_export(what, first_case(session).id)
    looked(qtbot, screen)
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert go.calls[-1][0] == move


def test_the_web_page_is_written_beside_the_pdf_when_ticked(qtbot, session, go, tmp_path, monkeypatch):
    screen = ExportScreen(session, go)
    qtbot.addWidget(screen)
    screen.show()
    case = next(iter(session.workbook.lists.case_files()))
    screen.show_export("summary", case.id)
    qtbot.waitUntil(lambda: screen.looked is not None)
    qtbot.keyClick(screen.options.twin, Qt.Key.Key_Space)
    out = tmp_path / "review.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(out), ""))
    qtbot.mouseClick(screen.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.report is not None)
    assert out.read_bytes().startswith(b"%PDF")
    assert case.ref in out.with_suffix(".html").read_text("utf-8")


def test_a_password_is_asked_twice_and_the_file_opens_only_with_it(qtbot, screen, saving_as, tmp_path):
    saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    press(qtbot, named(screen, "protect-file"))
    assert not screen.save.isEnabled()
    assert "too short" in screen.footer.words.text()
    qtbot.keyClicks(named(screen, "file-password"), "three hens and a fox")
    assert "not the same" in screen.footer.words.text()
    qtbot.keyClicks(named(screen, "file-password-again"), "three hens and a fox")
    assert screen.save.isEnabled()
    save(qtbot, screen)
    assert decrypted(tmp_path / "log.xlsx", "three hens and a fox").startswith(b"PK")
    assert "hens" not in repr(screen.order)


def test_the_next_export_has_no_password_until_it_is_asked_for(qtbot, screen):
    screen.show_export("actions")
    looked(qtbot, screen)
    press(qtbot, named(screen, "protect-file"))
    qtbot.keyClicks(named(screen, "file-password"), "three hens and a fox")
    screen.show_export("data")
    assert screen.options.lock.password() == ""
    assert not screen.options.lock.first.isVisible()
    assert screen.options.lock.first.text() == ""


def test_a_web_page_beside_a_protected_summary_is_refused_in_words(qtbot, screen):
    screen.show_export("summary", first_case(screen.session).id)
    looked(qtbot, screen)
    press(qtbot, named(screen, "with-html"))
    press(qtbot, named(screen, "protect-file"))
    assert "web page cannot be protected" in screen.footer.words.text()


def test_a_case_is_written_for_another_program_with_the_same_bytes_as_the_command(
    qtbot, screen, session, saving_as, tmp_path
):
    asked = saving_as(tmp_path / "r.json")
    case = first_case(session)
    screen.show_export("summary", case.id)
    looked(qtbot, screen)
    screen.options.written_as.chosen.emit("fhir")
    assert screen.looked is None
    looked(qtbot, screen)
    label = session.library.form_with_role("nhs_number").role("nhs_number").label
    assert any(label in sentence for sentence in said(screen.left_out))
    assert not screen.options.lock.isVisible()
    assert not screen.options.audience.isVisible()
    told = next(line for line in said(screen.contains) if case.ref in line)
    save(qtbot, screen)
    assert asked[0][0].endswith(f"review-{case.ref}.json")
    assert told.startswith(f"{screen.report.rows_written} answers of review")
    assert main(["export", "fhir", str(session.workbook.path), case.ref, str(tmp_path / "c.json")]) == 0
    assert (tmp_path / "r.json").read_bytes() == (tmp_path / "c.json").read_bytes()
    assert "Featherstone" not in (tmp_path / "r.json").read_text("utf-8")


def test_what_identifies_leaves_for_another_program_only_when_ticked(
    qtbot, screen, session, saving_as, tmp_path
):
    asked = saving_as(tmp_path / "r.json")
    screen.show_export("fhir", first_case(session).id)
    looked(qtbot, screen)
    assert screen.options.written_as.value() == "fhir"
    press(qtbot, named(screen, "include-identifying"))
    assert screen.options.warning.isVisible()
    save(qtbot, screen)
    assert "identifiable" in asked[0][0]
    assert "Featherstone" in (tmp_path / "r.json").read_text("utf-8")
    screen.leave()
    screen.show_export("summary", first_case(session).id)
    assert not screen.order.identifying


# Room


def free(monkeypatch, size):
    usage = shutil.disk_usage(".")._replace(free=size)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: usage)


def test_little_room_is_said_before_a_place_is_chosen(qtbot, screen, saving_as, tmp_path, monkeypatch):
    free(monkeypatch, 300 * 2**20)
    saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    assert screen.room.isVisible() and "Only 300 MB are free" in screen.room.sentence.plain()
    press(qtbot, screen.save)
    qtbot.waitUntil(lambda: screen.report is not None)  # it fits, so it is written


def test_an_export_that_cannot_fit_is_not_begun(qtbot, screen, saving_as, go, tmp_path, monkeypatch):
    saving_as(tmp_path / "log.xlsx")
    screen.show_export("actions")
    looked(qtbot, screen)
    free(monkeypatch, 20_000)
    press(qtbot, screen.save)
    assert "There is no room for “log.xlsx”" in go.said[-1][0] and go.said[-1][1] == "bad"
    assert not (tmp_path / "log.xlsx").exists()


def test_an_action_log_of_a_filtered_page_holds_what_it_shows_and_says_so(
    qtbot, screen, workbook, saving_as, tmp_path
):
    (case,) = [case for case in workbook.lists.case_files() if case.all_of(FORM.key)]
    every = case.all_of(FORM.key)
    workbook.save(every[0].id, keyed(FORM, {"owner": "Chaplain"}))
    query = ActionQuery(owner="Chaplain")
    screen.show_export("actions", actions=query)
    looked(qtbot, screen)
    assert len(every) > 1
    assert screen.looked.rows == 1
    assert f"Only what the page shows: {FORM.role('owner').column}: Chaplain." in said(screen.contains)[0]
    saving_as(tmp_path / "log.xlsx")
    screen.save.click()
    qtbot.waitUntil(lambda: screen.report is not None)
    book = load_workbook(tmp_path / "log.xlsx", data_only=True)
    assert [row[0].value for row in book["Action log"].iter_rows(min_row=2)] == [f"{case.ref}-{every[0].ref}"]
    filters = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}["Filters"]
    assert filters == f"{FORM.role('owner').column}: Chaplain"
    assert (
        main(["export", "actions", str(workbook.path), str(tmp_path / "c.xlsx"), "--owner", "Chaplain"]) == 0
    )
    same = load_workbook(tmp_path / "c.xlsx", data_only=True)["Action log"]
    assert [[c.value for c in row] for row in same.iter_rows()] == [
        [c.value for c in row] for row in book["Action log"].iter_rows()
    ]


def test_a_page_without_filters_exports_every_action(qtbot, screen, workbook):
    screen.show_export("actions", actions=ActionQuery(sort="title", group_by="theme"))
    looked(qtbot, screen)
    assert screen.order.actions is None
    assert "Only what" not in said(screen.contains)[0]


def test_the_window_keeps_an_export_to_one_level_and_says_so(qtbot, screen, workbook, saving_as, tmp_path):
    short = workbook.new_case(level="short")
    screen.show_export("data")
    looked(qtbot, screen)
    assert screen.looked.cases == len(list(workbook.lists.case_files()))
    assert screen.options.level.isVisible() and screen.options.level.value() == ""
    qtbot.mouseClick(screen.options.level._buttons["short"], Qt.MouseButton.LeftButton)
    looked(qtbot, screen)
    assert screen.looked.cases == 1
    assert "Only these: Level: short review." in said(screen.contains)[0]
    assert "Cases of the other levels." in said(screen.left_out)
    saving_as(tmp_path / "data.xlsx")
    screen.save.click()
    qtbot.waitUntil(lambda: screen.report is not None)
    rows = list(load_workbook(tmp_path / "data.xlsx")["Cases"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [short.ref]
    screen.show_export("summary", short.id)
    looked(qtbot, screen)
    assert not screen.options.level.isVisible()


def changes_in(path):
    return [row[:9] for row in load_workbook(path)["Changes"].iter_rows(min_row=2, values_only=True)]


def test_the_history_of_the_workbook_is_exported_like_any_other(qtbot, screen, session, saving_as, tmp_path):
    session.workbook.set_setting("organisation", "Oak House Hospital")
    screen.show_export("history")
    looked(qtbot, screen)
    assert screen.options.identifying.isVisible()
    assert not screen.options.written_as.isVisible()
    total = screen.looked.rows
    assert said(screen.contains)[0].startswith(f"{total:,} changes of the workbook and")
    assert "Who made each change." in said(screen.contains)
    assert any("to questions that ask for a name" in sentence for sentence in said(screen.left_out))
    out = tmp_path / "h.xlsx"
    asked = saving_as(out)
    save(qtbot, screen)
    assert asked[0][0].endswith(f"history-{date.today()}.xlsx")
    written = changes_in(out)
    assert len(written) == total == screen.report.rows_written
    (organisation,) = [row for row in written if row[8] == "Oak House Hospital"]
    assert organisation[4:7] == ("The workbook", "Organisation", "Setting changed")
    assert main(["export", "history", str(session.workbook.path), str(tmp_path / "c.xlsx")]) == 0
    assert changes_in(tmp_path / "c.xlsx") == written


def test_the_history_of_one_case_is_chosen_beside_its_other_files(
    qtbot, screen, session, saving_as, tmp_path
):
    case = first_case(session)
    screen.show_export("summary", case.id)
    looked(qtbot, screen)
    press(qtbot, named(screen, "written-as").findChildren(QAbstractButton)[2])
    looked(qtbot, screen)
    out = tmp_path / "h.xlsx"
    asked = saving_as(out)
    save(qtbot, screen)
    assert asked[0][0].endswith(f"history-{case.ref}-{date.today()}.xlsx")
    assert {row[3] for row in changes_in(out)} == {case.ref}


# A report on quarters, in one of several forms


def test_the_board_report_is_on_the_quarter_that_was_chosen_and_in_the_form_of_its_name(
    qtbot, screen, saving_as, tmp_path
):
    screen.show_export("board")
    looked(qtbot, screen)
    offered = quarters(date.today())
    assert named(screen, "period").isVisible() and screen.options.period.value() == offered[0][0]
    assert any("Marked INTERNAL" in sentence for sentence in said(screen.contains))
    screen.options.period.set_value(offered[2][0])
    screen.options.period.edited.emit(offered[2][0])
    looked(qtbot, screen)
    assert f"{screen.order.start}/{screen.order.end}" == offered[2][0]
    out = tmp_path / "board.docx"
    kinds = saving_as(out)
    save(qtbot, screen)
    assert "Word documents (*.docx)" in kinds[0][1] and kinds[0][0].endswith(".pdf")
    assert offered[2][1] in [paragraph.text for paragraph in Document(out).paragraphs]


def test_a_name_without_an_ending_gets_that_of_the_chosen_filter():
    endings = EXPORTS["board"].endings
    assert exporting.ending_of("Excel workbooks (*.xlsx)", endings) == "xlsx"
    assert exporting.ending_of("", endings) == "pdf"


def test_the_public_version_is_saved_only_when_what_is_known_elsewhere_was_considered(qtbot, screen):
    screen.show_export("board")
    looked(qtbot, screen)
    assert screen.save.isEnabled() and not named(screen, "considered").isVisible()
    press(qtbot, named(screen, "public"))
    looked(qtbot, screen)
    assert screen.order.public and not screen.save.isEnabled()
    assert screen.footer.words.text() == NOT_CONSIDERED
    assert any("Marked PUBLIC" in sentence for sentence in said(screen.contains))
    press(qtbot, named(screen, "considered"))
    assert screen.save.isEnabled()
    told = named(screen, "families-told")
    qtbot.keyClicks(told, "3/10/2025")
    assert screen.order.families_told == date(2025, 10, 3)


def test_a_final_report_is_kept_sealed_once_its_file_is_written(qtbot, screen, session, saving_as, tmp_path):
    screen.show_export("board")
    looked(qtbot, screen)
    press(qtbot, named(screen, "final"))
    assert screen.order.final
    saving_as(tmp_path / "board.pdf")
    save(qtbot, screen)
    (final,) = session.workbook.records.of_form("board_report")
    assert final.seal and final.value("report_number") == 1
    assert (tmp_path / "board.pdf").exists()
    screen.show_export("board")
    looked(qtbot, screen)
    assert not screen.order.final  # it is chosen anew each time
    press(qtbot, named(screen, "final"))
    press(qtbot, named(screen, "public"))
    assert screen.order.public and screen.order.final and named(screen, "final").isVisible()


def test_a_final_report_that_cannot_be_kept_leaves_no_file(
    qtbot, screen, session, saving_as, tmp_path, monkeypatch
):
    screen.show_export("board")
    looked(qtbot, screen)
    press(qtbot, named(screen, "final"))
    out = tmp_path / "board.pdf"
    saving_as(out)

    def fail(*_given, **_named):
        raise WorkbookError("Your disk is full.")

    monkeypatch.setattr(session.workbook.records, "add", fail)
    press(qtbot, screen.save)
    qtbot.waitUntil(lambda: screen._writing is None)
    assert screen.report is None and not out.exists()
    assert session.workbook.records.of_form("board_report") == []


def write_over(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_the_half_page_is_worded_before_it_is_printed(qtbot, screen, session, saving_as, tmp_path):
    screen.show_export("board")
    looked(qtbot, screen)
    card = screen.half_page
    assert card.isVisible() and not card.keep.isEnabled()
    made = card.made.plain()
    write_over(qtbot, card.wording, "Nobody died.")
    assert not card.keep.isEnabled() and "The figures stay" in card.problem.sentence.plain()
    card.sentence.set_value("families")
    card.sentence.edited.emit("families")
    card.sentence.set_value("how_many")
    card.sentence.edited.emit("how_many")
    assert card.wording.value() == "Nobody died."  # what is typed waits
    write_over(qtbot, card.wording, f"Sadly: {made}")
    write_over(qtbot, card.reason, "Kinder")
    press(qtbot, card.keep)
    (kept,) = session.workbook.records.of_form("board_text")
    assert kept.value("sentence_printed") == f"Sadly: {made}" and not card.keep.isEnabled()
    card.sentence.set_value("front_asked")
    card.sentence.edited.emit("front_asked")
    write_over(qtbot, card.wording, "Note 2 overdue actions")
    press(qtbot, card.keep)
    saving_as(out := tmp_path / "board.docx")
    save(qtbot, screen)
    assert "Note 2 overdue actions" in [row.cells[1].text for row in Document(out).tables[0].rows]
    words = "".join(text.text or "" for text in Document(out).element.body.iter(qn("w:t")))
    assert f"Sadly: {made} †" in words and "Kinder" in words


def test_the_half_page_is_not_shown_of_the_public_version_nor_to_who_may_only_read(qtbot, screen):
    screen.show_export("board")
    looked(qtbot, screen)
    press(qtbot, named(screen, "public"))
    looked(qtbot, screen)
    assert not screen.half_page.isVisible()
    press(qtbot, named(screen, "public"))
    looked(qtbot, screen)
    assert screen.half_page.isVisible()
    screen.put_away(None)
    assert screen.half_page.wording.value() in ("", None)


def test_what_changed_since_a_day_and_a_file_for_each_owner_are_chosen_in_the_window(
    qtbot, screen, workbook, monkeypatch, tmp_path
):
    (case,) = [case for case in workbook.lists.case_files() if case.all_of(FORM.key)]
    entry = case.all_of(FORM.key)[0]
    workbook.save(entry.id, keyed(FORM, {"owner": "Night porter"}))
    screen.show_export("actions")
    looked(qtbot, screen)
    every = screen.looked.rows
    tomorrow = date.today() + timedelta(days=1)
    screen.options.since.set_value(tomorrow.isoformat())
    screen.options.since.edited.emit(tomorrow.isoformat())
    looked(qtbot, screen)
    assert screen.looked.rows == 0 and not screen.owners.isEnabled()
    screen.options.since.set_value(None)
    screen.options.since.edited.emit(None)
    looked(qtbot, screen)
    assert screen.looked.rows == every
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    qtbot.mouseClick(screen.owners, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.report is not None)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"actions-night-porter.pdf", "actions-night-porter.xlsx"} <= names
    screen.show_export("summary", case.id)
    looked(qtbot, screen)
    assert not screen.options.since.isVisible() and not screen.owners.isVisible()
