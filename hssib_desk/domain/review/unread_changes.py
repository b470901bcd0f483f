"""What others changed in a case since somebody last looked at it: one item for each field or entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.cross_case_links import is_reference
from hssib_desk.domain.review.second_review import is_veiled, shown_view, state_of

LONGEST = 160  # of an old or a new answer, in letters
_BEGUN = ("new", "add", "import")
_CASE_WORDS = {
    "sign": "Signed off",
    "reopen": "Reopened",
    "second": "Second review",
    "withdraw": "Second review withdrawn",
    "keep": "Keeping",
    "erase": "File erased",
    "recover": "Recovered",
}


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history as it stands in the file; `own` is what the person who looks did."""

    kind: str
    entry_id: str
    field: str
    old: Any
    new: Any
    who: str
    at: datetime
    why: str
    own: bool


@dataclass(frozen=True)
class News:
    """One change: where it is, what was there before and is there now in words, who made it and when.

    An empty `field` speaks of the whole entry, and an empty `entry_id` of the whole case; `now` then says
    what happened to it. `times` is how often an answer was changed that came back to what it was, else 0.
    """

    entry_id: str
    field: str
    place: str  # "Owner of A03"
    before: str
    now: str
    who: str
    at: datetime
    times: int = 0


def news_of(case: CaseFile, lines: Sequence[HistoryLine]) -> list[News]:
    """What the lines of others come to, newest last; what was undone again is no news.

    The case is the whole one: of a blind second review only what its reviewer may see is told.
    """
    shown = shown_view(case)
    seen_by = {entry.id: entry for entry in shown.entries}
    begun = {line.entry_id for line in lines if line.kind in _BEGUN and not line.own and line.entry_id}
    found: list[News] = []
    for (entry_id, key), own_lines in _grouped(lines).items():
        others = [line for line in own_lines if not line.own]
        if not others or own_lines[-1].own:
            continue  # who changed it last has seen what was there
        entry = seen_by.get(entry_id)
        if not entry_id:
            found += _about_case(case, others)
        elif not key:
            found += _about_entry(case, entry, others)
        elif entry is not None and entry_id not in begun and not _is_hidden(case, entry, key):
            found += _about_field(shown, entry, key, others)
    found.sort(key=lambda item: item.at)
    return [_unnamed(item) for item in found] if state_of(case) == "blind" else found


def is_left(lines: Sequence[HistoryLine]) -> bool:
    """Whether the lines of others come to anything, told without the case."""
    for (_entry, key), group in _grouped(lines).items():
        others = [line for line in group if not line.own]
        if others and not group[-1].own and not (key and _is_undone(others)):
            return True
    return False


def _is_undone(lines: Sequence[HistoryLine]) -> bool:
    """Whether an answer is what it was because every change of it was undone."""
    return lines[0].old == lines[-1].new and _times(lines) == 0


def _times(lines: Sequence[HistoryLine]) -> int:
    """How often an answer was changed, without the changes that were undone."""
    times = 0
    for line in lines:
        if line.old != line.new:
            times += -1 if line.kind == "undo" and times else 1
    return times


def _unnamed(item: News) -> News:
    """Without who it was: the first reviewer is nobody's business while a second review is blind."""
    return replace(item, who="")


def _grouped(lines: Iterable[HistoryLine]) -> Mapping[tuple[str, str], list[HistoryLine]]:
    found: dict[tuple[str, str], list[HistoryLine]] = {}
    for line in lines:
        found.setdefault((line.entry_id, line.field), []).append(line)
    return found


def _is_hidden(case: CaseFile, entry: EntryFile, key: str) -> bool:
    return key not in entry.form.by_key or is_veiled(case, entry, key)


