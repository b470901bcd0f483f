"""Deaths that were screened, through the workbook's own verbs."""

FIRST = {
    "family_raised": "nothing",
    "care_linked": "no",
    "abuse_signs": ["none"],
    "screen_read": "summary",
    "outcome_reason": "Talked through with the ward: this step fits what is known.",
}
NATURAL = {
    "date_of_death": "2025-10-19",
    "date_of_birth": "1940-05-02",
    "inpatient_at_death": "no",
    "discharge_date": "2025-01-01",
    "ward_type": "200",
    "legal_status": "01",
    "legal_circumstances": ["none"],
    "died_manner": "natural",
    "death_category": "EN1",
    "learning_disability": "5",
    "autism": "5",
}


def death_to_screen(workbook, outcome="", person=None, **screening):
    """A new case at its screening, with every answer that is needed; `outcome` is its next step."""
    chosen = {"outcome": outcome} if outcome else {}
    given = {
        "person": {**NATURAL, **(person or {})},
        "why": {"red_flags": ["none"]},
        "screening": {**FIRST, **chosen, **screening},
    }
    return workbook.new_case(given, level="screen")


def screen(workbook, case_id, outcome="no_further", **screening):
    """Answer what is left of the screening of a case that is at that level, and sign it."""
    case = workbook.case(case_id)
    for form, answers in (("person", NATURAL), ("why", {"red_flags": ["none"]})):
        entry = case.entry(form)
        workbook.save(entry.id, {key: value for key, value in answers.items() if key not in entry.answers})
    workbook.save(case.entry("screening").id, {**FIRST, "outcome": outcome, **screening})
    return workbook.reviews.sign_screening(case_id, name="R. Mensah", role="Consultant nurse")


def screened(workbook, outcome="no_further", person=None, **screening):
    """A new case that was screened, with its next step."""
    case = death_to_screen(workbook, outcome, person, **screening)
    return workbook.reviews.sign_screening(case.id, name="R. Mensah", role="Consultant nurse")
