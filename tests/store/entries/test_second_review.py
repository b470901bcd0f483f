"""A second review in the same file: begun by somebody else, blind until signed, compared, agreed, kept."""

import json
import sqlite3

import pytest

from hssib_desk.domain.review import second_review
from hssib_desk.domain.review.review_comparison import compare
from hssib_desk.domain.review.seal import digest, signed_by
from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.schema.tables import moment_text
from hssib_desk.store.verify.check import check, rebuild_lists
from tests.factories import keyed

MARKER = "zzmarker"


def code(field, points):
    return next(choice.code for choice in field.options.choices if choice.points == points)


def scores(form, points):
    """A score for every section of a form."""
    return {phase.score_field.key: code(phase.score_field, points) for phase in form.phases}


@pytest.fixture
def overall(forms):
    return next(p for p in forms.judgement.phases if p.field_with_role("overall_score"))


@pytest.fixture
def signed(workbook, case, judgement, forms):
    """A first review with a low score, words to be found, something raised from it, and an action."""
    workbook.save(judgement.id, {forms.note_field.key: f"{MARKER} judged", **scores(forms.judgement, 1)})
    title = forms.raised.role("title").key
    workbook.add_entry(case.id, forms.raised.key, answers={title: f"{MARKER} raised"})
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(title=f"{MARKER} action"))
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    return workbook.case(case.id)


@pytest.fixture
def blind(workbook, signed):
    return workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")


@pytest.fixture
def both(workbook, blind, forms):
    """Two signed reviews that differ in every score."""
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 3))
    workbook.reviews.sign(blind.id, name="S. Second", role="Nurse")
    return workbook.case(blind.id)


def settle(workbook, case, points=2, why="The ward’s letter settled it."):
    entry = workbook.case(case.id).entry(compare(case)[0].first.form.key, "agreed")
    reasons = {
        p.field_with_role("agreed_reason").key: why
        for p in entry.form.phases
        if p.field_with_role("agreed_reason")
    }
    workbook.save(entry.id, {**scores(entry.form, points), **reasons})
    return entry


def test_a_second_review_is_begun_by_somebody_else(workbook, signed):
    for name in ("R. Reviewer", " r.  REVIEWER "):
        with pytest.raises(NotReady, match="somebody else"):
            workbook.reviews.start_second(signed.id, name=name, role="Nurse")
    with pytest.raises(NotReady, match="name"):
        workbook.reviews.start_second(signed.id, name=" ", role="Nurse")
    assert second_review.state_of(workbook.case(signed.id)) == "none"


def test_a_second_review_begins_once_and_after_the_first_is_signed(workbook, case, signed):
    draft = workbook.new_case()
    with pytest.raises(NotReady, match="not signed yet"):
        workbook.reviews.start_second(draft.id, name="S. Second", role="")
    workbook.reviews.start_second(signed.id, name="S. Second", role="")
    with pytest.raises(NotReady, match="already begun"):
        workbook.reviews.start_second(signed.id, name="T. Third", role="")


def test_its_entries_are_empty_and_name_who_took_it_on(workbook, blind, forms):
    assert blind.entry(forms.judgement.key).answers == {}
    assert second_review.assigned(blind, "second") == second_review.Assigned("S. Second", "Nurse")
    lines = [change for change in workbook.history(blind.id) if "Second review begun" in change.why]
    assert lines
    assert {change.who for change in lines} == {"R. Reviewer"}


def test_nothing_of_the_first_is_in_the_view_the_lists_or_the_search(workbook, blind, forms):
    assert MARKER not in json.dumps([dict(entry.answers) for entry in blind.entries])
    assert workbook.lists.search(MARKER) == []
    row = workbook.lists.cases(CaseQuery())[0]
    assert row.status == "second_review"
    assert {given for _, given in row.scores} == {None}
    home = workbook.lists.home().second_reviews.rows[0]
    assert (home.second, home.detail) == ("blind", f"Under way, {row.percent}% complete")
    assert workbook.lists.cases(CaseQuery(text=MARKER)) == []


