"""One case as a FHIR R4 Bundle: a Questionnaire for each form and a response for each filled one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from hssib_desk.domain.forms.form import Form, Identifying
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.privacy import EVERYBODY, text_hits
from hssib_desk.export.files import replacing
from hssib_desk.export.interchange.answers import ResponseWriter, Tally
from hssib_desk.export.interchange.fhir_json import Json, json_text
from hssib_desk.export.interchange.names import URN, case_id, level_tag
from hssib_desk.export.interchange.questionnaire import questionnaire
from hssib_desk.export.report import ExportReport
from hssib_desk.export.text import Notes


def write_fhir(
    case: CaseFile,
    out: Path,
    *,
    force: bool = False,
    without: Collection[Identifying] = EVERYBODY,
) -> ExportReport:
    """Write one case as a Bundle; answers that identify one of `without` are masked.

    The same case gives the same bytes. Raises ExportError, and then leaves no file.
    """
    notes, tally = Notes(), Tally()
    with replacing(out, force) as part:
        part.write_text(json_text(bundle(case, without, notes, tally)) + "\n", "utf-8", newline="\n")
    return ExportReport(out, tally.selected, tally.written, notes.all)


def bundle(case: CaseFile, without: Collection[Identifying], notes: Notes, tally: Tally) -> Json:
    """The Bundle; what FHIR cannot hold or say goes into the notes, and answers are counted."""
    context = Context(case)  # of the case as it is: a rule may look at an answer that is masked
    forms: dict[str, Form] = {entry.form.text: entry.form for entry in case.entries}
    resources = [questionnaire(form, case.library, notes) for form in forms.values()]
    writer = ResponseWriter(case, context, without, notes, tally)
    resources += [writer.response(entry) for entry in case.entries]
    _tell(case, context, without, notes, tally)
    return {
        "resourceType": "Bundle",
        "id": case_id(case),
        "meta": {"tag": [level_tag(case.level)]},
        "identifier": {"system": f"{URN}:case", "value": case.ref},
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _tell(
    case: CaseFile, context: Context, without: Collection[Identifying], notes: Notes, tally: Tally
) -> None:
    if tally.masked:
        notes.add(f"{_answers(tally.masked)} left out: {_it(tally.masked)} would identify somebody.")
    if tally.hidden:
        notes.add(f"{_answers(tally.hidden)} left out: the question is no longer asked.")
    if without:
        for hit in text_hits(case, None, context):
            notes.warn(hit.sentence)


def _answers(count: int) -> str:
    return "1 answer was" if count == 1 else f"{count} answers were"


def _it(count: int) -> str:
    return "it" if count == 1 else "they"
