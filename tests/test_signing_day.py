"""A signature has one date wherever it is shown or counted: the day it was where the program runs."""

import time
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.workbook import Workbook
from tests.factories import keyed

# Half an hour past midnight on 1 April in England, where summer time has begun: another year of account.
SIGNED = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def english_time(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("this system takes its time zone from elsewhere")
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Europe/London")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def workbook(tmp_path):
    with Workbook.create(
        tmp_path / "oak-house.hssib", library=load_library(), actor="tester", now=lambda: SIGNED
    ) as made:
        library = made.library
        person = library.form_with_role("date_of_death", repeat=False)
        given = {"date_of_death": "2026-03-10", "discharge_date": "2026-03-01"}
        case = made.new_case({person.key: keyed(person, given)})
        made.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
        yield made


def the_case(workbook):
    return next(iter(workbook.lists.case_files()))


def test_a_moment_after_midnight_in_summer_is_of_the_new_day():
    assert local_day(SIGNED) == DAY
    assert local_day(SIGNED.astimezone()) == DAY


def test_the_data_sheet_and_the_figures_have_the_day_of_the_window(workbook, tmp_path):
    out = tmp_path / "data.xlsx"
    write_data(workbook.lists.case_files(), workbook.facts, workbook.library, out, today=DAY)
    book = load_workbook(out)
    heads = [cell.value for cell in book["Cases"][1]]
    assert book["Cases"][2][heads.index("Signed on")].value.date() == DAY
    coverage = workbook.lists.coverage(DAY)
    assert (coverage.signed, coverage.since) == (1, DAY)


def test_the_pdf_has_the_day_of_the_window(workbook, tmp_path):
    out = tmp_path / "summary.pdf"
    write_summary(the_case(workbook), out)
    words = " ".join(page.extract_text() for page in PdfReader(out).pages)
    assert "1 April 2026" in words
    assert "31 March 2026" not in words