def test_the_list_shows_the_second_scores_while_it_is_blind(workbook, blind, forms):
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 4))
    given = {found for _, found in workbook.lists.cases(CaseQuery())[0].scores}
    assert given == {code(forms.judgement.phases[0].score_field, 4)}


def test_figures_count_the_first_scores_until_others_are_agreed(workbook, both, forms):
    def counted():
        spread = workbook.lists.figures().scores[0]
        return [(count.code, count.n) for count in spread.counts if count.n]

    field = forms.judgement.phases[0].score_field
    assert counted() == [(code(field, 1), 1)]
    workbook.reviews.start_agreed(both.id)
    settle(workbook, both)
    assert counted() == [(code(field, 1), 1)]
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    assert counted() == [(code(field, 2), 1)]
    assert {given for _, given in workbook.lists.cases(CaseQuery())[0].scores} == {code(field, 2)}
    assert (
        workbook.lists.count_cases(CaseQuery(phase=forms.judgement.phases[0].key, score=code(field, 1))) == 0
    )
    workbook.reviews.reopen(both.id, "A letter came")
    assert counted() == [(code(field, 1), 1)]


def test_words_of_the_first_are_found_again_when_the_second_is_signed(workbook, both):
    assert {hit.form for hit in workbook.lists.search(MARKER)} >= {"judgement"}
    assert {given for _, given in workbook.lists.cases(CaseQuery())[0].scores} != {None}


def test_a_later_edit_of_a_hidden_entry_is_not_found_either(workbook, blind, forms):
    whole = workbook.case(blind.id)
    action = whole.all_of(forms.action.key)[0]
    note = next(f for f in forms.action.fields if f.living and f.kind == "note")
    workbook.save(action.id, {note.key: f"{MARKER} begun"})
    workbook.save(action.id, {note.key: f"{MARKER} half done"})
    assert workbook.lists.search(MARKER) == []


def test_signing_seals_only_that_stage(workbook, both, signed):
    stages = {entry.stage for entry in both.entries if entry.seal and entry.seal.name == "S. Second"}
    assert stages == {"second"}
    assert both.seal_of("first") == signed.seal
    seal = both.seal_of("second")
    by = signed_by(both.id, 2, seal.name, seal.role, moment_text(seal.at), seal.warnings)
    assert seal.digest == digest((e for e in both.entries if e.stage == "second"), by)
    first, later = workbook.reviews.sealed_versions(both.id)
    assert (first.case.stage, later.case.stage) == ("first", "second")
    assert (first.case.seal, later.case.seal) == (first.seal, later.seal)


def test_the_second_is_not_signed_by_who_signed_the_first(workbook, blind):
    with pytest.raises(NotReady, match="somebody else"):
        workbook.reviews.sign(blind.id, name="R. Reviewer", role="Psychiatrist")


def test_the_first_answers_stay_sealed_and_are_never_written_over(workbook, blind, signed, forms, plain):
    entry = workbook.case(blind.id).entry(forms.judgement.key, "first")
    with pytest.raises(Sealed):
        workbook.save(entry.id, {forms.note_field.key: "Rather like this"})
    with pytest.raises(sqlite3.IntegrityError, match="sealed"):
        plain.execute("UPDATE entries SET answers = '{}' WHERE id = ?", (entry.id,))


def test_a_second_reviewer_raises_entries_of_their_own_stage_only(workbook, blind, forms):
    own = workbook.add_entry(blind.id, forms.raised.key, stage="second")
    assert own.stage == "second"
    with pytest.raises(NotReady, match="not part of a second review"):
        workbook.add_entry(blind.id, forms.action.key, stage="second")
    workbook.reviews.sign(blind.id, name="S. Second", role="")
    with pytest.raises(Sealed):
        workbook.add_entry(blind.id, forms.raised.key, stage="second")


def test_no_entry_is_added_to_a_second_review_that_was_not_begun(workbook, signed, forms):
    with pytest.raises(NotReady, match="not part of a second review"):
        workbook.add_entry(signed.id, forms.judgement.key, stage="second")


