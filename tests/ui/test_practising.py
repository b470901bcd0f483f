"""The practice workbook is made on the worker and opened when it is whole."""

from hssib_desk.ui.file import practising
from hssib_desk.ui.file.practising import open_practice, practice_path


def test_it_is_made_once_and_opened(qtbot, go, monkeypatch):
    job = open_practice(go)
    assert go.said[0] == (practising.MAKING, "info")
    with qtbot.waitSignal(job.ended, timeout=60_000):
        pass
    assert practice_path().exists() and go.calls[-1][:2] == ("open_workbook", (practice_path(),))
    assert open_practice(go) is None and len(go.calls) == 2
    assert [path.name for path in practice_path().parent.glob("*.hssib")] == [practising.NAME]
