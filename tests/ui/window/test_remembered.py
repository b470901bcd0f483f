"""What this computer remembers: each value by itself, from every window, and never in the way of a start."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hssib_desk.ui.settings.settings import Away, Settings, change_settings, load_settings, settings_path
from hssib_desk.ui.window.window import MainWindow


def write(text):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(text, "utf-8")


def test_two_windows_change_different_settings(qtbot):
    first = second = load_settings()
    first = change_settings(first, theme="dark")
    second = change_settings(second, scale=150)
    change_settings(first, content_notice=False)
    found = load_settings()
    assert (found.theme, found.scale, found.content_notice) == ("dark", 150, False)


def test_a_key_of_a_later_program_forgets_nothing_and_stays(qtbot):
    write(json.dumps({"theme": "dark", "colour_of_the_sea": "blue", "away": {"minutes": 5, "later": 1}}))
    assert load_settings() == Settings(theme="dark", away=Away(minutes=5))
    change_settings(load_settings(), scale=125)
    assert json.loads(settings_path().read_text("utf-8"))["colour_of_the_sea"] == "blue"


@pytest.mark.parametrize(
    "raw",
    [
        {"theme": "purple"},
        {"theme": 3},
        {"scale": "big"},
        {"scale": 10**30},
        {"scale": -5},
        {"scale": True},
        {"clipboard_seconds": -1},
        {"publish_minutes": 10**12},
        {"recent": "x"},
        {"recent": [{"path": "a", "title": "b", "cases": 1, "at": "yesterday"}]},
        {"recent": [{"path": 1, "title": "b", "cases": 1, "at": "2026-01-01T00:00:00+00:00"}, 7]},
        {"away": []},
        {"away": {"minutes": "ten"}},
        {"geometry": "not hex \ud800"},
    ],
)
def test_a_value_that_cannot_be_meant_is_left_out_alone_and_stops_no_start(qtbot, qapp, raw):
    from hssib_desk.ui.kit.theme import install_theme

    write(json.dumps({"content_notice": False, **raw}))
    found = load_settings()
    assert not found.content_notice
    for name in raw.keys() - {"geometry"}:
        assert getattr(found, name) == getattr(Settings(), name)
    install_theme(qapp, found.theme, found.scale)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    install_theme(qapp, "light", 100)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000])
def test_a_file_that_is_none_gives_the_first_settings(qtbot, text):
    write(text)
    assert load_settings() == Settings()


def test_full_screen_is_left_by_a_key_and_not_taken_up_at_the_next_start(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    window.remember(geometry=bytes(window.saveGeometry().toHex().data()).decode())
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    other = MainWindow()
    qtbot.addWidget(other)
    other.show()
    assert not other.isFullScreen()


def test_after_midnight_the_page_is_counted_anew(qtbot, window, monkeypatch):
    from datetime import date, timedelta

    from hssib_desk.ui.home import screen
    from hssib_desk.ui.learning import screen as learning
    from hssib_desk.ui.window import window as window_module

    class Tomorrow(date):
        @classmethod
        def today(cls):
            return date.today() + timedelta(days=400)

    window.home()
    window.learning()
    before = [action.text() for action in window.page("learning").died._actions.actions()]
    for module in (window_module, screen, learning):
        monkeypatch.setattr(module, "date", Tomorrow)
    window._look_at_day()
    after = [action.text() for action in window.page("learning").died._actions.actions()]
    assert before != after and len(before) == len(after)


def test_a_note_is_dated_the_day_it_is_written(qtbot, window, monkeypatch):
    from datetime import date, timedelta

    from hssib_desk.domain.dates import show_date
    from hssib_desk.ui.actions import panel

    class Tomorrow(date):
        @classmethod
        def today(cls):
            return date.today() + timedelta(days=1)

    entries = (entry for case in window.session.workbook.lists.case_files() for entry in case.entries)
    action = next(entry for entry in entries if entry.form.role("progress"))
    window.action_log(None, action.id)
    detail = window.page("actions").detail
    detail.add_progress()
    monkeypatch.setattr(panel, "date", Tomorrow)
    QTest.keyClicks(detail.panel.editor, "Rang the ward")
    written = detail.panel.entry.text("progress")
    assert written.startswith(f"{show_date(Tomorrow.today())}: Rang the ward")


def test_ctrl_f_in_a_case_leads_to_the_search(qtbot, window):
    window.new_case("full")
    QTest.keyClick(window.page("case").focusWidget(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.bar.search.hasFocus()
