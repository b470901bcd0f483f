"""A death that is not to be reviewed here ends its case: by its screening, or as older forms decided it."""

from pathlib import Path

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.duties import FINISH, duties
from hssib_desk.domain.review.ending import is_not_reviewed
from hssib_desk.domain.review.index import status_of
from hssib_desk.store.workbook import Workbook
from tests.factories import make_case

LIBRARY = load_library()
OUTSIDE = {"date_of_death": "2025-10-19", "discharge_date": "2025-01-01", "inpatient_at_death": "no"}
SIGNED = {"screened_by": "R. Mensah", "screened_on": "2025-10-21", "outcome_reason": "Natural, expected."}


def screened(outcome, **more):
    answers = {"level": "screen", "outcome": outcome, **more}
    return make_case(
        answers={"person": {**OUTSIDE, "due_date": "2025-12-19"}, "screening": answers}, library=LIBRARY
    )


@pytest.mark.parametrize("outcome", ["no_further", "psii", "cdr", "leder", "other_provider"])
def test_an_outcome_that_leaves_it_to_others_ends_the_case_once_it_is_signed(outcome):
    case = screened(outcome, **SIGNED)
    assert is_not_reviewed(case)
    assert status_of(case) == "not_reviewed"
    assert FINISH not in {duty.key for duty in duties(case)}
    assert status_of(screened(outcome)) == "to_screen"


def test_a_case_that_waits_for_the_coroner_is_not_ended():
    case = screened("coroner_first", look_again="2025-12-01", **SIGNED)
    assert not is_not_reviewed(case)
    assert status_of(case) == "waiting"


@pytest.mark.parametrize("level", ["short", "full"])
def test_a_review_goes_on(level):
    case = screened(level, **{**SIGNED, "level": level})
    assert not is_not_reviewed(case)
    assert status_of(case) in ("not_started", "draft")


def test_a_decision_of_an_older_form_still_ends_its_case(tmp_path):
    old = tmp_path / "old.hssib"
    old.write_bytes((Path(__file__).parents[2] / "data" / "forms-1.hssib").read_bytes())
    with Workbook.open(old, library=LIBRARY, actor="t", back_up=False) as workbook:
        why = workbook.case("C-2025-001").entry("why").form
    assert "scope_decision" in why.by_key and "scope_decision" not in LIBRARY.forms["why"].by_key
    kept = make_case(answers={"person": OUTSIDE}, library=LIBRARY)
    answers = {"scope_decision": "no_review", "scope_reason": "The acute trust reviews it."}
    entry = EntryFile("old", why, answers)
    case = make_case(answers={"person": OUTSIDE}, entries=[entry], library=LIBRARY)
    assert kept.level == case.level == "full"
    assert is_not_reviewed(case) and not is_not_reviewed(kept)
