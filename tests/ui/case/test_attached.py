"""Files under a question: attached, opened as a private copy, saved, removed, and never left behind."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QFileDialog

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.case.attachments.attached import AttachedFiles
from hssib_desk.ui.file import opened_copies
from hssib_desk.ui.file.opened_copies import OpenedCopies, clear_leftovers
from hssib_desk.ui.kit.text import Paragraph
from tests.ui.conftest import named

LETTER = b"%PDF-1.7 a letter"


@pytest.fixture
def question(window):
    forms = window.session.library.forms.values()
    return next((form, f) for form in forms for f in form.fields if f.kind == "attachment")


@pytest.fixture
def screen(window, question):
    row = window.session.workbook.lists.cases(CaseQuery(sort="ref", descending=False))[0]
    page = next(p for p in window.session.library.outline.pages if p.form == question[0].key)
    window.case(row.id, page=page.key, field=question[1].key)
    return window.page("case")


@pytest.fixture
def files(screen):
    return next(made for made in screen.findChildren(AttachedFiles) if made.isVisible())


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "Letter.pdf.exe"
    path.write_bytes(LETTER)
    return path


@pytest.fixture
def opened():
    """Stands for the system's viewer: what it was asked to open."""

    class Viewer(QObject):
        @Slot(QUrl)
        def show(self, url):
            self.paths.append(url.toLocalFile())

    viewer = Viewer()
    viewer.paths = []
    QDesktopServices.setUrlHandler("file", viewer, "show")
    yield viewer.paths
    QDesktopServices.unsetUrlHandler("file")


def press(qtbot, parent, name):
    qtbot.mouseClick(named(parent, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def attached(qtbot, monkeypatch, files, letter):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(letter)], ""))
    press(qtbot, files, "attach-file")
    qtbot.waitUntil(lambda: len(files.value()) == 1)
    return files.value()[0]


def said(window):
    return words(window.notice)


def words(widget):
    return " ".join(label.plain() for label in widget.findChildren(Paragraph) if label.isVisible())


def test_an_attached_file_is_listed_with_kind_size_and_who(window, screen, files, attached):
    assert "Letter.pdf.exe" in words(files)
    assert "PDF document, 17 bytes, attached by tester on" in words(files)
    assert window.session.workbook.attachment_content(attached) == LETTER


def test_opening_makes_a_private_copy_with_the_ending_of_its_kind(qtbot, files, attached, opened):
    assert not opened_copies.root().exists()
    press(qtbot, files, "open-file")
    assert len(opened) == 1
    assert opened[0].endswith("Letter.pdf.exe.pdf")
    copy = Path(opened[0])
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400
    assert copy.read_bytes() == LETTER


def test_closing_the_workbook_removes_every_copy(qtbot, window, files, attached, opened):
    press(qtbot, files, "open-file")
    press(qtbot, files, "open-file")
    assert window.leave_workbook()
    assert list(opened_copies.root().iterdir()) == []


def test_leftovers_go_at_the_next_start_and_a_running_program_keeps_its_own(qapp):
    running, killed = OpenedCopies(), opened_copies.root() / "0123"
    kept = running.put("a.txt", ".txt", b"a")
    killed.mkdir()
    (killed / "b.txt").write_bytes(b"b")
    clear_leftovers()
    assert kept.exists()
    assert not killed.exists()
    running.clear()
    assert list(opened_copies.root().iterdir()) == []


def test_removing_says_how_to_take_it_back_and_undo_does(qtbot, window, screen, files, attached):
    press(qtbot, files, "remove-file")
    assert files.value() == []
    assert "F8" in said(window)
    screen.undo()
    assert files.value() == [attached]


def test_a_copy_is_saved_where_it_was_asked_for(qtbot, monkeypatch, files, attached, tmp_path):
    asked = []

    def dialog(parent, title, name, *_):
        asked.append(name)
        return str(tmp_path / "copy.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    press(qtbot, files, "save-file")
    assert asked == ["Letter.pdf.exe.pdf"]
    assert (tmp_path / "copy.pdf").read_bytes() == LETTER


def test_a_dropped_file_is_attached_and_what_cannot_be_is_said(qtbot, window, files, tmp_path):
    for name, content in (("run.pdf", b"MZ\x90"), ("page.html", b"<!DOCTYPE html>")):
        (tmp_path / name).write_bytes(content)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        files.dropEvent(
            QDropEvent(
                QPointF(1, 1),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        if name == "run.pdf":
            qtbot.waitUntil(lambda: "is a program" in said(window))
    qtbot.waitUntil(lambda: len(files.value()) == 1)
    qtbot.waitUntil(lambda: "It is not opened from here" in words(files))
    assert not any(child.objectName() == "open-file" and child.isVisible() for child in files.children())


def test_a_signed_review_shows_its_files_and_takes_none(qtbot, window, screen, files, attached):
    case = screen.case
    window.session.act(lambda workbook: workbook.reviews.sign(case.id, name="R", role="Nurse"), case.id)
    screen.refresh()
    assert not files.add.isVisible()
    assert "remove-file" not in [
        child.objectName() for child in files.findChildren(type(files.add)) if child.isVisible()
    ]
    qtbot.waitUntil(lambda: named(files, "open-file").isVisible())


def test_limits_are_changed_in_the_settings(qtbot, window):
    window.show_place("settings")
    field = named(window.page("settings"), "attachment_mb")
    assert field.text() == "20"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.workbook.attachment_limit() == 20_000_000
    field.selectAll()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.workbook.attachment_limit() == 5_000_000


def test_file_is_erased_with_a_reason_after_it_was_said_what_goes(qtbot, window, screen, files, attached):
    path = window.session.workbook.path
    copy = window.session.workbook.copies.backup()
    assert LETTER in path.read_bytes()
    press(qtbot, files, "erase-file")
    page = screen.doors.erase
    qtbot.waitUntil(lambda: page.looked is not None and words(page.told) != "")
    assert screen.middle.currentWidget() is page
    assert "1 copy beside the workbook still holds it" in words(page.told)
    assert "Letter.pdf.exe" in words(page.told)
    assert not page.erase.isEnabled()
    qtbot.keyClicks(page.reason, "It is of somebody else")
    page.copies.set_value(True)
    press(qtbot, page, "erase-for-good")
    qtbot.waitUntil(lambda: window.session is not None and "was erased" in said(window))
    assert "1 copy rewritten" in said(window)
    assert LETTER not in path.read_bytes()
    assert LETTER not in copy.read_bytes()


def test_one_can_keep_the_file_instead(qtbot, window, screen, files, attached):
    press(qtbot, files, "erase-file")
    page = screen.doors.erase
    qtbot.waitUntil(lambda: page.looked is not None)
    press(qtbot, page, "keep-file")
    assert screen.middle.currentWidget() is not page
    assert window.session.workbook.attachment_content(attached) == LETTER
