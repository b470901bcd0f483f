"""The figures of many cases: what is counted, what is left out, and the list behind each part."""

import random
from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.rates.series import series
from hssib_desk.store.lists.figures import deaths_left_out
from hssib_desk.store.lists.listing import phase_keys
from hssib_desk.store.lists.queries import NOT_APPLICABLE, NOT_SCORED, ActionQuery, CaseQuery
from tests.factories import code_meaning, keyed
from tests.screened import screen


@pytest.fixture
def many(workbook, forms):
    chance = random.Random(7)
    scores = [phase.score_field for phase in forms.judgement.phases]
    themes = [choice.code for choice in forms.raised.role("theme").options.offered]
    strengths = [code_meaning(forms.action.role("strength"), word) for word in ("strong", "weak")]
    batch = []
    for number in range(40):
        died = chance.choice(["2025-01-05", "2025-03-09", "2025-06", "2025", "unknown"])
        judged = {f.key: chance.choice([*"12345", "na"]) for f in scores if chance.random() < 0.7}
        given = [*forms.death(date_of_death=died, discharge_date="2024-12-20").items()]
        given += [(forms.judgement.key, judged)]
        for _ in range(chance.randrange(4)):
            roles = {"theme": chance.choice(themes), "strength": chance.choice(strengths)}
            given += [(forms.action.key, keyed(forms.action, {"title": f"A{number}", **roles}))]
        batch.append(given)
    workbook.import_cases(batch, "x")
    return workbook


def test_scores_add_up_to_the_reviews(many):
    found = many.lists.figures()
    assert all(s.n + s.not_applicable + s.unscored == found.cases == 40 for s in found.scores)


def test_a_case_not_reviewed_here_is_in_no_figure_of_scores_and_themes(workbook, forms, library):
    """A review that nobody will write has no score to come; the case is counted beside them."""
    phase = forms.judgement.phases[0]
    out = forms.death(discharge_date="2025-01-01", inpatient_at_death="no")
    made = [workbook.new_case(forms.death()), workbook.new_case(out), workbook.new_case(out)]
    theme = forms.action.role("theme").options.offered[0].code
    workbook.save(made[2].entry(forms.judgement.key).id, {phase.score_field.key: "1"})
    workbook.add_entry(made[2].id, forms.action.key, answers=forms.act(theme=theme))
    for case in made[1:]:
        workbook.reviews.set_level(case.id, "screen")
        screen(workbook, case.id)
    found = workbook.lists.figures()
    assert (found.cases, found.not_reviewed, found.reviews[0].n) == (3, 2, 1)
    spread = next(s for s in found.scores if s.section == phase.key)
    assert (spread.n, spread.not_applicable, spread.unscored) == (0, 0, 1)
    assert not any(count.cases for count in found.themes)
    for score, n in ((NOT_SCORED, 1), ("1", 0), ("", 0)):
        assert workbook.lists.count_cases(CaseQuery(phase=phase.key, score=score)) == n
    # What a screening does not ask is in no list either; it is kept, and comes back with the level.
    assert found.actions == workbook.lists.count_actions(ActionQuery()) == 0
    workbook.reviews.set_level(made[2].id, "full")
    assert workbook.lists.count_actions(ActionQuery()) == 1


def test_not_scored_are_the_reviews_of_the_form_whose_first_scores_may_be_known(workbook, forms, library):
    outline, other = library.reviews
    own = library.for_review(other.key)
    phase = forms.judgement.phases[0]
    workbook.new_case(forms.death())
    acute = workbook.new_case(forms.death())
    workbook.reviews.move_review(acute.id, other.key)
    twice = workbook.new_case(forms.death())
    workbook.reviews.sign(twice.id, name="R. Reviewer", role="")
    workbook.reviews.start_second(twice.id, name="S. Second", role="")
    asked = CaseQuery(phase=phase.key, score=NOT_SCORED)
    acute_phase = next(
        key for key in phase_keys(own) if key not in phase_keys(library.for_review(outline.key))
    )
    assert workbook.lists.count_cases(asked) == 1
    assert workbook.lists.count_cases(replace(asked, phase=acute_phase)) == 1


