"""Signed versions and the history of an answer are read in the window, printed and exported."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog

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
    assert [link.objectName() for link in links] == ["show-history"]
    screen.doors.show_history()
    assert "opinion" not in " ".join(words(screen.doors.history))
