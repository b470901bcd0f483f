"""Filled forms that belong to no case: kept with history, sealed, and told when another alters them."""

import sqlite3

import pytest

from hssib_desk.store.errors import Missing, Sealed
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.verify.check import check
from tests.factories import keyed, sample


@pytest.fixture
def form(library):
    return library.records["view"]


def errors(path, library):
    return [item.sentence for item in check(path, library) if item.severity == "error"]


def test_a_record_is_kept_with_its_history_and_belongs_to_no_case(workbook, form, reopen, clock):
    made = workbook.records.add(form.key, keyed(form, {"title": "Due this week"}))
    clock.pass_by(minutes=1)
    workbook.records.save(made.id, keyed(form, {"title": "Due next week"}), "The week is over")
    workbook.records.save(made.id, keyed(form, {"title": "Due next week"}))  # nothing differs
    again = reopen(workbook)
    (found,) = again.records.of_form(form.key)
    assert (found.text("title"), found.row_version) == ("Due next week", 2)
    assert [(c.old, c.new, c.who, c.why) for c in again.records.history(made.id)[1:]] == [
        (None, "Due this week", "R. Reviewer", ""),
        ("Due this week", "Due next week", "R. Reviewer", "The week is over"),
    ]
    told = [(c.what, c.place, c.before, c.after) for c in again.past_of_itself()]
    assert ("Changed", "Saved view “Due next week”", "Due this week", "Due next week") in told
    assert again.lists.count_cases(CaseQuery()) == 0


def test_a_record_that_was_taken_out_can_be_put_back(workbook, form):
    made = workbook.records.add(form.key, keyed(form, {"title": "Due this week"}))
    workbook.records.remove(made.id, "Nobody uses it")
    assert workbook.records.of_form(form.key) == []
    with pytest.raises(Missing):
        workbook.records.save(made.id, {})
    workbook.records.restore(made.id)
    assert [entry.id for entry in workbook.records.of_form(form.key)] == [made.id]


def test_a_sealed_record_stays_as_it_is_whoever_writes(workbook, form, plain, path, library):
    made = workbook.records.add(form.key, {field.key: sample(field) for field in form.fields})
    seal = workbook.records.seal(made.id, name="A. Lead", role="Governance lead")
    assert workbook.records.find(made.id).seal == seal
    for change in (
        lambda: workbook.records.save(made.id, keyed(form, {"title": "Another"})),
        lambda: workbook.records.remove(made.id),
        lambda: workbook.records.seal(made.id, name="B", role=""),
    ):
        with pytest.raises(Sealed):
            change()
    for statement in ("UPDATE workbook_entries SET answers = '{}'", "DELETE FROM workbook_entries"):
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            plain.execute(statement)
    assert errors(path, library) == []


def test_a_check_names_what_was_changed_in_a_record_and_one_that_is_gone(
    workbook, form, plain, path, library
):
    made = workbook.records.add(form.key, keyed(form, {"title": "Due this week"}))
    workbook.close()
    key = form.role("title").key
    plain.execute("UPDATE workbook_entries SET answers = json_set(answers, ?, 'Other')", [f"$.{key}"])
    said = "A record was changed outside this program: Saved view, “Name”."
    assert said in errors(path, library)
    plain.execute("DROP TRIGGER record_kept")
    plain.execute("DELETE FROM workbook_entries WHERE id = ?", [made.id])
    assert "A record of the workbook was deleted outside this program." in errors(path, library)


def test_a_form_that_belongs_to_cases_is_refused(workbook, forms):
    with pytest.raises(ValueError, match="belongs to no case"):
        workbook.records.add(forms.action.key, {})
