"""A number or a date that a spreadsheet would change stands in its cell as it was typed."""

from datetime import date
from decimal import Decimal

import pytest

from hssib_desk.export.excel import sheets
from hssib_desk.export.excel.cells import holdable
from hssib_desk.export.excel.sheets import Book
from hssib_desk.export.report import ExportError
from tests.factories import FACTS, TODAY

CHANGED = [
    2**53 + 1,
    -(10**15),
    Decimal("0.1234567890123456"),
    Decimal("NaN"),
    Decimal("-Infinity"),
    Decimal("1E+400"),
    Decimal("1E-400"),
    date(1899, 12, 31),
]
KEPT = [
    0,
    -3,
    10**15 - 1,
    Decimal("1.50"),
    Decimal("1E+20"),
    date(1900, 3, 1),
    date(2025, 10, 19),
    None,
    "007",
]


@pytest.mark.parametrize("value", CHANGED, ids=str)
def test_what_a_spreadsheet_would_change_becomes_a_text(value):
    found = holdable(value)
    assert isinstance(found, str)
    assert found == (value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value))


@pytest.mark.parametrize("value", KEPT, ids=str)
def test_everything_else_keeps_its_type(value):
    assert holdable(value) == value
    assert type(holdable(value)) is type(value)


def test_a_sheet_that_is_full_is_said_and_nothing_is_cut_off(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with Book("Log", FACTS, TODAY) as book:
        sheet = book.sheet("Rows", [10])
        sheet.head(["One"])
        for text in ("a", "b"):
            sheet.row([text], "body")
        with pytest.raises(ExportError, match="“Rows” is full: a spreadsheet holds 3 rows"):
            sheet.row(["c"], "body")
