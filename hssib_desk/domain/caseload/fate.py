"""What becomes of one row of a list, decided from what it says and from the deaths that are known already."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hssib_desk.domain.caseload.choices import UNDECIDED, RowChoice
from hssib_desk.domain.caseload.comparison import Difference, ExistingCase, differences
from hssib_desk.domain.caseload.matching import Deaths, Match, Person, person_of
from hssib_desk.domain.caseload.row import PERSON_MARKS, SUPPOSED, Draft, Task, answers_of
from hssib_desk.domain.caseload.table import RowKey, plain, words
from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.review.scope import Scope

Fate = Literal["new", "warning", "changed", "held", "duplicate", "refused", "skipped"]
FATES: Mapping[Fate, str] = {
    "new": "New",
    "warning": "With a warning",
    "changed": "Differs",
    "held": "Held back",
    "duplicate": "Duplicate",
    "refused": "Refused",
    "skipped": "Skipped",
}
LONGEST_QUOTE = 60
NOTHING_ODD: frozenset[str] = frozenset()  # one for the many rows of a long list
STEP = 500  # rows between two looks at whether somebody wants to stop
BY_HAND = "Skipped: you chose to leave this row out."
IMPORTED_ANYWAY = "Imported as a case of its own, as you chose."


@dataclass(frozen=True, slots=True)
class RowFate:
    """What becomes of one row.

    `answers` are complete for every row that is not refused, a duplicate too. `shown` is each question as
    the preview shows it, `odd` the questions whose cells want a look. `duplicate_of` is the reference of the
    case that it is the same as, or may be, or the number of an earlier row; `differences` are from that case.
    """

    number: int
    fate: Fate
    why: tuple[str, ...]
    answers: Mapping[str, Mapping[str, Answer]]
    shown: Mapping[str, str]
    odd: frozenset[str] = NOTHING_ODD
    scope: Scope | None = None
    duplicate_of: str | int | None = None
    sheet: str = ""
    differences: tuple[Difference, ...] = ()
    choice: RowChoice = UNDECIDED

    @property
    def key(self) -> RowKey:
        """What tells a row from all others of its file."""
        return self.sheet, self.number


class Fates:
    """Decides on one row after the other; each that becomes a case is known to those that follow."""

    def __init__(
        self,
        task: Task,
        defaults: frozenset[str],
        existing: Iterable[ExistingCase],
        choices: Mapping[RowKey, RowChoice],
    ) -> None:
        self._task, self._defaults, self._choices = task, defaults, choices
        self._cases = {case.ref: case for case in existing}
        self._known = Deaths(self._person(case) for case in self._cases.values())
        self._rows = {row.key: row for row in task.table.rows}
        self._met: dict[str, Person] = {}  # the row that a case was compared with already

    def _person(self, case: ExistingCase) -> Person:
        marks = {mark: str(getattr(case, mark)) for mark in PERSON_MARKS}
        return person_of(case.ref, marks, self._defaults)

    def all(self, drafts: deque[Draft], step: Callable[[int], object]) -> Iterator[RowFate]:
        """The fate of every row; each draft is taken out and let go, as a long list has many."""
        for done in range(len(drafts)):
            if done % STEP == 0:
                step(done)
            draft = drafts.popleft()
            person = draft.person(self._defaults)
            fate = self._fate(draft, person, self._choices.get(draft.row.key, UNDECIDED))
            if fate.fate in ("new", "warning"):
                self._known.add(person)
            yield fate

    def _fate(self, draft: Draft, person: Person, choice: RowChoice) -> RowFate:
        if choice.do == "skip":
            return _row_fate(draft, "skipped", [BY_HAND], {}, choice)
        if draft.refusals:
            return _row_fate(draft, "refused", [*draft.refusals, *draft.warnings], {}, choice)
        answers = answers_of(draft, self._task)
        matches = self._known.matches(person)
        alike = [match.sentence for match in matches]
        if choice.do == "import":
            why = [IMPORTED_ANYWAY, *alike, *draft.warnings, *draft.notes]
            return _row_fate(draft, "warning" if alike or draft.warnings else "new", why, answers, choice)
        for match in (match for match in matches if match.kind != "alike"):
            found = self._met_before(draft, person, match, answers, choice)
            if found is not None:
                return found
        if alike or draft.warnings:
            return _row_fate(draft, "warning", [*alike, *draft.warnings, *draft.notes], answers, choice)
        is_told = draft.scope and SUPPOSED not in draft.notes
        scope = [f"{draft.scope.sentence}."] if draft.scope and is_told else []
        return _row_fate(draft, "new", [*scope, *draft.notes], answers, choice)

    def _met_before(
        self,
        draft: Draft,
        person: Person,
        match: Match,
        answers: Mapping[str, Mapping[str, Answer]],
        choice: RowChoice,
    ) -> RowFate | None:
        """The fate of a row whose death is known already; None where it is only alike after all."""
        known = match.person
        if isinstance(known.id, str) and known.id in self._met:
            match = replace(
                match,
                person=self._met[known.id],
                sentence=f"{match.sentence[:-1]}, as {self._met[known.id].where} says.",
            )
            known = match.person
        if isinstance(known.id, int):
            differ = self._from_row(draft, known)
            if match.kind == "nameless" and differ:
                return None
            fate: Fate = "held" if match.kind == "corrected" else "duplicate"
            return _row_fate(draft, fate, [match.sentence, _listed(differ)], answers, choice, known.id)
        found = differences(draft, self._cases[known.id], self._task, choice)
        if match.kind == "nameless" and found:
            return None
        self._met[known.id] = person
        fate = "held" if match.kind == "corrected" else "changed" if found else "duplicate"
        differ = [f"{item.label} ({_quote(item.old)} → {_quote(item.new)})" for item in found]
        why = [match.sentence, _listed(differ), *(draft.warnings if found else ())]
        return replace(_row_fate(draft, fate, why, answers, choice, known.id), differences=found)

    def _from_row(self, draft: Draft, known: Person) -> list[str]:
        """What a row says otherwise than an earlier one, so that nobody has to compare the two by eye."""
        assert isinstance(known.id, int)
        other = self._rows[known.sheet, known.id].cells
        pairs = zip(self._task.table.columns, draft.row.cells, other, strict=True)
        texts = [(column, words(mine), words(theirs)) for column, mine, theirs in pairs]
        return [
            f"{name} ({_quote(mine)})" for name, mine, theirs in texts if _squeeze(mine) != _squeeze(theirs)
        ]


def _row_fate(
    draft: Draft,
    fate: Fate,
    why: Iterable[str],
    answers: Mapping[str, Mapping[str, Answer]],
    choice: RowChoice,
    duplicate_of: str | int | None = None,
) -> RowFate:
    return RowFate(
        number=draft.row.number,
        fate=fate,
        why=tuple(dict.fromkeys(filter(None, why))),
        answers=answers,
        shown=draft.shown,
        odd=frozenset(draft.odd or NOTHING_ODD),
        scope=draft.scope,
        duplicate_of=duplicate_of,
        sheet=draft.row.sheet,
        choice=choice,
    )


def _listed(differ: Sequence[str]) -> str:
    if not differ:
        return "Nothing differs."
    return f"It differs in {' and '.join([', '.join(differ[:-1]), differ[-1]] if differ[:-1] else differ)}."


def _quote(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return "empty"
    return f"“{text}”" if len(text) <= LONGEST_QUOTE else f"“{text[:LONGEST_QUOTE].rstrip()}…”"


def _squeeze(text: str) -> str:
    return plain(text).replace(" ", "") or text.strip()
