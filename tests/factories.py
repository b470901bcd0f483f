"""Cases for tests, built from the shipped forms; fields are named by role, so that forms may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hssib_desk.domain.forms.form import Answer, Answers, Field, Form, Library
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.parts.standing import answered_by_acts
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin, Seal, WorkbookFacts
from hssib_desk.domain.review.privacy import identifies

TODAY = date(2025, 11, 18)
FACTS = WorkbookFacts(
    title="Oak House reviews",
    organisation="Oak House Trust (invented)",
    ods_code="X99",
    workbook_id="0192d3a0-0000-7000-8000-000000000001",
    program="HSSIB Desk 1.0.0",
    path_name="oak-house.hssib",
)
SEAL = Seal("R. Reviewer", "Consultant psychiatrist", datetime(2025, 11, 17, 14, 2, tzinfo=UTC), "ab12" * 16)

SAMPLES: Mapping[str, Answer] = {
    "series": "1 Oct 2025: 71\n1 Nov 2025: 92",
    "yes_no": "yes",
    "date": "2025-10-19",
    "time": "14:05",
    "integer": 3,
    "decimal": "1.5",
    "nhs_number": "9990000018",
    "duration": "P2DT3H",
    "link": [],
    "attachment": [],
}


def sample(field: Field) -> Answer:
    """A good answer to any field: the last choice offered, or a text that only this field has."""
    if field.options and field.kind != "yes_no":
        code = field.options.offered[-1].code
        return [code] if field.kind == "choices" else code
    if identifies(field) and field.kind in ("text", "note"):
        return f"Unsaid{field.key.replace('_', '')}"
    if field.kind == "note":
        return f"Zażółć: {field.key}.\nBP <120 & pulse 80; a second line."
    return SAMPLES.get(field.kind, f"“{field.key}” & <zażółć>")


def by_hand(form: Form) -> tuple[Field, ...]:
    """The questions of a form that somebody answers, and no act such as signing a part."""
    acts = answered_by_acts(form)
    return tuple(field for field in form.fields if field.key not in acts)


def keyed(form: Form, given: Mapping[str, Answer]) -> Answers:
    """Answers by field key, from answers named by role, by `section.role` or by key."""
    return {_key(form, name): value for name, value in given.items()}


def _key(form: Form, name: str) -> str:
    section, _, role = name.rpartition(".")
    where: Any = form.by_section[section] if section else form
    found = where.field_with_role(role) if section else form.role(role)
    if found is not None:
        return str(found.key)
    if name in form.by_key:
        return name
    raise KeyError(f"the form {form.key} has no field with the role or key {name}")


def make_entry(
    form: Form | str,
    given: Mapping[str, Answer] | None = None,
    *,
    ref: str = "",
    id: str = "",
    library: Library | None = None,
    **more: Any,
) -> EntryFile:
    """One filled form; `form` is a form or its key, `more` any further field of EntryFile."""
    form = (library or load_library()).forms[form] if isinstance(form, str) else form
    return EntryFile(id or f"entry-{form.key}{ref}", form, keyed(form, given or {}), ref=ref, **more)


def make_action(number: int = 1, *, library: Library | None = None, **roles: Answer) -> EntryFile:
    """An action with its answers named by role, over a short set that every action log shows."""
    library = library or load_library()
    form = action_form(library)
    basic = {"title": f"Make follow-up {number} a task in the record system", "owner": "Ward manager"}
    basic = {name: value for name, value in basic.items() if form.role(name)}
    ref = f"{form.letter}{number:02d}"
    return make_entry(form, {**basic, **roles}, ref=ref, position=number)


def action_form(library: Library | None = None) -> Form:
    """The form of actions, found by what only an action has: a target date."""
    form = (library or load_library()).form_with_role("target_date", repeat=True)
    assert form is not None
    return form


def code_meaning(field: Field | None, meaning: str) -> str:
    """The code of a field's choice that Python knows by a meaning."""
    assert field is not None
    assert field.options is not None
    return field.options.codes_meaning(meaning)[0]


def make_case(
    ref: str = "C-2025-014",
    answers: Mapping[str, Mapping[str, Answer]] | None = None,
    entries: Iterable[EntryFile] = (),
    *,
    library: Library | None = None,
    **more: Any,
) -> CaseFile:
    """One case: `answers` fills forms that do not repeat, `entries` adds the others."""
    library = library or load_library()
    singles = [make_entry(key, given, library=library) for key, given in (answers or {}).items()]
    own = tuple(_of_case(entry, ref) for entry in [*singles, *entries])
    basic: dict[str, Any] = {"facts": FACTS, "status": "draft", "today": TODAY}
    return CaseFile(f"case-{ref}", ref, own, library, **(basic | more))


def _of_case(entry: EntryFile, ref: str) -> EntryFile:
    origin = Origin(f"{ref}/{entry.origin.entry_id}", entry.origin.section) if entry.origin else None
    return replace(entry, id=f"{ref}/{entry.id}", origin=origin)


def full_case(ref: str = "C-2025-014", *, library: Library | None = None, **more: Any) -> CaseFile:
    """A case with an answer to every field of every form, and two entries of each form that repeats."""
    library = library or load_library()
    entries = []
    for form in library.forms.values():
        every = {field.key: sample(field) for field in form.fields}
        for number in range(1, 3 if form.repeat else 2):
            ref_of = f"{form.letter}{number}" if form.repeat else ""
            entries.append(EntryFile(f"entry-{form.key}{ref_of}", form, every, ref=ref_of, position=number))
    return make_case(ref, entries=entries, library=library, **more)
