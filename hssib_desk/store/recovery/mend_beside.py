"""What stands beside the answers of a damaged workbook, put right from the history."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator

from hssib_desk.domain.file_types import type_of
from hssib_desk.store.recovery.mend_history import read
from hssib_desk.store.schema.layouts import Row
from hssib_desk.store.settings import SUM, with_sum

_FILE = re.compile(r"[0-9a-f-]{36}-[0-9a-f]{64}")
_ATTACHED = re.compile(r"Attached “(.*)”", re.DOTALL)
_GIVEN = ("title", "workbook_id")  # what every workbook has from its beginning, and no line tells
Tables = dict[str, list[Row]]
Note = tuple[str, str]  # the id of a case, or nothing, and what is lost


def put_right(tables: Tables, is_whole: bool) -> list[Note]:
    """Mend files, holds and settings of tables in place; give what stays lost.

    `is_whole` says that no line of the history is lost or altered.
    """
    _holds(tables)
    return [*_files(tables), *_settings(tables, is_whole)]


def _files(tables: Tables) -> Iterator[Note]:
    rows = {str(row["id"]): row for row in tables["attachments"]}
    contents = {str(row["attachment_id"]): row["content"] for row in tables["attachment_contents"]}
    told = dict(_told_files(tables["changes"]))
    asked = {found: row for row in tables["entries"] for found in _FILE.findall(str(row["answers"]))}
    for key in sorted({*told, *asked}):
        case_id = str((told.get(key) or asked[key])["case_id"])
        if key not in rows and key in told and _is_content(key, contents.get(key)):
            rows[key] = _row(key, told[key], contents[key])
        elif key not in rows:
            yield case_id, f"{_named(told.get(key))} is lost."
    for key, row in rows.items():
        if not _is_content(key, contents.get(key)):
            yield str(row["case_id"]), f"The content of the attached file “{row['name']}” is lost or damaged."
    tables["attachments"] = [row for key, row in rows.items() if key in contents]
    kept = [row for row in tables["attachment_contents"] if row["attachment_id"] in rows]
    tables["attachment_contents"] = kept


def _told_files(lines: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """The files that the history says were attached, each with its line."""
    for line in lines:
        new, old = read(line["new"]), read(line["old"])
        if _ATTACHED.fullmatch(str(line["why"])) and isinstance(new, list):
            before = old if isinstance(old, list) else []
            yield from ((key, line) for key in new if key not in before and _FILE.fullmatch(str(key)))


def _is_content(key: str, content: object) -> bool:
    return isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == key[-64:]


def _row(key: str, line: Row, content: bytes) -> Row:
    name, kind = _ATTACHED.fullmatch(str(line["why"])), type_of(content)
    return {
        "id": key, "case_id": line["case_id"], "entry_id": line["entry_id"], "field": line["field"],
        "name": name[1] if name else "", "type": kind.label, "ending": kind.ending, "size": len(content),
        "digest": key[-64:], "person_id": line["person_id"], "at": line["at"],
    }  # fmt: skip


def _named(line: Row | None) -> str:
    name = _ATTACHED.fullmatch(str(line["why"])) if line else None
    return f"The attached file “{name[1]}”" if name else "An attached file"


def _holds(tables: Tables) -> None:
    """Holds and days of their own that the history tells; what it does not tell stays."""
    kept = {row["case_id"]: dict(row) for row in tables["retention"]}
    there = {row["id"] for row in tables["cases"]}
    for line in tables["changes"]:
        if line["kind"] == "keep" and line["case_id"] in there:
            row = kept.setdefault(
                line["case_id"], {"case_id": line["case_id"], "keep_until": None, "hold": ""}
            )
            is_day = str(line["why"]).startswith(("Kept until ", "Kept as the settings say: "))
            row["keep_until" if is_day else "hold"] = read(line["new"])
    tables["retention"] = [row for row in kept.values() if row["hold"] or row["keep_until"]]


def _settings(tables: Tables, is_whole: bool) -> Iterator[Note]:
    stored = {str(row["key"]): str(row["value"]) for row in tables["settings"]}
    said = stored.pop(SUM, "")
    for line in tables["changes"]:
        if line["kind"] == "setting" and line["field"]:
            stored[str(line["field"])] = str(read(line["new"]) or "")
    whole = with_sum(stored)
    tables["settings"] = [{"key": key, "value": value} for key, value in whole.items()]
    if (said and said != whole[SUM]) or any(key not in stored for key in _GIVEN):
        yield "", "A setting is lost or not as it was: look at the title, the organisation and its code."
    elif not said and not is_whole:
        yield "", "Nobody can tell whether a setting is lost: look at the settings."


def drop_orphans(raw: sqlite3.Connection) -> None:
    """Take out rows of the smaller tables whose case or entry is lost; nothing else refers to nothing."""
    for table, rowid, *_ in raw.execute("PRAGMA foreign_key_check").fetchall():
        raw.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
