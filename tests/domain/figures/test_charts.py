"""A chart without a picture: every figure in a table and in words."""

from dataclasses import replace

from hssib_desk.domain.figures.charts import (
    BarRow,
    Bars,
    Columns,
    Level,
    Point,
    Run,
    ScoreRow,
    StackedScores,
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
    levels = (Level(0, 1, 4.75, (0.5, 9)),)
    chart = Run("Changing?", points, levels, frozenset({1}), "Rule: beyond a limit", "Deaths.", 9)
    assert table_of(chart)[1] == (("Apr 24", "3", ""), ("May 24", "6.5", "yes"))
    assert "mean 4.8; limits 0.5 and 9; Rule: beyond a limit" in in_words(chart)
    stretches = replace(chart, levels=(Level(0, 0, 3), Level(1, 1, 6.5)), signals=frozenset())
    assert "mean 3 from Apr 24 to Apr 24; mean 6.5 from May 24" in in_words(stretches)
    assert table_of(stretches)[0] == ("Month", "Deaths")


def test_columns_have_a_row_for_each_quarter():
    chart = Columns("Changed?", (Point("Apr–Jun 25", 3),), "No signal", "Deaths.", 3)
    assert table_of(chart) == (("Quarter", "Deaths"), (("Apr–Jun 25", "3"),))
    assert in_words(chart) == "Changed? Apr–Jun 25 3; No signal. Deaths."


def test_whole_numbers_have_no_decimal():
    assert (show_number(4.0), show_number(3.25)) == ("4", "3.2")
