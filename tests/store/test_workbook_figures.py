"""Figures counted in SQL are those that the domain counts from whole cases."""

import random
from datetime import date

import pytest

from hssib_desk.domain import figures as counted
from hssib_desk.domain.measures import is_weak_only
from hssib_desk.store.rows import CaseQuery
from tests.factories import code_meaning, keyed


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


def test_scores_themes_deaths_and_weak_actions_agree(many):
    cases, found = list(many.case_files()), many.figures()
    spreads = counted.score_distribution(row for case in cases for row in counted.scores_of(case))
    assert {s.section: ([step.value for step in s.steps], s.not_applicable.value, s.n) for s in spreads} == {
        s.section: ([count.n for count in s.counts], s.not_applicable, s.n) for s in found.scores
    }
    assert all(s.n + s.not_applicable + s.unscored == found.cases == 40 for s in found.scores)
    themes = counted.counts((row for case in cases for row in counted.themes_of(case)), "")
    assert {f.code: f.value for f in themes} == {t.code: t.cases for t in found.themes if t.cases}
    deaths = counted.counts(counted.months_of_death(cases), "")
    months = {count.code: count.n for count in found.deaths_by_month if count.n}
    assert {count.code: count.value for count in deaths if count.code in months} == months
    assert months
    in_scope = [case for case in cases if many.count_cases(CaseQuery(text=case.ref, scope="in_scope"))]
    assert sum(months.values()) + found.deaths_without_month == len(in_scope)
    assert found.weak_only == sum(is_weak_only(case) for case in cases)


def test_months_without_a_death_are_there_with_nought(workbook, forms):
    for died, left in (("2025-01-05", "2025-01-01"), ("2025-04-09", "2025-04-01")):
        workbook.new_case(forms.death(date_of_death=died, discharge_date=left))
    found = workbook.figures().deaths_by_month
    assert [(count.code, count.n) for count in found] == [
        ("2025-01", 1), ("2025-02", 0), ("2025-03", 0), ("2025-04", 1),
    ]  # fmt: skip


def test_every_bar_leads_to_its_cases(many):
    found = many.figures()
    for spread in found.scores:
        for count in spread.counts:
            assert many.count_cases(CaseQuery(phase=spread.section, score=count.code)) == count.n
    for theme in found.themes:
        assert many.count_cases(CaseQuery(theme=theme.code)) == theme.cases


def test_figures_follow_the_filter(many):
    query = CaseQuery(died_from=date(2025, 3, 1), died_to=date(2025, 3, 31))
    found = many.figures(query)
    assert found.cases == many.count_cases(query) < 40
    assert sum(count.n for count in found.status) == found.cases


def test_an_empty_workbook_has_figures_too(workbook):
    found = workbook.figures()
    assert found.cases == found.actions == 0
    assert found.deaths_by_month == ()
    assert [spread.n for spread in found.scores] == [0] * len(found.scores)
