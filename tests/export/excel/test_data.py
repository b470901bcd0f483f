"""The data export as an analyst finds it: every answer, typed, explained and counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from hssib_desk.domain.forms.form import Field, Form, Library
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.privacy import identifies
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.report import ExportReport, ExportStopped
from hssib_desk.export.text import safe_title
from hssib_desk.store.workbook import Workbook
from tests.factories import FACTS, SEAL, TODAY, action_form, full_case, make_action, make_case, make_entry

LIBRARY = load_library()


def written(folder: Path, *cases: CaseFile, **more: Any) -> tuple[ExportReport, openpyxl.Workbook]:
    out = folder / "data.xlsx"
    library = more.pop("library", LIBRARY)
    report = write_data(cases, FACTS, library, out, today=TODAY, **more)
    return report, openpyxl.load_workbook(out)


def rows_of(book: openpyxl.Workbook, title: str) -> list[dict[str, Any]]:
    first, *rest = book[title].iter_rows()
    heads = [cell.value for cell in first]
    return [dict(zip(heads, row, strict=True)) for row in rest]


def dictionary(book: openpyxl.Workbook) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of the data dictionary by sheet and key of the question."""
    rows = [{head: cell.value for head, cell in row.items()} for row in rows_of(book, "Data dictionary")]
    return {(row["Sheet"], row["Key"]): row for row in rows}


def with_field(library: Library, form: Form, field: Field) -> Library:
    """The library after somebody has added a question to the end of a form."""
    *first, last = form.sections
    field = replace(field, section=last.key)
    changed = replace(form, sections=(*first, replace(last, fields=(*last.fields, field))), text="changed")
    return replace(library, forms={**library.forms, form.key: changed})


def test_every_form_has_a_sheet_and_every_sheet_is_a_table(tmp_path: Path):
    _, book = written(tmp_path, full_case())
    titles = [safe_title(form.title, set()) for form in LIBRARY.forms.values()]
    assert book.sheetnames == [
        "Control",
        "Cases",
        *titles,
        "Data dictionary",
        "Lists",
        "Figures",
        "Deadlines",
    ]
    for title in book.sheetnames[1:]:
        (table,) = book[title].tables.values()
        assert [column.name for column in table.tableColumns] == [cell.value for cell in book[title][1]]
        assert book[title].freeze_panes is not None
        assert len(title) <= 31


def test_every_shown_answer_of_every_form_is_in_its_column(tmp_path: Path):
    case = full_case()
    _, book = written(tmp_path, case, include_identifying=True)
    known = dictionary(book)
    context = Context(case)
    for entry in case.entries:
        title = safe_title(entry.form.title, set())
        row = next(
            row for row in rows_of(book, title) if not entry.ref or row["Entry ref"].value == entry.ref
        )
        for field in entry.form.fields:
            value = row[known[title, field.key]["Column"]].value
            answered = is_shown(field, entry, context) and entry.answers[field.key] != []
            assert (value is not None) == answered, f"{entry.form.key}.{field.key}"
            if answered and field.kind in ("text", "note"):
                assert value == entry.answers[field.key]


def test_coded_answers_have_a_label_and_a_code(tmp_path: Path):
    field = action_form().role("status")
    assert field is not None
    assert field.options is not None
    choice = field.options.offered[2]
    _, book = written(tmp_path, make_case(entries=[make_action(1, status=choice.code)]))
    (row,) = rows_of(book, action_form().title)
    assert row[field.label].value == choice.label
    assert row[f"{field.label} (code)"].value == choice.code


def test_several_answers_stand_in_one_cell(tmp_path: Path):
    form, field = next(
        (form, item)
        for form in LIBRARY.forms.values()
        for item in form.fields
        if item.kind == "choices" and item.options and not item.show_if and not identifies(item)
        if not form.by_section[item.section].show_if
    )
    assert field.options is not None
    one, two = field.options.offered[:2]
    _, book = written(tmp_path, make_case(entries=[make_entry(form, {field.key: [one.code, two.code]})]))
    title = safe_title(form.title, set())
    column = dictionary(book)[title, field.key]
    (row,) = rows_of(book, title)
    assert row[column["Column"]].value == f"{one.label}; {two.label}"
    assert row[column["Code column"]].value == f"{one.code}; {two.code}"


def test_scores_are_numbers_and_a_non_score_is_not(tmp_path: Path):
    form = LIBRARY.form_with_role("phase_score", repeat=False)
    assert form is not None
    first, second = form.phases[:2]
    scored, other = first.score_field, second.score_field
    assert scored is not None
    assert other is not None
    assert other.options is not None
    not_a_score = next(choice for choice in other.options.choices if choice.points is None)
    answers = {scored.key: "4", other.key: not_a_score.code}
    _, book = written(tmp_path, make_case(entries=[make_entry(form, answers)]))
    (row,) = rows_of(book, form.title)
    known = dictionary(book)
    assert row[known[form.title, scored.key]["Code column"]].value == 4
    assert row[known[form.title, other.key]["Code column"]].value == not_a_score.code
    assert known[form.title, scored.key]["Column"] != known[form.title, other.key]["Column"]


