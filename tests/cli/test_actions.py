"""The action log as a PDF and as text, and what changed since a day: written by command, read again."""

from datetime import date, timedelta

import pypdf
import pytest
from openpyxl import load_workbook

from hssib_desk.cli import main
from hssib_desk.domain.dates import show_date
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.store.workbook import Workbook

TODAY = date.today()


@pytest.fixture
def changed(book):
    """The workbook after two actions were changed today, and what they are called."""
    library = load_library()
    with Workbook.open(book, library=library, actor="R", back_up=False) as workbook:
        first, second = workbook.lists.actions(ActionQuery(status="open"))[:2]
        entry = workbook.case(first.case_id).entry_by_id(first.entry_id)
        keys = {role: entry.field(role).key for role in ("revised_date", "revision_reason", "owner")}
        later = (TODAY + timedelta(days=40)).isoformat()
        why = {keys["revised_date"]: later, keys["revision_reason"]: "The supplier is late"}
        workbook.save(first.entry_id, why)
        workbook.save(second.entry_id, {keys["owner"]: "Night porter"})
        return first, second


def pages(path):
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def export(book, out, *more):
    assert main(["export", "actions", str(book), str(out), *more]) == 0
    return out


def test_what_changed_since_a_day_as_sheet_as_pdf_and_as_text(book, changed, tmp_path, capsys):
    first, second = changed
    day = f"--changed-since={TODAY + timedelta(days=1):%Y-%m-%d}"
    sheet = load_workbook(export(book, tmp_path / "none.xlsx", day))["Changes"]
    assert sheet.max_row <= 2  # nothing yet tomorrow
    day = f"--changed-since={TODAY:%Y-%m-%d}"
    rows = list(
        load_workbook(export(book, tmp_path / "log.xlsx", day))["Changes"].iter_rows(values_only=True)
    )
    moved = next(row for row in rows if row[0] == first.ref and row[3] == "Target date")
    assert moved[5] == show_date(TODAY + timedelta(days=40)) and moved[7] == "The supplier is late"
    assert any(row[0] == second.ref and row[3] == "Owner" and row[5] == "Night porter" for row in rows)
    said = pages(export(book, tmp_path / "log.pdf", day))
    assert "What changed since" in said and "The supplier is late" in said and "Night porter" in said
    text = export(book, tmp_path / "log.txt", day).read_text(encoding="utf-8")
    assert f"→ {moved[5]} (The supplier is late)" in text


def test_an_owner_has_a_list_of_their_own_as_pdf_and_as_text(book, changed, tmp_path, capsys):
    folder = tmp_path / "owners"
    folder.mkdir()
    assert main(["export", "actions", str(book), "--each-owner", str(folder), "--as", "pdf"]) == 0
    own = folder / "actions-night-porter.pdf"
    assert len(list(folder.iterdir())) > 1 and {path.suffix for path in folder.iterdir()} == {".pdf"}
    said = pages(own)
    assert "OFFICIAL-SENSITIVE" in said and "Night porter" in said and changed[1].title in said
    assert changed[0].ref not in said.replace("- ", "-")
    text = export(book, tmp_path / "own.txt", "--owner", "Night porter").read_text(encoding="utf-8")
    assert text.startswith("Night porter · ") and f"{changed[1].ref}  {changed[1].title}" in text
    assert main(["export", "actions", str(book), str(tmp_path / "x.pdf"), "--as", "pdf"]) == 1


def test_the_overdue_say_how_long_and_what_was_promised_before(book, changed, tmp_path, capsys):
    library = load_library()
    with Workbook.open(book, library=library, actor="R", back_up=False) as workbook:
        row = changed[0]
        key = workbook.case(row.case_id).entry_by_id(row.entry_id).field("revised_date").key
        workbook.save(row.entry_id, {key: (TODAY - timedelta(days=3)).isoformat()})
    text = export(book, tmp_path / "late.txt", "--overdue").read_text(encoding="utf-8")
    block = next(part for part in text.split("\n\n") if part.startswith(row.ref))
    promised = show_date(date.fromisoformat(row.original_target))
    assert "3 days overdue" in block and f"promised before: {promised}" in block
    assert main(["export", "actions", str(book), str(tmp_path / "p.txt"), "--password-file", __file__]) == 1
    assert not (tmp_path / "p.txt").exists()


