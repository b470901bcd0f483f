"""Exports with a password: opened again by other software, and readable nowhere without it."""

import io
import tempfile
from datetime import date

import pikepdf
import pytest
from openpyxl import load_workbook

from hssib_desk.export import protect
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.html.summary import write_summary_twice
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.export.report import ExportError
from tests.export.agile import WrongPassword, decrypted
from tests.factories import FACTS, full_case, make_action, make_case

PASSWORD = "Drei Hühner – 3 hens"
PLANTED = "Unmistakable Phrase Of Care"


@pytest.fixture
def case():
    return make_case(entries=[make_action(title=PLANTED)])


@pytest.fixture
def writers(case):
    same = {"today": date(2025, 11, 18)}
    return {
        "log.xlsx": lambda out, **more: write_action_log([case], FACTS, case.library, out, **same, **more),
        "data.xlsx": lambda out, **more: write_data([case], FACTS, case.library, out, **same, **more),
        "review.pdf": lambda out, **more: write_summary(case, out, **more),
    }


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder for temporary files, so that what is left in it can be seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def cells(content):
    book = load_workbook(io.BytesIO(content))
    return {cell for sheet in book for row in sheet.values for cell in row}


@pytest.mark.parametrize("name", ["log.xlsx", "data.xlsx"])
def test_a_protected_spreadsheet_opens_with_its_password_and_no_other(writers, name, tmp_path, temporary):
    out = tmp_path / name
    report = writers[name](out, password=PASSWORD)
    assert report.rows_written == report.rows_selected
    assert PLANTED in cells(decrypted(out, PASSWORD))
    with pytest.raises(WrongPassword):
        decrypted(out, PASSWORD.upper())


def test_a_protected_pdf_opens_with_its_password_and_is_whole(case, tmp_path, temporary):
    case = full_case(library=case.library)
    plain, out = tmp_path / "plain.pdf", tmp_path / "locked.pdf"
    write_summary(case, plain)
    write_summary(case, out, password=PASSWORD)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(out)
    with pikepdf.open(out, password=PASSWORD) as locked, pikepdf.open(plain) as free:
        found = locked.encryption
        assert (found.bits, found.R) == (256, 6)
        assert "aesv3" in str(found.stream_method)
        assert "aesv3" in str(found.string_method)
        assert len(locked.pages) == len(free.pages)
        assert locked.docinfo["/Title"] == free.docinfo["/Title"]
        assert locked.Root["/Lang"] == free.Root["/Lang"]
        with locked.open_outline() as marks, free.open_outline() as wanted:
            assert [str(item.title) for item in marks.root] == [str(item.title) for item in wanted.root]


@pytest.mark.parametrize("name", ["log.xlsx", "data.xlsx", "review.pdf"])
def test_nothing_readable_is_left_anywhere(writers, name, tmp_path, temporary):
    writers[name](tmp_path / name, password=PASSWORD)
    content = (tmp_path / name).read_bytes()
    for word in (PLANTED, "Oak House", "Follow", "Table", "/Pages" if name.endswith("xlsx") else "Review"):
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            assert word.encode(code) not in content
    assert content[:2] != b"PK"
    assert list(temporary.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {name, "temporary"}


def test_two_writings_differ(writers, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        writers["log.xlsx"](tmp_path / name, password=PASSWORD)
    assert (tmp_path / "a.xlsx").read_bytes() != (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("password", "said"),
    [("seven77", "too short"), ("x" * 128, "too long"), ("tab\there and more", "cannot be typed")],
)
def test_a_password_that_will_not_do_is_refused_before_anything_is_written(writers, tmp_path, password, said):
    with pytest.raises(ExportError, match=said):
        writers["log.xlsx"](tmp_path / "log.xlsx", password=password)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_lock_leaves_no_file(writers, tmp_path, temporary, monkeypatch):
    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(protect, "_lock_office", fail)
    with pytest.raises(ExportError, match="not enough free space"):
        writers["log.xlsx"](tmp_path / "log.xlsx", password=PASSWORD)
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
    assert list(temporary.iterdir()) == []


def test_no_readable_page_is_written_beside_a_protected_pdf(case, tmp_path):
    with pytest.raises(ExportError, match="web page cannot be protected"):
        write_summary_twice(case, tmp_path / "review.pdf", password=PASSWORD)
    assert list(tmp_path.iterdir()) == []


def test_other_kinds_of_file_are_not_said_to_be_protected(tmp_path):
    with pytest.raises(ExportError, match="Only Excel files and PDFs"):
        protect.lock(io.BytesIO(b"{}"), tmp_path / "b.json", PASSWORD)