def test_undo_stops_where_the_second_review_begins(workbook, signed, forms):
    action = signed.all_of(forms.action.key)[0]
    note = next(f for f in forms.action.fields if f.living and f.kind == "note")
    workbook.save(action.id, {note.key: "Half done"})
    view = workbook.reviews.start_second(signed.id, name="S. Second", role="")
    assert workbook.undo(signed.id) is None
    entry = view.entry(forms.judgement.key)
    workbook.save(entry.id, {forms.note_field.key: "Mine"})
    assert workbook.undo(signed.id) == forms.note_field.label
    assert workbook.redo(signed.id) == forms.note_field.label
    assert workbook.case(signed.id).entry_by_id(entry.id).answers == {forms.note_field.key: "Mine"}


def test_a_second_review_is_withdrawn_with_a_reason_and_can_begin_again(workbook, blind, forms):
    entry = blind.entry(forms.judgement.key)
    workbook.save(entry.id, {forms.note_field.key: "Not finished"})
    with pytest.raises(NotReady, match="why"):
        workbook.reviews.withdraw_second(blind.id, " ")
    workbook.reviews.withdraw_second(blind.id, "Has left the trust")
    case = workbook.case(blind.id)
    assert second_review.state_of(case) == "none"
    assert workbook.lists.search(MARKER)
    assert any(change.new == "Not finished" for change in workbook.history(case.id))
    again = workbook.reviews.start_second(case.id, name="T. Third", role="")
    assert again.entry(forms.judgement.key).answers == {}
    assert workbook.undo(case.id) is None


def test_a_signed_second_review_is_not_withdrawn(workbook, both):
    with pytest.raises(Sealed, match="Reopen it"):
        workbook.reviews.withdraw_second(both.id, "no longer wanted")


def test_the_first_is_not_reopened_while_the_second_is_blind(workbook, blind):
    for stage in (None, "first"):
        with pytest.raises(NotReady, match="blind second review"):
            workbook.reviews.reopen(blind.id, "A letter came", stage)


def test_reopening_opens_one_stage_and_what_was_agreed_with_it(workbook, both, forms):
    workbook.reviews.start_agreed(both.id)
    settle(workbook, both)
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    assert workbook.case(both.id).status == "signed"
    workbook.reviews.reopen(both.id, "A witness came forward", "first")
    now = workbook.case(both.id)
    assert [bool(now.seal_of(stage)) for stage in ("first", "second", "agreed")] == [False, True, False]
    with pytest.raises(NotReady, match="Sign it again"):
        workbook.reviews.start_agreed(both.id)
    workbook.reviews.sign(both.id, name="R. Reviewer", role="Psychiatrist")
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    versions = workbook.reviews.sealed_versions(both.id)
    assert [(v.case.stage, bool(v.reopened_at)) for v in versions] == [
        ("first", True),
        ("second", False),
        ("agreed", True),
        ("first", False),
        ("agreed", False),
    ]


def test_agreed_scores_wait_for_both_reviews_and_for_every_reason(workbook, blind, forms):
    with pytest.raises(NotReady, match="not signed yet"):
        workbook.reviews.start_agreed(blind.id)
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 3))
    workbook.reviews.sign(blind.id, name="S. Second", role="")
    workbook.reviews.start_agreed(blind.id)
    with pytest.raises(NotReady, match="No agreed score yet"):
        workbook.reviews.sign(blind.id, name="C. Chair", role="")
    entry = settle(workbook, workbook.case(blind.id), why="")
    with pytest.raises(NotReady, match="Say why"):
        workbook.reviews.sign(blind.id, name="C. Chair", role="")
    settle(workbook, workbook.case(blind.id))
    workbook.reviews.sign(blind.id, name="C. Chair", role="")
    with pytest.raises(Sealed):
        workbook.save(entry.id, scores(forms.judgement, 5))


def test_all_three_stages_are_kept_as_they_were(workbook, both, forms, reopen):
    workbook.reviews.start_agreed(both.id)
    settle(workbook, both)
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    with reopen(workbook) as again:
        case = again.case(both.id)
    field = forms.judgement.phases[0].score_field
    kept = [
        case.entry(forms.judgement.key, stage).answers[field.key] for stage in ("first", "second", "agreed")
    ]
    assert kept == [code(field, points) for points in (1, 3, 2)]


