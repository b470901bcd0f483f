"""An action log that was edited as governance staff edit it, read back."""

import random
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from hssib_desk.domain.actions.edited_log import mark
from hssib_desk.domain.actions.log_update import compare
from hssib_desk.domain.caseload.table import TableError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.excel.action_columns import UNMARKED, action_columns
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.reading.action_reader import read_action_log
from tests.factories import FACTS, TODAY, action_form, code_meaning, full_case, make_action, make_case

LIBRARY = load_library()
FORM = action_form()
REASON = FORM.role("revision_reason").key
HOSTILE = "=1+1\r\n- “quoted” \t 😀 _x0041_ \x0b <b>&"


def head(name):
    return next(column.head for column in action_columns(FORM) if column.name == name)


def label(meaning):
    field = FORM.role("status")
    return field.options.label(code_meaning(field, meaning))


@pytest.fixture
def cases():
    agreed = code_meaning(FORM.role("status"), "agreed")
    given = {"status": agreed, "target_date": "2026-01-31", "agreed_date": "2025-10", "progress": HOSTILE}
    actions = [make_action(number, **given) for number in range(1, 6)]
    return [make_case("C-2025-014", entries=actions), full_case("C-2025-020")]


@pytest.fixture
def path(tmp_path, cases):
    write_action_log(cases, FACTS, LIBRARY, tmp_path / "log.xlsx", today=TODAY)
    return tmp_path / "log.xlsx"


class Edit:
    """The file in the hands of somebody with a spreadsheet program."""

    def __init__(self, path):
        self.path, self.book = path, openpyxl.load_workbook(path)
        self.sheet = self.book["Action log"]

    def place(self, name):
        return next(cell.column for cell in self.sheet[1] if cell.value == head(name))

    def row(self, ref):
        return next(row[0].row for row in self.sheet.iter_rows() if row[0].value == ref)

    def put(self, ref, **values):
        for name, value in values.items():
            self.sheet.cell(self.row(ref), self.place(name)).value = value

    def save(self):
        self.book.save(self.path)
        return self.path


def update(path, cases):
    return compare(read_action_log(path, LIBRARY), cases, LIBRARY, FACTS.workbook_id)


def found(path, cases):
    return {(d.ref[-3:], d.label): (d.kind, d.new) for d in update(path, cases).differences}


def governance(path):
    """What a governance team does to a log in a month."""
    edit = Edit(path)
    edit.put("C-2025-014-A01", status=label("in_progress"), owner="The matron herself")
    edit.put("C-2025-014-A02", evidence="Audit seen on 3 November", revised_date=datetime(2026, 3, 31))
    edit.put("C-2025-014-A02", **{REASON: "The supplier is late"})
    edit.put("C-2025-014-A03", title="We would rather do this", target_date=datetime(2027, 1, 1))
    sheet = edit.sheet
    sheet.delete_rows(edit.row("C-2025-014-A04"))
    sheet.insert_cols(2)  # a column of their own in the middle
    sheet["B1"], sheet["B2"] = "RAG at last meeting", "our words"
    rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]
    random.Random(4).shuffle(rows)
    for number, row in enumerate(rows, 2):
        for column, (value, kind) in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.data_type = kind  # a text that begins with = is still a text
    sheet["A2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Meeting of 3 November"
    edit.book.create_sheet("Minutes", 0)["A1"] = "Ours"
    edit.book.remove(edit.book["Read me"])
    return edit.save()


EXPECTED = {
    ("A01", head("status")): ("take", label("in_progress")),
    ("A01", head("owner")): ("take", "The matron herself"),
    ("A02", head("evidence")): ("take", "Audit seen on 3 November"),
    ("A02", head("revised_date")): ("take", "31 Mar 2026"),
    ("A02", head(REASON)): ("take", "The supplier is late"),
    ("A03", head("title")): ("refused", "We would rather do this"),
    ("A03", head("target_date")): ("refused", "1 Jan 2027"),
}


def test_a_log_that_nobody_edited_has_no_difference(path, cases):
    log = read_action_log(path, LIBRARY)
    assert (log.workbook_id, log.made_on, log.name) == (FACTS.workbook_id, TODAY, "log.xlsx")
    assert len(log.rows) == 7
    assert update(path, cases).is_quiet


def test_a_month_of_governance_comes_back(path, cases):
    assert found(governance(path), cases) == EXPECTED
    changes = update(path, cases)
    assert changes.missing == ("C-2025-014-A04",)
    assert changes.unknown == ()
    assert changes.still_needed != ()


def test_their_file_is_not_touched(path):
    before = governance(path).read_bytes()
    read_action_log(path, LIBRARY)
    assert path.read_bytes() == before


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_changes_nothing_of_its_own(path, cases, tmp_path):
    (tmp_path / "edited").mkdir()
    edited = tmp_path / "edited" / "edited.xlsx"
    shutil.copy(path, edited)
    governance(edited)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(path), str(edited)], check=True, capture_output=True, timeout=120)
    assert update(tmp_path / "out" / "log.xlsx", cases).is_quiet
    assert found(tmp_path / "out" / "edited.xlsx", cases) == EXPECTED


