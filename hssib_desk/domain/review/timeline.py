"""The events of a case as a story: in order, on which day each one falls, and where little is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from hssib_desk.domain.dates import PartialDate, read_iso
from hssib_desk.domain.forms.form import Answer, Answers, Form
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.scope import scope_of

LONG = 14  # days without an event that a reader would ask about


def is_story(form: Form) -> bool:
    """Whether the entries of a form are events, told with their day and where they come from."""
    return form.role("event_date") is not None and form.role("event_source") is not None


def order(entry: EntryFile) -> tuple[bool, PartialDate, str, int]:
    """What events are sorted by: day and time; those without a day come last."""
    found = read_iso(entry.value("event_date"))
    return (found is None, found or PartialDate(1), str(entry.value("event_time") or "99"), entry.position)


def anchor(case: CaseFile) -> tuple[date | None, str]:
    """Day 0: leaving hospital for somebody who had left, else the admission, else the death."""
    roles = [("admission_date", "the day of admission"), ("date_of_death", "the day of death")]
    if scope_of(case).setting != "inpatient":
        roles.insert(0, ("discharge_date", "the day of leaving hospital"))
    for role, name in roles:
        found = read_iso(case.value(role))
        if found and found.exact:
            return found.exact, name
    return None, ""


# Days that other pages know, with what the kind of event that they are means.
_KNOWN = (
    ("admission_date", "admission"),
    ("discharge_date", "discharge"),
    ("last_contact", "contact"),
    ("date_of_death", "death"),
)


def known_events(case: CaseFile, form: Form) -> list[Answers]:
    """The events that other pages know and the timeline does not tell yet, as answers of its form."""
    date_field, kind, title = form.role("event_date"), form.role("event_kind"), form.role("title")
    source = form.role("event_source")
    if not (date_field and kind and kind.options and title):
        return []
    told = {(str(e.value("event_date")), str(e.value("event_kind"))) for e in case.all_of(form.key)}
    found: list[Answers] = []
    for role, meaning in _KNOWN:
        day = read_iso(case.value(role))
        codes = kind.options.codes_meaning(meaning)
        holder = case.library.form_with_role(role, repeat=False)
        if day is None or not codes or holder is None or (day.iso, codes[0]) in told:
            continue
        asked = holder.role(role)
        said = asked.label if asked and meaning == "contact" else kind.options.label(codes[0])
        given: dict[str, Answer] = {date_field.key: day.iso, kind.key: codes[0], title.key: said}
        if source:
            given[source.key] = holder.title
        found.append(given)
    return found


def day_of(entry: EntryFile, zero: date | None) -> str:
    """The day of an event counted from day 0; an empty text where either is not known to the day."""
    found = read_iso(entry.value("event_date"))
    if not zero or not found or not found.exact:
        return ""
    days = (found.exact - zero).days
    return f"Day {days:,}" if days >= 0 else f"Day −{-days:,}"


def gaps(entries: Sequence[EntryFile]) -> Mapping[str, int]:
    """The events that come long after the one before, with the days between; by the id of the later one.

    Of dates that are not known to the day, the days are counted that surely lie between.
    """
    dated = [(entry, found) for entry in entries if (found := read_iso(entry.value("event_date")))]
    between = {later.id: (day.first - before.last).days for (_, before), (later, day) in pairwise(dated)}
    return {key: days for key, days in between.items() if days >= LONG}