def test_two_reviews_that_agree_are_accepted_in_one_act(workbook, blind, forms):
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 1))
    workbook.reviews.sign(blind.id, name="S. Second", role="")
    seal = workbook.reviews.agree(blind.id, name="C. Chair", role="Chair")
    case = workbook.case(blind.id)
    assert (case.status, second_review.state_of(case)) == ("signed", "settled")
    assert [row.is_agreed for row in workbook.lists.cases(CaseQuery())] == [True]
    assert case.seal_of("agreed") == seal
    assert case.entry(forms.judgement.key, "agreed") is None
    assert any("two reviews agree" in change.why for change in workbook.history(case.id))
    assert {given for _, given in workbook.lists.cases(CaseQuery())[0].scores} == set(
        scores(forms.judgement, 1).values()
    )
    assert workbook.lists.home().second_reviews.count == 0


def test_reviews_that_differ_are_not_accepted_as_agreeing(workbook, both):
    with pytest.raises(NotReady, match="differ"):
        workbook.reviews.agree(both.id, name="C. Chair", role="")


def test_an_accepted_agreement_that_was_reopened_can_be_settled_score_by_score(workbook, blind, forms):
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 1))
    workbook.reviews.sign(blind.id, name="S. Second", role="")
    workbook.reviews.agree(blind.id, name="C. Chair", role="Chair")
    workbook.reviews.reopen(blind.id, "The panel looked again")
    workbook.reviews.start_agreed(blind.id)
    settle(workbook, workbook.case(blind.id))
    workbook.reviews.sign(blind.id, name="C. Chair", role="Chair")
    assert workbook.case(blind.id).status == "signed"


@pytest.mark.parametrize("stage", ["blind", "both"])
def test_the_file_is_sound_and_its_lists_can_be_rebuilt(request, workbook, path, library, stage):
    request.getfixturevalue(stage)
    workbook.copies.backup()
    workbook.close()
    assert [f for f in check(path, library) if f.severity != "info"] == []
    rebuild_lists(path, library, "R. Reviewer")
    assert [f for f in check(path, library) if f.severity == "error" or f.code == "columns"] == []


def test_an_agreed_file_is_sound(workbook, both, path, library):
    workbook.reviews.start_agreed(both.id)
    settle(workbook, both)
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    workbook.copies.backup()
    workbook.close()
    assert [f for f in check(path, library) if f.severity != "info"] == []


@pytest.fixture
def raised(workbook, case, judgement, forms):
    """A signed first review with a theme, an action that is overdue, and a duty that rests on a decision."""
    theme = forms.raised.role("theme")
    words = {forms.raised.role("title").key: "Calls were missed", theme.key: theme.options.choices[0].code}
    workbook.save(judgement.id, scores(forms.judgement, 1))
    for _ in range(3):
        workbook.add_entry(case.id, forms.raised.key, answers={**words})
    late = {"target_date": "2025-01-05", "owner": "Ward manager", **forms.status("agreed")}
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(title=f"{MARKER} late", **late))
    decided = {"second_review": "yes", "second_review_decided": "2025-11-10", "pfd": "yes", "candour": "yes"}
    workbook.save(workbook.case(case.id).entry("decisions").id, decided)
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    return workbook.case(case.id)


