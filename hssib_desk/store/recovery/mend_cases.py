"""The other tables of a damaged workbook put together again: cases, forms, seals, names, numbers, the "
"rest."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Boolean, Integer, Table

from hssib_desk.domain.forms.form import FormError, Library
from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.domain.review.seal import text_digest
from hssib_desk.store.entries.history import ERASED
from hssib_desk.store.form_cache import id_of
from hssib_desk.store.ids import case_ref
from hssib_desk.store.recovery.mend_entries import is_id, moment_of
from hssib_desk.store.recovery.mend_history import read
from hssib_desk.store.recovery.salvage import Salvaged
from hssib_desk.store.schema.layouts import Row
from hssib_desk.store.schema.tables import FOLLOWS, UNCOVERED, cases, dumps, metadata

_CASE = re.compile(r"C-(\d{4})-(\d{3,})")


def form_rows(file: Salvaged, backup: Salvaged, library: Library) -> dict[str, Row]:
    """The form texts that say what their digest says, by id; a lost one may be one that is shipped today."""
    found: dict[str, Row] = {}
    for row in [*backup.table("form_texts").values(), *file.table("form_texts").values()]:
        form_id = str(row["id"])
        if _is_form(row) and form_id.endswith(str(row["digest"])[:12]):
            found[form_id] = row
    for form in library.every_form:
        digest = text_digest(form.text)
        living = dumps([item.key for item in form.fields if item.living])
        row = {"id": id_of(form), "key": form.key, "version": form.version, "digest": digest}
        found.setdefault(id_of(form), {**row, "living": living, "text": form.text})
    return found


def _is_form(row: Row) -> bool:
    if not isinstance(row["text"], str) or text_digest(row["text"]) != row["digest"]:
        return False
    try:
        form = form_from_text(row["text"])
    except (FormError, ValueError, KeyError, TypeError):
        return False
    living = [item.key for item in form.fields if item.living]
    return (row["key"], row["version"]) == (form.key, form.version) and read(row["living"]) == living


def case_rows(
    file: Salvaged, backup: Salvaged, entries: Iterable[Row], gone: frozenset[str]
) -> tuple[dict[str, Row], dict[str, str]]:
    """A row for every case that has an entry; and, by the id of a case, what is new about its reference."""
    wanted = Counter(str(row["case_id"]) for row in entries)
    rows: dict[str, Row] = {}
    notes: dict[str, str] = {}
    taken: set[tuple[int, int]] = {
        (int(year), int(number))
        for row in backup.table("cases").values()
        for year, number in _CASE.findall(str(row["ref"]))
    }
    for case_id in sorted(case for case in wanted if is_id(case) and case not in gone):
        found = [
            place
            for one in (file, backup)
            if (row := one.table("cases").get((case_id,))) and (place := _place(row))
        ]
        place = found[0] if found else _from_actions(file, case_id)
        if place is None:
            place = _next_place(case_id, taken, rows, file)
            notes[case_id] = f"Its reference was lost; it is {case_ref(*place)} now."
        taken.add(place)
        rows[case_id] = _case(case_id, *place, file, backup)
    return rows, notes


def _place(row: Row) -> tuple[int, int] | None:
    """Year and number of a case, when its three columns agree."""
    year, number = row["year"], row["number"]
    agree = isinstance(year, int) and isinstance(number, int) and case_ref(year, number) == row["ref"]
    return (year, number) if agree else None


def _from_actions(file: Salvaged, case_id: str) -> tuple[int, int] | None:
    for row in file.table("actions").values():
        named = _CASE.match(str(row["ref"]))
        if row["case_id"] == case_id and named:
            return int(named[1]), int(named[2])
    return None


def _next_place(
    case_id: str, taken: set[tuple[int, int]], rows: Mapping[str, Row], file: Salvaged
) -> tuple[int, int]:
    year = int(moment_of(case_id)[:4])
    given = [row["value"] for row in file.table("counters").values() if row["name"] == f"case {year}"]
    highest = [number for of_year, number in taken if of_year == year]
    numbers = [int(str(row["number"])) for row in rows.values() if row["year"] == year]
    return year, max([*highest, *numbers, *(value for value in given if isinstance(value, int)), 0]) + 1


def _case(case_id: str, year: int, number: int, file: Salvaged, backup: Salvaged) -> Row:
    stored = file.table("cases").get((case_id,)) or backup.table("cases").get((case_id,)) or {}
    created = moment_of(case_id)
    row = filled(cases, {"id": case_id, "ref": case_ref(year, number), "year": year, "number": number})
    times = {
        "created_at": str(stored.get("created_at") or created),
        "updated_at": str(stored.get("updated_at") or created),
    }
    return {**row, **times, "listed": "[]"}


def filled(table: Table, row: Row) -> Row:
    """A row with something in every column that needs it; what follows from the answers is worked out "
    "later."""
    whole = dict(row)
    for column in table.columns:
        if whole.get(column.name) is None and not column.nullable:
            whole[column.name] = 0 if isinstance(column.type, Integer | Boolean) else ""
    return whole