def test_the_evidence_of_an_action_is_one_pdf_with_its_measure_and_history(book, tmp_path, capsys):
    library = load_library()
    with Workbook.open(book, library=library, actor="Bronwen Featherstone", back_up=False) as workbook:
        row = workbook.lists.actions(ActionQuery(status="open"))[0]
        entry = workbook.case(row.case_id).entry_by_id(row.entry_id)
        keys = {role: entry.field(role).key for role in ("measured", "agreed_date", "owner_name", "area")}
        given = {
            keys["measured"]: "1/3/2026: 61\n1/4/2026: 63\n1/6/2026: 91",
            keys["agreed_date"]: "2026-05-01",
            keys["owner_name"]: "Gwendolyn Ashworth",
        }
        workbook.save(entry.id, given)
        workbook.save(entry.id, {keys["area"]: "Letters were left unread"})
    out = tmp_path / "pack.pdf"
    assert main(["export", "evidence", str(book), row.ref, str(out)]) == 0
    said = pages(out)
    for heading in ("What was found", "What was agreed", "Who checked it", "What was measured", "History"):
        assert heading in said
    assert "Mean of 2 before the action 62, of 1 since 91." in said and "OFFICIAL-SENSITIVE" in said
    assert row.ref in said and said.count("Letters were left unread") == 2  # as it is, and in its history
    assert "Ashworth" not in said and "Featherstone" not in said
    assert main(["export", "evidence", str(book), f"{row.case_ref}-A99", str(tmp_path / "x.pdf")]) == 1
    assert "has no action A99" in capsys.readouterr().err and not (tmp_path / "x.pdf").exists()


def test_a_month_with_the_log_out_to_an_owner_back_and_closed_with_evidence(book, tmp_path, capsys):
    library = load_library()
    with Workbook.open(book, library=library, actor="R", back_up=False) as workbook:
        row = next(r for r in workbook.lists.actions(ActionQuery(status="open")) if r.owner)
        form = workbook.case(row.case_id).entry_by_id(row.entry_id).form
    folder = tmp_path / "owners"
    folder.mkdir()
    assert main(["export", "actions", str(book), "--each-owner", str(folder)]) == 0
    name = f"actions-{'-'.join(row.owner.lower().split())}.xlsx"
    edited = load_workbook(folder / name)
    log = edited["Action log"]
    heads = {cell.value: cell.column for cell in log[1]}
    line = next(cells[0].row for cells in log.iter_rows(min_row=2) if cells[0].value == row.ref)
    closed = next(c.label for c in form.role("status").options.choices if c.means == "closed")
    given = {"status": closed, "evidence": "Twelve weeks of counts", "closed_by": "Safety group, item 4"}
    for role, value in given.items():
        log.cell(line, heads[form.role(role).column], value)
    edited.save(folder / name)
    assert main(["update-actions", str(book), str(folder / name), "--apply"]) in (0, 3)
    day = f"--changed-since={TODAY:%Y-%m-%d}"
    text = export(book, tmp_path / "change.txt", day).read_text(encoding="utf-8")
    assert f"{row.ref}  Closed, {show_date(TODAY)}: {row.status} → {closed} by Safety group, item 4" in text
    late = export(book, tmp_path / "late.txt", "--overdue").read_text(encoding="utf-8")
    assert row.ref not in late
    assert main(["export", "evidence", str(book), row.ref, str(tmp_path / "pack.pdf")]) == 0
    said = pages(tmp_path / "pack.pdf")
    assert "Twelve weeks of counts" in said and "Safety group, item 4" in said
