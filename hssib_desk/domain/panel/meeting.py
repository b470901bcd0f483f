"""A meeting of the mortality group, read from its record: when, who by role, and which cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.forms.kinds import codes
from hssib_desk.domain.review.case_file import EntryFile, Seal

AGENDA = "agenda"  # the role by which the form of meetings is found


@dataclass(frozen=True)
class Meeting:
    """One meeting; roles are codes of their list, cases are references in the order of the papers."""

    id: str
    number: str
    name: str
    day: date | None
    time: str
    members: tuple[str, ...]
    present: tuple[str, ...]
    quorum: int
    chair: str
    cases: tuple[str, ...]
    conflicts: str
    corrects: str
    kept: str
    seal: Seal | None
    entry: EntryFile

    @property
    def is_quorate(self) -> bool:
        """Whether enough roles of the group were there."""
        return len(self.present) >= self.quorum

    def label(self, code: str) -> str:
        """A role as a reader sees it."""
        field = self.entry.form.role("members")
        return field.options.label(code) if field and field.options else code


def meeting_form(library: Library) -> Form:
    """The form of meetings."""
    return next(form for form in library.records.values() if form.role(AGENDA))


def meeting_of(entry: EntryFile) -> Meeting:
    """A meeting from its record."""
    day = read_iso(entry.value("met_on"))
    quorum = entry.value("quorum")
    return Meeting(
        id=entry.id,
        number=_said(entry, "minute"),
        name=_said(entry, "title"),
        day=day.exact if day else None,
        time=_said(entry, "met_at"),
        members=_codes(entry, "members"),
        present=_codes(entry, "roles_present"),
        quorum=quorum if isinstance(quorum, int) else 1,
        chair=_said(entry, "chair"),
        cases=tuple(filter(None, (line.strip() for line in _said(entry, AGENDA).splitlines()))),
        conflicts=_said(entry, "conflicts"),
        corrects=_said(entry, "corrects"),
        kept=_said(entry, "minutes_kept"),
        seal=entry.seal,
        entry=entry,
    )


def _said(entry: EntryFile, role: str) -> str:
    value = entry.value(role)
    return "" if value is None else str(value)


def _codes(entry: EntryFile, role: str) -> tuple[str, ...]:
    field, value = entry.form.role(role), entry.value(role)
    return tuple(codes(field, value)) if field and value is not None else ()


def in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    """The last meeting first; of one day the one with the higher number."""
    return sorted(meetings, key=lambda one: (one.day or date.max, one.number), reverse=True)


def next_number(meetings: Iterable[Meeting], day: date) -> str:
    """The number of a new meeting: P, the year, and the next one of that year."""
    start = f"P-{day.year}-"
    used = (one.number.removeprefix(start) for one in meetings if one.number.startswith(start))
    return f"{start}{1 + max((int(n) for n in used if n.isdecimal()), default=0):02d}"


def coming(meetings: Iterable[Meeting], today: date) -> Meeting | None:
    """The meeting that is next: the earliest that is not sealed and not over; of none, None."""
    found = [one for one in meetings if one.seal is None and one.day and one.day >= today]
    return min(found, key=lambda one: (one.day or date.max, one.number)) if found else None
