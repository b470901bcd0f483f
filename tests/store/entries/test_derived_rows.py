"""Duties follow the rules of today: a workbook made with others is worked out anew when it is opened."""

from dataclasses import replace

from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file


def with_days(library, days):
    """The library with every duty due after other days."""
    return replace(
        library, duties=tuple(replace(rule, due="days", days=days, setting="") for rule in library.duties)
    )


def dues(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT case_id, key, due FROM duties ORDER BY case_id, key").fetchall()


def rebuilds(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM changes WHERE kind = 'rebuild'").fetchone()[0]


def test_a_duty_that_is_due_otherwise_now_moves_in_old_cases(workbook, path, library, clock):
    case = workbook.new_case()
    person = case.entry("person")
    died = person.field("date_of_death").key
    workbook.save(person.id, {died: "2025-11-03"})
    workbook.close()
    before = dues(path)
    assert before
    changed = with_days(library, 77)
    for _ in range(2):
        Workbook.open(path, library=changed, actor="R. Reviewer", now=clock).close()
        assert dues(path) != before
        assert rebuilds(path) == 1
    assert {item.severity for item in check(path, changed) if item.code != "backups"} == {"info"}


def test_a_new_workbook_is_never_worked_out_anew(workbook, path, library, clock):
    workbook.new_case()
    workbook.close()
    Workbook.open(path, library=library, actor="R. Reviewer", now=clock).close()
    assert rebuilds(path) == 0


def test_other_days_of_a_local_standard_move_its_duties_at_once(workbook, path):
    person = workbook.new_case().entry("person")
    workbook.save(person.id, {"date_of_death": "2025-11-03"})
    workbook.set_setting("days_family", "3")
    workbook.set_setting("duties_off", "make_safe")
    workbook.close()
    assert ("family_told", "2025-11-06") in [(key, due) for _, key, due in dues(path)]


def test_a_row_of_older_clocks_is_forgotten(workbook, path, library, clock):
    workbook.new_case()
    workbook.close()
    with plain_file(path) as db:
        db.execute("UPDATE settings SET key = 'clocks' WHERE key = 'rules'")
    Workbook.open(path, library=library, actor="R. Reviewer", now=clock).close()
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        keys = {key for (key,) in db.execute("SELECT key FROM settings")}
    assert "rules" in keys
    assert "clocks" not in keys
