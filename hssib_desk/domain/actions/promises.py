"""Which target dates an action was promised for before the one in force, as its history tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hssib_desk.domain.dates import local_day, read_iso, show_date
from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.review.case_file import Change, EntryFile


def promised_before(entry: EntryFile, history: Sequence[Change]) -> tuple[str, ...]:
    """The earlier target dates, oldest first; one that was put right the same day was never promised."""
    first, later = entry.field("target_date"), entry.field("revised_date")
    if first is None or later is None:
        return ()
    in_force = _shown(entry.answers.get(later.key) or entry.answers.get(first.key))
    told = [change for change in history if change.entry_id == entry.id]
    found = [*_ends_of_days(told, first.key), _shown(entry.answers.get(first.key))]
    found += _ends_of_days(told, later.key)
    return tuple(dict.fromkeys(day for day in found if day and day != in_force))


def _ends_of_days(history: Iterable[Change], key: str) -> list[str]:
    """What a date was at the end of each day on which it was changed."""
    last = {local_day(change.at): change.new for change in history if change.field == key}
    return [_shown(value) for value in last.values()]


def _shown(value: Answer | None) -> str:
    found = read_iso(value)
    return show_date(found) if found else ""
