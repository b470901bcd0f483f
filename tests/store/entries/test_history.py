"""Every change is told, in a chain; the last act can be undone, also tomorrow."""

from datetime import timedelta

import pytest

from hssib_desk.domain.review.case_file import Change
from hssib_desk.store.entries.history import LastChange, chain_break, last_change, last_change_in, read_lines
from hssib_desk.store.errors import NotReady


def value(workbook, case, forms):
    return workbook.case(case.id).entry(forms.judgement.key).answers.get(forms.note_field.key)


def test_the_last_change_is_told_alike_of_an_open_workbook_and_of_its_file(workbook, forms, plain):
    assert last_change_in(plain) == LastChange(0, "", "")
    for _ in range(2):
        case = workbook.new_case(forms.death())
    workbook.save(case.entry(forms.judgement.key).id, {forms.note_field.key: "Begun"})
    with workbook._at.reading() as context:
        told = last_change(context.db)
    newest = plain.execute("SELECT id, hash, at FROM changes WHERE kind = 'edit'").fetchone()
    assert told == last_change_in(plain) == newest


def test_a_change_tells_field_values_person_time_and_reason(workbook, case, judgement, forms, clock):
    key = forms.note_field.key
    workbook.save(judgement.id, {key: "First"})
    clock.pass_by(minutes=5)
    workbook.save(judgement.id, {key: "Second"}, why="asked by the family")
    first, second = workbook.history(case.id, judgement.id, key)
    assert (first.old, first.new, first.who, first.why) == (None, "First", "R. Reviewer", "")
    assert (second.old, second.new, second.at, second.why) == (
        "First",
        "Second",
        clock.at,
        "asked by the family",
    )


def test_first_answers_are_told_field_by_field(workbook, case, forms):
    role = forms.person.role("date_of_death")
    told = [change for change in workbook.history(case.id) if change.field == role.key]
    assert [(change.old, change.new) for change in told] == [(None, "2025-10-19")]


def test_typing_on_becomes_one_line_and_loses_nothing(workbook, case, judgement, forms, clock):
    key = forms.note_field.key
    for text in ("The", "The plan", "The plan was"):
        workbook.save(judgement.id, {key: text})
        clock.pass_by(seconds=2)
    assert [c.new for c in workbook.history(case.id, judgement.id, key)] == ["The plan was"]
    workbook.save(judgement.id, {key: "A plan"})  # other words: what stood there stays in the history
    workbook.save(judgement.id, {key: "A"})
    told = [c.new for c in workbook.history(case.id, judgement.id, key)]
    assert told == ["The plan was", "A plan", "A"]


def test_a_pause_another_person_and_a_long_text_begin_a_new_line(workbook, case, judgement, forms, clock):
    key, lines = forms.note_field.key, lambda: len(workbook.history(case.id, judgement.id, key))
    workbook.save(judgement.id, {key: "a"})
    clock.pass_by(minutes=1)
    workbook.save(judgement.id, {key: "ab"})
    assert lines() == 2
    workbook._at.actor = "S. Second"
    workbook.save(judgement.id, {key: "abc"})
    assert lines() == 3
    workbook.save(judgement.id, {key: "abc" + "d" * 500})
    assert lines() == 4


def test_a_choice_is_never_taken_for_typing(workbook, case, forms):
    field = next(f for f in forms.person.fields if f.kind == "yes_no")
    person = case.entry(forms.person.key)
    workbook.save(person.id, {field.key: "no"})
    workbook.save(person.id, {field.key: "not_known"})
    assert [c.new for c in workbook.history(case.id, person.id, field.key)] == ["no", "not_known"]


def test_undo_and_redo_survive_a_restart(workbook, case, judgement, forms, reopen):
    key = forms.note_field.key
    workbook.save(judgement.id, {key: "One"})
    workbook.save(judgement.id, {key: "Two"})
    with reopen(workbook) as again:
        assert again.undo(case.id) == forms.note_field.label
        assert value(again, case, forms) == "One"
        assert again.undo(case.id) == forms.note_field.label
        assert value(again, case, forms) is None
        assert again.undo(case.id) is None
        assert again.redo(case.id) == again.redo(case.id) == forms.note_field.label
        assert value(again, case, forms) == "Two"
        assert again.redo(case.id) is None


