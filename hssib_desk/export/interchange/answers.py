"""One filled form as a FHIR R4 QuestionnaireResponse."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import UNKNOWN_DATE, Answer, Field, Identifying
from hssib_desk.domain.forms.kinds import codes, kind_of, problem
from hssib_desk.domain.forms.rules import Context, hidden_answers, shown_answers
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.cross_case_links import is_reference
from hssib_desk.domain.review.privacy import identifies
from hssib_desk.export.interchange.fhir_json import Json, fhir_text
from hssib_desk.export.interchange.names import ABSENT, HL7, URN, coding, entry_id, form_url, section_link
from hssib_desk.export.text import Notes

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_FHIR_INTEGER = 2**31


@dataclass
class Tally:
    """How many answers there were, how many are in the file, and which stayed out."""

    selected: int = 0
    written: int = 0
    masked: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class ResponseWriter:
    """Writes the responses of one case; `without` says whose identifying answers are masked."""

    case: CaseFile
    context: Context
    without: Collection[Identifying]
    notes: Notes
    tally: Tally

    def response(self, entry: EntryFile) -> Json:
        """The answers to questions that are asked, in the sections they are asked in."""
        case = self.case
        found: Json = {
            "resourceType": "QuestionnaireResponse",
            "id": entry_id(case, entry),
            "language": "en-GB",
        }
        extensions = self._extensions(entry)
        if extensions:
            found["extension"] = extensions
        found |= {
            "identifier": {"system": f"{URN}:entry", "value": _name(case, entry)},
            "questionnaire": f"{form_url(entry.form)}|{entry.form.version}",
            "status": "completed" if entry.seal else "in-progress",
        }
        when = entry.seal.at if entry.seal else entry.updated_at
        if when:
            found["authored"] = _instant(when)
        items = self._sections(entry)
        return found | ({"item": items} if items else {})

    def _extensions(self, entry: EntryFile) -> list[Json]:
        found: list[Json] = []
        origin = self.case.entry_by_id(entry.origin.entry_id) if entry.origin else None
        if entry.origin and origin:
            section = origin.form.by_section.get(entry.origin.section)
            reference: Json = {"reference": f"urn:uuid:{entry_id(self.case, origin)}"}
            if section and section.title.strip():
                reference["display"] = section.title
            found.append({"url": f"{URN}:raised-from", "valueReference": reference})
        if entry.seal and entry.seal.digest:
            found.append({"url": f"{URN}:seal-sha-256", "valueString": entry.seal.digest})
        return found

    def _sections(self, entry: EntryFile) -> list[Json]:
        given = {field.key: value for field, value in shown_answers(entry, self.context)}
        hidden = len(hidden_answers(entry, self.context))
        self.tally.hidden += hidden
        self.tally.selected += len(given) + hidden
        groups = []
        for section in entry.form.sections:
            items = [self._item(f, given[f.key], entry) for f in section.fields if f.key in given]
            if items:
                link = section_link(section.key)
                groups.append({"linkId": link, "text": _line(section.title) or link, "item": items})
        return groups

    def _item(self, field: Field, value: Answer, entry: EntryFile) -> Json:
        item: Json = {"linkId": field.key, "text": _line(field.label) or field.key}
        if identifies(field) in self.without:
            self.tally.masked += 1
            element = kind_of(field).fhir[1]
            return item | {"answer": [_without_value(element, _extension(ABSENT, "valueCode", "masked"))]}
        self.tally.written += 1
        where = f"{_name(self.case, entry)}, “{field.label}”"
        if problem(field, value, self.context.today):
            self.notes.add(f"{where}: the answer does not fit its question and is written as it was typed.")
        return item | {"answer": [self._answer(field, text, entry, where) for text in codes(field, value)]}

    def _answer(self, field: Field, text: str, entry: EntryFile, where: str) -> Json:
        safe = fhir_text(text, where, self.notes)
        if field.options:
            return _coded(field, text, safe, entry)
        if kind_of(field).is_link:
            return {"valueReference": self._reference(text, where)}
        if kind_of(field).is_attachment:
            said = self.case.file_line(text, named=not self.without)
            return {"valueAttachment": {"title": fhir_text(said, where, self.notes)}}
        what, element = kind_of(field).fhir
        write = _WRITERS.get(what)
        if write is None:
            return {element: safe}
        written = write(text)
        return _without_value(element, *_as_typed(text, safe)) if written is None else {element: written}

    def _reference(self, target: str, where: str) -> Json:
        if is_reference(target):  # of another case, which this file does not hold
            return {"display": self.case.reference(target)}
        entry = self.case.entry_by_id(target)
        if entry is None:
            self.notes.add(f"{where}: what it is linked to is no longer there.")
            return {"display": "No longer there"}
        return {"reference": f"urn:uuid:{entry_id(self.case, entry)}", "display": _name(self.case, entry)}


def _name(case: CaseFile, entry: EntryFile) -> str:
    if entry.ref:
        return f"{case.ref}-{entry.ref}"
    stage = "" if entry.stage == "first" else f":{entry.stage}"
    return f"{case.ref}:{entry.form.key}{stage}"


def _line(text: str) -> str:
    return " ".join(fhir_text(text, "", Notes()).split())


def _coded(field: Field, text: str, safe: str, entry: EntryFile) -> Json:
    choice = field.options.by_code.get(text) if field.options else None
    if choice:
        return {"valueCoding": coding(entry.form, field, choice)}
    if kind_of(field).takes_other:
        return {"valueString": safe}
    return {"valueCoding": {"display": safe}}


def _extension(url: str, element: str, value: str) -> Json:
    return {"url": url, element: value}


def _without_value(element: str, *extensions: Json) -> Json:
    """An answer that says why it has no value; a primitive says so beside itself, a structure inside."""
    plain = element in ("valueCoding", "valueReference", "valueAttachment")
    return {element if plain else f"_{element}": {"extension": list(extensions)}}


def _as_typed(text: str, safe: str) -> tuple[Json, ...]:
    if text == UNKNOWN_DATE:
        return (_extension(ABSENT, "valueCode", "unknown"),)
    typed = _extension(f"{HL7}/originalText", "valueString", safe)
    return (_extension(ABSENT, "valueCode", "as-text"), typed)


def _date(text: str) -> str | None:
    return text if read_iso(text) else None


def _time(text: str) -> str | None:
    return f"{text}:00" if _TIME.fullmatch(text) else None


def _integer(text: str) -> int | None:
    number = int(text) if re.fullmatch(r"-?\d{1,10}", text) else None
    return number if number is not None and -_FHIR_INTEGER <= number < _FHIR_INTEGER else None


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


# By the type of the item.
_WRITERS: Mapping[str, Callable[[str], str | int | Decimal | None]] = {
    "date": _date,
    "time": _time,
    "integer": _integer,
    "decimal": _decimal,
}


def _instant(when: datetime) -> str:
    moment = when if when.tzinfo else when.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="seconds")
