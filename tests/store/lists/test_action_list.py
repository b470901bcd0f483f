"""The action log in SQL says the same as the rules of the domain."""

import itertools
from datetime import date, timedelta

import pytest

from hssib_desk.domain.actions.listed import is_owed
from hssib_desk.domain.actions.measures import brag
from hssib_desk.store.lists import action_list, action_pages
from hssib_desk.store.lists.queries import ACTION_GROUPS, ACTION_SORTS, ActionQuery, CaseQuery
from tests.factories import code_meaning, keyed

TODAY = date(2025, 11, 18)
DAYS = ("", "2025-11-17", "2025-11-18", "2025-12-02", "2025-12-03", "2025-11", "2026", "unknown", "soon")
STATUSES = (
    "draft agreed in_progress implemented verified closed on_hold superseded not_accepted transferred".split()
)


@pytest.fixture
def every(workbook, case, forms):
    """An action for every status, with targets round about today."""
    form, risk = forms.action, forms.action.role("risk_flag")
    given = []
    for number, (status, target) in enumerate(itertools.product([*STATUSES, ""], DAYS)):
        roles = {"title": f"Action {number}", "target_date": target}
        if status:
            roles["status"] = code_meaning(form.role("status"), status)
        if number % 3 == 0:
            roles["revised_date"] = DAYS[number % len(DAYS)]
        if number % 4 == 0 and risk:
            roles["risk_flag"] = code_meaning(risk, "yes")
        given.append((form.key, keyed(form, {k: v for k, v in roles.items() if v})))
    workbook.import_cases([given], "x")
    return workbook


def test_colour_and_days_follow_the_rules_on_any_day(every, library, clock):
    for later in (0, 1, 20, 45):
        clock.pass_by(days=later)
        today = clock.at.date()
        rows = {row.entry_id: row for row in every.lists.actions(ActionQuery(), limit=1000)}
        found = {
            e.id: brag(e, today, library) for c in every.lists.case_files() for e in c.entries if e.id in rows
        }
        assert {key: (row.brag, row.days_overdue) for key, row in rows.items()} == {
            key: (one.code, one.days_overdue) for key, one in found.items()
        }


def test_counts_agree_with_what_the_filter_finds(every):
    counts = every.lists.brag_counts(ActionQuery())
    assert sum(counts.values()) == every.lists.count_actions(ActionQuery()) == len(DAYS) * 11
    for code, count in counts.items():
        assert every.lists.count_actions(ActionQuery(brag=code)) == count > 0
    late = every.lists.actions(ActionQuery(overdue=True), limit=1000)
    assert {row.brag for row in late} == {"red"}
    assert every.lists.home().overdue.count == len(late)


def test_an_action_is_owed_by_others_until_they_answered(every, forms):
    form = forms.action
    owed = every.lists.actions(ActionQuery(owed=True), limit=1000)
    assert len(owed) == len(DAYS) and {row.brag for row in owed} == {"set_aside"}
    every.save(owed[0].entry_id, keyed(form, {"answered_date": "2025-11-17"}))
    assert every.lists.count_actions(ActionQuery(owed=True)) == len(DAYS) - 1
    listed = [e for c in every.lists.case_files() for e in c.entries if is_owed(e)]
    assert {e.id for e in listed} == every.lists.chosen_actions(ActionQuery(owed=True))


def test_every_order_and_group_shows_every_action_once(every):
    for sort, group in itertools.product(ACTION_SORTS, ["", *ACTION_GROUPS]):
        query = ActionQuery(sort=sort, group_by=group, descending=False)
        rows = [row for offset in range(0, 120, 40) for row in every.lists.actions(query, offset, 40)]
        assert len({row.entry_id for row in rows}) == len(rows) == len(DAYS) * 11, (sort, group)
        groups = [key for key, _ in itertools.groupby(rows, key=lambda row: row.group)]
        assert len(groups) == len(set(groups)), (sort, group)


