"""JSON as FHIR wants it: decimals with the digits that were typed, and no character it cannot hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hssib_desk.export.text import REPLACEMENT, Notes, held

Json = dict[str, Any]

_STEP = "  "


def fhir_text(text: str, where: str, notes: Notes) -> str:
    """The text with what FHIR cannot hold shown as �; each place is listed in the notes."""
    found = Notes()
    safe = held(text, where, found)
    if found.replaced:
        count = "1 character" if found.replaced == 1 else f"{found.replaced} characters"
        notes.replaced += found.replaced
        notes.add(f"{where}: {count} that FHIR cannot hold, shown as {REPLACEMENT}.")
    return safe


def json_text(value: Any, indent: str = "") -> str:
    """A value as indented JSON; a Decimal keeps its digits, which `json` alone would round."""
    inner = indent + _STEP
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        lines = [f"{inner}{_quoted(key)}: {json_text(part, inner)}" for key, part in value.items()]
        return _wrapped("{", lines, "}", indent)
    if isinstance(value, list):
        return _wrapped("[", [inner + json_text(part, inner) for part in value], "]", indent)
    return _quoted(value)


def _wrapped(opening: str, lines: list[str], closing: str, indent: str) -> str:
    joined = ",\n".join(lines)
    return f"{opening}\n{joined}\n{indent}{closing}" if lines else opening + closing


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