def test_dates_are_dates_and_links_are_references(tmp_path: Path):
    problem = make_entry("problem", {"title": "No plan"}, ref="P1")
    links = action_form().role("links")
    assert links is not None
    action = make_action(1, target_date="2025-12-01", revised_date="2026", links=[f"C-2025-014/{problem.id}"])
    _, book = written(tmp_path, make_case(entries=[problem, action]))
    (row,) = rows_of(book, action_form().title)
    known = dictionary(book)
    target, revised = action_form().role("target_date"), action_form().role("revised_date")
    assert target is not None
    assert revised is not None
    assert row[known[action_form().title, target.key]["Column"]].value == datetime(2025, 12, 1)
    assert row[known[action_form().title, revised.key]["Column"]].value == "2026"
    assert row[known[action_form().title, links.key]["Column"]].value == "P1"


def test_identifying_answers_stay_behind_unless_asked_for(tmp_path: Path):
    _, book = written(tmp_path, full_case())
    with ZipFile(tmp_path / "data.xlsx") as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"Unsaid" not in everything
    assert b"9990000018" not in everything
    left_out = [row for row in dictionary(book).values() if row["Left out"] == "yes"]
    fields = [field for form in LIBRARY.forms.values() for field in form.fields if identifies(field)]
    assert len(left_out) == len(fields)
    assert not any(row["Column"] for row in left_out)
    _, book = written(tmp_path, full_case(), include_identifying=True, force=True)
    assert not any(row["Left out"] for row in dictionary(book).values())
    assert any(
        "Unsaid" in str(cell.value) for row in rows_of(book, book.sheetnames[2]) for cell in row.values()
    )


def test_the_control_sheet_adds_up(tmp_path: Path):
    report, book = written(tmp_path, full_case(), full_case("C-2025-015"))
    rows = [row[:6] for row in book["Control"].iter_rows(values_only=True)]
    totals = {row[0]: row[1:] for row in rows if isinstance(row[2], int)}
    assert set(totals) == set(book.sheetnames) - {"Control", "Data dictionary", "Lists", "Figures"}
    for title, (_, selected, written_rows, _, _) in totals.items():
        assert selected == written_rows == len(rows_of(book, title))
    assert report.rows_selected == report.rows_written == sum(found[1] for found in totals.values())
    assert totals["Cases"][1] == 2
    hidden = sum(
        not is_shown(field, entry, Context(case)) and entry.answers[field.key] != []
        for case in (full_case(), full_case("C-2025-015"))
        for entry in case.entries
        for field in entry.form.fields
    )
    assert sum(found[3] for found in totals.values()) == hidden > 0


def test_replaced_characters_and_continued_texts_are_listed(tmp_path: Path):
    action = make_action(1, title="a\x0bb", progress="long " * 10_000)
    report, book = written(tmp_path, make_case(entries=[action]))
    lines = [str(row[0]) for row in book["Control"].iter_rows(values_only=True)]
    assert len(report.notes) == 2
    assert set(report.notes) <= set(lines)
    assert "Characters shown as \ufffd: 1" in lines
    assert "Texts continued on the sheet Long texts: 1" in lines
    assert "Long texts" in book.sheetnames


def test_a_question_added_to_a_form_appears_by_itself(tmp_path: Path):
    form = action_form()
    new = Field("worth_sharing", "Worth sharing with others?", "text", help="Say with whom.", source="local")
    library = with_field(LIBRARY, form, new)
    action = make_entry(library.forms[form.key], {"worth_sharing": "With all wards"}, ref="A01")
    _, book = written(tmp_path, make_case(entries=[action], library=library), library=library)
    (row,) = rows_of(book, form.title)
    assert row["Worth sharing with others?"].value == "With all wards"
    assert dictionary(book)[form.title, "worth_sharing"]["Question"] == "Worth sharing with others?"


def test_an_answer_that_todays_form_no_longer_asks_is_still_there(tmp_path: Path):
    form = action_form()
    library = with_field(LIBRARY, form, Field("old_question", "The old question", "text"))
    old = make_entry(library.forms[form.key], {"old_question": "still said"}, ref="A01")
    _, book = written(tmp_path, make_case(entries=[old]))
    (row,) = rows_of(book, "Other answers")
    assert [cell.value for cell in row.values()] == [
        "C-2025-014",
        "A01",
        form.title,
        form.version,
        "old_question",
        "The old question",
        "still said",
    ]


def test_a_renamed_question_finds_its_earlier_answers(tmp_path: Path):
    form = action_form()
    old = with_field(LIBRARY, form, Field("old_name", "A question", "text")).forms[form.key]
    library = with_field(LIBRARY, form, Field("new_name", "A question", "text", renamed=("old_name",)))
    entry = make_entry(old, {"old_name": "an answer"}, ref="A01")
    _, book = written(tmp_path, make_case(entries=[entry]), library=library)
    (row,) = rows_of(book, form.title)
    assert row["A question"].value == "an answer"
    assert "Other answers" not in book.sheetnames


