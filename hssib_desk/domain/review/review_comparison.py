"""Two reviews side by side: where they agree, by how much they differ, and what is left to settle.

Scores are single judgements; they are compared one by one and never put into a mean. Beside the score of a
section its coded answers are compared: whatever is chosen from a list, and so can be counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Answers, Choice, Field, Form, Section
from hssib_desk.domain.forms.kinds import KINDS
from hssib_desk.domain.forms.rules import Context, is_shown, section_shown
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Stage
from hssib_desk.domain.review.second_review import fills_once

# What is chosen from a list. Words are each reviewer's own and stay as they are.
CODED = frozenset(key for key, kind in KINDS.items() if kind.has_choices and not kind.is_person_role)
NOT_GIVEN = "No answer"


@dataclass(frozen=True)
class Answered:
    """One coded question of a section, as both reviewers answered it and as was agreed.

    None where it was not asked or not answered; `is_asked` says whether there is anything to agree, which
    may hang on other agreed answers.
    """

    field: Field
    first: Answer | None
    second: Answer | None
    agreed: Answer | None = None
    is_asked: bool = True

    @property
    def is_same(self) -> bool:
        """Whether both gave the same answer."""
        return _same(self.field, self.first, self.second)

    @property
    def is_open(self) -> bool:
        """Whether there is something to agree: the two differ, or what was agreed is neither's any more."""
        return not self.is_same or (
            self.agreed is not None and not _same(self.field, self.agreed, self.first)
        )

    @property
    def stands(self) -> Answer | None:
        """What counts once both reviews are brought together: what was agreed, or what both said."""
        if not self.is_asked:
            return None
        return self.first if self.agreed is None and self.is_same else self.agreed

    @property
    def left(self) -> str:
        """What is left to do, as a sentence; empty when nothing is."""
        if self.is_same or not self.is_asked or self.agreed is not None:
            return ""
        return f"No agreed answer yet to “{self.field.label}”"

    def shown(self, answer: Answer | None) -> str:
        """One of the answers as a reader sees it."""
        return NOT_GIVEN if answer is None else kinds.show(self.field, answer)


@dataclass(frozen=True)
class Compared:
    """One scored section as both reviewers, and those who agreed, judged it; None where it is not scored."""

    section: Section
    first: EntryFile
    second: EntryFile
    agreed: EntryFile | None = None
    answers: tuple[Answered, ...] = ()
    is_asked: bool = True  # a section that the agreed answers leave out needs no agreed score

    @property
    def first_score(self) -> Choice | None:
        """What the first reviewer gave."""
        return _chosen(self.section, self.first)

    @property
    def second_score(self) -> Choice | None:
        """What the second reviewer gave."""
        return _chosen(self.section, self.second)

    @property
    def agreed_score(self) -> Choice | None:
        """What was agreed."""
        return _chosen(self.section, self.agreed) if self.agreed else None

    @property
    def is_same(self) -> bool:
        """Whether both reviewers gave the same score."""
        return _code(self.first_score) == _code(self.second_score)

    @property
    def differing(self) -> tuple[Answered, ...]:
        """The coded answers that are to be agreed, as far as they are asked."""
        return tuple(item for item in self.answers if item.is_asked and item.is_open)

    @property
    def alike(self) -> tuple[Answered, ...]:
        """The coded answers that both gave."""
        return tuple(item for item in self.answers if not item.is_open)

    @property
    def difference(self) -> int | None:
        """By how many points the second score is higher; None where either carries no points."""
        first, second = self.first_score, self.second_score
        if first is None or second is None or first.points is None or second.points is None:
            return None
        return second.points - first.points

    @property
    def words(self) -> str:
        """The difference in words."""
        if self.is_same:
            return "Same score" if self.first_score else "Not scored by either"
        by = self.difference
        if by is not None:
            return (
                f"Second {abs(by)} {'point' if abs(by) == 1 else 'points'} {'higher' if by > 0 else 'lower'}"
            )
        if self.first_score and self.second_score:
            return "Applicable for one reviewer only"
        return "Scored by one reviewer only"

    @property
    def said(self) -> str:
        """The difference of the scores in words, and how many coded answers differ."""
        n = len(self.differing)
        return f"{self.words}, {n} answer{' differs' if n == 1 else 's differ'}" if n else self.words

    @property
    def is_overall(self) -> bool:
        """Whether this is overall care."""
        return self.section.field_with_role("overall_score") is not None

    @property
    def needs_reason(self) -> bool:
        """Whether what was agreed must be explained: the two differ, or it differs from the first score."""
        if not self.is_asked:
            return False
        if not self.is_same or self.differing:
            return True
        return self.agreed_score is not None and _code(self.agreed_score) != _code(self.first_score)

    @property
    def reason(self) -> str:
        """Why what was agreed is what it is."""
        field = self.section.field_with_role("agreed_reason")
        return str(self.agreed.answers.get(field.key, "")).strip() if self.agreed and field else ""

    @property
    def left(self) -> str:
        """What is left to do before what was agreed can be signed, as a sentence; empty when nothing is."""
        if not self.is_asked:
            return ""
        if self.agreed_score is None:
            return "No agreed score yet."
        for item in self.answers:
            if item.left:
                return item.left
        if self.needs_reason and not self.reason:
            return "Say why this is the agreed score." if not self.is_same or not self.differing else WHY
        return ""


