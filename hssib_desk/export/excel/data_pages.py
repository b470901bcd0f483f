"""The sheets around the data: control totals, and a dictionary and lists made from the forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.describe.markdown import added_by, in_words
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import CodeList, Field, Form, Library
from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.domain.review.blinding import left_out
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.privacy import identifies
from hssib_desk.export.excel.data_columns import DataColumn
from hssib_desk.export.excel.sheets import Sheet
from hssib_desk.export.text import Notes
from hssib_desk.resources import product

LONG_LIST = 12  # a longer list is named, and written out on its own sheet
WITHHELD = "What a first review judged and raised is not in this file while a second one is blind."
CONTROL_HEADS = [
    "Sheet",
    "One row is",
    "Rows selected",
    figure("rows_written").name,
    figure("not_asked").name,
    figure("identifying").name,
]
DICTIONARY_HEADS = [
    "Sheet",
    "Column",
    "Code column",
    "Form",
    "Section",
    "Question",
    "Kind",
    "Choices",
    "Rule",
    "Source",
    "Identifies",
    "Left out",
    "Key",
    "Role",
]
LIST_HEADS = [
    "List",
    "Title",
    "Version",
    "Code",
    "Label",
    "Short",
    "Group",
    "Points",
    "Meaning",
    "Offered",
    "Source",
]
LOCAL_WORDING = "local wording"


@dataclass
class Total:
    """The control totals of one sheet of answers."""

    sheet: Sheet
    row_is: str
    selected: int = 0
    not_asked: int = 0
    identifying: int = 0

    @property
    def written(self) -> int:
        """The rows that are on the sheet, its header left out."""
        return self.sheet.rows - 1


@dataclass
class Control:
    """What the control sheet says beside the totals of each sheet."""

    facts: WorkbookFacts
    today: date
    filters: Sequence[str]
    include_identifying: bool
    not_asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: int = 0
    withheld: list[str] = field(default_factory=list)  # cases as their second reviewer sees them


def write_control(sheet: Sheet, control: Control, totals: Sequence[Total], notes: Notes) -> None:
    """Write what the file is and, for each sheet, that as many rows were written as were selected."""
    sheet.worksheet.sheet_view.showGridLines = False
    sheet.row(["Data of the reviews"], "title", height=30)
    for label, text in _about(control):
        sheet.row([label, text], ["label", "plain_line"], name=label)
    sheet.row(["Control totals"], "section", height=28)
    sheet.row(CONTROL_HEADS, ["head", "head", *["head_right"] * 4])
    for total in totals:
        counts = [total.selected, total.written, total.not_asked, total.identifying]
        sheet.row([total.sheet.title, total.row_is, *counts], ["bold", "body", *["count"] * 4])
    sheet.row(["Left out because the question is no longer asked"], "section", height=28)
    lines = [f"{form}: “{label}”, {_answers(n)}." for (form, label), n in sorted(control.not_asked.items())]
    if control.unknown:
        lines.append(f"{_answers(control.unknown).capitalize()} that no form knows.")
    for line in lines or ["None."]:
        sheet.row([line], "quiet", name="Left out")
    sheet.row(["Shown differently from what was typed"], "section", height=28)
    sheet.row([f"{figure('replaced_characters').name}: {notes.replaced}"], "quiet")
    sheet.row([f"{figure('continued_texts').name}: {notes.continued}"], "quiet")
    sheet.row(["Notes"], "section", height=28)
    for line in notes.all or ["None: every text is shown exactly as it was typed."]:
        sheet.row([line], "quiet", name="Notes")


def _about(control: Control) -> Iterator[tuple[str, str]]:
    facts = control.facts
    yield "Workbook", " · ".join(filter(None, (facts.title, facts.path_name)))
    yield (
        "Organisation",
        " ".join(filter(None, (facts.organisation, facts.ods_code and f"({facts.ods_code})"))),
    )
    yield "Made on", show_date(control.today)
    yield "Made with", facts.program or product()
    yield "Classification", facts.classification
    yield "Filters", "; ".join(control.filters) or "None: every case in the workbook."
    yield (
        "Deaths in scope",
        f"Inpatients, and deaths 0 to {facts.window_days} days after discharge, both included.",
    )
    if control.withheld:
        yield "Withheld", f"{WITHHELD} {left_out(len(control.withheld), control.withheld)}"
    yield (
        "Who is named",
        "Answers that identify people are in this file. Keep it as safe as the workbook."
        if control.include_identifying
        else "Answers that identify people are left out; longer texts are as their authors wrote them.",
    )


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n} answers"


def write_dictionary(
    sheet: Sheet, library: Library, shown: Mapping[str, tuple[str, Sequence[DataColumn]]]
) -> None:
    """Write one row for each question of each form, whether or not its answers are in the file."""
    sheet.freeze("C2")
    sheet.head(DICTIONARY_HEADS)
    for form in library.forms.values():
        title, columns = shown[form.key]
        heads = {(column.field.key, column.part): column.head for column in columns}
        for section in form.sections:
            for asked in section.fields:
                value = heads.get((asked.key, "value")) or heads.get((asked.key, "label"), "")
                code = heads.get((asked.key, "code"), "")
                row = [
                    title,
                    value,
                    code,
                    form.title,
                    section.title,
                    *_question(asked, form, library, bool(value)),
                ]
                sheet.row(row, "body", name=asked.key)
    sheet.table("Dictionary", len(DICTIONARY_HEADS))


def _question(asked: Field, form: Form, library: Library, is_shown: bool) -> list[Cell]:
    who = identifies(asked)
    options = asked.options
    return [
        asked.label,
        asked.kind.replace("_", " "),
        _choices(options) if options else "",
        "; ".join(_rules(asked, form)),
        source_of(asked.source, library),
        who or "",
        "" if is_shown else "yes",
        asked.key,
        asked.role,
    ]


def _choices(options: CodeList) -> str:
    if len(options.choices) > LONG_LIST:
        return f"{options.title}: {len(options.choices)} choices, see {options.key} on the sheet Lists"
    return "; ".join(f"{choice.code} = {choice.label}" for choice in options.choices)


def _rules(asked: Field, form: Form) -> Iterator[str]:
    section = form.by_section.get(asked.section)
    if asked.required:
        yield "required"
    if asked.required_if:
        yield f"required when {in_words(asked.required_if, form)}"
    if section and section.show_if:
        yield f"page asked when {in_words(section.show_if, form)}"
    if asked.asked_if:
        yield f"asked when {in_words(asked.asked_if, form)}; an answer stays when that changes"
    if asked.show_if:
        yield f"asked when {in_words(asked.show_if, form)}"
    if asked.min is not None:
        yield f"at least {asked.min}"
    if asked.max is not None:
        yield f"at most {asked.max}"
    if asked.max_length:
        yield f"at most {asked.max_length:,} characters"


def write_lists(sheet: Sheet, library: Library) -> None:
    """Write every choice of every list that a question uses."""
    sheet.freeze("B2")
    sheet.head(LIST_HEADS)
    used: dict[str, CodeList] = {}
    for form in library.forms.values():
        for asked in form.fields:
            if asked.options:
                used.setdefault(asked.options.key or asked.key, asked.options)
    for key, options in used.items():
        for choice in options.choices:
            source = source_of(choice.source or options.source, library)
            row: list[Cell] = [key, options.title, options.version, choice.code, choice.label, choice.short]
            row += [choice.group, choice.points, choice.help, "no" if choice.retired else "yes", source]
            sheet.row(row, "body", name=f"{key} {choice.code}")
    sheet.table("Lists", len(LIST_HEADS))


def source_of(key: str, library: Library) -> str:
    """A source worth citing by its title, and the pack that words come from; all else is local wording."""
    found = library.sources.get(key)
    if found and found.kind:
        return found.title
    return key if added_by(key) else LOCAL_WORDING
