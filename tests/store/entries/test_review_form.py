"""A case follows one review form and keeps it; a draft moves to another one whole, and comes back whole."""

import pytest

from hssib_desk.domain.forms.outline import completeness, page_states
from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.verify.check import check

FIRST, OTHER = "mental_health", "acute"


@pytest.fixture
def other_form(library):
    """The form that is judged on the other review form."""
    return next(form for form in library.for_review(OTHER).forms.values() if form.phases)


def judged(case):
    return next(entry for entry in case.entries if entry.form.phases and entry.stage == "first")


def note_of(form, overall=False):
    """The first note of a phase, or of overall care."""
    phases = [phase for phase in form.phases if bool(phase.field_with_role("overall_score")) == overall]
    return phases[0].field_with_role("judgement_well").key


def errors(path, library):
    return [item.sentence for item in check(path, library) if item.severity == "error"]


def test_a_case_is_begun_on_the_form_of_the_settings_and_keeps_it(workbook, forms, other_form, library):
    before = workbook.new_case(forms.death())
    workbook.set_setting("review", OTHER)
    after = workbook.new_case(forms.death())
    assert workbook.case(before.id).library.outline.key == FIRST
    assert workbook.case(after.id).library.outline.key == after.library.outline.key == OTHER
    assert judged(after).form is other_form
    assert forms.judgement.key not in {entry.form.key for entry in after.entries}
    pages = [state.page.key for state in page_states(workbook.case(after.id))]
    assert pages == [page.key for page in library.for_review(OTHER).outline.pages]
    named = workbook.new_case(forms.death(), review=FIRST)
    assert judged(named).form is forms.judgement


def test_an_import_may_name_the_form_of_its_cases(workbook, forms):
    refs = workbook.import_cases([forms.death(), forms.death(name="B")], "list.csv", review=OTHER)
    assert {workbook.case(ref).library.outline.key for ref in refs} == {OTHER}
    with pytest.raises(ValueError, match="no review form"):
        workbook.import_cases([forms.death()], "list.csv", review="no such")


def test_the_list_and_the_figures_never_put_two_forms_together(workbook, forms, other_form):
    for review, points in ((FIRST, "2"), (OTHER, "5"), (OTHER, "4")):
        case = workbook.new_case(forms.death(), review=review)
        entry = judged(case)
        workbook.save(entry.id, {phase.score_field.key: points for phase in entry.form.phases})
    rows = {row.ref: row for row in workbook.lists.cases(CaseQuery(sort="ref", descending=False))}
    assert len(rows) == 3
    for row in rows.values():
        form = forms.judgement if row.review == FIRST else other_form
        assert [key for key, _ in row.scores] == [phase.key for phase in form.phases]
    assert [row.review for row in workbook.lists.cases(CaseQuery(review=OTHER))] == [OTHER, OTHER]
    assert [row.review for row in workbook.lists.cases(CaseQuery(review=FIRST))] == [FIRST]
    figures = workbook.lists.figures()
    assert [(count.code, count.n) for count in figures.reviews] == [(FIRST, 1), (OTHER, 2)]
    counted = {(spread.review, spread.section): spread.n for spread in figures.scores}
    wanted = {(FIRST, phase.key): 1 for phase in forms.judgement.phases}
    assert counted == {**wanted, **{(OTHER, phase.key): 2 for phase in other_form.phases}}
    assert {spread.review for spread in workbook.lists.figures(CaseQuery(review=OTHER)).scores} == {OTHER}
    assert len(workbook.lists.choices()["review"]) == 2
    same = {phase.key for phase in forms.judgement.phases} & {phase.key for phase in other_form.phases}
    assert not same, "a section of two forms would be counted as one"


def test_moving_a_draft_says_first_what_happens_and_undo_takes_it_back(
    workbook, forms, other_form, path, library
):
    case = workbook.new_case(forms.death())
    own, overall = note_of(forms.judgement), note_of(forms.judgement, overall=True)
    workbook.save(judged(case).id, {own: "Seen quickly", overall: "Kind throughout"})
    plan = workbook.reviews.review_move(case.id, OTHER)
    assert [answer for _, answer in plan.carried] == ["Kind throughout"]
    assert [answer for _, answer in plan.set_aside] == ["Seen quickly"]
    assert not plan.brought_back
    assert judged(workbook.case(case.id)).form is forms.judgement, "looking changes nothing"
    workbook.reviews.move_review(case.id, OTHER)
    moved = workbook.case(case.id)
    assert moved.library.outline.key == OTHER
    assert dict(judged(moved).answers) == {overall: "Kind throughout"}
    assert workbook.lists.search("quickly") == []
    assert errors(path, library) == []
    assert "Moved from" in workbook.undo(case.id)
    back = workbook.case(case.id)
    assert dict(judged(back).answers) == {own: "Seen quickly", overall: "Kind throughout"}
    assert [hit.case_id for hit in workbook.lists.search("quickly")] == [case.id]
    assert "Moved from" in workbook.redo(case.id)
    assert workbook.case(case.id).library.outline.key == OTHER
    assert errors(path, library) == []


def test_a_case_that_holds_both_forms_does_not_move_and_says_why(workbook, forms, other_form, path, library):
    given = {
        forms.judgement.key: {note_of(forms.judgement): "Seen"},
        other_form.key: {note_of(other_form): "Given"},
    }
    case = workbook.new_case({**forms.death(), **given})
    here = case.library.outline.key
    with pytest.raises(NotReady, match="has answers on both review forms"):
        workbook.reviews.move_review(case.id, OTHER if here == FIRST else FIRST)
    assert workbook.case(case.id).library.outline.key == here
    assert errors(path, library) == []


