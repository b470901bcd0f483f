"""What is signed stays as it was signed, whoever tries."""

import json
import sqlite3

import pytest

from hssib_desk.domain.review.seal import digest, signed_by
from hssib_desk.store.errors import Missing, NotReady, Sealed
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.schema.tables import moment_text
from hssib_desk.store.verify.check import check
from tests.store.conftest import living_field


@pytest.fixture
def signed(workbook, case, judgement, forms):
    workbook.save(judgement.id, {forms.note_field.key: "As signed"})
    workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist", warnings={"odd": "seen"})
    return workbook.case(case.id)


def digest_of(case_id, seal, entries, number=1):
    at = moment_text(seal.at)
    return digest(entries, signed_by(case_id, number, seal.name, seal.role, at, seal.warnings))


def test_a_seal_names_person_role_time_and_content(signed, clock):
    assert (signed.seal.name, signed.seal.role, signed.seal.at) == ("R. Reviewer", "Psychiatrist", clock.at)
    assert signed.seal.digest == digest_of(signed.id, signed.seal, signed.entries)
    assert signed.seal.warnings == {"odd": "seen"}
    assert signed.status == "signed"


def test_signing_needs_a_name_and_happens_once(workbook, case, signed):
    with pytest.raises(NotReady, match="already"):
        workbook.reviews.sign(case.id, name="R", role="")
    other = workbook.new_case()
    with pytest.raises(NotReady, match="name"):
        workbook.reviews.sign(other.id, name="  ", role="")


def test_a_signed_answer_refuses_to_change(workbook, signed, forms):
    entry = signed.entry(forms.judgement.key)
    with pytest.raises(Sealed, match="Reopen it"):
        workbook.save(entry.id, {forms.note_field.key: "Rather like this"})
    action = signed.all_of(forms.action.key)[0]
    with pytest.raises(Sealed):
        workbook.remove_entry(action.id, "no longer wanted")
    assert workbook.case(signed.id).entries == signed.entries


def test_what_happens_to_an_action_goes_on_after_signing(workbook, signed, forms):
    action = signed.all_of(forms.action.key)[0]
    field = living_field(forms.action)
    workbook.save(action.id, {field.key: "Half done"})
    now = workbook.case(signed.id)
    assert now.all_of(forms.action.key)[0].answers[field.key] == "Half done"
    assert now.seal.digest == digest_of(now.id, now.seal, now.entries)
    assert workbook.undo(signed.id) == field.label


def test_nothing_signed_can_be_undone(workbook, signed):
    assert workbook.undo(signed.id) is None


FORGERIES = [
    "UPDATE entries SET answers = '{{\"{field}\":\"Forged\"}}' WHERE id = '{id}'",
    "UPDATE entries SET answers = '{{}}' WHERE id = '{id}'",
    "UPDATE entries SET seal_id = NULL",
    "UPDATE entries SET removed_at = '2025-01-01T00:00:00.000+00:00' WHERE id = '{id}'",
    "UPDATE entries SET form_key = 'other' WHERE id = '{id}'",
    "DELETE FROM entries WHERE id = '{id}'",
    "DELETE FROM sealed_versions",
    "UPDATE sealed_versions SET name = 'Somebody else'",
    "UPDATE sealed_versions SET entries = '[]'",
    "UPDATE form_texts SET text = '{{}}'",
    "DELETE FROM changes",
    "UPDATE changes SET old = '\"x\"' WHERE id = 2",
]


def test_another_program_cannot_change_what_is_signed(workbook, signed, forms, plain):
    entry = signed.entry(forms.judgement.key)
    before = list(plain.iterdump())
    for statement in FORGERIES:
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            plain.execute(statement.format(id=entry.id, field=forms.note_field.key))
    assert list(plain.iterdump()) == before


def test_another_program_may_write_living_answers_only(workbook, signed, forms, plain):
    action = signed.all_of(forms.action.key)[0]
    living = {**action.answers, living_field(forms.action).key: "Done"}
    plain.execute("UPDATE entries SET answers = ? WHERE id = ?", (json.dumps(living), action.id))
    forged = {**living, forms.action.role("title").key: "Do nothing"}
    with pytest.raises(sqlite3.IntegrityError, match="sealed"):
        plain.execute("UPDATE entries SET answers = ? WHERE id = ?", (json.dumps(forged), action.id))


