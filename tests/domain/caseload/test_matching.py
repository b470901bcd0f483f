"""The same person, the same death: found whatever happened to names and numbers, and never guessed."""

import pytest

from hssib_desk.domain.caseload.matching import Person, compare, likeness
from hssib_desk.domain.caseload.plan import ExistingCase
from hssib_desk.domain.forms.library import load_library
from tests.domain.caseloads import GOOD, one, several


@pytest.fixture(scope="module")
def library():
    return load_library()


WHO = Person("C-1", "", "", "Żółkiewska", "Anna", "1957-03-13", "2024-12-16")


def known(**marks: str) -> ExistingCase:
    plain = {
        "name": "Nowak",
        "given_name": "Noel",
        "date_of_birth": "1975-05-03",
        "date_of_death": "2025-10-12",
    }
    return ExistingCase("C-2025-014", **(plain | marks))


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (
            known(local_number="h1", name="", given_name=""),
            "Same local number and date of death as C-2025-014.",
        ),
        (known(nhs_number="9990000018"), "Same NHS number and date of death as C-2025-014."),
        (known(), "Same name, date of birth and date of death as C-2025-014."),
        (known(given_name="N."), "Same name, date of birth and date of death as C-2025-014."),
        (known(name="NOWAK ", given_name="noel james"), "Same name, date of birth and date of death"),
        (known(name="Now?k"), "Same name, date of birth and date of death"),
        (known(name="Noel", given_name="Nowak"), "Same name, date of birth and date of death"),
        (known(date_of_birth=""), "Same name and date of death as C-2025-014."),
    ],
)
def test_same_death_is_a_duplicate(library, case, says):
    row = one(library, GOOD, [case], practice=True)
    assert (row.fate, row.duplicate_of) == ("duplicate", "C-2025-014")
    assert says in row.why[0]
    assert row.answers  # for a person who decides to import it all the same


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (
            known(nhs_number="9990000018", name="Begum"),
            "Same NHS number and date of death as C-2025-014, but another name.",
        ),
        (known(nhs_number="9990000018", date_of_birth="1976-05-03"), "but another date of birth."),
        (
            known(nhs_number="9990000018", name="Begum", date_of_death="2025-10-11"),
            "one of the numbers is wrong",
        ),
        (known(nhs_number="9990000026"), "but another NHS number."),
        (known(date_of_birth="1975-03-05"), "but another date of birth."),
        (known(local_number="H1", name="Begum", date_of_birth="1980-01-01"), "but another person."),
        (
            known(local_number="H1", name="Begum", date_of_death="2024-01-01"),
            "Same local number as C-2025-014",
        ),
        (known(given_name="N", date_of_birth=""), "it may be the same person."),
    ],
)
def test_likeness_that_is_no_proof_is_a_warning(library, case, says):
    row = one(library, GOOD, [case], practice=True)
    assert (row.fate, row.duplicate_of) == ("warning", None), row.why
    assert any(says in sentence for sentence in row.why), row.why


@pytest.mark.parametrize(
    ("case", "shared"),
    [
        (known(nhs_number="9990000018", date_of_death="2025-10-11"), "NHS number"),
        (known(date_of_death="2025-10-11"), "name and date of birth"),
        (known(local_number="H1", name="", date_of_birth="", date_of_death="2025-10-11"), "local number"),
    ],
)
def test_same_person_with_another_date_of_death_is_held_back(library, case, shared):
    plan = several(library, [GOOD], [case], practice=True)
    assert (plan.rows[0].fate, plan.rows[0].duplicate_of, plan.batch) == ("held", "C-2025-014", [])
    assert plan.rows[0].why[0] == (
        f"Probably the same death, date corrected: same {shared} as C-2025-014, but another date of death "
        "(11 Oct 2025)."
    )


@pytest.mark.parametrize(
    "case",
    [
        known(name="Begum", given_name="Elif", date_of_birth="1980-01-01"),
        known(given_name="Anna", date_of_birth="1980-01-01"),
        known(date_of_birth="1980-01-01", date_of_death="2024-01-01"),
        known(name="", given_name="", date_of_birth=""),
    ],
)
def test_somebody_else_is_somebody_else(library, case):
    assert one(library, GOOD, [case], practice=True).fate == "new"


def test_duplicate_names_what_differs_in_long_texts_too(library):
    rows = [GOOD | {"Comments": "first"}, GOOD | {"Comments": "x" * 100}]
    row = several(library, rows, practice=True).rows[1]
    assert row.duplicate_of == 2
    assert row.why[1] == f"It differs in Comments (“{'x' * 60}…”)."


def test_third_copy_points_to_the_first(library):
    assert [row.duplicate_of for row in several(library, [GOOD] * 3, practice=True).rows] == [None, 2, 2]


def test_row_that_is_refused_hides_no_other(library):
    rows = [GOOD | {"Died": None}, GOOD]
    assert [row.fate for row in several(library, rows, practice=True).rows] == ["refused", "new"]


@pytest.mark.parametrize(
    ("name", "given", "like"),
    [
        ("Zolkiewska", "Anna", "same"),
        ("ŻÓŁKIEWSKA", "anna", "same"),
        ("?ó?kiewska", "Anna", "same"),
        ("Żółkiewska", "A", "initial"),
        ("Żółkiewska", "", "initial"),
        ("Żółkiewska", "Ewa", "other"),
        ("Kowalska", "Anna", "other"),
        ("", "Anna", "unknown"),
        ("Anna Żółkiewska", "", "same"),
    ],
)
def test_names_are_compared_as_people_mangle_them(name, given, like):
    assert likeness(Person(2, name=name, given_name=given), WHO) == like


@pytest.mark.parametrize(
    ("one_name", "other_name"),
    [
        ("Müller", "Mueller"),
        ("O'Neill", "ONEILL"),
        ("D’Souza", "D?Souza"),
        ("Fitzgerald-Hughes", "Fitzgerald Hughes"),
        ("Nguyễn", "Nguy?n"),
        ("Sjöberg", "Sjoberg"),
        ("Łukasik", "Lukasik"),
        ("Strauß", "Strauss"),
    ],
)
def test_family_names_meet_in_every_spelling(one_name, other_name):
    first = Person(2, name=one_name, given_name="Kim", date_of_birth="1970-01-01", date_of_death="2025-01-01")
    second = Person(
        3, name=other_name, given_name="Kim", date_of_birth="1970-01-01", date_of_death="2025-01-01"
    )
    assert compare(first, second).kind == "same"
    assert compare(second, first).kind == "same"