def _about_case(case: CaseFile, lines: Sequence[HistoryLine]) -> list[News]:
    """The last act of each kind; while a second review is blind nothing of the first one's signature."""
    last = {line.kind: line for line in lines}
    if state_of(case) == "blind":
        last = {kind: line for kind, line in last.items() if kind in ("keep", "recover")}
    told = []
    for kind, line in last.items():
        if kind in _BEGUN:
            told.append(News("", "", "The case", "", _begun_words(line), line.who, line.at))
        elif kind in _CASE_WORDS:
            told.append(News("", "", _CASE_WORDS[kind], "", line.why, line.who, line.at))
    return told


def _about_entry(case: CaseFile, entry: EntryFile | None, lines: Sequence[HistoryLine]) -> list[News]:
    """An entry that was begun, taken out, put back or moved to another form, where it comes to anything."""
    first, last = lines[0], lines[-1]
    if entry is None:
        whole = case.entry_by_id(last.entry_id)
        known = case.library.forms
        gone = whole is None and first.kind not in _BEGUN and isinstance(last.old, str)
        if not gone or (state_of(case) == "blind" and not _is_title(last.old, known)):
            return []
        return [News("", "", last.old, "", "taken out", last.who, last.at)]
    if any(line.kind in _BEGUN for line in lines):
        line = next(line for line in lines if line.kind in _BEGUN)
        return [News(entry.id, "", place_of(entry), "", _begun_words(line), line.who, line.at)]
    if isinstance(last.new, dict):
        moved = f"moved to version {entry.form.version} of its form"
        return [News(entry.id, "", place_of(entry), "", moved, last.who, last.at)]
    if isinstance(last.new, str) and isinstance(first.new, str):
        return [News(entry.id, "", place_of(entry), "", "put back", last.who, last.at)]
    return []


def _is_title(old: str, forms: Mapping[str, Any]) -> bool:
    """Whether an entry that is gone is one of a form that a blind reviewer may hear of."""
    return any(form.title == old and not form.second and not form.blind for form in forms.values())


def _begun_words(line: HistoryLine) -> str:
    count = len(line.new) if isinstance(line.new, dict) else 0
    how = "came in with an import" if line.kind == "import" else "new"
    return f"{how}, {count} answer{'' if count == 1 else 's'}" if count else how


def _about_field(case: CaseFile, entry: EntryFile, key: str, lines: Sequence[HistoryLine]) -> list[News]:
    old, last = lines[0].old, lines[-1]
    if _is_undone(lines):
        return []
    field = entry.form.by_key[key]
    before, now = _excerpts(_words(case, field, old), _words(case, field, last.new))
    place = f"{field.label} of {entry.ref}" if entry.ref else field.label
    times = _times(lines) if old == last.new else 0
    return [News(entry.id, key, place, before, now, last.who, last.at, times)]


def place_of(entry: EntryFile) -> str:
    """What an entry is called: "Action A03", or the title of its form."""
    return f"{entry.form.singular} {entry.ref}" if entry.ref else entry.form.title


def shown_answer(case: CaseFile, field: Field | None, value: Any) -> str:
    """An answer as a reader sees it; links and files by what they are called."""
    if value is None:
        return ""
    if field is None:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if kind_of(field).is_link and isinstance(value, list):
        linked = (case.entry_by_id(item) for item in value)
        own = [place_of(entry) for entry in linked if entry]
        return ", ".join([*own, *(case.reference(item) for item in value if is_reference(item))])
    if kind_of(field).is_attachment and isinstance(value, list):
        return ", ".join(file.name if (file := case.attachment(item)) else "a file" for item in value)
    return kinds.show(field, value)


def _words(case: CaseFile, field: Field, value: Any) -> str:
    """The same on one line."""
    return " ".join(shown_answer(case, field, value).split())


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Two texts, cut to where they differ when they are long."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    start = max(0, same - 20)
    if start:
        start = old.rfind(" ", 0, start) + 1  # not in the middle of a word
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    shown = text[start : start + LONGEST]
    return f"{'… ' if start and shown else ''}{shown}{' …' if len(text) > start + LONGEST else ''}"
