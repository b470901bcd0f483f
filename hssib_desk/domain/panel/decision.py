"""What a panel decided of one case, read from the entry of the case that bears the number of the meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hssib_desk.domain.dates import read_iso, show_date
from hssib_desk.domain.forms.form import Choice, Field, Form, Library
from hssib_desk.domain.forms.kinds import show
from hssib_desk.domain.forms.rules import Context, is_answered, is_required, is_shown
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Stage

# After such a decision the case comes back to the group.
COMES_BACK = ("on_hold", "second")
TO_DECIDE = "To decide"
FROM_MEETING = ("minute", "title", "roles_present", "minuted")  # what the meeting answers of a decision
# What a further changed grade is asked; the decision itself is that of the first.
GRADE = ("decision_reason", "decision_phase", "decision_score", "decision_score_reason")


@dataclass(frozen=True)
class Score:
    """A score as its block shows it: points, a short sign for none, and in words."""

    points: int | None
    short: str
    words: str


def panel_form(library: Library) -> Form:
    """The form of decisions: the one that repeats and names a minute."""
    form = library.form_with_role("minute", repeat=True)
    assert form is not None
    return form


def decisions_of(case: CaseFile, number: str) -> list[EntryFile]:
    """What a meeting decided of a case, oldest first: one entry, and one more for each further score."""
    key = panel_form(case.library).key
    return [entry for entry in case.all_of(key) if number and entry.value("minute") == number]


def field_of(case: CaseFile, entry: EntryFile, role: str) -> Field | None:
    """The question of a role, by the forms of today where those of the entry do not know it."""
    return entry.form.role(role) or panel_form(case.library).role(role)


def said(case: CaseFile, entry: EntryFile, role: str) -> str:
    """An answer of a decision as a reader sees it; empty where it is hidden or was not given."""
    field = field_of(case, entry, role)
    value = entry.answers.get(field.key) if field else None
    if field is None or value is None:
        return ""
    own = entry.form.by_key.get(field.key)
    return show(field, value) if own is None or is_shown(own, entry, Context(case)) else ""


def choice_of(case: CaseFile, entry: EntryFile) -> Choice | None:
    """Which decision it is; None while there is none."""
    field = panel_form(case.library).role("decision")
    value = entry.answers.get(field.key) if field else None
    return field.options.by_code.get(str(value)) if field and field.options and value is not None else None


def is_decided(case: CaseFile, entry: EntryFile) -> bool:
    """Whether nothing that is needed of a decision is missing; day and roles come with the minutes."""
    return choice_of(case, entry) is not None and left_of(case, entry) is None


def left_of(case: CaseFile, entry: EntryFile) -> Field | None:
    """The first question that is needed and has no answer; None where there is none."""
    context = Context(case)
    for field in entry.form.fields:
        if field.role in FROM_MEETING:
            continue
        if is_required(field, entry, context) and not is_answered(field, entry):
            return field
    return None


def in_words(case: CaseFile, entries: Iterable[EntryFile]) -> str:
    """The decision on a case as its chip and the minutes say it, short."""
    found = [entry for entry in entries if choice_of(case, entry) is not None]
    if not found:
        return TO_DECIDE
    choice = choice_of(case, found[0])
    assert choice is not None
    scores = [new for entry in found if (new := new_score(case, entry)) is not None]
    if scores:
        return "Score changed to " + ", ".join(map(_short, scores))
    field = field_of(case, found[0], "back_on")
    back = read_iso(found[0].answers.get(field.key)) if field else None
    if choice.means == "on_hold" and back:
        return f"Deferred to {show_date(back)}"
    return choice.short or choice.label


def new_score(case: CaseFile, entry: EntryFile) -> Choice | None:
    """The score that a decision puts in place of another; None where it changes none."""
    field = field_of(case, entry, "decision_score")
    if field is None or field.options is None or not said(case, entry, "decision_score"):
        return None
    return field.options.by_code.get(str(entry.answers[field.key]))


def _short(choice: Choice) -> str:
    return str(choice.points) if choice.points is not None else choice.label.lower()


def in_full(choice: Choice) -> str:
    """A score with its word: "2, poor"."""
    return f"{choice.points}, {choice.label.lower()}" if choice.points is not None else choice.label


def ends(case: CaseFile, entries: Iterable[EntryFile]) -> bool:
    """Whether the group is done with a case by these decisions."""
    found = [choice.means for entry in entries if (choice := choice_of(case, entry))]
    return bool(found) and not set(found) & set(COMES_BACK)


def overall_scores(case: CaseFile) -> Mapping[Stage, Score]:
    """The overall score of each stage that was signed: first, second, agreed."""
    found: dict[Stage, Score] = {}
    for entry in case.entries:
        if entry.form.repeat or entry.stage in found or not case.seal_of(entry.stage):
            continue
        for section in entry.form.phases:
            if section.field_with_role("overall_score") and (choice := section.chosen(entry.answers)):
                short = str(choice.points) if choice.points is not None else "–"
                found[entry.stage] = Score(choice.points, short, in_full(choice))
    return found


def scored(case: CaseFile, section: str) -> str:
    """The score of a section that stands now, in words; empty where there is none."""
    stages: tuple[Stage, ...] = ("agreed", "first")
    for stage in stages:
        for entry in case.entries:
            own = entry.form.by_section.get(section) if not entry.form.repeat else None
            choice = own.chosen(entry.answers) if own and entry.stage == stage else None
            if choice is not None:
                return in_full(choice)
    return ""
