"""Two reviews side by side: where they agree, by how much they differ, and what is left to settle.

Scores are single judgements; they are compared one by one and never put into a mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from hssib_desk.domain.casefile import CaseFile, EntryFile
from hssib_desk.domain.form import Choice, Section
from hssib_desk.domain.rules import Context, section_shown
from hssib_desk.domain.second import fills_once


@dataclass(frozen=True)
class Compared:
    """One scored section as both reviewers, and those who agreed, judged it; None where it is not scored."""

    section: Section
    first: EntryFile
    second: EntryFile
    agreed: EntryFile | None = None

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
        """Whether both reviewers gave the same code."""
        return _code(self.first_score) == _code(self.second_score)

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
    def is_overall(self) -> bool:
        """Whether this is overall care."""
        return self.section.field_with_role("overall_score") is not None

    @property
    def needs_reason(self) -> bool:
        """Whether the agreed score must be explained: the two differ, or it differs from the first."""
        if not self.is_same:
            return True
        return self.agreed_score is not None and _code(self.agreed_score) != _code(self.first_score)

    @property
    def reason(self) -> str:
        """Why the agreed score is what it is."""
        field = self.section.field_with_role("agreed_reason")
        return str(self.agreed.answers.get(field.key, "")).strip() if self.agreed and field else ""

    @property
    def left(self) -> str:
        """What is left to do before the agreed scores can be signed, as a sentence; empty when nothing is."""
        if self.agreed_score is None:
            return "No agreed score yet."
        if self.needs_reason and not self.reason:
            return "Say why this is the agreed score."
        return ""


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
        for section in newest.phases:
            if any(section_shown(_own(section, entry), entry, context) for entry in (first, second)):
                found.append(Compared(section, first, second, agreed))
    return tuple(sorted(found, key=lambda row: row.is_overall))


def is_agreed_throughout(case: CaseFile) -> bool:
    """Whether both reviewers gave the same score to every section, so that nothing has to be settled."""
    rows = compare(case)
    return bool(rows) and all(row.is_same for row in rows)


def to_settle(case: CaseFile) -> list[tuple[Compared, str]]:
    """What is left before the agreed scores can be signed."""
    return [(row, row.left) for row in compare(case) if row.left]


def in_words(rows: tuple[Compared, ...]) -> str:
    """How far two reviews agree, as a count of sections."""
    scored = [row for row in rows if row.first_score or row.second_score]
    same = sum(row.is_same for row in scored)
    apart = max((abs(row.difference) for row in scored if row.difference), default=0)
    most = f" At most {apart} {'point' if apart == 1 else 'points'} apart." if apart else ""
    return f"The same score for {same} of {len(scored)} sections.{most}"


def _own(section: Section, entry: EntryFile) -> Section:
    """The section as the entry's own form version asks it."""
    return entry.form.by_section.get(section.key, section)


def _chosen(section: Section, entry: EntryFile) -> Choice | None:
    return _own(section, entry).chosen(entry.answers)


def _code(choice: Choice | None) -> str:
    return choice.code if choice else ""
