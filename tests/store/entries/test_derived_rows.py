"""Duties follow the clocks of today: a workbook made with others is worked out anew when it is opened."""

import json
from dataclasses import replace

from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file


def with_clocks_of(library, days):
    """The library with every clock running for other days."""
    forms = dict(library.forms)
    for key, form in forms.items():
        if form.clocks:
            raw = json.loads(form.text)
            for item in raw["form"]["clock"]:
                item["days"] = days
            forms[key] = form_from_text(json.dumps(raw))
    return replace(library, forms=forms)


def dues(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT case_id, key, due FROM duties ORDER BY case_id, key").fetchall()


def rebuilds(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM changes WHERE kind = 'rebuild'").fetchone()[0]


def test_a_clock_that_runs_otherwise_now_moves_the_duties_of_old_cases(workbook, path, library, clock):
    case = workbook.new_case()
    person = case.entry("person")
    died = person.field("date_of_death").key
    workbook.save(person.id, {died: "2025-11-03"})
    workbook.close()
    before = dues(path)
    assert before
    changed = with_clocks_of(library, 77)
    for _ in range(2):
        Workbook.open(path, library=changed, actor="R. Reviewer", now=clock).close()
        assert dues(path) != before
        assert rebuilds(path) == 1
    assert {item.severity for item in check(path, changed) if item.code != "backups"} == {"info"}


def test_the_clocks_of_a_new_workbook_are_never_worked_out_anew(workbook, path, library, clock):
    workbook.new_case()
    workbook.close()
    Workbook.open(path, library=library, actor="R. Reviewer", now=clock).close()
    assert rebuilds(path) == 0