def test_several_fields_of_one_save_are_undone_together(workbook, case, judgement, forms):
    a, b = [f for f in forms.judgement.fields if f.kind == "note"][:2]
    workbook.save(judgement.id, {a.key: "A", b.key: "B"})
    assert workbook.undo(case.id) == f"{a.label}, {b.label}"
    assert workbook.case(case.id).entry(forms.judgement.key).answers == judgement.answers


def test_something_new_clears_what_could_be_redone(workbook, case, judgement, forms):
    key = forms.note_field.key
    workbook.save(judgement.id, {key: "One"})
    workbook.undo(case.id)
    workbook.save(judgement.id, {key: "Other"})
    assert workbook.redo(case.id) is None
    assert workbook.undo_steps(case.id).redo == ()


def test_adding_and_removing_can_be_undone(workbook, case, forms):
    entry = workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    there = lambda: [e.ref for e in workbook.case(case.id).all_of(forms.action.key)]  # noqa: E731
    assert workbook.undo(case.id) == "Action A01 taken out"
    assert there() == []
    assert workbook.redo(case.id) == "Action A01 put back"
    workbook.remove_entry(entry.id, "twice")
    assert workbook.undo(case.id) == "Action A01 put back"
    assert workbook.redo(case.id) == "Action A01 taken out"
    assert there() == []


def test_undo_of_one_case_leaves_the_others_alone(workbook, case, judgement, forms):
    other = workbook.new_case(forms.death())
    workbook.save(judgement.id, {forms.note_field.key: "One"})
    workbook.save(other.entry(forms.judgement.key).id, {forms.note_field.key: "Other"})
    workbook.undo(case.id)
    assert value(workbook, case, forms) is None
    assert value(workbook, other, forms) == "Other"


def test_a_removal_and_a_signature_are_told(workbook, case, forms):
    entry = workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    workbook.remove_entry(entry.id, "entered twice")
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    reasons = [change.why for change in workbook.history(case.id)]
    assert "entered twice" in reasons
    assert reasons[-1] == "Signed off by R. Reviewer, Psychiatrist"


def test_a_restored_form_does_not_stand_beside_another(workbook, case, forms, judgement):
    workbook.remove_entry(judgement.id, "begun by mistake")
    workbook.add_entry(case.id, forms.judgement.key)
    with pytest.raises(NotReady):
        workbook.restore_entry(judgement.id)


def test_the_chain_holds_when_a_line_grew(workbook, case, judgement, forms, clock, plain):
    def broken():
        with workbook._at.reading() as context:
            return chain_break(context.db)

    key = forms.note_field.key
    for text in ("The", "The plan", "The plan was"):
        workbook.save(judgement.id, {key: text})
        clock.pass_by(seconds=2)
        assert broken() is None
    newest = plain.execute("SELECT max(id) FROM changes").fetchone()[0]
    (told,) = workbook.history(case.id, judgement.id, key)
    assert (told.new, told.at) == ("The plan was", clock.at - timedelta(seconds=2))
    plain.execute("UPDATE changes SET hash = upper(hash) WHERE id = ?", (newest,))
    assert broken().line == newest


def test_what_was_added_and_taken_out_is_told_whole_and_in_order(workbook, case, forms, clock):
    added = workbook.add_entry(case.id, forms.action.key, answers={"action_title": "Call back"})
    clock.pass_by(hours=1)
    workbook.remove_entry(added.id, "Entered twice")
    who = "R. Reviewer"
    begun, gone = clock.at - timedelta(hours=1), clock.at
    answers = workbook.removed_entries(case.id)[0].answers
    wanted = [Change(added.id, "", None, None, who, begun, "")]
    wanted += [Change(added.id, key, None, value, who, begun, "") for key, value in answers.items()]
    told = workbook.history(case.id, added.id)
    assert told[:-1] == wanted
    assert told[-1] == Change(added.id, "", added.ref, None, who, gone, "Entered twice")
    lines = workbook._at.read(read_lines, case.id)
    assert [line.number for line in lines] == sorted(line.number for line in lines)
    first, last = [line for line in lines if line.entry_id == added.id]
    assert (first.kind, first.field, first.old, first.new) == ("add", "", None, answers)
    assert (last.kind, last.who, last.at, last.why) == ("remove", who, gone, "Entered twice")
