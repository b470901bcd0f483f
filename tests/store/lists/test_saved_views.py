"""A saved view finds again what the list found, whatever it was narrowed to."""

from datetime import date

import pytest

from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, Person
from hssib_desk.store.lists.saved_views import answers_of, may_be_kept, view_form, view_of, views_of

QUERIES = [
    ("actions", ActionQuery(overdue=True, owner="Ward manager = deputy", group_by="theme")),
    ("actions", ActionQuery(status="open", check_due=True, sort="target", descending=False)),
    ("cases", CaseQuery(status="to_finish", died_from=date(2026, 1, 1), weak_only=True, sort="due")),
    ("cases", CaseQuery(level="short", text="choir")),
    ("cases", CaseQuery()),
]


@pytest.mark.parametrize(("place", "query"), QUERIES)
def test_a_view_is_kept_and_read_back_as_it_was(workbook, reopen, place, query):
    form = view_form(workbook.library)
    workbook.records.add(form, answers_of(workbook.library, " Mine ", place, query))
    again = reopen(workbook)
    (view,) = views_of(again.records.of_form(form), place)
    assert (view.name, view.place, view.query) == ("Mine", place, query)
    assert views_of(again.records.of_form(form), "actions" if place == "cases" else "cases") == []


def test_what_holds_for_a_moment_or_a_person_is_not_kept():
    assert may_be_kept(CaseQuery(status="signed")) and may_be_kept(ActionQuery(brag="red"))
    for query in (CaseQuery(only=("a",)), CaseQuery(person=Person("R")), ActionQuery(case_id="x")):
        assert not may_be_kept(query)


def test_lines_that_mean_nothing_are_passed_over(workbook):
    form = workbook.library.records[view_form(workbook.library)]
    given = dict(answers_of(workbook.library, "Old", "cases", CaseQuery(level="full")))
    key = form.role("view_filters").key
    given[key] += "\ncolour = blue\ndied_from = soon\nwords"
    entry = workbook.records.add(form.key, given)
    assert view_of(entry).query == CaseQuery(level="full")
