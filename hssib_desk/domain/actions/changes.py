"""What became of the actions since a day: new, closed, moved, given another date, with before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.actions.measures import SET_ASIDE, is_action
from hssib_desk.domain.dates import local_day, read_iso, show_date
from hssib_desk.domain.forms.form import Answer, Field
from hssib_desk.domain.forms.kinds import kind_of, show
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile
from hssib_desk.domain.review.privacy import identifies

CLOSED, NEW, TARGET, OWNER, STATUS = "Closed", "New", "Target date", "Owner", "Status"
REOPENED, ASIDE, REMOVED, PROGRESS = "Reopened", "Set aside", "Taken out", "Progress"
# In the order in which a list tells them; what is not here is named after its question and comes last.
ORDER = (CLOSED, NEW, REOPENED, ASIDE, REMOVED, TARGET, OWNER, STATUS, PROGRESS)
Given = Mapping[str, Answer | None]
_TOLD_BESIDE = ("revision_reason", "status_reason")  # why a date or a status is another one


@dataclass(frozen=True)
class ActionChange:
    """One thing that is different from what it was before a day; `on` is the day it last changed."""

    entry_id: str
    ref: str
    title: str
    owner: str
    what: str
    before: str
    after: str
    on: date
    why: str = ""


def changes_since(
    case: CaseFile, removed: Iterable[EntryFile], history: Sequence[Change], since: date
) -> list[ActionChange]:
    """What is different in the actions of a case, `since` included; what was changed back is not told."""
    by_entry: dict[str, list[Change]] = {}
    for change in history:
        by_entry.setdefault(change.entry_id, []).append(change)
    found: list[ActionChange] = []
    for entry in case.entries:
        if is_action(entry.form):
            found += _changes_of(case, entry, by_entry.get(entry.id, ()), since)
    for entry in removed:
        told = by_entry.get(entry.id, ())
        if is_action(entry.form) and told and local_day(told[-1].at) >= since and _was_there(told, since):
            found.append(_said(case, entry, REMOVED, entry.text("status"), "", local_day(told[-1].at)))
    return found


def in_order(changes: Iterable[ActionChange]) -> list[ActionChange]:
    """By what happened, most telling first, then by reference."""
    place = {what: number for number, what in enumerate(ORDER)}
    return sorted(changes, key=lambda change: (place.get(change.what, len(ORDER)), change.ref, change.what))


def counted(changes: Iterable[ActionChange]) -> Mapping[str, int]:
    """How many of each there are, in the order in which they are told."""
    told: dict[str, int] = {}
    for change in in_order(changes):
        told[change.what] = told.get(change.what, 0) + 1
    return told


def _was_there(told: Sequence[Change], since: date) -> bool:
    return local_day(told[0].at) < since


def _changes_of(
    case: CaseFile, entry: EntryFile, told: Sequence[Change], since: date
) -> Iterator[ActionChange]:
    late = [change for change in told if local_day(change.at) >= since]
    if not late:
        return
    if not _was_there(told, since):
        target = _target(entry, entry.answers)
        parts = (entry.text("status"), entry.text("owner"), f"due {target}" if target else "")
        yield _said(case, entry, NEW, "", ", ".join(filter(None, parts)), local_day(told[0].at))
        return
    before: Given = {**entry.answers, **_as_it_was(late)}
    days = {change.field: local_day(change.at) for change in late if change.field}
    yield from _status_change(case, entry, before, days)
    yield from _target_change(case, entry, before, days)
    for field in entry.form.fields:
        if field.key in days and before.get(field.key) != entry.answers.get(field.key):
            yield from _other_change(case, entry, field, before.get(field.key), days[field.key])


def _as_it_was(late: Sequence[Change]) -> Given:
    """What each answer was before the first of some changes; None where there was none."""
    was: dict[str, Answer | None] = {}
    for change in late:
        if change.field:
            was.setdefault(change.field, change.old)
    return was


def _status_change(
    case: CaseFile, entry: EntryFile, before: Given, days: Mapping[str, date]
) -> Iterator[ActionChange]:
    field = entry.field("status")
    if field is None or field.key not in days:
        return
    was, now = _text(field, before.get(field.key)), entry.text("status")
    if was == now:
        return
    old, new = (_meaning(field, answers.get(field.key)) for answers in (before, entry.answers))
    what = (
        CLOSED if new == "closed" else ASIDE if new in SET_ASIDE else REOPENED if old == "closed" else STATUS
    )
    after = f"{now} by {entry.text('closed_by')}" if what == CLOSED and entry.text("closed_by") else now
    yield _said(case, entry, what, was, after, days[field.key], entry.text("status_reason"))


def _target_change(
    case: CaseFile, entry: EntryFile, before: Given, days: Mapping[str, date]
) -> Iterator[ActionChange]:
    fields = [field for role in ("target_date", "revised_date") if (field := entry.field(role))]
    on = [days[field.key] for field in fields if field.key in days]
    was, now = _target(entry, before), _target(entry, entry.answers)
    if on and was != now:
        yield _said(case, entry, TARGET, was, now, max(on), entry.text("revision_reason"))


def _other_change(
    case: CaseFile, entry: EntryFile, field: Field, was: Answer | None, on: date
) -> Iterator[ActionChange]:
    told = ("status", "target_date", "revised_date", *_TOLD_BESIDE)
    if field.role in told or identifies(field) or kind_of(field).holds_ids:
        return
    before, after = _text(field, was), _text(field, entry.answers.get(field.key))
    what = {"owner": OWNER, "progress": PROGRESS}.get(field.role, field.column)
    if field.role == "progress" and before and after.endswith(before):
        before, after = "", after.removesuffix(before).strip()  # the newer notes stand before the older
    yield _said(case, entry, what, before, after, on)


def _said(
    case: CaseFile, entry: EntryFile, what: str, before: str, after: str, on: date, why: str = ""
) -> ActionChange:
    ref, title = f"{case.ref}-{entry.ref}", entry.text("title") or "Not written yet"
    return ActionChange(entry.id, ref, title, entry.text("owner"), what, before, after, on, why)


def _target(entry: EntryFile, answers: Given) -> str:
    """The target date in force, in words."""
    given = [answers.get(f.key) for role in ("revised_date", "target_date") if (f := entry.field(role))]
    found = next((day for value in given if (day := read_iso(value))), None)
    return show_date(found) if found else ""


def _text(field: Field, value: Answer | None) -> str:
    return "" if value is None else show(field, value)


def _meaning(field: Field, value: Answer | None) -> str:
    return field.options.means(value) if field.options and isinstance(value, str) else ""
