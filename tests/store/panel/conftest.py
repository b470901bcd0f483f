"""A workbook with two signed reviews and a meeting that looks at them."""

from datetime import date

import pytest

from tests.panels import Panel, signed_reviews


@pytest.fixture
def panel(workbook):
    return Panel(workbook)


@pytest.fixture
def signed(workbook):
    return signed_reviews(workbook)


@pytest.fixture
def meeting(workbook, signed):
    return workbook.panel.plan(date(2025, 11, 18), [case.ref for case in signed])
