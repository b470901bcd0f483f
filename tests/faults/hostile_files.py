"""The files themselves: each a name and what makes it."""

from __future__ import annotations

import io
import json
import os
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook as Spreadsheet

from hssib_desk.resources import forms_dir
from hssib_desk.store.connect import APPLICATION_ID
from tests.faults.acts import export
from tests.faults.stage import Stage

MB = 1 << 20
DEEP = 100_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]><worksheet><sheetData>&j;</sheetData></worksheet>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY p SYSTEM "file:///etc/passwd">]><worksheet>&p;</worksheet>'
)
HEADS = ("Local number", "Surname", "Date of death")
Make = Callable[[Stage, Path], None]


def of(content: bytes | str) -> Make:
    """A file of this content."""
    return lambda stage, path: path.write_bytes(content.encode() if isinstance(content, str) else content)


def _sparse(stage: Stage, path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 << 30)


def _zip(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet(rows: list[list[object]]) -> bytes:
    book, out = Spreadsheet(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _swapped(
    part: str, content: Callable[[bytes], bytes | str], rows: list[list[object]] | None = None
) -> Make:
    """A spreadsheet in which one part is another."""

    def make(stage: Stage, path: Path) -> None:
        whole = sheet(rows or [list(HEADS), ["1", "Ng", "19/10/2025"]])
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        path.write_bytes(_zip({**parts, part: content(parts.get(part, b""))}))

    return make


def _in_sheet(xml: str) -> Make:
    return _swapped(
        "xl/worksheets/sheet1.xml", lambda old: old.replace(b"<sheetData>", b"<sheetData>" + xml.encode())
    )


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(600):
                part.write(bytes(MB))
        archive.writestr("xl/workbook.xml", "<workbook/>")


def _lying_bomb(stage: Stage, path: Path) -> None:
    """A zip bomb whose own index says that it is small."""
    _bomb(path)
    content = path.read_bytes()
    path.write_bytes(content.replace((600 * MB).to_bytes(4, "little"), (1000).to_bytes(4, "little")))


def _pipe(stage: Stage, path: Path) -> None:
    os.mkfifo(path)


def _log_with(change: Callable[[object], None]) -> Make:
    """A real action log in which something was changed."""

    def make(stage: Stage, path: Path) -> None:
        from openpyxl import load_workbook

        copy = stage.copy("log")
        export(stage, copy)
        book = load_workbook(copy.with_name("log.xlsx"))
        change(book["Action log"])
        book.save(path)
        stage.drop(copy.parent)

    return make


def _every_cell(value: object) -> Make:
    def change(sheet: object) -> None:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                cell.value = value

    return _log_with(change)


def _every_visible_cell(value: object) -> Make:
    def change(sheet: object) -> None:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if not sheet.column_dimensions[cell.column_letter].hidden:
                    cell.value = value

    return _log_with(change)


def _form(old: str, new: str) -> Make:
    """A shipped form with something in it replaced."""

    def make(stage: Stage, path: Path) -> None:
        text = (forms_dir() / f"{stage.judgement.key}.toml").read_text("utf-8")
        path.write_text(text.replace(old, new, 1), "utf-8")

    return make


def _raw(key: str, value: object) -> str:
    return json.dumps({"resourceType": "Questionnaire", "title": "Falls", "status": "active", key: value})


def _nested_items(depth: int) -> object:
    item: dict[str, object] = {"linkId": "end", "type": "string", "text": "?"}
    for number in range(depth):
        item = {"linkId": str(number), "type": "group", "text": "x", "item": [item]}
    return [item]


NOISE = random.Random(5).randbytes(70_000)
LONG_CELL = "x" * 200_000
CSV = f"{','.join(HEADS)}\r\n"
FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", '+HYPERLINK("http://x")', "-2+3", "\t=1", "=A" * 9000]

FILES: dict[str, Make] = {
    "empty": of(b""),
    "one byte": of(b"x"),
    "NUL bytes": of(bytes(70_000)),
    "noise": of(NOISE),
    "three sparse gigabytes": _sparse,
    "a folder": lambda stage, path: path.mkdir(),
    "a pipe": _pipe,
    "a link to itself": lambda stage, path: path.symlink_to(path),
    "a link to nowhere": lambda stage, path: path.symlink_to("/nowhere/at/all"),
    "a link to endless zeros": lambda stage, path: path.symlink_to("/dev/zero"),
    "not there": lambda stage, path: None,
    "a picture": of(b"\x89PNG\r\n\x1a\n" + NOISE),
    "a PDF": of(b"%PDF-1.7\n" + NOISE),
    "an old Office file": of(bytes.fromhex("d0cf11e0a1b11ae1") + NOISE),
    "a web page": of("<!doctype html><html><script>alert(1)</script></html>"),
    "a program": of(b"MZ" + NOISE),
    "a script": of("#!/bin/sh\nrm -rf /\n"),
    "XML bomb": of(BOMB),
    "JSON nested without end": of("[" * DEEP + "]" * DEEP),
    "JSON objects nested without end": of('{"a":' * DEEP + "1" + "}" * DEEP),
    "JSON with a number of 100,000 digits": of('{"resourceType": ' + "9" * DEEP + "}"),
    "TOML nested without end": of("a = " + "[" * DEEP + "]" * DEEP),
    "TOML with a million tables": of("".join(f"[t{n}]\n" for n in range(50_000))),
    "half a letter": of('{"a": "\\ud800", "b": "\\udfff"}'),
    "UTF-16 without its mark": of((CSV + "1,Ng,19/10/2025\r\n").encode("utf-16-le")),
    # Spreadsheets
    "zip bomb": lambda stage, path: _bomb(path),
    "zip bomb that says it is small": _lying_bomb,
    "zip with paths that lead out": of(
        _zip({"../../../tmp/evil": "x", "/etc/evil": "x", "xl/workbook.xml": "<a/>"})
    ),
    "zip cut off": of(_zip({"xl/workbook.xml": "<a/>" * 9000})[:-30]),
    "zip of nothing": of(_zip({})),
    "sheet with an XML bomb": _swapped("xl/worksheets/sheet1.xml", lambda old: BOMB),
    "sheet with a bomb behind a long comment": _swapped(
        "xl/worksheets/sheet1.xml", lambda old: BOMB.replace("<!DOCTYPE", f"<!--{'x' * 9000}--><!DOCTYPE", 1)
    ),
    "sheet that reads a file": _swapped("xl/worksheets/sheet1.xml", lambda old: OUTSIDE),
    "strings that read a file": _swapped("xl/sharedStrings.xml", lambda old: OUTSIDE),
    "sheet of noise": _swapped("xl/worksheets/sheet1.xml", lambda old: NOISE),
    "sheet nested without end": _in_sheet("<row>" * DEEP + "</row>" * DEEP),
    "styles of noise": _swapped("xl/styles.xml", lambda old: "<styleSheet><cellXfs><xf numFmtId='-9'/>"),
    "sheet at row 9,999,999": _in_sheet('<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    "sheet at column XFDXFD": _in_sheet('<row r="1"><c r="XFDXFD1"><v>1</v></c></row>'),
    "cell of no place": _in_sheet('<row r="x"><c r="!!"><v>1</v></c></row>'),
    "string that is not there": _in_sheet('<row r="3"><c r="A3" t="s"><v>99999</v></c></row>'),
    "date out of all time": _in_sheet(
        '<row r="3"><c r="C3" s="1"><v>1e300</v></c><c r="A3" t="d"><v>9</v></c></row>'
    ),
    "number that is none": _in_sheet('<row r="3"><c r="A3"><v>nan</v></c><c r="B3"><v>1e999</v></c></row>'),
    "cell of an unknown type": _in_sheet('<row r="3"><c r="A3" t="zz"><v>1</v></c></row>'),
    "formula cells": of(sheet([list(HEADS), *[[f, f, "19/10/2025"] for f in FORMULAS if len(f) < 8000]])),
    "cells of 32,000 letters": of(sheet([list(HEADS), *[["1", "x" * 32_000, "19/10/2025"]] * 50])),
    "no sheets": _swapped("xl/workbook.xml", lambda old: b"<workbook/>"),
    "sheet with a wrong link": _swapped(
        "xl/_rels/workbook.xml.rels", lambda old: old.replace(b"sheet1", b"../x")
    ),
    # Lists
    "list of formulas": of(
        CSV + "".join(f'"{f.replace(chr(34), chr(34) * 2)}",Ng,19/10/2025\r\n' for f in FORMULAS)
    ),
    "list with NUL bytes": of(CSV + "1,N\0g,19/10/2025\r\n"),
    "list with a cell of 200,000 letters": of(CSV + f"1,{LONG_CELL},19/10/2025\r\n"),
    "list with a quotation that never ends": of(CSV + '1,"Ng,19/10/2025\r\n' * 50),
    "list of one line of 8 MB": of("x" * (8 * MB)),
    "list of commas": of("," * MB),
    "list of 400,000 rows": of(CSV + "1,Ng,19/10/2025\r\n" * 400_000),
    "list of years out of all time": of(
        CSV + "1,Ng,01/01/0001\r\n2,Ng,31/12/9999\r\n3,Ng,99999999999999\r\n"
    ),
    "list of quotation marks": of('"' * 9001),
    # Forms
    "form with a rule on itself": _form(
        "[[section.field]]", '[[section.field]]\nshow_if = { field = "x", is = ["y"] }'
    ),
    "form whose version is a text": _form("version = 1", 'version = "one"'),
    "form whose sections are a number": of('key="a"\ntitle="b"\nversion=1\nsource="local"\nsection = 5\n'),
    "form whose settings are a list": of(
        'key="a"\ntitle="b"\nversion=1\nsource="local"\nsettings=[1]\nchoice=[]\n'
    ),
    "list whose settings are a number": of(
        'key="a"\ntitle="b"\nversion=1\nsource="local"\nsettings=5\n[[choice]]\ncode="a"\nlabel="b"\n'
    ),
    "form with a condition nested without end": of(
        'key="a"\ntitle="b"\nversion=1\nsource="local"\n[[section]]\nkey="s"\ntitle="t"\nshow_if = '
        + "{not = " * 400
        + '{field="x", empty=true}'
        + "}" * 400
    ),
    "form with a number of 10,000 digits": of(f'key="a"\ntitle="b"\nversion={"9" * 10_000}\n'),
    # Questionnaires
    "questionnaire nested without end": of(_raw("item", _nested_items(300))),
    "questionnaire of 60,000 items": of(
        _raw("item", [{"linkId": str(n), "type": "string", "text": "x"} for n in range(60_000)])
    ),
    "questionnaire with one link twice": of(
        _raw("item", [{"linkId": "1", "type": "string", "text": "x"}] * 2)
    ),
    "questionnaire of odd types": of(_raw("item", [{"linkId": {}, "type": [], "text": 5, "item": "no"}])),
    "questionnaire asked for by itself": of(
        _raw(
            "item",
            [
                {
                    "linkId": "1",
                    "type": "string",
                    "text": "x",
                    "enableWhen": [{"question": "1", "operator": "exists", "answerBoolean": True}],
                }
            ],
        )
    ),
    # Edited logs
    "log of formulas": _every_cell("=1+1"),
    "log of errors": _every_cell("#REF!"),
    "log of numbers": _every_cell(1e300),
    "log of long texts": _every_cell("x" * 32_000),
    "log with texts in every cell": _every_visible_cell(
        'it\'s; "--" ‮ DROP TABLE cases; \u0000'.replace("\0", "")
    ),
    "log with formulas in every cell": _every_visible_cell('=HYPERLINK("http://x")'),
    "log with numbers in every cell": _every_visible_cell(-1e18),
    "log with a row a thousand times": _log_with(
        lambda sheet: [sheet.append([c.value for c in sheet[2]]) for _ in range(1000)]
    ),
    "log without its hidden columns": _log_with(lambda sheet: sheet.delete_cols(sheet.max_column - 2, 3)),
    "log with its heads twice": _log_with(lambda sheet: sheet.append([c.value for c in sheet[1]])),
}


def _database(*statements: str) -> Make:
    def make(stage: Stage, path: Path) -> None:
        raw = sqlite3.connect(path)
        for statement in statements:
            raw.execute(statement)
        raw.commit()
        raw.close()

    return make


def _altered(*statements: str) -> Make:
    """A real workbook on which somebody ran these statements."""

    def make(stage: Stage, path: Path) -> None:
        path.write_bytes(stage.template.read_bytes())
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA writable_schema = ON")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        raw.close()

    return make


OURS = f"PRAGMA application_id = {APPLICATION_ID}"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 'k' || x AS key, 'v' AS value FROM n"
DEEP_JSON = "[" * 5000 + "]" * 5000

WORKBOOKS: dict[str, Make] = {
    "another program's database": _database("CREATE TABLE birds (name)"),
    "a workbook without tables": _database(OURS, "PRAGMA user_version = 2", "CREATE TABLE birds (name)"),
    "a workbook of no version": _database(OURS, "CREATE TABLE birds (name)"),
    "a workbook of version -1": _altered("PRAGMA user_version = -1"),
    "a workbook of version 2 billion": _altered("PRAGMA user_version = 2000000000"),
    "settings without end": _altered(
        "ALTER TABLE settings RENAME TO s2", f"CREATE VIEW settings AS {ENDLESS}"
    ),
    "answers nested without end": _altered(f"UPDATE entries SET answers = '{DEEP_JSON}'"),
    "answers that are a list": _altered("UPDATE entries SET answers = '[1, 2]'"),
    "answers that are a number": _altered("UPDATE entries SET answers = 5"),
    "answers of odd types": _altered(
        "UPDATE entries SET answers = (SELECT json_group_object(key, json('{\"a\":[1]}')) FROM json_each(entries.answers))"
    ),
    "answers that are bytes": _altered("UPDATE entries SET answers = x'ff00fe'"),
    "answers to no question": _altered('UPDATE entries SET answers = \'{"nobody_asks":"x"}\''),
    "answers of 50 MB": _altered(
        "UPDATE entries SET answers = json_object((SELECT key FROM json_each(entries.answers) LIMIT 1), "
        "hex(zeroblob(25000000))) WHERE rowid = (SELECT min(rowid) FROM entries WHERE answers <> '{}')"
    ),
    "times that are none": _altered(
        "UPDATE entries SET created_at = 'yesterday', updated_at = 7", "UPDATE changes SET at = ''"
    ),
    "a case of no year": _altered("UPDATE cases SET year = 'x', number = 'y' || rowid"),
    "stages that are none": _altered("UPDATE entries SET stage = 'last' WHERE ref <> ''"),
    "form texts nested without end": _altered(f"UPDATE form_texts SET text = '{DEEP_JSON}'"),
    "seals of nothing": _altered(
        "UPDATE sealed_versions SET entries = '{}', entry_ids = '5', warnings = '[]'"
    ),
    "settings of odd values": _altered(
        "UPDATE settings SET value = x'00ff'", "INSERT INTO settings VALUES ('window_days', '²')"
    ),
    "a trigger that spoils every save": _altered(
        "CREATE TRIGGER t AFTER UPDATE ON entries BEGIN DELETE FROM changes; END"
    ),
    "a trigger that goes on for ever": _altered(
        "CREATE TRIGGER t AFTER INSERT ON changes BEGIN INSERT INTO words_index(words_index) VALUES ('rebuild'); END"
    ),
    "a header that says it is endless": lambda stage, path: path.write_bytes(
        (content := stage.template.read_bytes())[:28] + b"\xff\xff\xff\xff" + content[32:]
    ),
    "a header with pages of 512 bytes": lambda stage, path: path.write_bytes(
        (content := stage.template.read_bytes())[:16] + b"\x02\x00" + content[18:]
    ),
    "a header with a write-ahead log": lambda stage, path: path.write_bytes(
        (content := stage.template.read_bytes())[:18] + b"\x02\x02" + content[20:]
    ),
    "a workbook with the name of a journal": lambda stage, path: path.with_name(
        f"{path.name}-journal"
    ).write_bytes(stage.template.read_bytes()),
}
