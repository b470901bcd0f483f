"""Reading a FHIR file from elsewhere with care: whatever is not what it should be gets a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hssib_desk.domain.forms.form import FormError
from hssib_desk.drives import why_unread

Raw = Mapping[str, Any]

MOST_BYTES = 10 * 1024 * 1024
_CANNOT_SHOW = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOST_SHOWN = 80


@dataclass
class Lost:
    """What could not be carried over, one sentence each, in reading order."""

    lines: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Keep one sentence; the same one is kept once."""
        sentence = f"{where}: {what}"
        if sentence not in self._seen:
            self._seen.add(sentence)
            self.lines.append(sentence)

    _seen: set[str] = field(default_factory=set)


def read_json(path: Path) -> Raw:
    """The JSON object in a file; raises FormError for a file that is not one, or is too big."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise FormError(f"{path.name} is a device or a pipe, not a file. Choose a FHIR JSON file.")
        if path.stat().st_size > MOST_BYTES:
            raise FormError(
                f"{path.name}: the file is larger than 10 MB, too large for a Questionnaire. Choose another."
            )
        content = path.read_bytes()
    except OSError as error:
        raise FormError(why_unread(error, path.name)) from error
    return json_object(content, path.name)


def json_object(content: bytes, name: str) -> Raw:
    """The JSON object in some bytes."""
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise FormError(f"{name}: the file is not text in UTF-8; save it as a FHIR JSON file.") from error
    except RecursionError as error:
        raise FormError(
            f"{name}: the file is nested too deeply to be a Questionnaire. Choose another."
        ) from error
    except ValueError as error:  # a JSON error, or a number of thousands of digits
        raise FormError(f"{name}: this is not a JSON file ({shown(str(error))}).") from error
    if not isinstance(found, Mapping):
        raise FormError(f"{name}: a FHIR file holds one JSON object, in curly brackets.")
    return found


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number in JSON")


def clean(text: str) -> str:
    """The text without signs that a form cannot show."""
    return _CANNOT_SHOW.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(clean(text).split())


def shown(text: str) -> str:
    """A text from the file as a message may quote it."""
    plain = line(text)
    return plain if len(plain) <= _MOST_SHOWN else f"{plain[:_MOST_SHOWN]}…"


def tables(raw: Raw, key: str, where: str) -> list[Raw]:
    """The objects listed under a key, none where it is missing."""
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(part, Mapping) for part in found):
        raise FormError(f"{where}: “{key}” must be a list of objects.")
    return found


def table(raw: Raw, key: str, where: str) -> Raw:
    """The object under a key, an empty one where it is missing."""
    found = raw.get(key, {})
    if not isinstance(found, Mapping):
        raise FormError(f"{where}: “{key}” must be an object.")
    return found


def text(raw: Raw, key: str, where: str) -> str:
    """The text under a key, empty where it is missing."""
    found = raw.get(key, "")
    if not isinstance(found, str):
        raise FormError(f"{where}: “{key}” must be a text.")
    return clean(found)


def flag(raw: Raw, key: str, where: str) -> bool:
    """The true or false under a key, false where it is missing."""
    found = raw.get(key, False)
    if not isinstance(found, bool):
        raise FormError(f"{where}: “{key}” must be true or false.")
    return found


def number(raw: Raw, key: str, where: str) -> int | float | None:
    """The number under a key, None where it is missing."""
    found = raw.get(key)
    if found is not None and (isinstance(found, bool) or not isinstance(found, int | float)):
        raise FormError(f"{where}: “{key}” must be a number.")
    return found


def value_of(raw: Raw, stem: str) -> tuple[str, Any]:
    """The type and value of an element such as `value[x]`; empty and None where it is missing."""
    for key, value in raw.items():
        if key.startswith(stem) and key != stem:
            return key.removeprefix(stem), value
    return "", None


def extensions(raw: Raw, where: str) -> Iterator[tuple[str, Raw]]:
    """The extensions of an element by the last part of their address."""
    for found in tables(raw, "extension", where):
        yield text(found, "url", f"{where}, extension").rstrip("/").rpartition("/")[2], found


def refuse_modifiers(raw: Raw, where: str) -> None:
    """FHIR forbids reading on where something unknown may turn the meaning round."""
    for key in ("modifierExtension", "implicitRules"):
        if raw.get(key):
            raise FormError(
                f"{where}: “{key}” may change what everything else means, and this program does not know it. "
                "Take it out if you are sure that nothing depends on it."
            )
