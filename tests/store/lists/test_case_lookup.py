"""Finding cases that are there already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hssib_desk.domain.caseload.plan import ExistingCase
from hssib_desk.domain.forms.form import Answer, Answers, Library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from tests.factories import keyed

NAME = "Żółkiewska"


def person(library: Library, **roles: Answer) -> dict[str, Answers]:
    form = library.form_with_role("date_of_death", repeat=False)
    assert form is not None
    return {form.key: keyed(form, roles)}


def test_existing_cases_carry_what_tells_people_apart(workbook: Workbook, library: Library) -> None:
    known = {"local_number": "W1", "nhs_number": "9990000018", "name": NAME, "date_of_birth": "1957-03-13"}
    first = workbook.new_case(person(library, date_of_death="2025-10-19", **known))
    second = workbook.new_case()
    found = workbook.lists.existing_cases()
    assert found[0].entries["person"].answers["surname"] == NAME
    assert not found[0].entries["person"].is_signed
    assert [replace(case, entries={}) for case in found] == [
        ExistingCase(first.ref, date_of_death="2025-10-19", **known),
        ExistingCase(second.ref),
    ]


@pytest.mark.parametrize(
    ("typed", "row"),
    [("C-2025-002", 1), ("c-2025-00", 0), ("002", 1), ("1", 2), ("9", None), ("%", None), (" ", None)],
)
def test_a_case_is_found_by_the_beginning_or_end_of_its_reference(
    workbook: Workbook, library: Library, typed: str, row: int | None
) -> None:
    for day in ("2025-10-17", "2025-10-18", "2025-10-19"):
        workbook.new_case(person(library, date_of_death=day))
    assert workbook.lists.row_of_case(CaseQuery(), typed) == row


def test_the_row_is_counted_in_the_list_as_it_is_filtered_and_sorted(
    workbook: Workbook, library: Library
) -> None:
    for day in ("2025-10-17", "2025-10-18", "2025-10-19"):
        workbook.new_case(person(library, date_of_death=day))
    assert workbook.lists.row_of_case(CaseQuery(descending=False), "C-2025-003") == 2
    assert (
        workbook.lists.row_of_case(CaseQuery(text=workbook.lists.cases(CaseQuery())[0].ref), "C-2025-003")
        == 0
    )