def test_while_blind_nothing_raised_is_in_a_list_or_a_figure(workbook, raised, forms):
    theme = forms.raised.role("theme").options.choices[0].code
    before = workbook.lists.figures()
    assert (before.actions, before.blind, before.scores[0].n) == (1, 0, 1)
    assert workbook.lists.home().duties.count
    assert workbook.lists.home().overdue.count == 1
    assert workbook.lists.coverage().signed == 1
    workbook.reviews.start_second(raised.id, name="S. Second", role="Nurse")
    figures, home = workbook.lists.figures(), workbook.lists.home()
    assert (figures.cases, figures.blind, figures.actions, figures.weak_only) == (1, 1, 0, 0)
    assert [(spread.n, spread.not_applicable, spread.unscored) for spread in figures.scores] == [
        (0, 0, 0) for _ in figures.scores
    ]
    assert not any(count.cases or count.entries for count in figures.themes)
    assert workbook.lists.actions(ActionQuery()) == []
    assert set(workbook.lists.brag_counts(ActionQuery()).values()) == {0}
    assert workbook.lists.choices()["owner"] == []
    for query in (CaseQuery(theme=theme), CaseQuery(phase=forms.judgement.phases[0].key)):
        assert workbook.lists.count_cases(query) == 0
    assert (home.overdue.count, home.duties.count, home.blind) == (0, 0, 1)
    coverage = workbook.lists.coverage()
    assert (coverage.signed, coverage.blind) == (0, 1)
    assert not any(theme.cases or theme.judged or theme.actions for theme in coverage.themes)
    assert home.second_reviews.rows[0].due is not None  # the clock of the second review runs in sight
    assert workbook.lists.blind_cases() == [raised.ref]
    assert workbook.lists.blind_cases(CaseQuery(status="draft")) == []


def test_what_was_raised_is_listed_and_counted_again_when_the_second_is_signed(workbook, raised, forms):
    before = workbook.lists.home().duties
    view = workbook.reviews.start_second(raised.id, name="S. Second", role="Nurse")
    workbook.save(view.entry(forms.judgement.key).id, scores(forms.judgement, 3))
    workbook.reviews.sign(raised.id, name="S. Second", role="Nurse")
    assert [row.title for row in workbook.lists.actions(ActionQuery())] == [f"{MARKER} late"]
    assert workbook.lists.home().duties == before
    assert workbook.lists.home().overdue.count == 1
    figures = workbook.lists.figures()
    assert (figures.blind, figures.actions, figures.scores[0].n) == (0, 1, 1)
    assert workbook.lists.blind_cases() == []


def test_the_references_of_a_second_review_do_not_tell_how_many_the_first_raised(workbook, raised, forms):
    workbook.reviews.start_second(raised.id, name="S. Second", role="Nurse")
    letter = forms.raised.letter
    made = [workbook.add_entry(raised.id, forms.raised.key, stage="second").ref for _ in range(2)]
    assert made == [f"2{letter}1", f"2{letter}2"]
    first = [
        entry.ref for entry in workbook.case(raised.id).all_of(forms.raised.key) if entry.stage == "first"
    ]
    assert first == [f"{letter}1", f"{letter}2", f"{letter}3"]


def test_nothing_is_added_to_the_first_review_while_the_second_is_blind(workbook, raised, forms):
    workbook.reviews.start_second(raised.id, name="S. Second", role="Nurse")
    with pytest.raises(NotReady, match="under blind second review"):
        workbook.add_entry(raised.id, forms.action.key, answers=forms.act())


def test_an_action_that_governance_changes_meanwhile_stays_out_of_the_lists(workbook, raised, forms):
    action = raised.all_of(forms.action.key)[0]
    workbook.reviews.start_second(raised.id, name="S. Second", role="Nurse")
    workbook.update_actions({action.id: keyed(forms.action, forms.status("implemented"))}, "log.xlsx")
    assert workbook.lists.actions(ActionQuery()) == []
    workbook.reviews.withdraw_second(raised.id, "Has left the trust")
    assert len(workbook.lists.actions(ActionQuery())) == 1


def test_the_lists_of_a_blind_case_are_rebuilt_as_they_were(workbook, raised, forms, path, library):
    workbook.reviews.start_second(raised.id, name="S. Second", role="Nurse")
    workbook.add_entry(raised.id, forms.raised.key, stage="second")
    workbook.copies.backup()
    workbook.close()
    assert [f for f in check(path, library) if f.severity != "info"] == []
    rebuild_lists(path, library, "R. Reviewer")
    assert [f for f in check(path, library) if f.severity == "error" or f.code == "columns"] == []