def test_the_dictionary_has_every_question_with_its_rules(tmp_path: Path):
    _, book = written(tmp_path)
    known = dictionary(book)
    assert len(known) == sum(len(form.fields) for form in LIBRARY.forms.values())
    for form in LIBRARY.forms.values():
        for field in form.fields:
            row = known[safe_title(form.title, set()), field.key]
            assert row["Question"] == field.label
            assert row["Kind"] == field.kind.replace("_", " ")
            assert ("required" in str(row["Rule"])) >= field.required
            assert row["Identifies"] == identifies(field)
            assert row["Source"]


def test_only_sources_worth_citing_are_printed_and_the_rest_is_local_wording(tmp_path: Path):
    write_action_log([make_case(entries=[make_action()])], FACTS, LIBRARY, tmp_path / "log.xlsx", today=TODAY)
    books = [written(tmp_path, full_case())[1], openpyxl.load_workbook(tmp_path / "log.xlsx")]
    printed = {cell for book in books for sheet in book for row in sheet.values for cell in row if cell}
    worth = {source.title for source in LIBRARY.sources.values() if source.kind}
    assert not printed & {source.title for source in LIBRARY.sources.values() if not source.kind}
    assert printed & worth
    assert "local wording" in printed
    assert not [cell for cell in printed if "general knowledge" in str(cell) or cell == "unverified"]


def test_the_lists_have_every_choice(tmp_path: Path):
    _, book = written(tmp_path)
    rows = {(row["List"].value, row["Code"].value): row["Label"].value for row in rows_of(book, "Lists")}
    for form in LIBRARY.forms.values():
        for field in form.fields:
            for choice in field.options.choices if field.options else ():
                assert rows[field.options.key or field.key, choice.code] == choice.label


def test_a_case_says_its_status_scope_and_seal(tmp_path: Path):
    form = LIBRARY.form_with_role("date_of_death", repeat=False)
    assert form is not None
    given = {"date_of_death": "2025-10-19", "discharge_date": "2025-10-07"}
    entry = make_entry(form, given, seal=SEAL)
    _, book = written(tmp_path, make_case(entries=[entry], status="signed", sealed_versions=2))
    (row,) = rows_of(book, "Cases")
    assert [cell.value for cell in row.values()] == [
        "C-2025-014",
        "Signed off",
        "Full review",
        None,
        "in scope",
        "discharged",
        12,
        "Died 12 days after discharge",
        datetime(2025, 11, 17),
        SEAL.short,
        1,
        None,
        "Reviewer: signed 17 Nov 2025; Safety: signed 17 Nov 2025; Family: signed 17 Nov 2025",
    ]


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path):
    written(tmp_path, full_case())
    first = (tmp_path / "data.xlsx").read_bytes()
    written(tmp_path, full_case(), force=True)
    assert (tmp_path / "data.xlsx").read_bytes() == first


def test_a_stopped_export_leaves_no_file(tmp_path: Path):
    def endless() -> Iterator[CaseFile]:
        while True:
            yield make_case(entries=[make_action()])

    with pytest.raises(ExportStopped):
        write_data(
            endless(), FACTS, LIBRARY, tmp_path / "a.xlsx", today=TODAY, progress=lambda done: done < 3
        )
    assert list(tmp_path.iterdir()) == []


def test_a_signature_in_force_is_no_earlier_version(tmp_path):
    library = load_library()
    with Workbook.create(tmp_path / "x.hssib", library=library, actor="tester") as workbook:
        case = workbook.new_case()
        workbook.reviews.sign(case.id, name="R. Reviewer", role="")
        workbook.reviews.reopen(case.id, "A date was wrong")
        workbook.reviews.sign(case.id, name="R. Reviewer", role="")
        workbook.new_case()
        out = tmp_path / "data.xlsx"
        write_data(workbook.lists.case_files(), workbook.facts, library, out, today=date.today())
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(out)["Cases"].iter_rows()]
    at = rows[0].index("Earlier sealed versions")
    assert sorted(row[at] for row in rows[1:]) == [0, 1]


def test_each_duty_has_a_row_with_its_days_and_how_it_was_answered(tmp_path: Path):
    died = {
        "date_of_death": "2025-11-03",
        "inpatient_at_death": "yes",
        "legal_status": "03",
        "died_manner": "natural",
    }
    told = {
        "decisions": {"coroner_referred": "2025-11-06"},
        "duties": {"cqc_detained_na": "The ward told them."},
    }
    _, book = written(tmp_path, make_case(answers={"person": died, **told}))
    rows = {row["Duty"].value: row for row in rows_of(book, "Deadlines")}
    coroner, cqc = rows["Coroner told"], rows["CQC told, detained"]
    assert coroner["Due"].value.date() == date(2025, 11, 4)
    assert coroner["Done"].value.date() == date(2025, 11, 6)
    assert [coroner[head].value for head in ("Basis", "State", "In time")] == ["Law", "Done", "no"]
    assert [cqc[head].value for head in ("State", "Reason")] == ["Does not apply", "The ward told them."]
