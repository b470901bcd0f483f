"""Why a case is before the panel, in a few words, and what the panel is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.domain.panel.decision import choice_of, overall_scores, panel_form
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.second_review import reasons, state_of, status_in_words

ASKED = (
    "Does the overall score stand, or which score is put in its place, and why?",
    "Are the problems, the learning and the actions agreed as they are written?",
    "Is another process needed, and by when is the family told?",
)


def why_here(case: CaseFile, number: str = "") -> str:
    """Why a case comes to a meeting: what it came back from, its scores, what was judged, its red flags."""
    return ". ".join(_reasons(case, number)) or _standing(case)


def _reasons(case: CaseFile, number: str) -> Iterator[str]:
    panel = panel_form(case.library).key
    if not case.seal_of("first"):
        yield _standing(case)
    # What this meeting itself decides did not bring the case to it.
    case = replace(
        case, entries=tuple(e for e in case.entries if e.form.key != panel or e.value("minute") != number)
    )
    earlier = case.all_of(panel)
    choice = choice_of(case, earlier[-1]) if earlier else None
    if choice is not None and choice.means == "on_hold":
        yield "Back from an earlier meeting"
    if state_of(case) == "settled":
        yield _difference(case)
    else:
        yield from (said.rstrip(".") for said in reasons(case))
    if _is_due_to_care(case):
        yield "More likely than not"
    yield from _red_flags(case)


def _red_flags(case: CaseFile) -> Iterator[str]:
    """The red flags that the review ticked, a family's concern among them, in the words of their list."""
    for entry in case.entries:
        field = entry.form.role("red_flags") if entry.stage == "first" else None
        ticked = entry.answers.get(field.key) if field else None
        if field and field.options and isinstance(ticked, list) and is_shown(field, entry, Context(case)):
            found = (choice for choice in field.options.choices if choice.code in ticked)
            yield from (choice.short or choice.label for choice in found if choice.means != "no")


def _difference(case: CaseFile) -> str:
    scores = overall_scores(case)
    points = [scores[stage].points for stage in ("first", "second") if stage in scores]
    first, second = points if len(points) == 2 else (None, None)
    if first is None or second is None:
        return "Reviewed twice"
    apart = abs(first - second)
    if not apart:
        return "Second review agrees"
    return f"Second review differs by {_NUMBERS.get(apart, str(apart))}"


_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}


def _is_due_to_care(case: CaseFile) -> bool:
    key, _, name = board_form().answers["judged"].partition(".")
    entry = standing(case).entry(key)
    return entry is not None and entry.answers.get(name) == "yes"


def _standing(case: CaseFile) -> str:
    if case.status == "signed":
        return "Review signed"
    said = status_in_words(case.status, state_of(case))
    return said if case.seal_of("first") else f"Not signed: {said.lower()}"


def family_questions(case: CaseFile) -> list[tuple[str, str]]:
    """What the family asked, each with the answer as far as there is one."""
    asked: Iterable[tuple[str, str]] = (
        (entry.text("question"), entry.text("answer") or "Not answered yet")
        for entry in case.entries
        if entry.form.repeat and entry.form.role("question")
    )
    return [pair for pair in asked if pair[0]]
