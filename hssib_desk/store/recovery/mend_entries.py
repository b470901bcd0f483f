"""The entries of a damaged workbook put together again from its rows, the history, the backup and seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from hssib_desk.domain.forms.form import Answer, Form
from hssib_desk.store.recovery.mend_history import BROKEN, History, ReplayedEntry, read, tell
from hssib_desk.store.recovery.salvage import Salvaged
from hssib_desk.store.schema.layouts import Row
from hssib_desk.store.schema.tables import dumps, moment_text

Source = Literal["file", "backup", "history", "seal", "lost"]
# What never changes about an entry, so that any copy of it may say it.
_STEADY = (
    "case_id", "form_key", "stage", "position", "ref", "origin_entry", "origin_section", "created_at",
)  # fmt: skip
_HISTORY_DOUBT = "Lines of the history are lost or damaged, so later changes may be missing."


@dataclass(frozen=True)
class Outcome:
    """What became of one entry: where its answers come from, and what differs from how they were stored."""

    entry_id: str
    source: Source
    note: str = ""


@dataclass
class Sources:
    """All there is to put entries together from."""

    file: Salvaged
    backup: Salvaged
    past: History
    forms: Mapping[str, Form]  # by the id of their text
    disposed: frozenset[str]
    sealed: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index what signed versions say of each entry."""
        for row in [
            *self.backup.table("sealed_versions").values(),
            *self.file.table("sealed_versions").values(),
        ]:
            for kept in _list(read(row["entries"])):
                self.sealed[str(kept["id"])] = _kept_row(kept, str(row["case_id"]), self.forms)


def put_together(sources: Sources) -> tuple[dict[str, Row], list[Outcome]]:
    """Every entry that any source knows of, as a row; and what became of each."""
    told = {key: entry for key, entry in tell(sources.past).items() if entry.case_id}
    mine = {str(row["id"]): row for row in sources.file.table("entries").values()}
    theirs = {str(row["id"]): row for row in sources.backup.table("entries").values()}
    known = [*mine, *theirs, *told, *sources.sealed]
    rows: dict[str, Row] = {}
    fates = []
    for entry_id in sorted(set(known)):
        made = _Entry(entry_id, mine.get(entry_id), theirs.get(entry_id), told.get(entry_id), sources)
        if made.is_disposed() or not is_id(entry_id):
            continue
        row, fate = made.decide()
        fates.append(fate)
        if row is not None:
            rows[entry_id] = row
    return rows, fates


def put_records_together(sources: Sources) -> tuple[dict[str, Row], list[Outcome]]:
    """Every record of the workbook that any source knows of, as a row; and what became of each."""
    told = {key: entry for key, entry in tell(sources.past).items() if not entry.case_id}
    mine, theirs = (
        {str(row["id"]): row for row in one.table("workbook_entries").values()}
        for one in (sources.file, sources.backup)
    )
    rows: dict[str, Row] = {}
    fates = []
    for entry_id in filter(is_id, sorted({*mine, *theirs, *told})):
        own, spare = (_as_entry(one.get(entry_id)) for one in (mine, theirs))
        made, fate = _Entry(entry_id, own, spare, told.get(entry_id), sources).decide()
        fates.append(fate)
        if made is not None:
            kept = mine.get(entry_id) or theirs.get(entry_id) or {}
            rows[entry_id] = {**made, **{name: kept.get(name) for name in _SEAL}}
    return rows, fates


def _as_entry(row: Row | None) -> Row | None:
    return {**_OF_NO_CASE, **row} if row else None


_OF_NO_CASE: Row = {"case_id": "", "stage": "first", "position": 0, "ref": "", "seal_id": None}
_SEAL = ("sealed_at", "sealed_by", "sealed_role", "digest")


