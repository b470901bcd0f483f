"""A series of measurements is read line by line, however dates and numbers were typed."""

import pytest

from hssib_desk.domain.series import read_series, unread_line


def test_lines_are_read_in_order_of_time_whatever_stands_between():
    text = "1/11/2026: 92\n2026-10-01\t71%\n\nSep 2026, 1,064.5\n"
    assert [(one.day.iso, one.number) for one in read_series(text)] == [
        ("2026-09", 1064.5),
        ("2026-10-01", 71.0),
        ("2026-11-01", 92.0),
    ]
    assert unread_line(text) == ""


@pytest.mark.parametrize("line", ["92", "1 Nov 2026", "soon: 92", "1 Nov 2026: none", "1 Nov 2026 9 of 10"])
def test_a_line_that_is_no_date_and_number_is_named_and_left_out(line):
    text = f"1 Oct 2026: 71\n{line}"
    assert [one.number for one in read_series(text)] == [71.0]
    assert unread_line(text).startswith(f"“{line}” is no date and number.")
