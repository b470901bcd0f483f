"""The first page: what needs somebody now."""

from datetime import date

import pytest

from hssib_desk.domain.review.duties import duties
from hssib_desk.store.lists.coverage import year_of_account
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, Person
from tests.screened import screen

TODAY = date(2025, 11, 18)
SCOPES = ("in_scope", "outside", "unclear")


def test_overdue_actions_name_owner_and_days(workbook, case, forms):
    answers = forms.act(target_date="2025-11-08", owner="Estates lead", **forms.status("in_progress"))
    workbook.add_entry(case.id, forms.action.key, answers=answers)
    found = workbook.lists.home(TODAY).overdue
    row = found.rows[0]
    assert (found.count, row.ref, row.title, row.days) == (1, "C-2025-001-A01", "Make follow-up a task", -10)
    assert row.detail == "Estates lead"
    assert workbook.lists.home(date(2025, 11, 8)).overdue.count == 0


def test_reviews_to_finish_come_nearest_to_done_first(workbook, case, judgement, forms):
    workbook.new_case(forms.death())
    for phase in forms.judgement.phases:
        workbook.save(judgement.id, {phase.score_field.key: "4"})
    found = workbook.lists.home(TODAY).to_finish
    assert [row.case_ref for row in found.rows] == ["C-2025-001", "C-2025-002"]
    assert found.rows[0].percent > found.rows[1].percent
    assert found.rows[0].detail.endswith(" next")


def test_reviews_to_finish_begin_with_the_one_that_is_due_first(workbook, case, forms):
    due = forms.person.role("due_date").key
    for day in ("2025-12-19", "2025-11-20"):
        made = workbook.new_case(forms.death())
        workbook.save(made.entry(forms.person.key).id, {due: day})
    found = workbook.lists.home(TODAY)
    assert [(row.case_ref, row.days) for row in found.to_finish.rows] == [
        ("C-2025-003", 2),
        ("C-2025-002", 31),
        ("C-2025-001", None),
    ]
    assert "Review finished" not in {row.title for row in found.duties.rows}  # it is not listed twice
    late = CaseQuery(finish_by=date(2025, 11, 20), sort="due", descending=False)
    assert [(row.ref, row.due) for row in workbook.lists.cases(late)] == [("C-2025-003", "2025-11-20")]
    everything = workbook.lists.cases(CaseQuery(sort="due", descending=False))
    assert [row.ref for row in everything][:2] == ["C-2025-003", "C-2025-002"]


def test_a_death_that_is_not_reviewed_here_leaves_home_and_stays_in_every_count(workbook, library, forms):
    roles = {"discharge_date": "2025-01-01", "inpatient_at_death": "no", "due_date": "2025-11-01"}
    made = workbook.new_case(forms.death(**roles), level="screen")
    assert workbook.lists.home(TODAY).to_screen.count == 1
    screen(workbook, made.id)
    home = workbook.lists.home(TODAY)
    assert home.to_screen.count == 0
    assert (home.to_finish.count, home.cases) == (0, 1)
    assert "Medical examiner" in [row.title for row in home.duties.rows]  # it is owed all the same
    assert workbook.lists.count_cases(CaseQuery(status="to_finish")) == 0
    assert workbook.lists.count_cases(CaseQuery(status="not_reviewed")) == 1
    figures = workbook.lists.figures(CaseQuery())
    assert figures.cases == sum(workbook.lists.count_cases(CaseQuery(scope=code)) for code in SCOPES) == 1
    assert workbook.lists.count_cases(CaseQuery(finish_by=TODAY)) == 0


def test_a_duty_runs_until_it_is_done(workbook, case, library):
    entry = workbook.case(case.id).entry("decisions")
    workbook.save(entry.id, {"learning_response": "psii", "response_decided": "2025-11-01"})
    due = next(d for d in duties(workbook.case(case.id)) if d.rule.code == "RS")
    home = workbook.lists.home(TODAY)
    (row,) = (row for row in home.duties.rows + home.second_reviews.rows if row.title == due.title)
    assert (row.due, row.days) == (due.due, (due.due - TODAY).days)
    workbook.save(entry.id, {due.rule.done.partition(".")[2]: "2025-11-10"})
    home = workbook.lists.home(TODAY)
    assert due.title not in {row.title for row in home.duties.rows + home.second_reviews.rows}


def test_a_theme_is_judged_where_a_phase_that_looks_at_it_has_a_score(workbook, case, judgement, forms):
    phase = next(phase for phase in forms.judgement.phases if phase.themes)
    main = forms.raised.role("theme").options.main
    looked_at = {main(code) for code in phase.themes}
    steps = phase.score_field.options.choices
    not_applicable = next(step.code for step in steps if step.points is None)

    def judged():
        return {theme.code for theme in workbook.lists.coverage(TODAY).themes if theme.judged}

    workbook.save(judgement.id, {phase.score_field.key: not_applicable})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    assert not judged()
    workbook.reviews.reopen(case.id, "It did apply")
    workbook.save(judgement.id, {phase.score_field.key: steps[0].code})
    assert not judged()  # only what is signed counts
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    assert judged() == looked_at


def test_theme_coverage_is_of_reviews_signed_in_the_year_of_account(workbook, case, forms):
    code = forms.action.role("theme").options.offered[0].code
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(theme=code))
    assert workbook.lists.coverage(TODAY).signed == 0
    workbook.reviews.sign(case.id, name="R", role="")
    found = workbook.lists.coverage(TODAY)
    assert (found.signed, found.since) == (1, date(2025, 4, 1))
    assert next(theme for theme in found.themes if theme.code == code).cases == 1
    assert workbook.lists.coverage(date(2026, 4, 1)).signed == 0


