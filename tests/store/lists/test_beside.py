"""What is asked on another thread is answered from one saved state, and holds up nobody who saves."""

import threading

import pytest

from hssib_desk.store.lists.beside import Unwanted
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook

ALL = CaseQuery()
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n, cases"


class Asked:
    """A question that is asked on a thread of its own; `first` is what it does when it is asked first."""

    def __init__(self, workbook, first, unwanted=None):
        self.begun, self.times, self.answer, self.error = threading.Event(), 0, None, None
        self._first, self._beside, self._unwanted = first, workbook.beside, unwanted
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        try:
            self.answer = self._beside.ask(self._ask, self._unwanted)
        except Exception as error:
            self.error = error

    def _ask(self, lists):
        self.times += 1
        before = lists.count_cases(ALL)
        self.begun.set()
        if self.times == 1:
            self._first(lists)
        return before, lists.count_cases(ALL)

    def end(self):
        self.thread.join(60)
        assert not self.thread.is_alive()
        return self


def endless(lists):
    """Look at the file until somebody stops it."""
    with lists._at.reading() as context:
        context.db.exec_driver_sql(ENDLESS)


def test_a_save_waits_for_no_answer_and_the_answer_has_it(workbook, case):
    asked = Asked(workbook, endless)
    asked.begun.wait()
    workbook.new_case()  # a reader that stayed would make it fail after three seconds
    assert asked.end().answer == (2, 2) and asked.times == 2


def test_an_answer_holds_one_state_of_the_file(workbook, case):
    go = threading.Event()
    asked = Asked(workbook, lambda lists: go.wait())
    asked.begun.wait()
    workbook.new_case()
    go.set()
    assert asked.end().answer == (2, 2)


def test_what_is_not_saved_yet_is_not_seen(workbook, case):
    with pytest.raises(ZeroDivisionError), workbook._at.writing() as context:
        context.db.exec_driver_sql("DELETE FROM duties")
        context.db.exec_driver_sql("UPDATE cases SET status = 'sealed'")
        asked = Asked(workbook, lambda lists: None)
        raise ZeroDivisionError  # so that nothing of it is kept
    assert asked.end().answer == (1, 1)
    assert workbook.beside.ask(lambda lists: lists.count_cases(CaseQuery(status="sealed"))) == 0


def test_what_nobody_waits_for_is_given_up(workbook, case):
    enough = threading.Event()
    asked = Asked(workbook, endless, enough.is_set)
    asked.begun.wait()
    enough.set()
    assert isinstance(asked.end().error, Unwanted) and asked.times == 1


def test_closing_gives_up_what_is_asked_and_lets_go_of_the_file(workbook, path, case):
    asked = Asked(workbook, endless)
    asked.begun.wait()
    workbook.close()
    assert isinstance(asked.end().error, Unwanted)
    with pytest.raises(Unwanted):
        workbook.beside.ask(lambda lists: lists.count_cases(ALL))
    path.rename(path.with_suffix(".moved"))
    with pytest.raises(Unwanted):
        workbook.beside.ask(lambda lists: lists.count_cases(ALL))


def test_a_fault_is_raised_to_who_asked(workbook, case):
    with pytest.raises(ZeroDivisionError):
        workbook.beside.ask(lambda lists: 1 // 0)


def test_a_protected_workbook_is_asked_with_its_key_and_rests_between(path, library, clock):
    def count(lists):
        return lists.count_cases(ALL)

    made = Workbook.create(path, library=library, actor="R. Reviewer", now=clock, passphrase="seven spoons")
    with made:
        made.new_case()
        assert made.beside.ask(count) == 1
        asked = Asked(made, endless)
        asked.begun.wait()
        made.rest()  # gives way, closes the connection, and is asked again
        assert asked.end().answer == (1, 1)
        made.new_case()
        assert made.beside.ask(count) == 2
