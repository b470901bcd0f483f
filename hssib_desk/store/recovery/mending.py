"""Making a sound workbook of what was salvaged from a damaged one and of its newest good backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.domain.review.seal import SEAL_OF_OLD
from hssib_desk.store.connect import PLAIN, Database, Driver, connect
from hssib_desk.store.context import WriteContext, utc_now
from hssib_desk.store.entries.history import LOST, RECOVERED, HistoryRecord, chain_hash, record
from hssib_desk.store.errors import database_faults
from hssib_desk.store.form_cache import FormCache
from hssib_desk.store.ids import full_ref, new_id
from hssib_desk.store.packs import library_of
from hssib_desk.store.recovery import mend_cases, mend_gaps, mend_seals
from hssib_desk.store.recovery.mend_beside import drop_orphans, put_right
from hssib_desk.store.recovery.mend_entries import (
    Outcome,
    Source,
    Sources,
    put_records_together,
    put_together,
)
from hssib_desk.store.recovery.mend_history import (
    EMPTIED,
    NOBODY,
    History,
    ReplayedEntry,
    piece_together,
    read,
    tell,
)
from hssib_desk.store.recovery.salvage import Salvaged
from hssib_desk.store.schema.layouts import Row
from hssib_desk.store.schema.migrations import create_schema
from hssib_desk.store.schema.tables import metadata, moment_text
from hssib_desk.store.settings import facts_from, keep_rules, read_settings
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.verify.rebuild import rebuild_columns


@dataclass(frozen=True)
class RecoveredPiece:
    """One line of the report: an entry or a case, where its answers are from, and what differs."""

    ref: str
    what: str
    source: Source
    note: str = ""


@dataclass(frozen=True)
class RebuildResult:
    """What a workbook was put together from; `lines` counts the history that is whole."""

    pieces: tuple[RecoveredPiece, ...]  # one for each entry
    others: tuple[RecoveredPiece, ...]  # cases and signed versions that differ
    cases: int
    lines: int
    lines_from_backup: int
    lines_altered: tuple[int, ...]
    lines_lost: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost and nothing differs from what was written."""
        doubtful = any(piece.note or piece.source == "lost" for piece in self.pieces)
        return not (doubtful or self.others or self.lines_lost or self.lines_altered)

    def count(self, *sources: Source) -> int:
        """How many entries are from some of the sources."""
        return sum(piece.source in sources for piece in self.pieces)


