"""The columns of the data export: every question of a form, coded ones twice, as label and as code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Field, Form
from hssib_desk.domain.forms.kinds import Cell, kind_of
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.effective_case import is_counted
from hssib_desk.domain.review.privacy import identifies
from hssib_desk.export.text import different

BETWEEN = "; "  # between several answers in one cell; labels have commas of their own
WIDTHS = {"note": 50.0, "text": 28.0, "date": 12.0, "time": 9.0, "integer": 10.0, "decimal": 10.0}

Part = Literal["value", "label", "code", "direction", "national code"]


@dataclass(frozen=True)
class DataColumn:
    """One column: the question it shows and which part of the answer."""

    head: str
    field: Field
    part: Part

    @property
    def width(self) -> float:
        """The width in digits."""
        return 16.0 if self.part == "code" else WIDTHS.get(self.field.kind, 20.0)


def first_heads(form: Form) -> list[str]:
    """What stands before the answers: which case, which entry, and which version of the form asked.

    A form that two reviewers fill in says of each row whether figures count it.
    """
    entry, counts = ["Entry ref"] if form.repeat else [], ["Counts"] if form.second else []
    return ["Case ref", *entry, "Stage", *counts, "Form version", "Signed on"]


def data_columns(form: Form, include_identifying: bool) -> tuple[DataColumn, ...]:
    """The columns of a form in reading order; identifying questions only when they are asked for."""
    fields = [field for field in form.fields if include_identifying or not identifies(field)]
    parts = [(field, part) for field in fields for part in _parts(field)]
    names = _names(form)
    taken = first_heads(form)
    heads = different([*taken, *(_head(names[field.key], part) for field, part in parts)])[len(taken) :]
    return tuple(DataColumn(head, field, part) for head, (field, part) in zip(heads, parts, strict=True))


def _parts(field: Field) -> tuple[Part, ...]:
    if field.options and kind_of(field).is_score and field.options.says_direction:
        return ("label", "code", "direction")
    if field.options and field.options.is_mapped:
        return ("label", "code", "national code")
    return ("label", "code") if field.options else ("value",)


def _head(name: str, part: Part) -> str:
    return name if part in ("label", "value") else f"{name} ({part})"


def _names(form: Form) -> Mapping[str, str]:
    """A name for each question: its label, with its section where several sections ask the same."""
    often = Counter(field.label.casefold() for field in form.fields)
    return {
        field.key: f"{section.title}: {field.label}" if often[field.label.casefold()] > 1 else field.label
        for section in form.sections
        for field in section.fields
    }


def first_cells(case: CaseFile, entry: EntryFile, form: Form) -> list[Cell]:
    """The cells under the first heads of a form of today."""
    signed = local_day(entry.seal.at) if entry.seal else None
    ref = [entry.ref] if form.repeat else []
    counts = ["yes" if is_counted(case, entry) else "no"] if form.second else []
    return [case.ref, *ref, entry.stage, *counts, entry.form.version, signed]


def cell_of(
    column: DataColumn, asked: Field, value: Answer, case: CaseFile, *, name_files: bool = False
) -> Cell:
    """One cell of an answer; `asked` is the question as the entry's own form version put it."""
    if kind_of(asked).is_attachment:
        return BETWEEN.join(case.file_line(code, named=name_files) for code in kinds.codes(asked, value))
    if kind_of(asked).is_link:
        return BETWEEN.join(_entry_ref(case, code) for code in kinds.codes(asked, value))
    if asked.options is None:
        return BETWEEN.join(value) if isinstance(value, list) else kinds.cell(asked, value)
    codes = kinds.codes(asked, value)
    if column.part == "direction":
        scored = asked.options.by_code.get(codes[0])
        return asked.options.direction if scored and scored.points is not None else None
    if column.part == "label":
        return BETWEEN.join(asked.options.label(code) for code in codes)
    if column.part == "national code":
        return BETWEEN.join(asked.options.national(code) for code in codes)
    return _code(asked, codes)


def _code(asked: Field, codes: list[str]) -> Cell:
    """A code; the code of a score that is its points is a number, so that it can be counted with."""
    choice = asked.options.by_code.get(codes[0]) if asked.options and len(codes) == 1 else None
    if choice and choice.points is not None and codes[0] == str(choice.points):
        return choice.points
    return BETWEEN.join(codes)


def _entry_ref(case: CaseFile, entry_id: str) -> str:
    return case.reference(entry_id) or entry_id


def asked_by(form: Form, field: Field) -> Field | None:
    """The question as another version of the form asks it, under its present key or an earlier one."""
    names = (field.key, *field.renamed)
    return next((form.by_key[name] for name in names if name in form.by_key), None)
