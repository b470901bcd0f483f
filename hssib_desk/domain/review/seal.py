"""What a signature covers, in a form that anybody can compute again without this program.

The digest is the SHA-256, in hex, of the UTF-8 bytes of one line of JSON: keys sorted by code point, no
spaces, every character written as itself where JSON allows, no text altered. The line holds

    {"entries": [...], "format": "hssib-desk seal 2", "signed": {...}}

with who signed what: "case" (its id), "number" (of the signed version), "name", "role", "at" (as stored) and
"warnings" (each remark that stayed, with the reason). Signatures made before schema 3 have the format
"hssib-desk seal 1" and no "signed". "entries" has one object per entry, in the order of their ids:

    "answers"   every stored answer, also of hidden questions, except of fields marked `living`
    "form"      the key of the form            "version"   its version, a number
    "form_text" the SHA-256, in hex, of the UTF-8 bytes of the form text that the workbook keeps
    "id"  "ref"  "stage"                       as the workbook has them
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # forms are read with `canonical_json`, so this module stands below them
    from hssib_desk.domain.forms.form import Answer
    from hssib_desk.domain.review.case_file import EntryFile

SEAL_FORMAT = "hssib-desk seal 2"
SEAL_OF_OLD = "hssib-desk seal 1"  # the form of a signature made before schema 3


def canonical_json(value: object) -> str:
    """The one way a JSON value is written where its text is kept or hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def text_digest(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    # Half of a broken emoji can reach us from the clipboard; it is text too, and must not stop a signature.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sealed_answers(entry: EntryFile) -> dict[str, Answer]:
    """The answers that a signature covers: all that are stored, except those that may still change."""
    living = {field.key for field in entry.form.fields if field.living}
    return {key: value for key, value in entry.answers.items() if key not in living}


def signed_by(
    case_id: str, number: int, name: str, role: str, at: str, warnings: Mapping[str, str]
) -> dict[str, object]:
    """What a signature says of itself; its digest is over it too."""
    return {"at": at, "case": case_id, "name": name, "number": number, "role": role, "warnings": warnings}


def sealed_line(entries: Iterable[object], signed: Mapping[str, object] | None) -> str:
    """The line of JSON behind a digest; `signed` is None for a signature made before schema 3."""
    if signed is None:
        return canonical_json({"entries": list(entries), "format": SEAL_OF_OLD})
    return canonical_json({"entries": list(entries), "format": SEAL_FORMAT, "signed": signed})


def sealed_text(entries: Iterable[EntryFile], signed: Mapping[str, object] | None) -> str:
    """The line of JSON behind the digest of some entries."""
    sealed = [
        {
            "answers": sealed_answers(entry),
            "form": entry.form.key,
            "form_text": text_digest(entry.form.text),
            "id": entry.id,
            "ref": entry.ref,
            "stage": entry.stage,
            "version": entry.form.version,
        }
        for entry in sorted(entries, key=lambda entry: entry.id)
    ]
    return sealed_line(sealed, signed)


def digest(entries: Iterable[EntryFile], signed: Mapping[str, object] | None) -> str:
    """The SHA-256 (hex) that a signature stores and a check computes again; the order does not matter."""
    return text_digest(sealed_text(entries, signed))