class Rebuilder:
    """Puts the tables together, writes them into a new file, and says what became of every entry."""

    def __init__(self, file: Salvaged, backup: Salvaged, library: Library) -> None:
        self._file, self._backup, self._library = file, backup, library
        tombstones = [*file.table("tombstones").values(), *backup.table("tombstones").values()]
        self._gone = frozenset(str(row["case_id"]) for row in tombstones)
        self._form_rows = mend_cases.form_rows(file, backup, library)
        self._forms: dict[str, Form] = {
            key: form_from_text(str(row["text"])) for key, row in self._form_rows.items()
        }
        self._past = piece_together(file, backup, self._gone)
        sources = Sources(file, backup, self._past, self._forms, self._gone)
        self._entries, self._fates = put_together(sources)
        self._records, self._record_fates = put_records_together(sources)
        self._signed = sources.sealed
        self._told = tell(self._past)
        for entry_id, note in mend_gaps.give_numbers(self._entries, self._forms, file).items():
            self._note(entry_id, note)
        self._tables = self._all_tables()

    def write(self, target: Path, actor: str, why: str, driver: Driver = PLAIN) -> RebuildResult:
        """Write the workbook; the target must not exist."""
        target.touch(exist_ok=False)
        raw = connect(target, driver=driver)
        try:
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("BEGIN IMMEDIATE")
            create_schema(raw)
            for name, rows in self._tables.items():
                self._insert(raw, name, rows)
            drop_orphans(raw)
            raw.execute("COMMIT")
        finally:
            raw.close()
        self._finish(target, actor, why, driver)
        return self._report()

    def _all_tables(self) -> dict[str, list[Row]]:
        file, backup = self._file, self._backup
        seals = self._seals()
        self._seal(seals)
        self._fates += mend_gaps.fill_cases(self._entries, self._forms, file, backup, self._gone)
        entries = self._entries.values()
        self._cases, self._case_notes = mend_cases.case_rows(file, backup, entries, self._gone)
        letters = {form.key: form.letter or form.key for form in self._forms.values()}
        lines = self._lines()
        mended: dict[str, list[Row]] = {
            "settings": mend_cases.setting_rows(file, backup, new_id),
            "people": self._people(lines),
            "counters": mend_cases.counter_rows(file, backup, self._cases, entries, letters),
            "form_texts": self._texts(),
            "cases": list(self._cases.values()),
            "sealed_versions": [row for row in seals if row["case_id"] in self._cases],
            "entries": [row for row in entries if row["case_id"] in self._cases],
            "workbook_entries": list(self._records.values()),
            "changes": lines,
        }
        mended |= mend_cases.other_rows(file, backup, self._gone)
        self._lost_beside = put_right(mended, not (self._past.lost or self._past.altered))
        return mended

    def _seals(self) -> list[Row]:
        seals, self._broken_seals = mend_seals.seal_rows(
            self._file, self._backup, self._form_rows, self._past
        )
        seals = [row for row in seals if row["case_id"] not in self._gone]
        again, self._lost_seals = mend_seals.made_again(
            self._past, seals, self._entries.values(), self._form_rows
        )
        return [*seals, *again]

    def _texts(self) -> list[Row]:
        """The forms that were asked, and those that an entry turned out to be."""
        asked = {str(key) for one in (self._file, self._backup) for (key,) in one.table("form_texts")}
        asked |= {str(row["form_id"]) for row in self._every_row()}
        return [row for key, row in self._form_rows.items() if key in asked]

    def _every_row(self) -> list[Row]:
        return [*self._entries.values(), *self._signed.values(), *self._records.values()]

    def _seal(self, seals: Iterable[Row]) -> None:
        """Put the entries that a signature covers under it; where it is broken, the history decided."""
        under: dict[str, int] = {}
        for row in sorted(seals, key=lambda row: int(str(row["number"]))):
            for entry_id in read(row["entry_ids"]):
                under[entry_id] = int(str(row["id"])) if row["reopened_at"] is None else 0
        for entry_id, row in self._entries.items():
            row["seal_id"] = under.get(entry_id) or None

    def _lines(self) -> list[Row]:
        """The history without gaps; from the first doubtful line on, each is linked anew to the one "
        "before."""
        past, lines, link = self._past, [], ""
        anew = min([*past.lost, *past.altered], default=0)
        for number in sorted([*past.lines, *past.lost]):
            row = dict(past.lines.get(number) or _placeholder(number))
            if row["person_id"] not in past.names:
                row["person_id"] = 0
            if anew and number >= anew and row["kind"] != EMPTIED:
                row["hash"] = _linked(link, row, past.names.get(int(str(row["person_id"])), NOBODY))
            link = str(row["hash"])
            lines.append(row)
        return lines

    def _people(self, lines: Iterable[Row]) -> list[Row]:
        first = {int(str(row["person_id"])): str(row["at"]) for row in reversed(list(lines))}
        names = dict(self._past.names)
        if 0 in first:
            names[0] = NOBODY
        seen: dict[str, int] = {}
        rows: list[Row] = []
        for person, name in sorted(names.items()):
            unique = name if name not in seen else f"{name} ({person})"
            seen[unique] = person
            rows.append(
                {"id": person, "name": unique, "first_at": first.get(person) or moment_text(utc_now())}
            )
        return rows

    def _insert(self, raw: sqlite3.Connection, name: str, rows: Iterable[Row]) -> None:
        table = metadata.tables[name]
        columns = [column.name for column in table.columns]
        older = {"format": SEAL_OF_OLD} if "format" in table.c else {}  # what a file before schema 3 lacks
        places = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({places})'
        for row in rows:
            values = [older.get(key) if row.get(key) is None else row[key] for key in columns]
            try:
                raw.execute(statement, values)
            except database_faults("IntegrityError"):
                self._insert_apart(raw, name, statement, row, columns)

    def _insert_apart(
        self, raw: sqlite3.Connection, name: str, statement: str, row: Row, columns: list[str]
    ) -> None:
        """An entry whose place another one has is kept among those that were taken out of the case."""
        if name != "entries":
            return
        row["removed_at"] = moment_text(utc_now())
        raw.execute(statement, [row.get(column) for column in columns])
        self._note(str(row["id"]), "Another entry has its place, so it is among those taken out.")

    def _note(self, entry_id: str, note: str) -> None:
        self._fates = [
            Outcome(fate.entry_id, fate.source, f"{fate.note} {note}".strip())
            if fate.entry_id == entry_id
            else fate
            for fate in self._fates
        ]

    def _finish(self, target: Path, actor: str, why: str, driver: Driver) -> None:
        database = Database(target, driver=driver)
        try:
            with database.writing() as connection:
                settings, now = read_settings(connection), utc_now()
                shelf, facts = (
                    FormCache(library_of(settings, self._library)),
                    facts_from(settings, target.name),
                )
                act = WriteContext(connection, shelf, facts, local_day(now), actor, now)
                rebuild_columns(act)
                keep_rules(act)
                record(act, self._recover_lines(why))
                checkpoints.cover(checkpoints.raw_of(connection), moment_text(now))
        finally:
            database.close()

    def _recover_lines(self, why: str) -> list[HistoryRecord]:
        """What is said in the history itself: of the whole, and of each entry that it did not tell."""
        said = [HistoryRecord(RECOVERED, "", why=f"{why} {_about(self._past)}".strip())]
        touched = set()
        for entry_id, row in self._entries.items():
            answers = read(row["answers"])
            told = self._told.get(entry_id, ReplayedEntry(str(row["case_id"]), 0))
            if told.answers != answers and row["case_id"] in self._cases:
                state = {"form_id": row["form_id"], "answers": answers}
                said.append(HistoryRecord(RECOVERED, str(row["case_id"]), entry_id, new=state, why=why))
                touched.add(row["case_id"])
        for entry_id, row in self._records.items():
            answers = read(row["answers"])
            if self._told.get(entry_id, ReplayedEntry("", 0)).answers != answers:
                state = {"form_id": row["form_id"], "answers": answers}
                said.append(HistoryRecord(RECOVERED, "", entry_id, new=state, why=why))
        broken = {row["case_id"] for row in self._past.lines.values() if row["undoes"] in self._past.lost}
        said += [
            HistoryRecord(RECOVERED, str(case), why=why)
            for case in sorted((broken & self._cases.keys()) - touched)
        ]
        return said

    def _report(self) -> RebuildResult:
        others = [
            RecoveredPiece(str(self._cases[case_id]["ref"]), "Case", "file", note)
            for case_id, note in self._case_notes.items()
        ]
        for row in self._tables["sealed_versions"]:
            if row["id"] in self._broken_seals:
                ref = str(self._cases[str(row["case_id"])]["ref"])
                note = "It is not as it was signed, or its form is lost; the backup has none that is."
                others.append(RecoveredPiece(ref, f"Signed version {row['number']}", "file", note))
        for line in self._lost_seals:
            if line["case_id"] in self._cases:
                note = f"{line['why']}: only the history still tells of this signature."
                others.append(
                    RecoveredPiece(str(self._cases[line["case_id"]]["ref"]), "Signed version", "lost", note)
                )
        for case_id, note in self._lost_beside:
            ref = str(self._cases[case_id]["ref"]) if case_id in self._cases else ""
            others.append(RecoveredPiece(ref, "Beside the answers", "lost", note))
        past = self._past
        whole = len(past.lines) - len(past.altered)
        return RebuildResult(
            tuple(sorted(self._pieces(), key=lambda piece: (piece.ref, piece.what))),
            tuple(others), len(self._cases), whole,
            len(past.from_backup), tuple(past.altered), tuple(past.lost),
        )  # fmt: skip

    def _pieces(self) -> list[RecoveredPiece]:
        found = [self._piece(fate) for fate in self._fates]
        for fate in self._record_fates:
            row = self._records.get(fate.entry_id)
            what = self._forms[str(row["form_id"])].singular if row else fate.entry_id
            found.append(RecoveredPiece("", what, fate.source, fate.note))
        return found

    def _piece(self, fate: Outcome) -> RecoveredPiece:
        row = self._entries.get(fate.entry_id)
        if row is None or row["case_id"] not in self._cases:
            return RecoveredPiece(
                "", fate.entry_id, "lost", fate.note or "Nothing says which case it belonged to."
            )
        form = self._forms[str(row["form_id"])]
        case = self._cases[str(row["case_id"])]
        ref = full_ref(str(case["ref"]), str(row["ref"]))
        title = (form.singular or form.title) if form.repeat else form.title
        return RecoveredPiece(ref, title[:1].upper() + title[1:], fate.source, fate.note)


def _placeholder(number: int) -> Row:
    return {
        "id": number, "act": number, "kind": LOST, "case_id": "", "entry_id": "", "field": "", "old": None,
        "new": None, "person_id": 0, "at": "1970-01-01T00:00:00.000+00:00", "undoes": None, "hash": "",
        "why": "This line could not be read in a damaged file.",
    }  # fmt: skip


def _linked(link: str, row: Row, who: str) -> str:
    whole: dict[str, Any] = {**row, "old": read(row["old"]), "new": read(row["new"])}
    whole["at"] = datetime.fromisoformat(str(row["at"]))
    return chain_hash(link, whole, who)


def _about(past: History) -> str:
    parts = [
        f"{len(numbers)} lines of the history {what}, the first is line {numbers[0]}."
        for numbers, what in (
            (past.lost, "are lost"),
            (past.altered, "were damaged and are kept as they are"),
        )
        if numbers
    ]
    return " ".join(parts)