def test_a_text_like_a_formula_is_a_text_and_a_formula_is_told(path, cases):
    edit = Edit(path)
    edit.put("C-2025-014-A01", evidence="=1+1")
    ((place, (kind, new)),) = found(edit.save(), cases).items()
    assert (place[1], kind, new) == (head("evidence"), "odd", "=1+1")


def test_an_error_of_a_formula_is_told(path, cases):
    edit = Edit(path)
    edit.put("C-2025-014-A01", evidence="#N/A")
    (difference,) = update(edit.save(), cases).differences
    assert difference.kind == "odd"
    assert "#N/A" in difference.why


def test_own_formulas_in_columns_that_are_worked_out_do_not_matter(path, cases):
    edit = Edit(path)
    edit.put("C-2025-014-A01", DAYS_OVERDUE="=TODAY()-L2", BRAG="=IF(1,2,3)")
    assert update(edit.save(), cases).is_quiet


def test_a_text_that_goes_on_elsewhere_counts_as_unchanged(tmp_path):
    case = make_case(entries=[make_action(1, progress="Long. " * 8000)])
    write_action_log([case], FACTS, LIBRARY, tmp_path / "log.xlsx", today=TODAY)
    assert update(tmp_path / "log.xlsx", [case]).is_quiet
    edit = Edit(tmp_path / "log.xlsx")
    edit.put("C-2025-014-A01", progress="Long. Long. And more")
    (difference,) = update(edit.save(), [case]).differences
    assert difference.kind == "refused"
    assert "longer than a cell holds" in difference.why


def test_a_new_row_is_listed_and_a_missing_column_is_said(path, cases):
    edit = Edit(path)
    edit.sheet.cell(edit.sheet.max_row + 1, edit.place("title")).value = "A new one"
    edit.sheet.delete_cols(edit.place("measure"))
    changes = update(edit.save(), cases)
    assert [row.text for row in changes.unknown] == ["A new one"]
    assert changes.differences == ()
    assert head("measure") in changes.notes[0]


def test_what_changed_in_the_workbook_meanwhile_is_a_conflict_in_the_same_answer_only(path, cases):
    edit = Edit(path)
    edit.put("C-2025-014-A01", owner="The matron", measure="All of them")
    edit.save()
    first = cases[0].all_of(FORM.key)[0]
    newer = replace(first, row_version=2, answers={**first.answers, FORM.role("owner").key: "Digital lead"})
    moved = replace(cases[0], entries=(newer, *cases[0].entries[1:]))
    assert {place[1]: kind for place, (kind, _) in found(path, [moved, cases[1]]).items()} == {
        head("owner"): "conflict",
        head("measure"): "take",
    }


def test_numbers_and_dates_typed_in_texts_are_read_as_they_are_shown(path, cases):
    edit = Edit(path)
    edit.put("C-2025-014-A01", closed_by=12, evidence=date(2025, 11, 3), measure=0.95)
    assert {new for _, new in found(edit.save(), cases).values()} == {"12", "03/11/2025", "0.95"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Row id,Status\n1,Closed\n", "is not a spreadsheet"),
        (b"%PDF-1.7", "is a PDF"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "old Excel format"),
        (b"PK\x03\x04 nothing", "is damaged"),
    ],
)
def test_other_files_are_refused_with_a_sentence(tmp_path, content, words):
    path = tmp_path / "edited.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match=words):
        read_action_log(path, LIBRARY)


