"""The history of a damaged workbook put together again: which line can be trusted, and what all tell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hssib_desk.domain.forms.form import Answer
from hssib_desk.store.entries.history import WHOLE, chain_hash
from hssib_desk.store.recovery.salvage import Salvaged
from hssib_desk.store.schema.layouts import Row

BROKEN = object()  # a JSON text that cannot be read
NOBODY = "a name that was lost"
EMPTIED = "disposed"  # a line of a case that was disposed of; its hash is all that is left to it
_PER_FAULT = 200  # lines that one damaged page can hide


@dataclass
class ReplayedEntry:
    """An entry as the lines tell it, up to the last one that speaks of it."""

    case_id: str
    since: int
    answers: dict[str, Answer] = field(default_factory=dict)
    form_id: str = ""
    removed_at: str | None = None
    at: str = ""


@dataclass
class History:
    """The lines by number, each from the file or the backup; which are lost, and which were altered."""

    lines: dict[int, Row] = field(default_factory=dict)
    from_backup: list[int] = field(default_factory=list)
    altered: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def last_doubt(self) -> int:
        """The newest line that is lost or altered; 0 when the history is whole."""
        return max([*self.altered, *self.lost], default=0)


def piece_together(file: Salvaged, backup: Salvaged, disposed: Iterable[str]) -> History:
    """Choose each line: from the file where it follows from the line before, else from the backup."""
    past = History(names=_names(file, backup))
    gone = set(disposed)
    mine, theirs = _numbered(file), _numbered(backup)
    top = _top(mine, theirs, len(file.faults))
    link: str | None = ""
    for number in range(1, top + 1):
        found = [(row, other) for other, rows in enumerate((mine, theirs)) if (row := rows.get(number))]
        row, other, sure = _choose(found, link, past.names, gone)
        if row is None:
            past.lost.append(number)
            link = None
            continue
        past.lines[number] = row
        link = str(row["hash"])
        if other:
            past.from_backup.append(number)
        if not sure:
            past.altered.append(number)
    return past


def _names(file: Salvaged, backup: Salvaged) -> dict[int, str]:
    rows = [*file.table("people").values(), *backup.table("people").values()]
    return {int(row["id"]): str(row["name"]) for row in rows if isinstance(row["id"], int)}


def _numbered(found: Salvaged) -> dict[int, Row]:
    rows = found.table("changes").values()
    return {row["id"]: row for row in rows if isinstance(row["id"], int) and row["id"] > 0}


def _top(mine: Mapping[int, Row], theirs: Mapping[int, Row], faults: int) -> int:
    """The newest line there was; a number that damage made far too high does not count."""
    most = max(len(mine), max(theirs, default=0)) + _PER_FAULT * (faults + 1)
    return max((number for number in (*mine, *theirs) if number <= most), default=0)


def _choose(
    found: list[tuple[Row, int]], link: str | None, names: Mapping[int, str], disposed: set[str]
) -> tuple[Row | None, int, bool]:
    """The line that follows from the one before, or the first that can be read; and whether it follows."""
    for row, other in found:
        if row["kind"] == EMPTIED or (link is not None and follows(link, row, names)):
            return _emptied(row, disposed), other, True
    for row, other in found:
        if is_readable(row):
            return _emptied(row, disposed), other, link is None
    return None, 0, False


def _emptied(row: Row, disposed: set[str]) -> Row:
    """A line as the disposal of its case left it, also where it comes from a backup of before."""
    if row["case_id"] not in disposed or row["kind"] == "dispose":
        return row
    nothing = {"entry_id": "", "field": "", "old": None, "new": None, "why": "", "undoes": None}
    return {**row, **nothing, "kind": EMPTIED}


def follows(link: str, row: Row, names: Mapping[int, str]) -> bool:
    """Whether a line says what it said when it was written, if the line before has this hash."""
    try:
        whole: dict[str, Any] = {**row, "old": read(row["old"]), "new": read(row["new"])}
        whole["at"] = datetime.fromisoformat(str(row["at"]))
        return bool(chain_hash(link, whole, names.get(whole["person_id"], "")) == row["hash"])
    except (ValueError, TypeError):
        return False


def is_readable(row: Row) -> bool:
    """Whether a line can be kept: its values are JSON and its time is a time."""
    try:
        datetime.fromisoformat(str(row["at"]))
    except ValueError:
        return False
    return BROKEN not in (read(row["old"]), read(row["new"]))


def read(text: Any) -> Any:
    """The value of a JSON text; None for NULL, BROKEN for one that is none."""
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return BROKEN


def tell(past: History) -> dict[str, ReplayedEntry]:
    """Every entry as its lines tell it."""
    told: dict[str, ReplayedEntry] = {}
    for number in sorted(past.lines):
        row = past.lines[number]
        entry_id = str(row["entry_id"])
        if entry_id:
            entry = told.setdefault(entry_id, ReplayedEntry(str(row["case_id"]), number))
            _tell(entry, row)
            entry.at = str(row["at"])
    return told


def _tell(entry: ReplayedEntry, row: Row) -> None:
    new = read(row["new"])
    if row["kind"] in WHOLE:
        entry.answers = dict(new) if isinstance(new, dict) else {}
    elif isinstance(new, dict) and isinstance(new.get("answers"), dict):
        entry.answers, entry.form_id = dict(new["answers"]), str(new.get("form_id", ""))
    elif row["field"]:
        _answer(entry.answers, str(row["field"]), new)
    elif row["old"] is not None:  # taken out: the line keeps what it was called
        entry.removed_at = str(row["at"])
    elif new is not None:
        entry.removed_at = None


def _answer(answers: dict[str, Answer], key: str, new: Any) -> None:
    if new is None:
        answers.pop(key, None)
    else:
        answers[key] = new
