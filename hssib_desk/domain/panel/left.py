"""What is left of a meeting: the cases without a decision, why it cannot be sealed yet, what sealing does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hssib_desk.domain.panel.decision import decisions_of, is_decided
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.panel.minutes import quorum_in_words
from hssib_desk.domain.review.case_file import CaseFile, EntryFile


def why_not_sealed(meeting: Meeting, cases: Sequence[CaseFile], today: date) -> str:
    """What is missing before the minutes can be sealed, in a sentence; empty for nothing."""
    left = undecided(meeting, cases)
    if meeting.seal is not None:
        return "These minutes are sealed."
    if not cases:
        return "No case is on this meeting yet."
    if left:
        return f"{_cases(len(left))} left to decide"
    if not meeting.day or meeting.day > today:
        return "The day of this meeting is still to come."
    if not meeting.present:
        return "Tick the roles that were present."
    return "" if meeting.chair else "Say who was in the chair."


def what_sealing_does(meeting: Meeting, cases: Sequence[CaseFile]) -> str:
    """What becomes of a meeting and its decisions once its minutes are sealed."""
    count = sum(len(decisions_of(case, meeting.number)) for case in cases)
    decisions = "1 decision" if count == 1 else f"{count} decisions"
    chair = meeting.label(meeting.chair)
    return (
        f"The minutes are kept as they are now, sealed by {chair}, and {decisions} in {_cases(len(cases))} "
        f"can no longer be changed. {quorum_in_words(meeting)}. Only a further minute corrects them."
    )


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def undecided(meeting: Meeting, cases: Sequence[CaseFile]) -> list[CaseFile]:
    """The cases without a whole decision of this meeting."""
    return [case for case in cases if not _is_whole(case, decisions_of(case, meeting.number))]


def _is_whole(case: CaseFile, found: Sequence[EntryFile]) -> bool:
    return bool(found) and all(is_decided(case, entry) for entry in found)
