"""Signed versions and the history of an answer are read in the window, printed and exported."""

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog

from hssib_desk.ui.case.history import HISTORY
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.case.signing.versions import VERSION
from hssib_desk.ui.kit.buttons import LinkButton
from tests.ui.conftest import named


@pytest.fixture
def case(window):
    """A review that was signed, opened again and changed."""
    book = window.session.workbook
    judged = window.session.library.form_with_role("phase_score", repeat=False)
    note = next(field for field in judged.fields if field.kind == "note" and field.show_if is None)
    case = book.new_case()
    entry = case.entry(judged.key)
    book.save(entry.id, {note.key: "First opinion"})
    book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    book.reviews.reopen(case.id, "A witness came forward")
    book.save(entry.id, {note.key: "Second opinion"})
    return book.case(case.id), entry.id, note


def open_page(window, case_id, page):
    window.case(case_id, page)
    return window.page("case")


def test_a_signed_version_is_opened_printed_and_exported_after_it_was_opened_again(
    qtbot, window, case, monkeypatch
):
    whole, _entry, _note = case
    screen = open_page(window, whole.id, SIGN_OFF)
    link = named(screen.doors.sign_off, "version-1")
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert screen.page_key == VERSION
    page = screen.doors.version
    said = page.paper.toPlainText()
    assert "First opinion" in said and "Second opinion" not in said
    assert "opened again" in said and "Skip to" not in said
    assert page.paper.isReadOnly()
    printed = []
    monkeypatch.setattr(QPrintDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(page.paper, "print_", printed.append)
    qtbot.mouseClick(page.print, Qt.MouseButton.LeftButton)
    assert len(printed) == 1
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    export = window.page("export")
    assert (export.order.export.key, export.order.version) == ("summary", 1)
    assert export.options.version.value() == "1"
    qtbot.waitUntil(lambda: export.looked is not None)


def test_the_history_of_the_question_with_the_cursor_shows_old_and_new(qtbot, window, case):
    whole, _entry, note = case
    judged = window.session.library.form_with_role("phase_score", repeat=False)
    page_key = next(page.key for page in window.session.library.outline.pages
                    if page.form == judged.key and any(note.key == f.key for name in page.sections
                                                       for f in judged.by_section[name].fields))  # fmt: skip
    screen = open_page(window, whole.id, page_key)
    screen.show_page(page_key, note.key)
    qtbot.keyClick(
        window.focusWidget(),
        Qt.Key.Key_H,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert screen.page_key == HISTORY
    page = screen.doors.history
    said = " ".join(words(page))
    assert "Before: First opinion" in said and "After: Second opinion" in said
    assert note.label in page.question.shown()


def test_the_whole_history_is_saved_from_its_page(qtbot, window, case):
    whole, _entry, _note = case
    screen = open_page(window, whole.id, SIGN_OFF)
    screen.doors.show_history()
    qtbot.mouseClick(screen.doors.history.export, Qt.MouseButton.LeftButton)
    export = window.page("export")
    assert (export.order.export.key, export.order.case) == ("history", whole.id)
    assert export.order.endings == ("xlsx", "pdf")
    qtbot.waitUntil(lambda: export.looked is not None)


def test_the_bundle_for_the_coroner_goes_into_a_folder_of_its_own(qtbot, window, case, tmp_path, monkeypatch):
    whole, _entry, _note = case
    screen = open_page(window, whole.id, SIGN_OFF)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    link = named(screen.doors.sign_off, "coroner-bundle")
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.doors.papers.job is None, timeout=60_000)
    (folder,) = (tmp_path / "out").iterdir()
    assert folder.name.startswith(f"bundle-{whole.ref}-") and (folder / "bundle.pdf").stat().st_size > 10_000
    pages = " ".join(page.extract_text() for page in PdfReader(folder / "bundle.pdf").pages)
    pages = " ".join(pages.split())
    assert "Signed version 1: review" in pages and "The review as it is now" in pages


def test_a_statement_is_saved_from_the_page_that_checks(qtbot, window, tmp_path, monkeypatch):
    out = tmp_path / "statement"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(out), ""))
    window.show_place("check")
    page = window.page("check")
    qtbot.waitUntil(lambda: page.findings is not None, timeout=60_000)
    qtbot.mouseClick(page.state, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.papers.job is None, timeout=60_000)
    said = " ".join(page.extract_text() for page in PdfReader(f"{out}.pdf").pages)
    assert window.session.workbook.last_hash() in said.replace(" ", "").replace("\n", "")


def words(page):
    from hssib_desk.ui.kit.text import Paragraph

    return [label.plain() for label in page.findChildren(Paragraph)]


def test_a_blind_second_reviewer_sees_neither_versions_nor_first_answers(qtbot, window, case):
    whole, _entry, _note = case
    book = window.session.workbook
    book.reviews.sign(whole.id, name="R. Reviewer", role="Psychiatrist")
    book.reviews.start_second(whole.id, name="S. Second", role="Nurse")
    screen = open_page(window, whole.id, SIGN_OFF)
    links = screen.doors.sign_off.versions.findChildren(LinkButton)
    assert [link.objectName() for link in links if not link.isHidden()] == ["show-history"]
    screen.doors.show_history()
    assert "opinion" not in " ".join(words(screen.doors.history))
