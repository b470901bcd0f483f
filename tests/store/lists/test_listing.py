"""Lists that are filtered, sorted and paged in the file."""

import itertools
from datetime import date

import pytest

from hssib_desk.store.lists.queries import CASE_SORTS, ActionQuery, CaseQuery


@pytest.fixture
def three(workbook, forms):
    for died, left in (("2025-10-19", "2025-10-07"), ("2025-08", "2025-06-01"), ("unknown", "2025-01-01")):
        workbook.new_case(forms.death(date_of_death=died, discharge_date=left))
    return workbook


def refs(workbook, **query):
    return [row.ref for row in workbook.lists.cases(CaseQuery(**query))]


def test_newest_death_first_and_unknown_last(three):
    assert refs(three) == ["C-2025-001", "C-2025-002", "C-2025-003"]
    assert refs(three, descending=False)[0] in ("C-2025-002", "C-2025-003")


def test_a_row_says_what_the_answers_say(three):
    row = three.lists.cases(CaseQuery())[0]
    assert (row.died, row.after_discharge, row.after, row.scope) == ("2025-10-19", 12, "12 days", "in_scope")
    assert row.status == "not_started"
    assert [code for _section, code in row.scores] == [None] * len(row.scores)
    assert "19 Oct 2025" in row.listed.values()


def test_a_score_shows_in_its_place(workbook, case, judgement, forms):
    phase = forms.judgement.phases[1]
    workbook.save(judgement.id, {phase.score_field.key: "2"})
    row = workbook.lists.cases(CaseQuery())[0]
    assert dict(row.scores)[phase.key] == "2"
    assert refs(workbook, phase=phase.key, score="2") == ["C-2025-001"]
    assert refs(workbook, phase=phase.key, score="3") == []
    assert row.status == "draft"


def test_days_of_death_are_both_included(three):
    assert refs(three, died_from=date(2025, 10, 19), died_to=date(2025, 10, 19)) == ["C-2025-001"]
    assert refs(three, died_from=date(2025, 8, 1), died_to=date(2025, 8, 1)) == ["C-2025-002"]
    assert refs(three, died_to=date(2025, 7, 31)) == []


def test_chips_count_what_they_filter(three, forms):
    judged = three.case("C-2025-001").entry(forms.judgement.key)
    three.save(judged.id, {forms.note_field.key: "Begun"})
    three.reviews.sign(three.case("C-2025-001").id, name="R", role="")
    counts = three.lists.case_counts()
    assert counts["all"] == 3
    for chip in ("to_finish", "second_review", "signed", "outside", "sealed", "not_started", "draft"):
        assert counts[chip] == three.lists.count_cases(CaseQuery(status=chip)), chip
    assert counts["outside"] == 1


def test_every_order_shows_every_case_once_page_by_page(three):
    for sort, descending in itertools.product([*CASE_SORTS, "listed:date_of_death"], [True, False]):
        query = CaseQuery(sort=sort, descending=descending)
        pages = [three.lists.cases(query, offset, 1)[0].ref for offset in range(3)]
        assert sorted(pages) == ["C-2025-001", "C-2025-002", "C-2025-003"], (sort, descending)


def test_references_sort_as_numbers(workbook, forms, plain):
    workbook.new_case(forms.death())
    plain.execute("UPDATE counters SET value = 998 WHERE name = 'case 2025'")
    workbook.import_cases([forms.death()] * 2, "x")
    assert refs(workbook, sort="ref", descending=False) == ["C-2025-001", "C-2025-999", "C-2025-1000"]


def test_any_text_may_be_looked_for(three):
    assert refs(three, text="c-2025-002") == refs(three, text="C-2025-002") == ["C-2025-002"]
    for text in ("%", "_", "\\", '"', "*", "NEAR(", "'"):
        assert refs(three, text=text) == [], text


def test_choices_are_those_in_use(workbook, forms):
    assert workbook.lists.choices() == {
        "ward_type": [],
        "reviewer": [],
        "review": [],
        "owner": [],
        "ward": [],
    }
    ward = forms.person.role("ward_type")
    code = ward.options.offered[0]
    workbook.new_case(forms.death(ward_type=code.code))
    assert workbook.lists.choices()["ward_type"] == [(code.code, code.label)]
    assert refs(workbook, ward_type=code.code) == ["C-2025-001"]


@pytest.mark.parametrize("typed", ["%", "C_2025-001", "C-2025%", "\\"])
def test_a_sign_that_stands_for_other_letters_in_sql_means_itself(three, forms, typed):
    case = three.case("C-2025-001")
    action = three.add_entry(case.id, forms.action.key, answers=forms.act())
    assert refs(three, text=typed) == []
    assert three.lists.row_of_case(CaseQuery(), typed) is None
    assert three.lists.actions(ActionQuery(text=typed)) == []
    assert three.lists.search(typed) == []
    assert [row.ref for row in three.lists.actions(ActionQuery(text=f"{case.ref}-{action.ref}".lower()))]
