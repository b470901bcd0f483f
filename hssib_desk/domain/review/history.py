"""Every change of a case as a reader sees it: where, what it was and is, who made it, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hssib_desk.domain.forms.form import Field, Library
from hssib_desk.domain.forms.kinds import kind_of, show
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.privacy import identifies
from hssib_desk.domain.review.second_review import is_kept_from_second, is_veiled, shown_view, state_of
from hssib_desk.domain.review.setting_names import setting_name
from hssib_desk.domain.review.unread_changes import place_of, shown_answer

# What was done, by the kind of a line of the history.
KINDS = {
    "new": "Begun",
    "add": "Added",
    "import": "Imported",
    "edit": "Changed",
    "rule": "Followed from the facts",
    "remove": "Taken out",
    "restore": "Put back",
    "form": "Moved to another version of its form",
    "review": "Moved to another review form",
    "undo": "Undone",
    "redo": "Redone",
    "second": "Second review begun",
    "withdraw": "Second review withdrawn",
    "screen": "Screened",
    "rescreen": "Screening reopened",
    "part": "Part signed",
    "part_aside": "Part set aside",
    "part_open": "Part reopened",
    "sign": "Signed off",
    "seal": "Sealed",
    "minuted": "Minutes sealed",
    "reopen": "Reopened",
    "setting": "Setting changed",
    "rebuild": "Lists rebuilt",
    "keep": "Time it is kept, or hold",
    "recover": "Recovered after damage",
    "lost": "Lost in damage",
    "erase": "Attached file erased",
    "dispose": "Case disposed of",
    "disposed": "Emptied by the disposal of its case",
}
_BEGUN = ("new", "add", "import")
_SEEN_BLIND = (*_BEGUN, "keep", "recover", "erase")  # what a blind second reviewer may hear of the whole case


WORKBOOK = "The workbook"


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history as it stands in the file."""

    number: int
    kind: str
    entry_id: str
    field: str
    old: Any
    new: Any
    who: str
    at: datetime
    why: str


@dataclass(frozen=True)
class PastChange:
    """One change in words; `field` and `asked` are empty where it speaks of a whole entry or the case."""

    number: int  # of its line in the history
    at: datetime
    what: str
    place: str  # "Action A03", "The case"
    entry_id: str
    field: str
    asked: str
    before: str
    after: str
    who: str
    why: str
    identifies: bool = False  # whether the answer identifies somebody


def history_of_workbook(
    lines: Iterable[HistoryLine], library: Library, records: Iterable[EntryFile] = ()
) -> list[PastChange]:
    """What happened to the workbook itself, as a reader sees it: its settings by their names, its records."""
    known = {entry.id: entry for entry in records}
    return [change for line in lines for change in _of_workbook(line, library, known.get(line.entry_id))]


def _of_workbook(line: HistoryLine, library: Library, entry: EntryFile | None) -> Iterator[PastChange]:
    place = WORKBOOK if not line.entry_id else _record_name(entry)
    what = KINDS.get(line.kind, line.kind)
    about = PastChange(line.number, line.at, what, place, line.entry_id, "", "", "", "", line.who, line.why)
    if not line.entry_id:
        asked = setting_name(line.field, library) if line.field else ""
        yield replace(about, asked=asked, before=str(line.old or ""), after=str(line.new or ""))
    elif line.kind in _BEGUN:
        yield about
        yield from (_of_record(about, entry, key, None, new) for key, new in (line.new or {}).items())
    elif line.field:
        yield _of_record(about, entry, line.field, line.old, line.new)
    else:
        yield about


def _record_name(entry: EntryFile | None) -> str:
    if entry is None:
        return "A record that is gone"
    name = entry.text("title")
    return f"{entry.form.singular} “{name}”" if name else entry.form.singular


def _of_record(about: PastChange, entry: EntryFile | None, key: str, old: Any, new: Any) -> PastChange:
    asked = entry.form.by_key.get(key) if entry else None
    before, after = ("" if value is None or not asked else show(asked, value) for value in (old, new))
    return replace(about, field=key, asked=asked.label if asked else key, before=before, after=after)


def history_of(
    case: CaseFile, removed: Iterable[EntryFile], lines: Iterable[HistoryLine], *, as_shown: bool
) -> list[PastChange]:
    """Every change of a case, oldest first.

    `removed` are entries that were taken out of it. With `as_shown`, nothing is told of a blind second review
    that its reviewer must not see, nor who wrote what.
    """
    blind = as_shown and state_of(case) == "blind"
    shown = {entry.id for entry in shown_view(case).entries} if blind else set()
    whole = replace(case, entries=(*case.entries, *removed))
    found = []
    for line in lines:
        entry = whole.entry_by_id(line.entry_id)
        if blind and not _may_see(case, entry, line, shown):
            continue
        for change in _told(whole, entry, line):
            if blind and entry is not None and change.field and is_veiled(case, entry, change.field):
                continue
            found.append(replace(change, who="", why="") if blind else change)
    return found


def _may_see(case: CaseFile, entry: EntryFile | None, line: HistoryLine, shown: set[str]) -> bool:
    """Whether a blind second reviewer may hear of a line; of an entry taken out only when it never judged."""
    if not line.entry_id:
        return line.kind in _SEEN_BLIND
    if entry is None:
        return False
    form = case.library.forms.get(entry.form.key, entry.form)
    return entry.id in shown or (entry.stage == "first" and not is_kept_from_second(form))


def _told(case: CaseFile, entry: EntryFile | None, line: HistoryLine) -> Iterator[PastChange]:
    place = "The case" if not line.entry_id else place_of(entry) if entry else "An entry that is gone"
    what = KINDS.get(line.kind, line.kind)
    about = PastChange(line.number, line.at, what, place, line.entry_id, "", "", "", "", line.who, line.why)
    if line.entry_id and line.kind in _BEGUN:
        yield about
        for key, value in (line.new or {}).items():
            yield _of_field(case, entry, about, key, None, value)
    elif line.entry_id and line.field:
        yield _of_field(case, entry, about, line.field, line.old, line.new)
    elif not line.entry_id and line.kind == "keep":
        yield replace(about, before=str(line.old or ""), after=str(line.new or ""))
    else:
        yield about


def _of_field(
    case: CaseFile, entry: EntryFile | None, about: PastChange, key: str, old: Any, new: Any
) -> PastChange:
    asked: Field | None = entry.form.by_key.get(key) if entry else None
    return replace(
        about,
        field=key,
        asked=asked.label if asked else key,
        before=shown_answer(case, asked, old),
        after=shown_answer(case, asked, new),
        identifies=asked is None or bool(identifies(asked)) or kind_of(asked).is_attachment,
    )
