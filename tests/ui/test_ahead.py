"""What the next page needs is loaded while nobody waits, a part at a time."""

import sys

from hssib_desk.ui import ahead


def test_every_part_that_is_loaded_ahead_is_there(qtbot, window, monkeypatch):
    monkeypatch.setattr(ahead, "FIRST_MS", 0)
    monkeypatch.setattr(ahead, "EVERY_MS", 0)
    loading = ahead.LoadAhead(window)
    qtbot.waitUntil(lambda: not loading._left and not loading._timer.isActive())
    assert all(f"hssib_desk.ui.{part}" in sys.modules for part in ahead._PARTS)