WHY = "Say why these are the agreed answers."


def compare(case: CaseFile) -> tuple[Compared, ...]:
    """Every scored section that either reviewer was asked, in the order of the forms, overall care last."""
    context = Context(case)
    found = []
    for form in fills_once(case.library):
        first, second = case.entry(form.key, "first"), case.entry(form.key, "second")
        if first is None or second is None:
            continue
        agreed = case.entry(form.key, "agreed")
        newest = (agreed or second).form
        settled = _settled(newest, first, second, agreed, context)
        for section in newest.phases:
            if any(section_shown(_own(section, entry), entry, context) for entry in (first, second)):
                answers = tuple(_answers(section, (first, second, agreed), settled, context))
                asked = section_shown(section, settled, context)
                found.append(Compared(section, first, second, agreed, answers, asked))
    return tuple(sorted(found, key=lambda row: row.is_overall))


def _settled(
    form: Form, first: EntryFile, second: EntryFile, agreed: EntryFile | None, context: Context
) -> EntryFile:
    """The form with the answers that stand so far, so that rules say what there is left to agree."""
    alike = _alike(form, first, second, context)
    stage: Stage = "agreed"
    begun = agreed or replace(second, id="", answers={}, seal=None)
    return replace(begun, form=form, stage=stage, answers={**alike, **(agreed.answers if agreed else {})})


def alike(case: CaseFile) -> Mapping[str, Answers]:
    """The coded answers that both reviewers gave, by form: what the agreed stage begins with."""
    context, found = Context(case), {}
    for form in fills_once(case.library):
        first, second = case.entry(form.key, "first"), case.entry(form.key, "second")
        if first and second:
            found[form.key] = _alike(form, first, second, context)
    return found


def _alike(form: Form, first: EntryFile, second: EntryFile, context: Context) -> dict[str, Answer]:
    same = {}
    for section in form.phases:
        for field in _coded(section):
            one, other = _given(field, first, context), _given(field, second, context)
            if one is not None and _same(field, one, other):
                same[field.key] = one
    return same


def _answers(
    section: Section,
    entries: tuple[EntryFile, EntryFile, EntryFile | None],
    settled: EntryFile,
    context: Context,
) -> list[Answered]:
    first, second, agreed = entries
    found = []
    for field in _coded(section):
        one, other = _given(field, first, context), _given(field, second, context)
        both = agreed.answers.get(field.key) if agreed else None
        if one is not None or other is not None or both is not None:
            found.append(Answered(field, one, other, both, is_shown(field, settled, context)))
    return found


def _coded(section: Section) -> list[Field]:
    return [field for field in section.fields if field.kind in CODED and field is not section.score_field]


def _given(field: Field, entry: EntryFile, context: Context) -> Answer | None:
    """The answer to a question as the entry's own form version asks it; None where it does not."""
    own, value = entry.form.by_key.get(field.key), entry.answers.get(field.key)
    if own is None or value is None or value == [] or not is_shown(own, entry, context):
        return None
    return value


def _same(field: Field, one: Answer | None, other: Answer | None) -> bool:
    if one is None or other is None:
        return one is None and other is None
    return set(kinds.codes(field, one)) == set(kinds.codes(field, other))


def is_agreed_throughout(case: CaseFile) -> bool:
    """Whether both reviewers gave the same scores and coded answers, so that nothing is to be settled."""
    rows = compare(case)
    return bool(rows) and all(row.is_same and len(row.alike) == len(row.answers) for row in rows)


def to_settle(case: CaseFile) -> list[tuple[Compared, str]]:
    """What is left before what was agreed can be signed."""
    return [(row, row.left) for row in compare(case) if row.left]


def in_words(rows: tuple[Compared, ...]) -> str:
    """How far two reviews agree, as counts of sections and of other coded answers."""
    scored = [row for row in rows if row.first_score or row.second_score]
    same = sum(row.is_same for row in scored)
    apart = max((abs(row.difference) for row in scored if row.difference), default=0)
    most = f" At most {apart} {'point' if apart == 1 else 'points'} apart." if apart else ""
    asked = sum(len(row.answers) for row in rows)
    alike = sum(len(row.alike) for row in rows)
    others = f" The same answer to {alike} of {asked} other questions." if asked else ""
    return f"The same score for {same} of {len(scored)} sections.{most}{others}"


def _own(section: Section, entry: EntryFile) -> Section:
    """The section as the entry's own form version asks it."""
    return entry.form.by_section.get(section.key, section)


def _chosen(section: Section, entry: EntryFile) -> Choice | None:
    return _own(section, entry).chosen(entry.answers)


def _code(choice: Choice | None) -> str:
    return choice.code if choice else ""