@pytest.mark.parametrize(
    ("day", "start"),
    [(date(2025, 4, 1), 2025), (date(2025, 3, 31), 2024), (date(2025, 12, 31), 2025)],
)
def test_the_year_of_account_begins_in_april(day, start):
    assert year_of_account(day) == date(start, 4, 1)


def test_second_reviews_due_are_those_of_the_list_they_lead_to(workbook, case, library):
    """The duty of a second review that a draft asks for runs too, but it cannot be begun before signing."""
    form = next(form for form in library.forms.values() if form.role("second_review"))
    rule = next(rule for rule in library.duties if rule.listed == "second_reviews")
    asked = {form.role("second_review").key: "yes", "second_review_decided": "2025-11-01"}
    workbook.save(workbook.case(case.id).entry(form.key).id, asked)
    home, listed = workbook.lists.home(TODAY), CaseQuery(status="second_review")
    assert home.second_reviews.count == workbook.lists.count_cases(listed) == 0
    assert rule.title in [row.title for row in home.duties.rows]
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    home = workbook.lists.home(TODAY)
    assert home.second_reviews.count == workbook.lists.count_cases(listed) == 1
    assert rule.title not in [row.title for row in home.duties.rows]


def test_theme_coverage_counts_every_overdue_action(workbook, case, forms):
    code = forms.action.role("theme").options.offered[0].code
    late = forms.act(theme=code, target_date="2025-11-08", **forms.status("in_progress"))
    for _ in range(3):
        workbook.add_entry(case.id, forms.action.key, answers=late)
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(theme=code))
    workbook.reviews.sign(case.id, name="R", role="")
    theme = next(theme for theme in workbook.lists.coverage(TODAY).themes if theme.code == code)
    assert (theme.actions, theme.overdue) == (4, 3)


def test_what_is_mine_is_what_i_review_sign_or_own(workbook, forms, library):
    me = Person("R. Mensah", "Ward manager")
    mine, other, theirs = (workbook.new_case(forms.death()) for _ in range(3))
    named = forms.person.role("reviewer_name").key
    workbook.save(mine.entry(forms.person.key).id, {named: "r. mensah"})
    workbook.save(other.entry(forms.person.key).id, {named: "P. Doyle"})
    late = {"target_date": "2025-11-08", **forms.status("in_progress")}
    for owner in (me.role, "Estates lead"):
        workbook.add_entry(theirs.id, forms.action.key, answers=forms.act(owner=owner, **late))
    home, everyone = workbook.lists.home(TODAY, me), workbook.lists.home(TODAY)
    assert [row.case_id for row in home.to_finish.rows] == [mine.id]
    assert {row.case_id for row in home.duties.rows} == {mine.id}
    assert [row.detail for row in home.overdue.rows] == [me.role]
    assert (everyone.to_finish.count, everyone.overdue.count) == (3, 2)
    assert everyone.duties.count == 3 * home.duties.count
    # and each list leads to exactly those
    assert workbook.lists.count_cases(CaseQuery(status="to_finish", person=me)) == 1
    assert workbook.lists.count_actions(ActionQuery(overdue=True, person=me)) <= 1


def test_a_review_of_nobody_by_name_is_that_of_the_role_it_was_given_to(workbook, forms):
    role = forms.person.role("reviewer_role")
    code = role.options.offered[0].code
    case = workbook.new_case(forms.death())
    entry = case.entry(forms.person.key).id
    workbook.save(entry, {role.key: code})
    me = Person("R. Mensah", role.options.label(code))
    assert workbook.lists.home(TODAY, me).to_finish.count == 1
    workbook.save(entry, {forms.person.role("reviewer_name").key: "P. Doyle"})
    assert workbook.lists.home(TODAY, me).to_finish.count == 0


def test_deaths_that_nobody_has_yet_are_everybodys_to_screen(workbook, forms):
    me = Person("R. Mensah", "")
    workbook.new_case(forms.death(), level="screen")
    taken = workbook.new_case(forms.death(reviewer_name="P. Doyle"), level="screen")
    home = workbook.lists.home(TODAY, me)
    assert (home.to_screen.count, workbook.lists.home(TODAY).to_screen.count) == (1, 2)
    assert taken.id not in [row.case_id for row in home.to_screen.rows]
    assert home.items == 1 + home.duties.count  # the deaths to screen are one thing to do


def test_an_effect_check_is_due_until_somebody_says_what_was_found(workbook, case, forms):
    def act(due, meaning="closed"):
        answers = forms.act(assurance_due=due, **forms.status(meaning))
        return workbook.add_entry(case.id, forms.action.key, answers=answers)

    soon, _later, _open = act("2025-11-25"), act("2026-03-01"), act("2025-11-01", "in_progress")
    found = workbook.lists.home(TODAY).effects
    assert [(row.entry_id, row.days) for row in found.rows] == [(soon.id, 7)]
    assert workbook.lists.count_actions(ActionQuery(check_due=True)) in (0, 1)
    result = forms.action.role("assurance_result")
    workbook.save(soon.id, {result.key: result.options.choices[0].code})
    assert workbook.lists.home(TODAY).effects.count == 0
