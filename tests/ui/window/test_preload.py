"""What the next page needs is loaded while nobody waits, a part at a time."""

import sys

from hssib_desk.domain import bank_holidays
from hssib_desk.ui.spelling.speller import read_dictionary
from hssib_desk.ui.window import preload


def test_every_part_that_is_loaded_ahead_is_there(qtbot, window, monkeypatch):
    monkeypatch.setattr(preload, "FIRST_MS", 0)
    monkeypatch.setattr(preload, "EVERY_MS", 0)
    loading = preload.Preloader(window)
    qtbot.waitUntil(lambda: not loading._left and not loading._timer.isActive())
    assert all(f"hssib_desk.ui.{part}" in sys.modules for part in preload._PARTS)


def test_the_bank_holidays_are_there_before_the_first_working_day_is_counted(qtbot, window, monkeypatch):
    bank_holidays._england.cache_clear()
    monkeypatch.setattr(preload, "FIRST_MS", 0)
    monkeypatch.setattr(preload, "EVERY_MS", 0)
    preload.Preloader(window)
    qtbot.waitUntil(lambda: bank_holidays._england.cache_info().currsize == 1)


def test_the_dictionary_is_read_before_the_first_text_is_looked_at(qtbot, window, monkeypatch):
    read_dictionary.cache_clear()
    monkeypatch.setattr(preload, "FIRST_MS", 0)
    monkeypatch.setattr(preload, "EVERY_MS", 0)
    preload.Preloader(window)
    qtbot.waitUntil(lambda: read_dictionary.cache_info().currsize == 1)