def test_most_overdue_first(every):
    days = [row.days_overdue for row in every.lists.actions(ActionQuery(), limit=1000)]
    known = [day for day in days if day is not None]
    assert known == sorted(known, reverse=True)
    assert days[: len(known)] == known


def test_a_row_carries_what_the_log_prints(workbook, case, forms):
    strength, theme = forms.action.role("strength"), forms.action.role("theme")
    weak = code_meaning(strength, "weak")
    code = theme.options.offered[0]
    answers = forms.act(target_date="2025-11-01", revised_date="2025-11-10", strength=weak, theme=code.code)
    entry = workbook.add_entry(case.id, forms.action.key, answers=answers)
    row = workbook.lists.actions(ActionQuery())[0]
    assert (row.ref, row.case_ref, row.title) == ("C-2025-001-A01", "C-2025-001", "Make follow-up a task")
    assert (row.original_target, row.revised_target, row.target) == ("2025-11-01", "2025-11-10", "2025-11-10")
    assert (row.theme, row.strength, row.days_overdue, row.row_version) == (code.label, "Weak", 8, 1)
    for wanted in (
        {"theme": code.code},
        {"strength": "weak"},
        {"strength": weak},
        {"text": "follow-up task"},
    ):
        assert workbook.lists.count_actions(ActionQuery(**wanted)) == 1, wanted
    assert workbook.lists.count_actions(ActionQuery(text="C-2025-001-A")) == 1
    workbook.save(entry.id, forms.act(title="Another title"))
    assert workbook.lists.actions(ActionQuery())[0].row_version == 2
    assert workbook.lists.actions(ActionQuery())[0].title == "Another title"


def test_the_days_before_amber_are_a_setting(workbook, case, forms):
    soon = (TODAY + timedelta(days=20)).isoformat()
    agreed = forms.status("in_progress")
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(target_date=soon, **agreed))
    assert workbook.lists.actions(ActionQuery())[0].brag == "green"
    workbook.set_setting("amber_days", "30")
    assert workbook.lists.actions(ActionQuery())[0].brag == "amber"


def test_cases_with_weak_actions_only(workbook, case, forms):
    weak, strong = (code_meaning(forms.action.role("strength"), word) for word in ("weak", "strong"))
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(strength=weak))
    assert workbook.lists.figures().weak_only == workbook.lists.count_cases(CaseQuery(weak_only=True)) == 1
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(strength=strong))
    assert workbook.lists.figures().weak_only == workbook.lists.count_cases(CaseQuery(weak_only=True)) == 0


@pytest.mark.parametrize("many", [0, 5_000])
def test_a_page_found_by_its_place_is_the_one_of_the_whole_order(every, forms, monkeypatch, many):
    others = [[(forms.action.key, keyed(forms.action, {"title": f"Action {n % 3}"})) for n in range(4)]] * 3
    every.import_cases(others, "y")
    monkeypatch.setattr(action_pages, "_MANY", many)
    for sort, group, down in itertools.product(ACTION_SORTS, ("", "brag", "case"), (False, True)):
        query = ActionQuery(sort=sort, group_by=group, descending=down)
        pages = [[row.entry_id for row in every.lists.actions(query, at, 50)] for at in range(0, 150, 50)]
        with monkeypatch.context() as plain:
            plain.setattr(action_list, "is_wide", lambda _query: False)
            whole = [row.entry_id for row in every.lists.actions(query, 0, 1000)]
        assert [one for page in pages for one in page] == whole, (sort, group, down)


def test_row_of_an_action_is_found_in_every_order_without_reading_the_list(every):
    for sort, group in itertools.product(ACTION_SORTS, ["", *ACTION_GROUPS]):
        query = ActionQuery(sort=sort, group_by=group)
        listed = [row.entry_id for row in every.lists.actions(query, limit=1000)]
        for place in (0, 7, len(listed) - 1):
            assert every.lists.row_of_action(query, listed[place]) == place
    assert every.lists.row_of_action(ActionQuery(brag="blue"), "no such entry") is None