def test_deaths_are_counted_by_day_in_whole_quarters(workbook, forms):
    for died, left in (
        ("2025-01-05", "2025-01-01"),
        ("2025-04-09", "2025-04-01"),
        ("2025-04-09", "2025-04-01"),
    ):
        workbook.new_case(forms.death(date_of_death=died, discharge_date=left))
    found = workbook.lists.figures(CaseQuery(died_to=date(2025, 8, 31))).deaths
    assert found.by_day == {date(2025, 1, 5): 1, date(2025, 4, 9): 2}
    assert (found.start, found.end) == (None, date(2025, 6, 30))  # the third quarter is cut off by the dates


def test_the_quarters_asked_for_are_the_quarters_drawn(workbook, forms):
    """Empty quarters at both ends are quarters in which nobody died, not quarters to leave out."""
    workbook.new_case(forms.death(date_of_death="2025-02-05", discharge_date="2025-02-01"))
    asked = CaseQuery(died_from=date(2024, 3, 2), died_to=date(2025, 3, 31))
    found = workbook.lists.figures(asked).deaths
    assert (found.start, found.end) == (date(2024, 4, 1), date(2025, 3, 31))
    shown = series(found.by_day, found.end, start=found.start).quarters
    assert [n for _, n in shown] == [0, 0, 0, 1]


def test_deaths_that_no_quarter_shows_are_counted_by_reason(workbook, forms, clock):
    """Vague dates are counted wherever they may lie; every case is drawn or stands in one reason."""
    this_month = clock.at.date().replace(day=2).isoformat()
    for died, left in (
        ("2025-04-05", "2025-04-01"),  # drawn
        ("2025-02-20", "2025-02-10"),  # in a quarter that is not wholly among the dates
        (this_month, this_month),
        ("2025", "2024-12-20"),  # unclear: the days after discharge may be too many
        ("", "2025-03-01"),  # unclear
        ("2025-03-20", "2024-03-01"),  # outside
        ("2024-06-20", "2024-06-10"),  # before
    ):
        workbook.new_case(forms.death(date_of_death=died or "unknown", discharge_date=left))
    inpatient = forms.person.role("inpatient_at_death")
    given = forms.death(date_of_death="2025", inpatient_at_death=code_meaning(inpatient, "yes"))
    given[forms.person.key].pop(forms.person.role("discharge_date").key)
    workbook.new_case(given)  # in scope, of the year only
    asked = CaseQuery(died_from=date(2025, 2, 1), died_to=clock.at.date())
    found = workbook.lists.figures(asked)
    assert sum(found.deaths.by_day.values()) == 1
    assert {count.code: count.n for count in found.deaths_left_out} == {
        "later": 1, "earlier": 1, "deaths_without_month": 1, "unclear": 2, "outside": 1,
    }  # fmt: skip
    for reason, query in deaths_left_out(asked, clock.at.date()).items():
        n = next(count.n for count in found.deaths_left_out if count.code == reason)
        assert len(workbook.lists.cases(query, 0, 99)) == n


def test_a_month_leads_to_no_death_of_the_year_only(workbook, forms):
    inpatient = code_meaning(forms.person.role("inpatient_at_death"), "yes")
    for died in ("2025", "2025-01", "2025-01-09"):
        given = forms.death(date_of_death=died, inpatient_at_death=inpatient)
        given[forms.person.key].pop(forms.person.role("discharge_date").key)
        workbook.new_case(given)
    january = CaseQuery(died_from=date(2025, 1, 1), died_to=date(2025, 1, 31), dated="month")
    deaths = workbook.lists.figures().deaths
    assert (deaths.by_day, deaths.by_month) == ({date(2025, 1, 9): 1}, {date(2025, 1, 1): 1})
    assert workbook.lists.count_cases(january) == 2
    assert workbook.lists.count_cases(replace(january, dated="day")) == 1


