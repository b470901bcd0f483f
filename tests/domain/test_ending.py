"""A death that is not to be reviewed here ends its case, with a reason, and for as long as that is asked."""

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.duties import FINISH, duties
from hssib_desk.domain.review.ending import is_not_reviewed
from hssib_desk.domain.review.index import status_of
from tests.factories import code_meaning, make_case

LIBRARY = load_library()
DECIDES = LIBRARY.form_with_role("scope_decision")
ASKED = DECIDES.role("scope_decision")
REASON = next(f for f in DECIDES.fields if f.show_if and ASKED.key in f.show_if.fields())
PERSON = LIBRARY.form_with_role("date_of_death", repeat=False)
OUTSIDE = {"date_of_death": "2025-10-19", "discharge_date": "2025-01-01", "inpatient_at_death": "no"}
NOT_HERE = {ASKED.key: code_meaning(ASKED, "no"), REASON.key: "The acute trust reviews it."}


def decided(answers, person=OUTSIDE):
    return make_case(answers={PERSON.key: {**person, "due_date": "2025-12-19"}, DECIDES.key: answers})


def test_a_decision_with_its_reason_ends_the_case():
    case = decided(NOT_HERE)
    assert is_not_reviewed(case)
    assert status_of(case) == "not_reviewed"
    assert FINISH not in {duty.key for duty in duties(case)}


@pytest.mark.parametrize(
    ("answers", "person"),
    [
        ({ASKED.key: NOT_HERE[ASKED.key]}, OUTSIDE),  # nobody said why
        ({ASKED.key: "review", REASON.key: "There is much to learn."}, OUTSIDE),
        (NOT_HERE, {**OUTSIDE, "discharge_date": "2025-10-11"}),  # in scope after all: no longer asked
        ({}, OUTSIDE),
    ],
)
def test_anything_less_leaves_it_to_be_reviewed(answers, person):
    case = decided(answers, person)
    assert not is_not_reviewed(case)
    assert status_of(case) != "not_reviewed"
    assert FINISH in {duty.key for duty in duties(case)}