@pytest.fixture
def differing(workbook, case, judgement, forms, overall):
    """Two signed reviews with the same scores, which differ in one coded answer and share another."""
    one, other = [f for f in overall.fields if f.kind == "yes_no" and f.show_if is None][:2]
    workbook.save(judgement.id, {**scores(forms.judgement, 3), one.key: "yes", other.key: "no"})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="")
    view = workbook.reviews.start_second(case.id, name="S. Second", role="")
    answers = {**scores(forms.judgement, 3), one.key: "no", other.key: "no"}
    workbook.save(view.entry(forms.judgement.key).id, answers)
    workbook.reviews.sign(case.id, name="S. Second", role="")
    return workbook.case(case.id)


def test_coded_answers_that_differ_are_agreed_before_signing_and_all_three_are_kept(
    workbook, differing, forms, overall, reopen
):
    one, other = [f for f in overall.fields if f.kind == "yes_no" and f.show_if is None][:2]
    with pytest.raises(NotReady, match="differ"):
        workbook.reviews.agree(differing.id, name="C. Chair", role="")
    begun = workbook.reviews.start_agreed(differing.id).entry(forms.judgement.key, "agreed")
    assert begun.answers == {other.key: "no"}  # what both said stands; nothing else is copied
    settle(workbook, differing, 3)
    with pytest.raises(NotReady, match="No agreed answer yet"):
        workbook.reviews.sign(differing.id, name="C. Chair", role="")
    workbook.save(begun.id, {one.key: "not_known"})
    workbook.reviews.sign(differing.id, name="C. Chair", role="")
    with reopen(workbook) as again:
        case = again.case(differing.id)
    kept = [
        case.entry(forms.judgement.key, stage).answers[one.key] for stage in ("first", "second", "agreed")
    ]
    assert kept == ["yes", "no", "not_known"]


def test_pairs_of_scores_are_compared_once_both_are_signed(workbook, blind, forms):
    assert workbook.lists.figures().twice.n == 0
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 3))
    assert workbook.lists.figures().twice.n == 0
    assert workbook.lists.count_cases(CaseQuery(twice="any")) == 0
    workbook.reviews.sign(blind.id, name="S. Second", role="Nurse")
    found = workbook.lists.figures().twice
    assert (found.n, found.same, found.one_apart, found.more_apart) == (1, 0, 0, 1)
    assert (
        workbook.lists.count_cases(CaseQuery(twice="any"))
        == workbook.lists.count_cases(CaseQuery(twice="2"))
        == 1
    )
    assert (
        workbook.lists.count_cases(CaseQuery(twice="0"))
        == workbook.lists.count_cases(CaseQuery(twice="1"))
        == 0
    )


def test_what_is_agreed_does_not_change_how_far_two_reviewers_agree(workbook, both):
    before = workbook.lists.figures().twice
    workbook.reviews.start_agreed(both.id)
    settle(workbook, both)
    workbook.reviews.sign(both.id, name="R. Reviewer", role="")
    assert workbook.case(both.id).seal_of("agreed") is not None
    assert workbook.lists.figures().twice == before
    assert before.n == 1


def test_a_withdrawn_second_review_is_no_pair(workbook, blind, forms):
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 1))
    workbook.reviews.withdraw_second(blind.id, "It was begun by mistake.")
    assert workbook.lists.figures().twice.n == 0
    assert workbook.lists.count_cases(CaseQuery(twice="any")) == 0


def test_import_compares_nothing_that_a_blind_second_reviewer_must_not_see(workbook, forms, blind):
    hidden = {form.key for form in workbook.library.forms.values() if second_review.is_kept_from_second(form)}
    (found,) = [known for known in workbook.lists.existing_cases() if known.ref == blind.ref]
    assert forms.person.key in found.entries
    assert not hidden & set(found.entries)
    workbook.save(blind.entry(forms.judgement.key).id, scores(forms.judgement, 3))
    workbook.reviews.sign(blind.id, name="S. Second", role="Nurse")
    (found,) = [known for known in workbook.lists.existing_cases() if known.ref == blind.ref]
    assert "decisions" in found.entries
