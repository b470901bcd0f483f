"""Settings are kept as they are changed; the number of days is changed on purpose only."""

from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import Qt

from hssib_desk import __version__
from hssib_desk.store.errors import DiskFull
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.settings import page
from hssib_desk.ui.settings.settings import load_settings, settings_path
from hssib_desk.ui.window.help import score_scale
from tests.ui.conftest import named


@pytest.fixture
def screen(window):
    window.show_place("settings")
    yield window.page("settings")
    current().set_mode("light")
    current().set_scale(100)


def write(qtbot, editor, text):
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)


def choose(qtbot, switch, value):
    button = next(made for made in switch.children() if getattr(made, "value", "") == value)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_theme_changes_at_once_and_stays_for_the_next_start(qtbot, screen):
    choose(qtbot, screen.theme, "dark")
    assert current().tokens.name == "dark"
    assert load_settings().theme == "dark"


def test_text_grows_at_once(qtbot, screen):
    choose(qtbot, screen.scale, "150")
    assert current().scale == 150
    assert load_settings().scale == 150


def test_notice_before_a_case_can_be_turned_off(qtbot, screen):
    qtbot.mouseClick(screen.content_notice, Qt.MouseButton.LeftButton)
    assert not load_settings().content_notice


def test_title_is_kept_and_shown_at_the_top(qtbot, window, screen):
    editor = named(screen, "title")
    write(qtbot, editor, "Willow Unit")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert window.session.workbook.facts.title == "Willow Unit"
    assert window.bar.title.text() == "Willow Unit"
    assert "Willow Unit" in window.windowTitle()


def test_text_is_kept_when_the_typing_pauses(qtbot, window, screen):
    write(qtbot, named(screen, "organisation"), "Oak Trust")
    qtbot.waitUntil(lambda: window.session.workbook.facts.organisation == "Oak Trust")


def test_text_typed_just_before_closing_is_kept(qtbot, window, screen):
    path, library = window.session.workbook.path, window.session.library
    write(qtbot, named(screen, "organisation"), "Oak Trust")
    window.close()
    with Workbook.open(path, library=library, actor="tester", read_only=True) as again:
        assert again.facts.organisation == "Oak Trust"


def test_odd_code_is_advised_and_kept(qtbot, window, screen):
    box = screen.boxes["ods_code"]
    write(qtbot, box.editor, "rx!")
    assert box.advice.isVisible()
    qtbot.keyClick(box.editor, Qt.Key.Key_Return)
    assert window.session.workbook.facts.ods_code == "rx!"
    write(qtbot, box.editor, "RXX")
    assert not box.advice.isVisible()


def test_failed_save_keeps_the_text_and_says_why(qtbot, window, screen, monkeypatch):
    def full(*_):
        raise DiskFull("There is no room on the disk.")

    monkeypatch.setattr(window.session.workbook, "set_setting", full)
    box = screen.boxes["organisation"]
    write(qtbot, box.editor, "Oak Trust")
    qtbot.keyClick(box.editor, Qt.Key.Key_Return)
    assert "no room" in box.error.sentence.plain()
    assert box.editor.value() == "Oak Trust"


def test_number_of_days_changes_with_the_button_only_and_every_count_with_it(qtbot, window, screen):
    before = window.session.workbook.lists.case_counts()
    editor = named(screen, "window_days")
    write(qtbot, editor, "120")
    assert window.session.workbook.facts.window_days == 30
    assert "3 cases" in screen.window_days.says.sentence.plain()
    qtbot.mouseClick(named(screen, "change-window"), Qt.MouseButton.LeftButton)
    assert window.session.workbook.facts.window_days == 120
    assert window.session.workbook.lists.case_counts()["outside"] < before["outside"]
    assert not screen.window_days.change.isVisible()
    assert "120 days" in window.notice.sentence


def test_large_workbook_is_worked_out_again_while_it_is_closed(qtbot, window, screen, monkeypatch):
    monkeypatch.setattr(page, "AT_ONCE", 1)
    write(qtbot, named(screen, "window_days"), "60")
    qtbot.keyClick(named(screen, "window_days"), Qt.Key.Key_Return)
    assert window.session is None
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session.workbook.facts.window_days == 60
    assert "60 days" in window.notice.sentence


@pytest.mark.parametrize("typed", ["", "soon", "-3", "99999"])
def test_what_is_no_number_of_days_is_refused_with_a_sentence(qtbot, screen, typed):
    editor = named(screen, "window_days")
    write(qtbot, editor, typed or "\b")
    assert screen.window_days.box.error.isVisible()
    assert not screen.window_days.change.isVisible()


def test_number_in_force_is_in_the_help(window, screen):
    window.session.act(lambda workbook: workbook.set_setting("window_days", "45"))
    window.show_place("help")
    said = [words.plain() for words in window.page("help").counted.findChildren(Paragraph)]
    assert any("45 days" in sentence for sentence in said)


def test_scores_in_the_help_are_those_of_the_forms(window, screen):
    window.show_place("help")
    said = {words.plain() for words in window.page("help").findChildren(Paragraph)}
    scale = score_scale(window.session.library)
    assert {f"{choice.label}: {choice.help}" for choice in scale.offered} <= said
    assert scale.note in said


def test_about_is_shown_at_the_end_of_the_help(window, screen):
    window.show_place("help")
    window.page("help").show_about()
    about = window.page("help").about
    assert about.visibleRegion().boundingRect().height() > 0
    assert any(__version__.removesuffix(".0") in words.plain() for words in about.findChildren(Paragraph))


def test_settings_lie_where_this_system_keeps_those_of_programs():
    folder = Path(platformdirs.user_config_dir("hssib-desk", appauthor=False))
    assert settings_path().parent == folder
