"""Why a case is before the panel: the reason that its answers tell, in the words of the forms."""

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.panel.agenda import why_here
from hssib_desk.domain.panel.decision import panel_form
from tests.factories import SEAL, code_meaning, make_case, make_entry
from tests.panels import points

LIBRARY = load_library()
FLAGS = LIBRARY.form_with_role("red_flags", repeat=False)
JUDGEMENT = LIBRARY.form_with_role("phase_score", repeat=False)
LISTED = FLAGS.role("red_flags").options.choices


def signed(flags, score=4, entries=(), seal=SEAL):
    """A review with red flags, by their place in the list, and one score throughout."""
    found = [
        make_entry(FLAGS, {"red_flags": [LISTED[at].code for at in flags]}, seal=seal),
        make_entry(JUDGEMENT, points(JUDGEMENT, score), seal=seal),
        *entries,
    ]
    return make_case(entries=found, status="signed" if seal else "draft")


def decided(meaning, number):
    form = panel_form(LIBRARY)
    said = {"decision": code_meaning(form.role("decision"), meaning), "minute": number}
    return make_entry(form, said, ref=number)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (signed([]), "Review signed"),
        (signed([-1]), "Review signed"),
        (signed([1, 0]), f"{LISTED[0].label}. {LISTED[1].label}"),
        (signed([0], score=2), f"Overall care is scored 2, poor. {LISTED[0].label}"),
        (
            signed([1], entries=[decided("on_hold", "P-1")]),
            f"Back from an earlier meeting. {LISTED[1].label}",
        ),
        (signed([1], entries=[decided("second", "P-2")]), LISTED[1].label),
        (signed([1], seal=None), f"Not signed: draft. {LISTED[1].label}"),
    ],
    ids=["nothing", "no flag", "flags", "low score", "back", "asked for here", "not signed"],
)
def test_the_reason_is_told_from_the_answers(case, said):
    assert why_here(case, "P-2") == said
