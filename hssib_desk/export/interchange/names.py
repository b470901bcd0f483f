"""The names that a form, a list and an entry have in FHIR: the same every time, and nobody's web address."""

from __future__ import annotations

from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from hssib_desk.domain.forms.form import Choice, Field, Form
from hssib_desk.domain.forms.levels import LEVEL_WORDS, Level
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.seal import text_digest
from hssib_desk.export.interchange.fhir_json import Json

URN = "urn:hssib-desk"
HL7 = "http://hl7.org/fhir/StructureDefinition"
ABSENT = f"{HL7}/data-absent-reason"
_OURS = uuid5(NAMESPACE_URL, URN)


def form_url(form: Form) -> str:
    """The canonical address of a form, without its version."""
    return f"{URN}:form:{quote(form.key)}"


def form_id(form: Form) -> str:
    """An id that changes with every word of the form."""
    return str(uuid5(_OURS, f"form {text_digest(form.text)}"))


def entry_id(case: CaseFile, entry: EntryFile) -> str:
    """The id of an entry's response."""
    return str(uuid5(_OURS, f"entry {case.facts.workbook_id} {case.id} {entry.id}"))


def case_id(case: CaseFile) -> str:
    """The id of a case's bundle."""
    return str(uuid5(_OURS, f"case {case.facts.workbook_id} {case.id}"))


def level_tag(level: Level) -> Json:
    """How much was asked about the death, as a tag of the bundle."""
    return {"system": f"{URN}:level", "code": level, "display": LEVEL_WORDS[level]}


def section_link(key: str) -> str:
    """The linkId of a section; a field's own key has no dot, so the two never meet."""
    return f"section.{key}"


def list_system(form: Form, field: Field) -> str:
    """The system of a field's codes: its list, or the field itself where the choices are its own."""
    key = field.options.key if field.options else ""
    return f"{URN}:list:{quote(key)}" if key else f"{form_url(form)}:{field.key}"


def coding(form: Form, field: Field, choice: Choice) -> Json:
    """One choice as a Coding."""
    return {
        "system": list_system(form, field),
        "code": fhir_code(choice.code),
        "display": " ".join(choice.label.split()) or choice.code,
    }


def fhir_code(code: str) -> str:
    """A code as FHIR allows it: no space at its ends, and single ones between its words."""
    return " ".join(code.split())