def test_every_bar_leads_to_its_cases(many):
    found = many.lists.figures()
    assert any(spread.counts for spread in found.scores) and found.themes
    for spread in found.scores:
        own = CaseQuery(review=spread.review, phase=spread.section)
        for count in spread.counts:
            assert many.lists.count_cases(replace(own, score=count.code)) == count.n
        assert many.lists.count_cases(replace(own, score=NOT_APPLICABLE)) == spread.not_applicable
        assert many.lists.count_cases(replace(own, score=NOT_SCORED)) == spread.unscored
    for theme in found.themes:
        assert many.lists.count_cases(CaseQuery(theme=theme.code)) == theme.cases


def test_a_main_theme_counts_its_finer_ones_wherever_it_is_named(workbook, case, forms):
    options = forms.action.role("theme").options
    finer = next(choice.code for choice in options.offered if options.main(choice.code) != choice.code)
    main = options.main(finer)
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(theme=finer))
    workbook.reviews.sign(case.id, name="R", role="")
    on_learning = {theme.code: theme.cases for theme in workbook.lists.figures().themes}
    on_home = {theme.code: theme.cases for theme in workbook.lists.coverage().themes}
    assert on_learning[finer] == on_learning[main] == on_home[main] == 1
    assert (
        workbook.lists.count_cases(CaseQuery(theme=main))
        == workbook.lists.count_actions(ActionQuery(theme=main))
        == 1
    )


def test_a_review_that_was_reopened_is_not_signed_whatever_else_is(workbook, case, forms, judgement):
    overall = forms.judgement.role("overall_score")
    workbook.save(judgement.id, {overall.key: "1"})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="")
    second = workbook.reviews.start_second(case.id, name="S. Second", role="")
    workbook.save(second.entry(forms.judgement.key).id, {overall.key: "1"})
    workbook.reviews.sign(case.id, name="S. Second", role="")
    assert (workbook.lists.coverage().signed, workbook.lists.figures().twice.n) == (1, 1)
    workbook.reviews.reopen(case.id, "A date was wrong", "first")
    assert (workbook.lists.coverage().signed, workbook.lists.figures().twice.n) == (0, 0)
    assert (
        workbook.lists.count_cases(CaseQuery(twice="any"))
        == workbook.lists.count_cases(CaseQuery(status="sealed"))
        == 0
    )


def test_reviews_with_weak_actions_only_are_seen(workbook, forms):
    field = forms.action.role("strength")
    weak, strong = ({"strength": code_meaning(field, word)} for word in ("weak", "strong"))
    gone = {**strong, **forms.status("superseded")}
    plans = {"weak": [weak], "gone": [weak, gone], "mixed": [weak, strong], "unsaid": [weak, {}], "none": []}
    made = {name: workbook.new_case(forms.death()) for name in plans}
    for name, plan in plans.items():
        for roles in plan:
            workbook.add_entry(made[name].id, forms.action.key, answers=forms.act(**roles))
    found = {row.ref for row in workbook.lists.cases(CaseQuery(weak_only=True), 0, 99)}
    assert found == {made["weak"].ref, made["gone"].ref}
    assert workbook.lists.figures().weak_only == 2


def test_figures_follow_the_filter(many):
    query = CaseQuery(died_from=date(2025, 3, 1), died_to=date(2025, 3, 31))
    found = many.lists.figures(query)
    assert found.cases == many.lists.count_cases(query) < 40


def test_an_empty_workbook_has_figures_too(workbook):
    found = workbook.lists.figures()
    assert found.cases == found.actions == 0
    assert (found.deaths.by_day, found.deaths.by_month) == ({}, {})
    assert [spread.n for spread in found.scores] == [0] * len(found.scores)
