"""Keeping and letting go on the screen: said first, done for good, certificates kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.kit.text import Paragraph
from tests.ui.conftest import named, person

PLANTED = "She sang in the choir and kept bees."


@pytest.fixture
def screen(window):
    window.show_place("disposal")
    return window.page("disposal")


@pytest.fixture
def old(window):
    """A case whose time has come, with a text that stands nowhere else."""
    given = person(
        window.session.library, local_number="H1", date_of_death="2001-05-06", pen_portrait="Pterodactyl"
    )
    return window.session.act(lambda workbook: workbook.new_case(given))


def words(widget):
    return " ".join(label.plain() for label in widget.findChildren(Paragraph) if label.isVisible())


def press(qtbot, parent, name):
    qtbot.mouseClick(named(parent, name), Qt.MouseButton.LeftButton)


def ready(qtbot, screen):
    qtbot.waitUntil(lambda: screen.looked is not None)


def test_years_are_shown_as_unverified_and_kept_when_changed(qtbot, window, screen):
    field = named(screen, "keep_years")
    assert field.text() == "10"
    assert "not verified" in words(screen.years)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "15")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.workbook.setting("keep_years") == "15"
    field.selectAll()
    qtbot.keyClicks(field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "from 1 to" in screen.years.fields["keep_years"].error.sentence.plain()
    assert window.session.workbook.setting("keep_years") == "15"


def test_a_case_whose_time_has_come_is_disposed_of_and_is_in_no_file(qtbot, window, old, screen, tmp_path):
    window.session.workbook.copies.backup()
    path = window.session.workbook.path
    assert b"Pterodactyl" in path.read_bytes()
    press(qtbot, screen, f"keep-{old.ref}")
    ready(qtbot, screen)
    qtbot.waitUntil(lambda: "is rewritten without the case" in words(screen.doing))
    assert not screen.act.isEnabled()
    qtbot.keyClicks(screen.reason, "Its time is over")
    assert screen.act.isEnabled()
    press(qtbot, screen, "dispose")
    qtbot.waitUntil(lambda: window.session is not None and "1 case disposed of" in window.notice.sentence)
    refs = [row.ref for row in window.session.workbook.lists.cases(CaseQuery())]
    assert old.ref not in refs
    assert len(refs) == 3
    for file in [path, *path.parent.rglob("*.hssib")]:
        assert b"Pterodactyl" not in file.read_bytes()


def test_a_certificate_can_be_saved_afterwards(qtbot, window, old, screen, tmp_path, monkeypatch):
    out = tmp_path / "certificate.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    window.session.workbook.retention.dispose([old.id], "Its time is over")
    screen.refresh()
    press(qtbot, screen, f"certificate-{old.ref}")
    assert out.read_text("utf-8") == window.session.workbook.retention.certificates()[0].text


def test_a_hold_with_its_reason_keeps_a_case_out_of_the_disposal(qtbot, window, old, screen):
    qtbot.keyClicks(named(screen, "keep-ref"), old.ref)
    qtbot.keyClick(named(screen, "keep-ref"), Qt.Key.Key_Return)
    press(qtbot, screen, "hold-case")
    assert "Write why" in screen.one.why.error.sentence.plain()
    qtbot.keyClicks(named(screen, "hold-reason"), "Public inquiry")
    press(qtbot, screen, "hold-case")
    assert window.session.workbook.retention.keeping([old.id])[0].hold == "Public inquiry"
    qtbot.waitUntil(lambda: "On hold: Public inquiry" in words(screen.due))
    assert not screen.one.add_case.isVisible()
    press(qtbot, screen, "hold-case")
    assert window.session.workbook.retention.keeping([old.id])[0].hold == ""


def test_a_case_before_its_time_goes_only_with_the_second_tick(qtbot, window, screen):
    row = window.session.workbook.lists.cases(CaseQuery())[0]
    qtbot.keyClicks(named(screen, "keep-ref"), row.ref)
    press(qtbot, screen, "find-case")
    press(qtbot, screen, "add-case")
    ready(qtbot, screen)
    qtbot.keyClicks(screen.reason, "Begun by mistake")
    qtbot.waitUntil(lambda: f"{row.ref} is to be kept until" in words(screen.doing))
    assert not screen.act.isEnabled()
    press(qtbot, screen, "dispose-early")
    assert screen.act.isEnabled()


def test_an_unknown_reference_is_said_beside_the_field(qtbot, screen):
    qtbot.keyClicks(named(screen, "keep-ref"), "C-1999-001")
    press(qtbot, screen, "find-case")
    assert "There is no case" in screen.one.box.error.sentence.plain()
    assert not screen.one.acts.isVisible()


def test_without_a_case_there_is_nothing_to_press(screen):
    assert "No review is due for disposal" in words(screen.due)
    assert not screen.act.isEnabled()
    assert Path(screen.session.workbook.path).exists()
