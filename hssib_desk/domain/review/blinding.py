"""What lists, figures and files leave out while a second review is blind, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Sequence

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.duties import Duty, duties
from hssib_desk.domain.review.second_review import state_of

WHOLE_LOG = (
    "Governance staff who are not the second reviewer write the whole log with the command "
    "“hssib-desk export actions --with-blind”."
)
_NAMED = 5  # so many references are named in a sentence


def is_blind_view(case: CaseFile) -> bool:
    """Whether this is what a second reviewer sees of a case while theirs is not signed."""
    return case.stage == "second" and case.seal is None


def left_out(count: int, refs: Sequence[str] = ()) -> str:
    """That cases are missing from a list or figure because their second review is blind; empty for none."""
    if not count:
        return ""
    named = ", ".join(refs[:_NAMED]) + (f" and {count - _NAMED:,} more" if len(refs) > _NAMED else "")
    if count == 1:
        said = "1 case under blind second review is left out until that is signed"
    else:
        said = f"{count:,} cases under blind second review are left out until those are signed"
    return f"{said}: {named}." if named else f"{said}."


def left_out_briefly(count: int) -> str:
    """The same where there is room for a few words only."""
    return f"{count:,} case{'' if count == 1 else 's'} left out: blind second review" if count else ""


def keep_from_second(ref: str) -> str:
    """The remark on a file that holds what a second reviewer must not see yet."""
    return (
        f"{ref} is under blind second review. Keep this file from its second reviewer until that is signed."
    )


def view_left_out(ref: str) -> str:
    """The remark on a file of one case that leaves out what a blind second review hides."""
    return (
        f"{ref} is under blind second review: what the first review judged, raised and decided is left out. "
        "Anybody but its second reviewer adds --with-blind to the command."
    )


def shown_duties(case: CaseFile) -> list[Duty]:
    """The duties that lists show: while a second review is blind, none that tells of the first judgement.

    Those of the review and of the second review itself are always in sight.
    """
    is_blind = state_of(case) == "blind"
    return [duty for duty in duties(case) if not is_blind or duty.rule.listed != "duties"]
