"""A row of a list beside the case that is there already: every answer that differs, to be taken or kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hssib_desk.domain.caseload.choices import RowChoice
from hssib_desk.domain.caseload.columns import Target
from hssib_desk.domain.caseload.lists import as_known, is_alike
from hssib_desk.domain.caseload.row import Draft, Task, kept_words
from hssib_desk.domain.caseload.table import plain
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Answers, Field, Form

SIGNED = "The review is signed off. Reopen it, with a reason, to take this."


@dataclass(frozen=True)
class ExistingEntry:
    """A form of a case of the workbook as it is now."""

    id: str
    form: Form
    answers: Answers
    is_signed: bool = False


@dataclass(frozen=True)
class ExistingCase:
    """A case of the workbook: what tells people apart, and its forms by key, to be compared with a list."""

    ref: str
    local_number: str = ""
    nhs_number: str = ""
    name: str = ""
    given_name: str = ""
    date_of_birth: str = ""
    date_of_death: str = ""
    entries: Mapping[str, ExistingEntry] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One answer that the list has otherwise than the case: both as a reader sees them.

    `choice` is what somebody decided; without one the case stays as it is. `why` says why it cannot be taken.
    """

    target: str
    label: str
    old: str
    new: str
    entry_id: str
    field: str
    value: Answer
    choice: Literal["", "take", "keep"] = ""
    why: str = ""


def differences(draft: Draft, case: ExistingCase, task: Task, choice: RowChoice) -> tuple[Difference, ...]:
    """Every answer of a row that the case has otherwise; an empty cell takes nothing away."""
    found = [*_answers(draft, case, task), *_words(draft, case, task)]
    return tuple(
        Difference(
            target=target.key,
            label=target.label,
            old=old,
            new=new,
            entry_id=entry.id,
            field=item.key,
            value=value,
            choice="" if _is_sealed(entry, item) else choice.answers.get(target.key, ""),
            why=SIGNED if _is_sealed(entry, item) else "",
        )
        for target, entry, item, old, new, value in found
    )


_Found = tuple[Target, ExistingEntry, Field, str, str, Answer]


def _answers(draft: Draft, case: ExistingCase, task: Task) -> Iterator[_Found]:
    for key, value in draft.values.items():
        target = task.names.targets[key]
        place = _place(target, case)
        if key == "comments" or key in draft.supposed or place is None:
            continue
        entry, item = place
        value = as_known(item, target.field, value)
        asked, old = _answered(target, entry, item)
        if not (_is_same(old, value) or (asked is not item and is_alike(asked, old, item, value))):
            shown = "" if old is None else kinds.show(asked, old)
            yield target, entry, item, shown, kinds.show(item, value), value


def _words(draft: Draft, case: ExistingCase, task: Task) -> Iterator[_Found]:
    """The notes of a row that the case's notes do not hold yet; taken, they are added at the end."""
    target = task.names.targets.get("comments")
    place = _place(target, case) if target else None
    if target is None or place is None:
        return
    entry, item = place
    there = str(entry.answers.get(item.key, ""))
    comment = draft.text("comments")
    kept = [line for line in draft.kept if not _holds(there, line)]
    parts = [comment] if comment and not _holds(there, comment) else []
    parts += [kept_words(draft, task, kept)] if kept else []
    if parts:
        added = "\n\n".join(parts)
        yield target, entry, item, "", added, "\n\n".join(filter(None, (there, added)))


def _place(target: Target, case: ExistingCase) -> tuple[ExistingEntry, Field] | None:
    """Where a case keeps the answer to a target; None where its forms do not ask it."""
    entry = case.entries.get(target.form.key)
    if entry is None:
        return None
    found = (entry.form.by_key.get(item.key) for item in (target.field, *target.others))
    item = next((item for item in found if item), None)
    return (entry, item) if item else None


def _answered(target: Target, entry: ExistingEntry, item: Field) -> tuple[Field, Answer | None]:
    """The answer of a case to a target, with the question it was given to: one by another list counts."""
    asked = (entry.form.by_key.get(other.key) for other in (item, *target.others))
    given = ((other, entry.answers[other.key]) for other in asked if other and other.key in entry.answers)
    return next(given, (item, None))


def _is_sealed(entry: ExistingEntry, item: Field) -> bool:
    return entry.is_signed and not item.living


def _is_same(old: Answer | None, new: Answer) -> bool:
    """Whether two answers say the same; capitals and spaces make no difference in a text."""
    if isinstance(old, str) and isinstance(new, str):
        return old == new or (bool(plain(old)) and plain(old) == plain(new))
    return old == new


def _holds(text: str, part: str) -> bool:
    return " ".join(part.split()) in " ".join(text.split())


def changes_of(found: Sequence[Difference]) -> dict[str, dict[str, Answer | None]]:
    """What the workbook is asked to keep, by entry and field: what somebody decided to take."""
    changes: dict[str, dict[str, Answer | None]] = {}
    for difference in found:
        if difference.choice == "take":
            changes.setdefault(difference.entry_id, {})[difference.field] = difference.value
    return changes