class _Entry:
    """One entry in every source."""

    def __init__(
        self,
        entry_id: str,
        mine: Row | None,
        theirs: Row | None,
        told: ReplayedEntry | None,
        sources: Sources,
    ) -> None:
        self._id, self._mine, self._theirs, self._told = entry_id, mine, theirs, told
        self._sources = sources
        self._sealed = sources.sealed.get(entry_id)

    def is_disposed(self) -> bool:
        """Whether its case was disposed of, so that no copy may bring it back."""
        cases = {row["case_id"] for row in (self._mine, self._theirs, self._sealed) if row}
        return bool(cases & self._sources.disposed)

    def decide(self) -> tuple[Row | None, Outcome]:
        """The row to keep, and where its answers come from."""
        answers, source, note = self._answers()
        frame = self._frame(answers)
        if frame is None:
            return None, Outcome(self._id, "lost", "Nothing says which form it was.")
        form = self._sources.forms[str(frame["form_id"])]
        kept = {key: value for key, value in answers.items() if key in form.by_key}
        if len(kept) < len(answers):
            note = f"{note} {len(answers) - len(kept)} answers lost their question.".strip()
        return {**frame, "answers": dumps(kept)}, Outcome(self._id, source, note)

    def _answers(self) -> tuple[dict[str, Answer], Source, str]:
        told = self._told
        stored = read_answers(self._mine) if self._mine else None
        if stored is not None and (told is None or stored == told.answers):
            return stored, "file", ""
        if told is not None and (stored is None or self._is_told_better(told)):
            note = "" if stored is None else "What the file stored is not what was written; its history is."
            if self._sources.past.last_doubt >= told.since:
                note = f"{note} {_HISTORY_DOUBT}".strip()
            return told.answers, "backup" if self._theirs and stored is None else "history", note
        if stored is not None:
            return stored, "file", "Its history is damaged; the answers are as the file stored them."
        return self._elsewhere()

    def _is_told_better(self, told: ReplayedEntry) -> bool:
        """Whether the history is whole for this entry, and not older than its row."""
        assert self._mine is not None
        return self._sources.past.last_doubt < told.since and str(self._mine["updated_at"]) <= told.at

    def _elsewhere(self) -> tuple[dict[str, Answer], Source, str]:
        places: tuple[tuple[Row | None, Source], ...] = ((self._theirs, "backup"), (self._sealed, "seal"))
        for row, source in places:
            answers = read_answers(row) if row else None
            if answers is not None:
                return answers, source, ""
        return {}, "lost", "Nothing of its answers can be read."

    def _frame(self, answers: Mapping[str, Answer]) -> Row | None:
        """Everything of the row but its answers."""
        known: Row = {}
        for row in (self._mine, self._sealed, self._theirs):
            known.update(row or {})
        for row in (self._theirs, self._sealed):
            known.update({name: row[name] for name in _STEADY if row and name in row})
        if self._mine and known:
            known.update({name: self._mine[name] for name in ("updated_at", "row_version", "seal_id")})
        if self._told:
            known.update(case_id=self._told.case_id)
            known.update(_removal(self._told, self._mine))
            known["form_id"] = self._told.form_id or known.get("form_id")
        form = self._form(known, answers)
        if form is None:
            return None
        return _completed({**known, "id": self._id, "case_id": known.get("case_id")}, *form)

    def _form(self, known: Row, answers: Mapping[str, Answer]) -> tuple[str, Form] | None:
        forms = self._sources.forms
        form_id = like_form(str(known.get("form_id")), forms) or like_form(f"{known.get('form_key')}-", forms)
        form = forms[form_id] if form_id else self._form_by_keys(set(answers))
        return next(((key, value) for key, value in forms.items() if value is form), None)

    def _form_by_keys(self, keys: set[str]) -> Form | None:
        """The form that asks most of these questions; None where none asks any."""
        forms = self._sources.forms.values()
        best = max(forms, key=lambda form: len(keys & form.by_key.keys()), default=None)
        return best if best and keys & best.by_key.keys() else None


def like_form(form_id: str, forms: Mapping[str, Form]) -> str:
    """The id itself, or that of another version of the same form; empty where there is none."""
    if form_id in forms:
        return form_id
    key = form_id.partition("-")[0]
    same = [(form.version, found) for found, form in forms.items() if form.key == key]
    return max(same, default=(0, ""))[1]


def read_answers(row: Row) -> dict[str, Answer] | None:
    """The answers of a row, or None where they cannot be read."""
    found = read(row["answers"])
    return found if found is not BROKEN and isinstance(found, dict) else None


def _completed(row: Row, form_id: str, form: Form) -> Row:
    """A row in which every column holds what it may hold."""
    entry_id = str(row["id"])
    created = _moment(row.get("created_at")) or moment_of(entry_id)
    whole: Row = {
        "id": entry_id,
        "case_id": row["case_id"],
        "form_id": form_id,
        "form_key": form.key,
        "stage": str(row.get("stage") or "first"),
        "position": row.get("position") if isinstance(row.get("position"), int) else 0,
        "ref": str(row.get("ref") or ""),
        "origin_entry": row.get("origin_entry"),
        "origin_section": row.get("origin_section"),
        "seal_id": row.get("seal_id"),
        "created_at": created,
        "updated_at": _moment(row.get("updated_at")) or created,
        "removed_at": _moment(row.get("removed_at")),
        "row_version": row.get("row_version") if isinstance(row.get("row_version"), int) else 1,
    }
    return whole


def is_id(text: str) -> bool:
    """Whether a text is an id as this program makes them."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def blank(entry_id: str, case_id: str, form_id: str, form: Form) -> Row:
    """A row for an entry without answers."""
    return {**_completed({"id": entry_id, "case_id": case_id}, form_id, form), "answers": dumps({})}


def _removal(told: ReplayedEntry, mine: Row | None) -> Row:
    """Whether it is taken out; the file knows, and where its row is lost the history does."""
    return {"removed_at": mine["removed_at"] if mine else told.removed_at}


def _moment(text: Any) -> str | None:
    try:
        return moment_text(datetime.fromisoformat(str(text)))
    except ValueError:
        return None


def moment_of(entry_id: str) -> str:
    """When an id was made: it begins with the milliseconds of that time."""
    milliseconds = UUID(entry_id).int >> 80
    try:
        return moment_text(datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (OverflowError, ValueError, OSError):
        return moment_text(datetime.fromtimestamp(0, UTC))


def _list(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict) and {"id", "form_id"} <= item.keys())


def _kept_row(kept: Mapping[str, Any], case_id: str, forms: Mapping[str, Form]) -> Row:
    """An entry as a signed version keeps it, as a row."""
    form = forms.get(str(kept["form_id"]))
    origin = kept.get("origin") or (None, None)
    row: Row = {name: kept.get(name) for name in ("id", "form_id", "stage", "position", "ref")}
    row.update(
        case_id=case_id,
        form_key=form.key if form else None,
        answers=dumps(kept.get("answers")),
        origin_entry=origin[0],
        origin_section=origin[1],
        created_at=kept.get("created_at"),
        updated_at=kept.get("updated_at"),
        row_version=kept.get("row_version"),
    )
    return row
