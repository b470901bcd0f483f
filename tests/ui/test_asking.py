"""A page asks on the worker: the window goes on, and what comes too late is never shown."""

import threading

import pytest

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui import asking, work
from hssib_desk.ui.asking import Asking

pytestmark = pytest.mark.usefixtures("no_patience")


class Page:
    """What a page would show and say."""

    def __init__(self, session, parent):
        self.shown, self.said = [], []
        self.asking = Asking(session, self.shown.append, self.said.append, parent)


@pytest.fixture
def page(session, qapp):
    return Page(session, session)


def cases(lists):
    return lists.count_cases(CaseQuery())


def held(answer):
    """A question that begins, and is answered when it is let go."""
    begun, go = threading.Event(), threading.Event()

    def ask(_lists):
        begun.set()
        go.wait()
        return answer

    return ask, begun, go


def test_the_answer_is_shown_when_it_comes(qtbot, page):
    page.asking.ask(cases)
    assert page.shown == [] and page.asking.waits
    qtbot.waitUntil(lambda: page.shown == [3])
    assert not page.asking.waits


def test_only_the_answer_to_the_last_question_is_shown(qtbot, page):
    question, begun, go = held("old")
    page.asking.ask(question)
    begun.wait()
    page.asking.ask(cases)
    go.set()
    qtbot.waitUntil(lambda: page.shown != [] and work.is_idle())
    assert page.shown == [3]


def test_an_answer_that_waits_to_be_shown_is_dropped_too(qtbot, page):
    question, _, go = held("old")
    page.asking.ask(question)
    go.set()
    work._pools[True].waitForDone()  # answered, and not heard of yet
    page.asking.drop()
    qtbot.waitUntil(work.is_idle)
    assert page.shown == [] and not page.asking.waits


def test_a_workbook_that_is_closed_is_told_of_no_more(qtbot, page, session):
    question, begun, go = held("old")
    page.asking.ask(question)
    begun.wait()
    go.set()
    session.discard()
    qtbot.waitUntil(work.is_idle)
    assert page.shown == [] and page.said == []


def test_what_is_saved_meanwhile_is_in_the_answer(qtbot, page, session):
    question, begun, go = held(None)
    times = []

    def ask(lists):
        times.append(1)
        return question(lists) or cases(lists)

    page.asking.ask(ask)
    begun.wait()
    session.workbook.new_case()
    go.set()
    qtbot.waitUntil(lambda: page.shown == [4])
    assert len(times) == 2


def test_an_export_under_way_holds_up_no_page(qtbot, page):
    begun, go = threading.Event(), threading.Event()
    export = work.start(lambda task: (begun.set(), go.wait()))
    begun.wait()
    page.asking.ask(cases)
    qtbot.waitUntil(lambda: page.shown == [3])
    go.set()
    with qtbot.waitSignal(export.ended):
        pass


def test_what_the_file_says_is_said(qtbot, page, session):
    session.workbook.path.write_bytes(b"SQLite format 3\0" + b"broken" * 400)
    page.asking.ask(cases)
    qtbot.waitUntil(lambda: page.said != [])
    assert page.shown == [] and page.said[0].endswith(".")


def test_a_long_wait_is_said_until_it_is_over(qtbot, page):
    said = []
    page.asking.lasts.connect(said.append)
    question, _, go = held("late")
    page.asking.ask(question)
    qtbot.waitUntil(lambda: said == [True])
    page.asking.ask(question)  # the same wait goes on
    go.set()
    qtbot.waitUntil(lambda: page.shown == ["late"])
    assert said == [True, False]


def test_what_comes_at_once_is_shown_before_anything_else_is_done(page, monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE_S", 60)
    page.asking.ask(cases)
    assert page.shown == [3] and work.is_answered() and not page.asking.waits


def test_it_is_shown_once(qtbot, page, monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE_S", 60)
    page.asking.ask(cases)
    qtbot.waitUntil(work.is_idle)
    assert page.shown == [3]