def test_reopening_needs_a_reason_and_keeps_the_signed_version(workbook, signed, forms, reopen):
    with pytest.raises(NotReady, match="why"):
        workbook.reviews.reopen(signed.id, " ")
    workbook.reviews.reopen(signed.id, "A witness came forward")
    entry = workbook.case(signed.id).entry(forms.judgement.key)
    assert entry.seal is None
    workbook.save(entry.id, {forms.note_field.key: "Second thoughts"})
    workbook.reviews.sign(signed.id, name="S. Second", role="Nurse")
    with reopen(workbook) as again:
        first, second = again.reviews.sealed_versions(signed.id)
    assert first.case.entry(forms.judgement.key).answers[forms.note_field.key] == "As signed"
    assert first.seal.digest == digest_of(signed.id, first.seal, first.case.entries) == signed.seal.digest
    assert first.reopened_why == "A witness came forward"
    assert (second.number, second.seal.name, second.reopened_at) == (2, "S. Second", None)


def test_a_case_that_is_not_signed_cannot_be_reopened(workbook, case):
    with pytest.raises(NotReady, match="not signed"):
        workbook.reviews.reopen(case.id, "why not")


def test_a_second_review_is_due_until_the_two_are_agreed(workbook, case, judgement, forms):
    score = next(s.score_field for s in forms.judgement.phases if s.score_field.role == "overall_score")
    low = min((c for c in score.options.choices if c.points is not None), key=lambda c: c.points)
    workbook.save(judgement.id, {score.key: low.code})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    assert workbook.lists.cases(CaseQuery())[0].status == "second_review"
    assert workbook.lists.home().second_reviews.count == 1
    workbook.reviews.start_second(case.id, name="S. Second", role="Psychiatrist")
    second = workbook.case(case.id).entry(forms.judgement.key, "second")
    workbook.save(second.id, {forms.note_field.key: "I agree", score.key: low.code})
    workbook.reviews.sign(case.id, name="S. Second", role="Psychiatrist")
    assert workbook.lists.home().second_reviews.count == 1
    workbook.reviews.agree(case.id, name="C. Chair", role="Chair")
    assert workbook.lists.cases(CaseQuery())[0].status == "signed"
    assert workbook.lists.home().second_reviews.count == 0
    with pytest.raises(Sealed):
        workbook.save(second.id, {forms.note_field.key: "I do not agree"})


def test_reopening_clears_name_role_and_declaration_and_tells_it_in_the_history(
    workbook, case, library, forms
):
    form = library.form_with_role("declaration", repeat=False)
    keys = [form.role(role).key for role in ("signer_name", "signer_role", "declaration")]
    entry = workbook.case(case.id).entry(form.key)
    workbook.save(entry.id, dict(zip(keys, ("R. Reviewer", "other", "yes"), strict=True)))
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    workbook.reviews.reopen(case.id, "A witness came forward")
    assert not set(keys) & workbook.case(case.id).entry(form.key).answers.keys()
    cleared = [line for line in workbook.history(case.id, entry.id) if line.new is None]
    assert {line.field for line in cleared if line.field} == set(keys)
    assert {line.why for line in cleared if line.field} == {"A witness came forward"}
    kept = workbook.reviews.sealed_versions(case.id)[0].case.entry(form.key).answers
    assert [kept[key] for key in keys] == ["R. Reviewer", "other", "yes"]
    assert [f.sentence for f in check(workbook.path, library) if f.severity == "error"] == []


def test_one_signed_version_is_found_by_its_number_and_says_why_it_is_no_longer_in_force(workbook, signed):
    with pytest.raises(Missing, match="signed versions 1 to 1"):
        workbook.reviews.sealed_version(signed, 2)
    assert workbook.reviews.sealed_version(signed, 1).case.superseded == ""
    workbook.reviews.reopen(signed.id, "A witness came forward")
    superseded = workbook.reviews.sealed_version(workbook.case(signed.id), 1).case.superseded
    assert superseded.startswith("Signed version 1, opened again on ")
    assert superseded.endswith("A witness came forward")
