"""The minutes of a meeting as values: what they say of it and of each case; kept whole once sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.dates import show_long
from hssib_desk.domain.forms.form import Form
from hssib_desk.domain.forms.kinds import show
from hssib_desk.domain.panel.decision import (
    decisions_of,
    field_of,
    in_full,
    in_words,
    new_score,
    overall_scores,
    panel_form,
    said,
    scored,
)
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Stage, WorkbookFacts
from hssib_desk.domain.review.effective_case import standing

STAGES: Mapping[Stage, str] = {"first": "First", "second": "Second", "agreed": "Agreed"}
Row = tuple[str, str]


@dataclass(frozen=True)
class Minuted:
    """What the minutes say of one case: its reference, the decision, the rest under labels."""

    ref: str
    decision: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Minutes:
    """The minutes whole; of sealed ones nothing is read anew."""

    number: str
    title: str
    day: date
    facts: tuple[Row, ...]
    cases: tuple[Minuted, ...]
    classification: str
    workbook: str
    program: str
    made_on: date
    sealed_by: str = ""  # the role in the chair; empty for a draft

    @property
    def is_draft(self) -> bool:
        """Whether they are not sealed yet."""
        return not self.sealed_by


def minutes_of(
    meeting: Meeting,
    cases: Sequence[CaseFile],
    facts: WorkbookFacts,
    program: str,
    today: date,
    chair: str = "",
) -> Minutes:
    """The minutes of a meeting as its cases stand now, in the order of its papers."""
    return Minutes(
        number=meeting.number,
        title=meeting.name,
        day=meeting.day or today,
        facts=tuple(_facts(meeting, today)),
        cases=tuple(_minuted(case, meeting.number) for case in cases),
        classification=facts.classification,
        workbook=facts.title,
        program=program,
        made_on=today,
        sealed_by=chair,
    )


def kept_text(minutes: Minutes) -> str:
    """What a workbook keeps of sealed minutes, as text."""
    told = {
        **{name: getattr(minutes, name) for name in _TEXTS},
        "day": minutes.day.isoformat(),
        "made_on": minutes.made_on.isoformat(),
        "facts": minutes.facts,
        "cases": [[one.ref, one.decision, one.rows] for one in minutes.cases],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_kept(text: str) -> Minutes:
    """Sealed minutes from what the workbook keeps of them."""
    told = json.loads(text)
    return Minutes(
        **{name: told[name] for name in _TEXTS},
        day=date.fromisoformat(told["day"]),
        made_on=date.fromisoformat(told["made_on"]),
        facts=_rows(told["facts"]),
        cases=tuple(Minuted(ref, decision, _rows(rows)) for ref, decision, rows in told["cases"]),
    )


_TEXTS = ("number", "title", "classification", "workbook", "program", "sealed_by")


def _rows(found: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    return tuple((label, text) for label, text in found)


def when(meeting: Meeting) -> str:
    """The day and hour of a meeting in words."""
    day = show_long(meeting.day) if meeting.day else "No day yet"
    return f"{day}, {meeting.time}" if meeting.time else day


def quorum_in_words(meeting: Meeting) -> str:
    """Whether enough were there, with the numbers."""
    there, of = len(meeting.present), len(set(meeting.members) | set(meeting.present))
    return f"{'Quorate' if meeting.is_quorate else 'Not quorate'}: {there} of {of}"


def _facts(meeting: Meeting, _today: date) -> Iterator[Row]:
    yield "Meeting", meeting.number
    yield "Met on", when(meeting)
    yield "Cases", str(len(meeting.cases))
    yield "Quorum", f"{quorum_in_words(meeting)}, {meeting.quorum} needed"
    yield "Chair", meeting.label(meeting.chair) if meeting.chair else "Not named"
    if meeting.corrects:
        yield "Further minute to", meeting.corrects
    yield "Present", ", ".join(map(meeting.label, meeting.present)) or "Nobody yet"
    yield "Interests declared", meeting.conflicts or "None declared"


def _minuted(case: CaseFile, number: str) -> Minuted:
    entries = decisions_of(case, number)
    rows = [row for row in (*_before(case), *_decided(case, entries), *_raised(case, entries)) if row[1]]
    return Minuted(case.ref, in_words(case, entries), tuple(rows))


def _before(case: CaseFile) -> Iterator[Row]:
    """What the group had before it."""
    scores = overall_scores(case)
    told = (f"{STAGES[stage].lower()} {scores[stage].words}" for stage in STAGES if stage in scores)
    yield "Overall score in the review", "; ".join(told).capitalize()
    yield judged(case)


def judged(case: CaseFile) -> Row:
    """The review's answer to whether the death was more likely than not due to problems in care."""
    key, _, name = board_form().answers["judged"].partition(".")
    entry = standing(case).entry(key)
    field = entry.form.by_key.get(name) if entry else None
    value = entry.answers.get(name) if entry else None
    return (field.label, show(field, value)) if field and value is not None else ("", "")


def _decided(case: CaseFile, entries: Sequence[EntryFile]) -> Iterator[Row]:
    told: set[str] = set()  # a further grade begins with the reason of the first
    for entry in entries:
        why = said(case, entry, "decision_reason")
        yield "Why", "" if why in told else why
        told.add(why)
        if changed := new_score(case, entry):
            phase = field_of(case, entry, "decision_phase")
            code = str(entry.answers.get(phase.key)) if phase else ""
            before = scored(case, code) or "not scored"
            of = said(case, entry, "decision_phase").lower()
            yield f"Score, {of}", f"From {before} to {in_full(changed)}"
            yield "Why the score changed", said(case, entry, "decision_score_reason")
        for role in ("agreed_parts", "further_process", "tell_family_by", "dissent"):
            field = field_of(case, entry, role)
            yield (field.label if field else ""), said(case, entry, role)


def _raised(case: CaseFile, entries: Sequence[EntryFile]) -> Iterator[Row]:
    """The problems, learning and actions that were agreed as written, each as the review has them."""
    field = panel_form(case.library).role("agreed_parts")
    ticked: set[str] = set()
    for entry in entries:
        found = entry.answers.get(field.key) if field else None
        ticked |= set(found) if isinstance(found, list) else set()
    choices = field.options.choices if field and field.options else ()
    for choice in choices:
        form = raised_form(case, choice.code)
        if choice.code in ticked and form is not None:
            told = (_one(entry) for entry in case.all_of(form.key) if entry.stage == "first")
            yield choice.label, "\n".join(told) or "None were raised"


def raised_form(case: CaseFile, code: str) -> Form | None:
    """The form whose entries were agreed: a choice bears its key, in the plural or as it is."""
    return next((f for f in case.library.forms.values() if f.repeat and code in (f.key, f"{f.key}s")), None)


def _one(entry: EntryFile) -> str:
    if not is_action(entry.form):
        return f"{entry.ref}: {entry.text('title')}"
    due = entry.text("revised_date") or entry.text("target_date")
    more = ", ".join(filter(None, (entry.text("owner") or "no owner yet", f"by {due}" if due else "")))
    return f"{entry.ref}: {entry.text('title')} ({more})"
