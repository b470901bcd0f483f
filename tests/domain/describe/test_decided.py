"""What the answers of the page about the death decide, said in plain words."""

from hssib_desk.domain.describe.decided import decided, decides
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.outline import page_states
from hssib_desk.domain.forms.rules import Context
from tests.factories import make_case

LIBRARY = load_library()
FORM = LIBRARY.forms["person"]
DIED = {
    "date_of_death": "2025-10-19", "inpatient_at_death": "no", "discharge_date": "2025-10-10",
    "ward_type": "200", "died_manner": "suicide", "death_category": "UU", "legal_status": "01",
}  # fmt: skip


def said(**forms):
    case = make_case(answers={"person": DIED, "judgement": {}, "decisions": {}, **forms})
    return case, {item.title: item for item in decided(Context(case))}


def test_scope_duties_pages_and_the_reason_for_the_level_follow_from_the_answers():
    screened = {"outcome": "full", "outcome_reason": "No contact in 72 hours.", "level": "full",
                "screened_on": "2025-10-21", "screened_by": "R. Mensah"}  # fmt: skip
    case, found = said(screening=screened, duties={"coroner_na": "Another doctor told."})
    first, *_, last = (item for item in found.values() if item.kind != "another")
    assert (first.kind, first.title) == ("in_scope", "In scope") and "9 days after discharge" in first.words
    owed = next(item for item in found.values() if item.kind == "duties")
    assert owed.words.startswith("1 is answered, ") and owed.page == "duties"
    assert (
        found["Suspected suicide is asked"].words == "How they died, as far as is known: Suspected suicide."
    )
    assert found["Leaving hospital is asked"].words == "Setting: discharged."
    assert found["End-of-life care does not apply"].words == "The death was not expected."
    assert last.title == "Why a full review"
    assert (
        last.words == "“No contact in 72 hours.” Screened by R. Mensah, 21 October 2025."
        or "R. Mensah" in last.words
    )
    shown = {state.page.title for state in page_states(case) if state.shown}
    for item in found.values():
        if item.kind == "asked":
            assert item.title.removesuffix(" is asked") in shown
        if item.title.endswith(" is not asked"):
            assert item.title.removesuffix(" is not asked") not in shown and item.words.startswith(
                "It is when “"
            )


def test_other_answers_decide_otherwise():
    _, found = said(
        person={**DIED, "died_manner": "natural", "death_category": "EN1", "discharge_date": "2024-10-10"}
    )
    assert found["Outside the days"].kind == "outside"
    assert "Suspected suicide is asked" not in found and "End-of-life care does not apply" not in found
    assert "Suspected suicide" in found["Suspected suicide is not asked"].words
    _, nothing = said(person={})
    assert nothing["No duties yet"].kind == "duties"
    assert decides(FORM.sections) and not decides(LIBRARY.forms["family"].sections)
