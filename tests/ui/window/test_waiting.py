"""Closing while an export is being written: it is waited for, can be stopped, and leaves no half file."""

import threading

import pytest
from PySide6.QtCore import Qt

from hssib_desk.export.files import replacing
from hssib_desk.store.errors import DiskFull
from hssib_desk.ui import work
from hssib_desk.ui.export.page import BEING_WRITTEN
from hssib_desk.ui.file.file_task import ClosedPage, with_file
from hssib_desk.ui.window.waiting import NOW, WaitBar
from tests.ui.conftest import named

WHOLE = b"the whole file"


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "export.pdf"


@pytest.fixture
def gate():
    made = threading.Event()
    yield made
    made.set()


@pytest.fixture
def writing(window, gate, out):
    """An export that has written half its file and goes on when the gate opens."""
    begun = threading.Event()

    def write(task):
        with replacing(out) as part:
            part.write_bytes(WHOLE[:5])
            begun.set()
            gate.wait()
            task.step(1)
            part.write_bytes(WHOLE)
        return out

    job = work.start(write, BEING_WRITTEN)
    assert begun.wait(60)
    return job


def bar(window):
    return window.findChild(WaitBar, "waiting")


def press(qtbot, parent, name):
    qtbot.mouseClick(named(parent, name), Qt.MouseButton.LeftButton)


def test_window_waits_for_the_export_and_closes_then(qtbot, window, writing, gate, out):
    assert not window.close()
    assert window.isVisible()
    assert bar(window).words.text() == f"{BEING_WRITTEN}. {NOW}"
    assert window.close() is False
    assert len(window.findChildren(WaitBar)) == 1
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert out.read_bytes() == WHOLE
    assert list(out.parent.iterdir()) == [out]


def test_what_is_typed_while_waiting_is_saved(qtbot, window, writing, gate, filled_path):
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.store.workbook import Workbook

    window.close()
    case = next(window.session.workbook.lists.case_files())
    form = window.session.library.form_with_role("pen_portrait")
    key = form.role("pen_portrait").key
    window.session.edit(case.id, case.entry(form.key).id, key, "Typed while waiting.")
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    with Workbook.open(filled_path, library=load_library(), actor="tester", read_only=True) as workbook:
        assert workbook.case(case.id).entry(form.key).answers[key] == "Typed while waiting."


def test_stopped_export_leaves_nothing_and_the_window_closes(qtbot, window, writing, gate, out):
    window.close()
    press(qtbot, window, "stop-and-close")
    assert window.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert list(out.parent.iterdir()) == []


def test_one_can_stay_and_the_export_goes_on(qtbot, window, writing, gate, out):
    window.close()
    press(qtbot, window, "stay")
    assert bar(window) is None
    with qtbot.waitSignal(writing.ended):
        gate.set()
    assert out.read_bytes() == WHOLE
    assert window.isVisible()
    assert window.session is not None
    assert window.close()


def test_failed_export_keeps_the_window_open_so_that_it_is_read(qtbot, window, gate):
    def fail(_task):
        gate.wait()
        raise DiskFull("There is no room on the disk.")

    job = work.start(fail, BEING_WRITTEN)
    window.close()
    with qtbot.waitSignal(job.ended):
        gate.set()
    qtbot.waitUntil(lambda: bar(window) is None)
    assert window.isVisible()
    assert window.session is not None


def test_another_workbook_is_opened_when_the_export_is_done(qtbot, window, writing, gate, tmp_path):
    from hssib_desk.ui.file.opening import create_session

    other = create_session(tmp_path / "other.hssib", window, "Other")
    window.show_session(other)
    assert window.session is not other
    gate.set()
    qtbot.waitUntil(lambda: window.session is other)


def test_other_workbook_is_closed_again_when_one_stays(qtbot, window, writing, gate, tmp_path):
    from hssib_desk.ui.file.opening import create_session

    other = create_session(tmp_path / "other.hssib", window, "Other")
    window.show_session(other)
    press(qtbot, window, "stay")
    assert other.is_closed
    assert window.session is not other


def test_work_on_the_file_waits_and_is_waited_for(qtbot, window, writing, gate, filled_path):
    second = threading.Event()
    with_file(window, filled_path, "Looking at the file", lambda _task: str(second.wait()))
    assert window.session is not None
    gate.set()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), ClosedPage))
    window.close()
    assert window.isVisible()
    assert bar(window).words.text().startswith("Looking at the file.")
    second.set()
    qtbot.waitUntil(lambda: not window.isVisible())