def counter_rows(
    file: Salvaged,
    backup: Salvaged,
    found: Mapping[str, Row],
    entries: Iterable[Row],
    letters: Mapping[str, str],
) -> list[Row]:
    """How many references were given out; never fewer than there are."""
    most: Counter[str] = Counter()
    for row in [*file.table("counters").values(), *backup.table("counters").values()]:
        name, value = str(row["name"]), row["value"]
        if isinstance(value, int) and _is_counter(name) and value < _TOO_MANY:
            most[name] = max(most[name], value)
    for row in found.values():
        name = f"case {row['year']}"
        most[name] = max(most[name], int(str(row["number"])))
    for row in entries:
        digits = re.search(r"(\d+)$", str(row["ref"]))
        if digits:
            series = str(row["ref"])[: digits.start()] or letters[str(row["form_key"])]
            name = f"{row['case_id']} {series}"
            most[name] = max(most[name], int(digits[1]))
    return [{"name": name, "value": value} for name, value in sorted(most.items())]


_TOO_MANY = 1_000_000  # a number that no workbook reaches was made by damage


def _is_counter(name: str) -> bool:
    first, _, rest = name.partition(" ")
    return (first == "case" and rest.isdecimal()) or is_id(first)


def other_rows(file: Salvaged, backup: Salvaged, gone: frozenset[str]) -> dict[str, list[Row]]:
    """The tables that nobody above speaks of: each row from the file, else from the backup."""
    found: dict[str, list[Row]] = {}
    for table in metadata.sorted_tables:
        if table.name in _SPOKEN_OF:
            continue
        rows = file.over(backup, table.name)
        kept = [row for row in rows.values() if row.get("case_id") not in gone or table.name == "tombstones"]
        found[table.name] = [filled(table, row) for row in kept]
    _take_whole_contents(found, backup)
    lines = (row for row in file.table("changes").values() if row["kind"] == ERASED and not row["entry_id"])
    erased = {str(read(row["new"])) for row in lines}
    contents = found["attachment_contents"]
    found["attachment_contents"] = [row for row in contents if row["attachment_id"] not in erased]
    return found


# Those put together by name above, and those that are worked out anew when all others are there.
_SPOKEN_OF = frozenset(
    "settings people counters form_texts cases sealed_versions entries workbook_entries changes "
    "checkpoints".split()
) | {table.name for table in metadata.sorted_tables if table.info.get(UNCOVERED) == FOLLOWS[UNCOVERED]}


def _take_whole_contents(found: dict[str, list[Row]], backup: Salvaged) -> None:
    """For an attached file that was damaged, take the backup's; an id ends in the digest."""
    for row in found.get("attachment_contents", []):
        content, spare = row["content"], backup.table("attachment_contents").get((row["attachment_id"],))
        digest = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else "nothing"
        if spare and not str(row["attachment_id"]).endswith(digest):
            row["content"] = spare["content"]


def setting_rows(file: Salvaged, backup: Salvaged, make_id: Callable[[], str]) -> list[Row]:
    """The settings; a damaged key is one that nobody asks for, and does no harm."""
    rows = file.over(backup, "settings")
    known = {str(row["key"]): row for row in rows.values()}
    ids = [str(one.table("settings").get(("workbook_id",), {}).get("value")) for one in (backup, file)]
    workbook_id = next((found for found in ids if is_id(found)), "") or make_id()
    whole = {key: str(row["value"]) for key, row in known.items()} | {"workbook_id": workbook_id}
    return [{"key": key, "value": value} for key, value in whole.items()]