def test_a_foreign_workbook_and_one_without_row_ids_are_refused(tmp_path, path):
    book = openpyxl.Workbook()
    book.active.append(["Action ref", "Status"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(TableError, match="is not an action log of this program"):
        read_action_log(tmp_path / "other.xlsx", LIBRARY)
    edit = Edit(path)
    edit.sheet.delete_cols(edit.place("ROW_ID"))
    with pytest.raises(TableError, match="“Row id” was deleted"):
        read_action_log(edit.save(), LIBRARY)


def test_a_head_of_ours_twice_is_refused(path):
    edit = Edit(path)
    edit.sheet.cell(1, edit.sheet.max_column + 1).value = head("status")
    with pytest.raises(TableError, match="has 2 columns called"):
        read_action_log(edit.save(), LIBRARY)


def test_a_hostile_archive_is_refused(path, tmp_path):
    out = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            target.writestr(
                item, b"<!DOCTYPE x []>" + data if item.filename.endswith("workbook.xml") else data
            )
    with pytest.raises(TableError, match="was not opened"):
        read_action_log(out, LIBRARY)


def test_every_sheet_with_row_ids_is_read_and_named(path, cases):
    edit = Edit(path)
    copy = edit.book.copy_worksheet(edit.sheet)
    copy.title = "October"
    edit.book.move_sheet(copy, -edit.book.index(copy))
    edit.put("C-2025-014-A01", owner="The matron")
    changes = update(edit.save(), cases)
    assert [(d.label, d.new) for d in changes.differences] == [(head("owner"), "The matron")]
    assert changes.notes == ("Actions were read from 2 sheets: “October”, “Action log”.",)


def test_merged_cells_empty_nothing_and_are_said(path, cases):
    edit = Edit(path)
    place = edit.place("owner")
    edit.sheet.merge_cells(start_row=2, end_row=4, start_column=place, end_column=place)
    changes = update(edit.save(), cases)
    assert changes.differences == ()
    (note,) = changes.notes
    assert f"“{head('owner')}”: cells are merged in rows 2 to 4" in note
    assert not changes.is_quiet


def test_an_action_added_in_the_spreadsheet_is_read_with_its_case(path, cases):
    edit = Edit(path)
    last = edit.sheet.max_row + 1
    for name, value in {"CASE_REF": "C-2025-014", "title": "Ring the family", "owner": "Matron"}.items():
        edit.sheet.cell(last, edit.place(name)).value = value
    edit.sheet.cell(last, edit.place("target_date")).value = datetime(2026, 1, 31)
    (new,) = update(edit.save(), cases).added
    assert (new.number, new.case_ref, new.title) == (last, "C-2025-014", "Ring the family")
    assert new.answers[FORM.role("target_date").key] == "2026-01-31"


def test_signs_written_before_links_had_one_are_still_believed(path, cases):
    names = [column.name for column in action_columns(FORM) if column.name not in UNMARKED]
    edit = Edit(path)
    place = edit.place("ROW_MARKS")
    drop = names.index("RELATED")
    for (cell,) in edit.sheet.iter_rows(min_row=2, min_col=place, max_col=place):
        signs = cell.value.split(" ")[1:]
        older = [name for name in names if name != "RELATED"]
        cell.value = " ".join([mark("\n".join(older)), *signs[:drop], *signs[drop + 1 :]])
    edit.put("C-2025-014-A01", owner="The matron")
    edit.save()
    first = replace(cases[0].all_of(FORM.key)[0], row_version=7)
    moved = replace(cases[0], entries=(first, *cases[0].entries[1:]))
    assert [kind for kind, _ in found(path, [moved, cases[1]]).values()] == ["take"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("merged", [False, True])
def test_a_log_saved_as_opendocument_is_read(path, cases, tmp_path, merged):
    edit = Edit(path)
    edit.put("C-2025-014-A01", owner="The matron", revised_date=datetime(2026, 3, 31), evidence="One\nTwo  3")
    edit.put("C-2025-014-A02", owner=None)
    if merged:
        place = edit.place("owner")
        edit.sheet.merge_cells(start_row=3, end_row=5, start_column=place, end_column=place)
    edit.save()
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "ods", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    expected = {
        ("A01", head("owner")): ("take", "The matron"),
        ("A01", head("revised_date")): ("take", "31 Mar 2026"),
        ("A01", head("evidence")): ("take", "One\nTwo  3"),
    }
    if not merged:
        expected["A02", head("owner")] = ("take", "")
    changes = update(tmp_path / "log.ods", cases)
    assert {(d.ref[-3:], d.label): (d.kind, d.new) for d in changes.differences} == expected
    assert ".ods" in changes.notes[0]
    assert any("merged" in note for note in changes.notes) is merged
