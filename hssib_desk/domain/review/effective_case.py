"""A case as it counts: once two reviews are settled, what was agreed stands in the place of the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hssib_desk.domain.forms.form import Answer, Section
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.review_comparison import Compared, compare
from hssib_desk.domain.review.second_review import fills_once, state_of


def standing(case: CaseFile) -> CaseFile:
    """The case as lists, figures and the shorter summaries read it: as agreed, else as first reviewed.

    Each settled form takes the place of the first one, under its id, so that what was raised from it still
    leads there. The words of a section are those of the review whose score was agreed; where that is
    neither, the reason for the agreed score stands in their place. Both reviews stay in `case` itself.
    """
    if state_of(case) != "settled":
        return case
    rows = compare(case)
    merged = {row.first.id: _merged(row.first, row.agreed, rows) for row in rows}
    keys, seal = {form.key for form in fills_once(case.library)}, case.seal_of("agreed")
    entries = []
    for entry in case.entries:
        if entry.form.key in keys and entry.stage != "first":
            continue
        entry = merged.get(entry.id, entry)
        entries.append(replace(entry, seal=seal) if entry.stage == "first" and entry.seal else entry)
    return replace(case, entries=tuple(entries), stage="first")


def is_counted(case: CaseFile, entry: EntryFile) -> bool:
    """Whether the answers of an entry are those that lists and figures count."""
    if state_of(case) != "settled" or entry.form.repeat:
        return entry.stage == "first"
    agreed = case.entry(entry.form.key, "agreed")
    return entry.stage == ("agreed" if agreed else "first")


def _merged(first: EntryFile, agreed: EntryFile | None, rows: tuple[Compared, ...]) -> EntryFile:
    """The first entry of a form with what was agreed; as it is where both were accepted as agreeing."""
    if agreed is None:
        return first
    own = {row.section.key: row for row in rows if row.first.id == first.id}
    answers: dict[str, Answer] = {}
    for section in agreed.form.sections:
        found = _section(own[section.key]) if section.key in own else _kept(section, first)
        answers |= dict(found)
    return replace(first, form=agreed.form, answers=answers)


def _kept(section: Section, entry: EntryFile) -> Iterator[tuple[str, Answer]]:
    return ((field.key, entry.answers[field.key]) for field in section.fields if field.key in entry.answers)


def _section(row: Compared) -> Iterator[tuple[str, Answer]]:
    """The answers of one settled section."""
    if not row.is_asked:
        return
    score, source = row.section.score_field, _source(row)
    counted = {item.field.key: item.stands for item in row.answers}
    for field in row.section.fields:
        value = source.answers.get(field.key) if source else None
        if field is score:
            choice = row.agreed_score or row.first_score
            value = choice.code if choice else None
        elif field.key in counted:
            value = counted[field.key]
        elif source is None and field.role == "headline":
            value = row.reason or None
        if value is not None:
            yield field.key, value


def _source(row: Compared) -> EntryFile | None:
    """The review whose words go with the agreed score: the first where it is its own, else the second."""
    agreed = row.agreed_score
    if agreed is None or agreed == row.first_score:
        return row.first
    return row.second if agreed == row.second_score else None
