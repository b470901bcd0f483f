"""The signed versions of a damaged workbook: where their seal holds, or made again where it is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.domain.review.seal import SEAL_FORMAT, SEAL_OF_OLD, sealed_line, signed_by, text_digest
from hssib_desk.store.entries.sealing import KEPT, is_kept, kept_digest
from hssib_desk.store.recovery.mend_entries import like_form, read_answers
from hssib_desk.store.recovery.mend_history import History, read
from hssib_desk.store.recovery.salvage import Salvaged
from hssib_desk.store.schema.layouts import Row
from hssib_desk.store.schema.tables import dumps

_SAID = "Signed off by "


def seal_rows(
    file: Salvaged, backup: Salvaged, forms: Mapping[str, Row], past: History
) -> tuple[list[Row], list[int]]:
    """The signed versions, each from where its seal holds; and the ids of those whose seal holds nowhere."""
    mine, theirs = file.table("sealed_versions"), backup.table("sealed_versions")
    rows, broken = [], []
    told = {
        (line["case_id"], read(line["new"]), line["at"]): read(line["old"]) for line, _ in _signatures(past)
    }
    for key in sorted({*mine, *theirs}, key=str):
        found = [row for row in (mine.get(key), theirs.get(key)) if row is not None]
        whole = [row for row in found if _holds(row, forms) and _is_as_told(row, told)]
        readable = [row for row in found if _is_seal(row)]
        if not readable:
            continue
        rows.append(_with_forms((whole or readable)[0], forms))
        if not whole:
            broken.append(int(str(key[0])))
    return rows, broken


def _with_forms(row: Row, forms: Mapping[str, Row]) -> Row:
    """A signed version of which every entry has a form to be shown with; the right one may be lost."""
    if all(item["form_id"] in forms for item in read(row["entries"])):
        return row
    known = {key: form_from_text(str(form["text"])) for key, form in forms.items()}
    kept = [{**item, "form_id": like_form(str(item["form_id"]), known)} for item in read(row["entries"])]
    return {**row, "entries": dumps([item for item in kept if item["form_id"]])}


def _is_seal(row: Row) -> bool:
    kept, covered, warnings = (read(row[name]) for name in ("entries", "entry_ids", "warnings"))
    if not (isinstance(kept, list) and isinstance(covered, list) and isinstance(warnings, dict)):
        return False
    return all(map(is_kept, kept))


def _holds(row: Row, forms: Mapping[str, Row]) -> bool:
    """Whether the digest of a signed version is that of the entries it keeps."""
    if not _is_seal(row):
        return False
    covered = set(read(row["entry_ids"]))
    kept = [item for item in read(row["entries"]) if item["id"] in covered]
    return bool(_digest(kept, forms, _signed_by(row)) == row["digest"])


def _is_as_told(row: Row, told: Mapping[tuple[Any, ...], Any]) -> bool:
    """Whether a signed version is whole as the line of its signature says, where that line is left."""
    said = told.get((row["case_id"], row["digest"], row["at"]))
    return not said or said == kept_digest(
        *(read(row[name]) for name in ("entries", "entry_ids", "warnings"))
    )


def _signed_by(row: Row) -> dict[str, object] | None:
    """Who signed, as the digest of a row covers it; None for a signature made before schema 3."""
    if row.get("format") in (None, SEAL_OF_OLD):
        return None
    case_id, number, name, role, at = (row[key] for key in ("case_id", "number", "name", "role", "at"))
    return signed_by(str(case_id), int(str(number)), str(name), str(role), str(at), read(row["warnings"]))


def _digest(
    entries: Iterable[Mapping[str, Any]], forms: Mapping[str, Row], signed: Mapping[str, object] | None
) -> str:
    try:
        found = [_signed(entry, forms) for entry in entries]
    except (KeyError, TypeError, AttributeError):
        return ""
    found.sort(key=lambda item: str(item["id"]))
    return text_digest(sealed_line(found, signed))


def _signed(kept: Mapping[str, Any], forms: Mapping[str, Row]) -> dict[str, Any]:
    form = forms[kept["form_id"]]
    living = set(read(form["living"]))
    return {
        "answers": {key: value for key, value in kept["answers"].items() if key not in living},
        "form": form["key"], "form_text": form["digest"], "id": kept["id"], "ref": kept["ref"],
        "stage": kept["stage"], "version": form["version"],
    }  # fmt: skip


def made_again(
    past: History, seals: list[Row], entries: Iterable[Row], forms: Mapping[str, Row]
) -> tuple[list[Row], list[Row]]:
    """Signed versions that only the history knows of, where the entries still have the digest; and the rest.

    The rest are the lines of the history, as there is no more of them.
    """
    known = {(row["case_id"], row["digest"], row["at"]) for row in seals}  # the same may be signed twice
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in entries:
        if row["removed_at"] is None:
            by_case.setdefault(str(row["case_id"]), []).append(_kept(row))
    number = max((int(str(row["id"])) for row in seals), default=0)
    made, lost = [], []
    for line, count in _signatures(past):
        if (line["case_id"], read(line["new"]), line["at"]) in known:
            continue
        name, _, role = str(line["why"]).removeprefix(_SAID).partition(", ")
        of_line = {"case_id": line["case_id"], "number": count, "name": name, "role": role, "at": line["at"]}
        for form in (SEAL_FORMAT, SEAL_OF_OLD):
            again: Row = {**of_line, "warnings": "{}", "format": form, "digest": read(line["new"])}
            if found := _covered(again, by_case.get(str(line["case_id"]), []), forms):
                break
        if found:
            number += 1
            made.append(_version(number, again, line, found, past))
        else:
            lost.append(line)
    return made, lost


def _signatures(past: History) -> Iterator[tuple[Row, int]]:
    """The lines of signing, each with which one of its case it is."""
    counted: dict[str, int] = {}
    for number in sorted(past.lines):
        line = past.lines[number]
        if line["kind"] == "sign":
            counted[line["case_id"]] = counted.get(line["case_id"], 0) + 1
            yield line, counted[line["case_id"]]


def _covered(row: Row, kept: list[dict[str, Any]], forms: Mapping[str, Row]) -> list[dict[str, Any]]:
    """The entries of a case that have the digest which was signed; empty where they have changed since."""
    for stage in sorted({item["stage"] for item in kept}):
        found = [item for item in kept if item["stage"] == stage and item["created_at"] <= row["at"]]
        if _digest(found, forms, _signed_by(row)) == row["digest"]:
            return found
    return []


def _kept(row: Row) -> dict[str, Any]:
    origin = [row["origin_entry"], row["origin_section"] or ""] if row["origin_entry"] else None
    kept = {name: row[name] for name in KEPT if name not in ("answers", "origin")}
    return {**kept, "answers": read_answers(row) or {}, "origin": origin}


def _version(number: int, row: Row, line: Row, found: list[dict[str, Any]], past: History) -> Row:
    later = (past.lines[key] for key in sorted(past.lines) if key > line["id"])
    opened = next(
        (item for item in later if item["kind"] == "reopen" and item["case_id"] == line["case_id"]), None
    )
    return {
        **row, "id": number, "entries": dumps(found), "entry_ids": dumps([item["id"] for item in found]),
        "reopened_at": opened["at"] if opened else None,
        "reopened_by": past.names.get(opened["person_id"], "") if opened else None,
        "reopened_why": opened["why"] if opened else None,
    }  # fmt: skip
