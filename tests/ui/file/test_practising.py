"""The practice workbook is made on the worker and opened when it is whole."""

from datetime import date

from hssib_desk.practice import practice_cases
from hssib_desk.ui.file import practising
from hssib_desk.ui.file.practising import open_practice, practice_path


def test_it_is_made_once_and_opened(qtbot, go, monkeypatch):
    job = open_practice(go)
    assert go.said[0] == (practising.MAKING, "info")
    with qtbot.waitSignal(job.ended, timeout=300_000):
        pass
    assert practice_path().exists() and go.calls[-1][:2] == ("open_workbook", (practice_path(),))
    assert open_practice(go) is None and len(go.calls) == 2
    assert [path.name for path in practice_path().parent.glob("*.hssib")] == [practising.NAME]


def test_stopped_while_it_is_made_it_ends_before_it_is_whole_and_leaves_nothing(qtbot, go):
    job, told = open_practice(go), []
    job.progressed.connect(told.append)
    job.progressed.connect(lambda _done: job.stop())
    with qtbot.waitSignal(job.stopped, timeout=300_000):
        pass
    assert 0 < len(told) < len(practice_cases(date.today()))
    assert list(practice_path().parent.glob("*.hssib*")) == []
