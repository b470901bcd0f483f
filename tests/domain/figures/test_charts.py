"""A chart without a picture: every figure in a table and in words."""

from hssib_desk.domain.figures.charts import (
    BarRow,
    Bars,
    Point,
    ScoreRow,
    StackedScores,
    XmR,
    in_words,
    show_number,
    table_of,
)

STEPS = (("1", "Very poor"), ("2", "Poor"))


def test_bars_give_number_and_share():
    chart = Bars(
        "How strong?", (BarRow("Strong", 11, 27), BarRow("Weak", 30, 73)), "Actions agreed.", 41, "actions"
    )
    assert table_of(chart) == (("", "Actions", "Share"), (("Strong", "11", "27%"), ("Weak", "30", "73%")))
    assert in_words(chart) == "How strong? Strong 11, 27%; Weak 30, 73%. Actions agreed."


def test_bars_without_shares_have_no_column_for_them():
    chart = Bars("How many?", (BarRow("Oak", 2),), "Cases.", 2)
    assert table_of(chart) == (("", "Cases"), (("Oak", "2"),))


def test_scores_leave_not_applicable_out_and_say_so():
    chart = StackedScores("Judged?", STEPS, (ScoreRow("Ongoing care", {"2": 3}, 4),), "Reviews.", 7)
    heading, rows = table_of(chart)
    assert heading == ("Phase", "1 Very poor", "2 Poor", "Scored", "Not applicable", "Not scored")
    assert rows == (("Ongoing care", "0", "3", "3", "4", "0"),)
    assert "Very poor 0, Poor 3, n = 3" in in_words(chart)


def test_a_run_marks_its_signals_and_names_the_rule():
    points = (Point("Apr 24", 3), Point("May 24", 6.5))
    chart = XmR("Changing?", points, 4.75, None, frozenset({1}), "Rule: beyond a limit", "Deaths.", 9)
    assert table_of(chart)[1] == (("Apr 24", "3", ""), ("May 24", "6.5", "yes"))
    assert "mean 4.8; Rule: beyond a limit" in in_words(chart)


def test_whole_numbers_have_no_decimal():
    assert (show_number(4.0), show_number(3.25)) == ("4", "3.2")