def test_moving_back_brings_what_was_set_aside_and_takes_what_both_ask(
    workbook, forms, other_form, path, library
):
    case = workbook.new_case(forms.death())
    own, overall = note_of(forms.judgement), note_of(forms.judgement, overall=True)
    workbook.save(judged(case).id, {own: "Seen quickly", overall: "Kind"})
    workbook.reviews.move_review(case.id, OTHER)
    acute = note_of(other_form)
    workbook.save(judged(workbook.case(case.id)).id, {acute: "Fluids given", overall: "Kind, and late"})
    plan = workbook.reviews.review_move(case.id, FIRST)
    assert [answer for _, answer in plan.brought_back] == ["Seen quickly"]
    workbook.reviews.move_review(case.id, FIRST)
    assert dict(judged(workbook.case(case.id)).answers) == {own: "Seen quickly", overall: "Kind, and late"}
    assert errors(path, library) == []
    workbook.undo(case.id)
    assert dict(judged(workbook.case(case.id)).answers) == {acute: "Fluids given", overall: "Kind, and late"}
    workbook.undo(case.id)
    workbook.undo(case.id)
    assert dict(judged(workbook.case(case.id)).answers)[overall] == "Kind"
    assert errors(path, library) == []


def test_a_signed_review_and_one_with_a_second_do_not_move(workbook, forms):
    case = workbook.new_case(forms.death())
    workbook.reviews.sign(case.id, name="R. Reviewer", role="")
    with pytest.raises(Sealed):
        workbook.reviews.move_review(case.id, OTHER)
    workbook.reviews.start_second(case.id, name="S. Second", role="")
    with pytest.raises(NotReady, match="Withdraw it"):
        workbook.reviews.review_move(case.id, OTHER)
    with pytest.raises(NotReady, match="already"):
        workbook.reviews.move_review(workbook.new_case(forms.death()).id, FIRST)


def test_a_signed_version_reads_as_it_was_asked_after_the_review_moved(workbook, forms):
    case = workbook.new_case(forms.death())
    workbook.reviews.sign(case.id, name="R. Reviewer", role="")
    workbook.reviews.reopen(case.id, "It was about the acute hospital")
    workbook.reviews.move_review(case.id, OTHER)
    (kept,) = workbook.reviews.sealed_versions(case.id)
    assert kept.case.library.outline.key == FIRST
    assert workbook.case(case.id).library.outline.key == OTHER


def test_a_second_review_is_made_on_the_form_of_the_first(workbook, forms, other_form):
    case = workbook.new_case(forms.death(), review=OTHER)
    workbook.reviews.sign(case.id, name="R. Reviewer", role="")
    second = workbook.reviews.start_second(case.id, name="S. Second", role="")
    begun = {entry.form.key for entry in second.entries if entry.stage == "second"}
    assert other_form.key in begun
    assert forms.judgement.key not in begun


def test_the_phases_of_a_problem_follow_the_form(workbook, forms, library):
    fields = {}
    for review in (FIRST, OTHER):
        case = workbook.new_case(forms.death(), review=review)
        for form in (f for f in library.forms.values() if f.repeat and f.role("phases")):
            workbook.add_entry(case.id, form.key)
        found = workbook.case(case.id)
        context = Context(found)
        for entry in (entry for entry in found.entries if entry.form.repeat):
            asked = [f for f in entry.form.with_role("phases") if is_shown(f, entry, context)]
            fields[review, entry.form.key] = [f.options.key for f in asked]
            sections = {phase.key for phase in judged(found).form.phases}
            assert all(set(f.options.by_code) == sections for f in asked)
    assert {tuple(lists) for (review, _), lists in fields.items() if review == FIRST} == {("phases",)}
    assert {tuple(lists) for (review, _), lists in fields.items() if review == OTHER} == {("phases_acute",)}


def test_what_an_organisation_asks_is_asked_in_drafts_and_what_was_answered_stays(workbook, forms, library):
    option = next(item for item in library.options if item.key == "avoidability")
    case = workbook.new_case(forms.death())
    done = workbook.new_case(forms.death())
    workbook.reviews.sign(done.id, name="R. Reviewer", role="")
    left = completeness(workbook.case(case.id)).to_finish

    def asked(ref):
        found = workbook.case(ref)
        entry, context = judged(found), Context(found)
        own = [f for f in entry.form.fields if f.asked_if and f.asked_if.option == option.key]
        return [f for f in own if is_shown(f, entry, context)]

    assert asked(case.id) == []
    workbook.set_setting(option.key, option.choices[1].code)
    (field,) = asked(case.id)
    assert asked(done.id) == [], "a signed review was never asked it"
    assert completeness(workbook.case(case.id)).to_finish == left + 1
    assert next(r for r in workbook.lists.cases(CaseQuery()) if r.id == case.id).to_finish == left + 1
    workbook.save(judged(workbook.case(case.id)).id, {field.key: "4"})
    workbook.set_setting(option.key, option.choices[2].code)
    both = asked(case.id)
    assert field in both
    assert len({f.options.direction for f in both}) == 2
    workbook.set_setting(option.key, option.choices[0].code)
    assert asked(case.id) == [field]
