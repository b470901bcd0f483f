"""The sheets around an action log: what it is, what it adds up to, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hssib_desk.domain.actions.measures import BRAG, brag_list
from hssib_desk.domain.dates import show_date
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import Field, Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review import blinding
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.excel.action_columns import HIDDEN, Column, strengths
from hssib_desk.export.excel.action_formulas import AMBER_DAYS, BRAG_KEY, EXPORT_DATE
from hssib_desk.export.excel.action_tally import AGES, GROUPED_BY, LONGER, NOT_OVERDUE, NOT_SAID, Count, Tally
from hssib_desk.export.excel.data_pages import source_of
from hssib_desk.export.excel.sheets import Book, Sheet
from hssib_desk.export.text import Notes
from hssib_desk.resources import product

SEND_BACK = (
    "Save your edited copy of this file and give it to whoever keeps the workbook.",
    "They open it from the Actions page, or with the command “hssib-desk update-actions”, see each "
    "difference, and take it or leave it.",
    "Rows may be sorted and filtered. Columns and sheets of your own may be added: they stay in your file.",
    "Hidden columns at the right of the action log say which row is which. Please leave them there.",
    "On paper use the sheet To print: A4 across, one row an action. It follows the log row by row, whatever "
    "filters hide there.",
    "Columns that the program works out, such as BRAG and days overdue, are not read back; the sheet "
    "Definitions says which.",
)
LIVE = (
    "BRAG and days overdue are formulas: they follow status, dates and the day on which the file is open. An "
    "action whose date is not known to the day keeps what it had on the day of the export."
)


def write_read_me(
    book: Book,
    sheet: Sheet,
    facts: WorkbookFacts,
    library: Library,
    tally: Tally,
    notes: Notes,
    made: tuple[date, int],
    left_out: Sequence[Field],
    filters: Sequence[str],
) -> None:
    """Say what the file is, how it was made, what it holds and leaves out, and how to send changes back."""
    day, amber_days = made
    sheet.worksheet.sheet_view.showGridLines = False
    sheet.row(["Action log"], "title", height=30)
    _lines(sheet, _about(facts, show_date(day)))
    sheet.row(["Made on", day], ["label", "raw_date"])
    book.name_cells(EXPORT_DATE, sheet, f"$B${sheet.rows}")
    sheet.row(["What was chosen"], "section", height=26)
    _lines(sheet, _chosen(facts, filters, left_out))
    if tally.withheld:
        _lines(sheet, [("Withheld", blinding.left_out(len(tally.withheld), tally.withheld))])
    sheet.row(["Control totals"], "section", height=26)
    for label, count in _totals(tally, notes):
        sheet.row([label, count], ["label", "total"])
    sheet.row(["BRAG key"], "section", height=26)
    key = brag_list(library).choices
    for choice in key:
        sheet.row([choice.label, choice.help], [choice.means if choice.means else "label", "plain"])
    book.name_cells(BRAG_KEY, sheet, f"$A${sheet.rows - len(key) + 1}:$B${sheet.rows}")
    _lines(sheet, [("How it is worked out", brag_list(library).note), ("When", LIVE)])
    sheet.row(["Amber, days before the target date", amber_days], ["label", "total"])
    book.name_cells(AMBER_DAYS, sheet, f"$B${sheet.rows}")
    sheet.row(["Sending changes back"], "section", height=26)
    _lines(sheet, [(f"{number}", step) for number, step in enumerate(SEND_BACK, 1)])
    sheet.row(["Notes"], "section", height=26)
    for number, note in enumerate(notes.all or ["Every text is shown exactly as it was typed."], 1):
        sheet.row([f"{number}", note], ["label", "plain"])


def _about(facts: WorkbookFacts, day: str) -> Iterator[tuple[str, str]]:
    yield "What this is", f"Actions raised from reviews of deaths, one row each, as they stood on {day}."
    yield "Workbook", " · ".join(filter(None, (facts.title, facts.path_name)))
    organisation = f"{facts.organisation} ({facts.ods_code})" if facts.ods_code else facts.organisation
    yield "Organisation", organisation or NOT_SAID
    yield "Made with", facts.program or product()
    yield "Classification", facts.classification


def _chosen(
    facts: WorkbookFacts, filters: Sequence[str], left_out: Sequence[Field]
) -> Iterator[tuple[str, str]]:
    yield "Filters", "; ".join(filters) or "None: every action of every case in the workbook."
    yield (
        "Deaths in scope",
        f"Deaths of inpatients, and deaths 0 to {facts.window_days} days after discharge, both included. "
        "A case outside is in the workbook only because somebody entered it; its actions are listed as well.",
    )
    names = ", ".join(f"“{field.label}”" for field in left_out)
    yield (
        "Who is named",
        "Nobody, in the columns: answers that identify a person, a relative or a member of staff are left out"
        + (f" (here: {names})." if names else ".")
        + " Longer texts are as their authors wrote them. Read them before you pass the file on.",
    )


def _totals(tally: Tally, notes: Notes) -> Iterator[tuple[str, int]]:
    yield "Actions selected", tally.selected
    for key, n in (
        ("rows_written", tally.written),
        ("cases_with_actions", tally.cases),
        ("replaced_characters", notes.replaced),
        ("continued_texts", notes.continued),
        ("not_asked", tally.left_out),
    ):
        yield figure(key).name, n


def _lines(sheet: Sheet, lines: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> None:
    for label, text in lines:
        sheet.row([label, text], ["label", "plain"], name=label)


def write_summary(sheet: Sheet, tally: Tally, columns: Sequence[Column], library: Library, day: date) -> None:
    """Write the counts, each with its definition and its n; they are numbers, not formulas."""
    sheet.worksheet.sheet_view.showGridLines = False
    sheet.row([f"Actions on {show_date(day)}"], "title", height=30)
    sheet.row([f"{tally.total.all} actions from {tally.cases} cases."], "quiet")
    if tally.withheld:
        sheet.row([blinding.left_out(len(tally.withheld))], "quiet")
    for told in map(figure, ("open", "overdue", "set_aside")):
        sheet.row([f"{told.name}: {told.counts}"], "quiet")
    heads = {column.name.casefold(): column for column in columns}
    coloured = tally.groups.get("brag", {})
    key = [choice for choice in brag_list(library).choices if choice.means in BRAG]
    found = {choice.label: coloured.get(choice.means, Count()) for choice in key}
    brag, every = figure("brag"), figure("actions")
    _group(sheet, brag.name, brag.counts, {**found, every.name: tally.total}, tally)
    for name in ("strength", *GROUPED_BY):
        if (column := heads.get(name)) is not None:
            found = _in_order(tally.groups.get(name, {}), _offered(column), name == "strength")
            _group(sheet, column.head, _definition(column), found, tally)
    _overdue(sheet, tally)


def _definition(column: Column) -> str:
    many = " An action with several counts in each." if column.many else ""
    return f"Actions by the answer to “{column.head}” as it was chosen.{many}"


def _offered(column: Column) -> list[str]:
    if column.choices is None:
        return []
    return strengths(column.choices) if column.name.casefold() == "strength" else column.listed


def _in_order(counts: dict[str, Count], order: Sequence[str], with_none: bool) -> dict[str, Count]:
    """Counts in the order of their list, then by name, what was not said last."""
    known = {label: counts.get(label, Count()) for label in order if with_none or label in counts}
    others = {label: counts[label] for label in sorted(counts) if label not in known and label != NOT_SAID}
    rest = {NOT_SAID: counts[NOT_SAID]} if NOT_SAID in counts else {}
    return {**known, **others, **rest}


def _group(sheet: Sheet, title: str, definition: str, counts: dict[str, Count], tally: Tally) -> None:
    sheet.row([title], "section", height=28)
    sheet.row([f"n = {tally.total.all} actions. {definition}"], "quiet")
    heads = [title, "All", figure("open").name, figure("overdue").name]
    sheet.row(heads, ["head", *["head_right"] * 3])
    for label, count in counts.items():
        look = "bold" if count is tally.total else "body"
        sheet.row([label, count.all, count.open, count.overdue], [look, *["count"] * 3], name=title)


def _overdue(sheet: Sheet, tally: Tally) -> None:
    late = figure("days_overdue")
    sheet.row([late.name], "section", height=28)
    sheet.row([f"n = {tally.total.open} open actions. {late.definition}"], "quiet")
    sheet.row(["Days overdue", figure("open").name], ["head", "head_right"])
    for label in (NOT_OVERDUE, *(label for _days, label in AGES), LONGER):
        sheet.row([label, tally.ages[label]], ["body", "count"])
    sheet.row(["Open actions worth a look"], "section", height=28)
    sheet.row([f"n = {tally.total.open} open actions."], "quiet")
    sheet.row(["What", figure("open").name], ["head", "head_right"])
    for key, n in (
        ("past_first_target", tally.past_first_target),
        ("later_date", tally.later_date),
        ("without_owner", tally.without_owner),
    ):
        sheet.row([figure(key).name, n], ["body", "count"])


def write_definitions(sheet: Sheet, columns: Sequence[Column], library: Library) -> None:
    """Write what each column means, what it may hold, and where each list comes from."""
    sheet.freeze("B2")
    sheet.head(["Column", "Value", "Meaning", "Holds", "Read back", "Field", "Source"])
    for column in columns:
        if column.name in HIDDEN:
            continue
        sheet.row(_column_row(column, library), ["bold", *["body"] * 6], name=column.head)
        for value, meaning, source in _values(column, library):
            sheet.row([column.head, value, meaning, "", "", "", source], "body", name=column.head)
    sheet.table("Definitions", 7)


def _column_row(column: Column, library: Library) -> list[str]:
    holds = kind_of(column.field).words if column.editable and column.field else "worked out"
    return [
        column.head,
        "",
        column.meaning,
        holds,
        "yes" if column.editable else "no",
        column.field.key if column.editable and column.field else "",
        source_of(column.field.source if column.field else "local", library),
    ]


def _values(column: Column, library: Library) -> Iterator[tuple[str, str, str]]:
    if column.name == "BRAG":
        for choice in brag_list(library).choices:
            yield choice.label, choice.help, source_of(choice.source or brag_list(library).source, library)
    if column.choices is None:
        return
    if not column.editable:
        for label in strengths(column.choices):
            kinds = [c.label for c in column.choices.choices if (c.short or c.label) == label]
            yield label, "; ".join(kinds), source_of(column.choices.source, library)
        return
    for choice in column.choices.choices:
        retired = " No longer offered." if choice.retired else ""
        source = source_of(choice.source or column.choices.source, library)
        yield choice.label, (choice.help or choice.group) + retired, source
