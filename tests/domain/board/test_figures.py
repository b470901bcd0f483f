"""F00 to F36 of the worked example, each against the number worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board import rates, statistics
from hssib_desk.domain.board.count import Unbalanced
from hssib_desk.domain.board.definitions import board_form, groups_of
from hssib_desk.domain.board.people import Death, Denominator
from hssib_desk.domain.rates.baseline import BREAK, Baseline
from hssib_desk.domain.rates.change import signals_at
from tests.board_example import END, START, example, expected

EXPECTED = expected()


@pytest.fixture(scope="module")
def figures():
    return counting.count(example(), START, END)


def of(figures, key, group="", period="year"):
    count = figures.get(key, group, period)
    return [count.n, int(count.of)]


def test_every_count_stands_in_the_ledger(figures):
    assert {count.figure for count in figures.counts} == set(board_form().figures) - {"F28"}


def test_the_control_total_balances(figures):
    parts = ("in", "out", "undecided", "")
    assert [figures.triple("F00", group) for group in parts] == [
        [12, 13, 25], [1, 0, 1], [0, 1, 1], [13, 14, 27]
    ]  # fmt: skip
    assert figures.get("F00", "no_date").n == figures.get("F00", "duplicates").n == 0
    assert all(control.holds for control in figures.controls)


def test_deaths_and_how_far_each_was_looked_at(figures):
    assert figures.triple("F01") == EXPECTED["F01"]
    blocks = {group: figures.triple("F01", group) for group in groups_of("F01")[:6]}
    assert blocks == {
        "under_18": [0, 1, 1],
        "adult": [7, 6, 13],
        "older": [5, 6, 11],
        "age_not_known": [0, 0, 0],
        "adults": [12, 12, 24],
        "disability": [2, 0, 2],
    }
    assert figures.triple("F02") == EXPECTED["F02"]
    standing = {group: figures.triple("F03", group) for group in groups_of("F03")}
    for group in ("closed", "short", "full", "investigated", "not_screened"):
        assert standing[group] == EXPECTED["F03"][group]
    # What another process leads is told apart from what is open.
    assert (standing["open"], standing["led"]) == ([1, 2, 3], [0, 2, 2])
    both = zip(standing["open"], standing["led"], strict=True)
    assert [a + b for a, b in both] == EXPECTED["F03"]["open"]


def test_reviewed_by_block(figures):
    assert figures.triple("F04") == EXPECTED["F04"]
    assert [figures.get("F04", "", p).percent for p in ("before", "now", "year")] == ["67%", "38%", "52%"]
    shares = {group: of(figures, "F04", group) for group in ("under_18", "adult", "older", "disability")}
    assert shares == {"under_18": [0, 1], "adult": [9, 13], "older": [4, 11], "disability": [2, 2]}
    for ours, theirs in (("reviews", "crr"), ("investigations", "inv"), ("both", "both")):
        assert figures.triple("F05", ours) == EXPECTED["F05"][theirs]
    assert figures.triple("F05", "either") == [8, 5, 13]


def test_judged_and_not_judged(figures):
    for group in ("yes", "no", "not_judged"):
        assert figures.triple("F06", group) == EXPECTED["F06"][group]
    shares = [round(100 * figures.get("F06", "yes", p).share, 1) for p in ("before", "now", "year")]
    assert shares == EXPECTED["F06"]["pct_of_deaths"]
    assert [of(figures, "F06", "yes_of_judged", p) for p in ("before", "now", "year")] == [
        [2, 8], [0, 5], [2, 13]
    ]  # fmt: skip
    reasons = {group: figures.triple("F06", group) for group in groups_of("F06")[4:]}
    assert reasons["closed"] == [3, 3, 6]
    assert [a + b for a, b in zip(reasons["open"], reasons["led"], strict=True)] == [1, 4, 5]
    assert reasons["not_screened"] == [0, 1, 1]


def test_families(figures):
    assert of(figures, "F07") == EXPECTED["F07"]
    assert of(figures, "F07", "possible") == [8, 11]
    contact = [figures.get("F07", group, "year").n for group in groups_of("F07")[:7]]
    assert contact == [18, 2, 2, 1, 0, 2, 0]
    voices = [figures.get("F07", group, "year").n for group in groups_of("F07")[7:11]]
    assert voices == [8, 2, 1, 2]
    assert of(figures, "F08") == EXPECTED["F08"]
    assert of(figures, "F08", "in_time") == EXPECTED["F08_28"]
    named = {group: figures.get("F08", group, "year").cases for group in ("late", "early", "not_due")}
    assert named == {"late": ("C02", "C04", "C08"), "early": ("C21",), "not_due": ("C16",)}
    assert of(figures, "F09") == EXPECTED["F09"]


def test_in_time(figures):
    periods = ("before", "now", "year")
    assert [of(figures, "F10", "in_time", p) for p in periods] == EXPECTED["F10"]
    assert figures.get("F10", "late", "year").cases == ("C09", "C12", "C19")
    assert figures.get("F10", "overdue", "year").cases == ("C25",)
    assert figures.get("F10", "known_late", "year").cases == ("C12",)
    wanted = EXPECTED["F11"]
    assert of(figures, "F11", "in_time") == [wanted["on_time"], wanted["due"]]
    for ours, theirs in (("late", "late"), ("overdue", "overdue_open"), ("early", "early")):
        assert list(figures.get("F11", ours, "year").cases) == wanted[theirs]
    assert list(figures.get("F11", "not_due", "year").cases) == wanted["not_yet_due"]
    assert [of(figures, "F11", "in_time", p) for p in ("before", "now")] == [[6, 9], [3, 3]]
    days = EXPECTED["F12"]
    assert of(figures, "F12") == [days["km_median"], days["n"]]
    assert of(figures, "F12", "open") == [days["open"], days["n"]]
    assert figures.get("F12", "longest_open", "year").n == 126
    assert of(figures, "F12", "finished") == [days["plain_median_finished"], 13]
    assert of(figures, "F13", "in_time") == [1, 1]
    assert figures.get("F13", "not_due", "year").cases == ("C14", "C23")


def test_duties(figures):
    groups = ("arisen", "in_time", "late", "not_applicable", "overdue")
    found = {
        key: [figures.get("F14", f"{key}:{group}", "year").n for group in groups]
        for key in ("coroner", "cqc", "leder", "child_death", "candour_person", "candour_letter")
    }
    assert found == {
        "coroner": [17, 13, 2, 1, 1],
        "cqc": [16, 13, 2, 0, 1],
        "leder": [2, 1, 1, 0, 0],
        "child_death": [1, 1, 0, 0, 0],
        "candour_person": [3, 3, 0, 0, 0],
        "candour_letter": [3, 2, 0, 0, 1],
    }
    assert figures.get("F14", "coroner:late", "year").cases == ("C09", "C12")
    assert figures.get("F34", "", "year").n == 0


def test_kinds_and_places(figures):
    kinds = dict(zip(("EN", "UN", "UU", "UC", "AW"), groups_of("F15"), strict=False))
    for code, numbers in EXPECTED["F15"].items():
        assert figures.triple("F15", kinds[code]) == numbers
    assert figures.get("F15", "longest", "year").n == 126
    assert figures.triple("F16", "inpatient") == [7, 9, 16]
    assert figures.triple("F16", "discharged") == [5, 4, 9]
    assert figures.triple("F16", "detained") == [4, 5, 9]
    days = [figures.get("F16", group, "year").n for group in ("after_0_3", "after_4_7", "after_8_on")]
    assert days == [2, 1, 6]
    assert figures.get("F16", "in_leave", "year").cases == ("C16",)


def test_scores_problems_and_themes(figures):
    assert [figures.get("F17", f"overall:{points}", "year").n for points in range(1, 6)] == [0, 4, 4, 4, 1]
    assert figures.get("F17", "overall:n", "year").n == 13
    assert of(figures, "F18") == [6, 13]
    assert figures.get("F18", "mentions", "year").n == 8
    assert [figures.get("F18", f"harm:{h}", "year").n for h in ("yes", "probably", "no")] == [1, 3, 4]
    assert of(figures, "F18", "type:discharge") == [3, 13]
    themes = {c.group: c.n for c in figures.groups("F19", "year") if ":" not in c.group}
    assert themes == {"DIS": 3, "FAM": 2, "RSK": 2, "PHY": 1, "SYS": 1}
    assert of(figures, "F20") == [9, 13]
    assert of(figures, "F36") == [0, 6]


def test_learning_that_came_back():
    """A death after an action on the same type of problem was closed is met again, with the action."""
    data = example()
    earlier = [replace(a, type="discharge") if a.ref == "C05-A01" else a for a in data.actions]
    again = counting.count(replace(data, actions=tuple(earlier)), START, END)
    assert again.get("F36", "", "year").cases == ("C19",)


def test_second_reviews(figures):
    assert [figures.get("F21", group, "year").n for group in ("done", "due")] == [3, 1]
    assert of(figures, "F21", "same") == [1, 3]
    assert of(figures, "F21", "within_one") == [3, 3]
    assert [figures.get("F21", group, "year").n for group in ("lower", "higher")] == [0, 0]
    assert figures.get("F21", "reason:random", "year").cases == ("C05",)
    assert of(figures, "F21", "random") == [1, 3]


def test_actions(figures):
    colours = {key: figures.get("F22", key).n for key in EXPECTED["F22"]}
    assert colours == EXPECTED["F22"]
    assert figures.get("F22", "open").n == 7
    assert [figures.get("F23", group).n for group in ("", "first")] == EXPECTED["F23"]
    assert figures.get("F23", "longest").n == 46
    strengths = [figures.get("F24", key).n for key in ("strong", "intermediate", "weak")]
    assert strengths == EXPECTED["F24"]
    assert of(figures, "F25", "", "now") == EXPECTED["F25"]
    checks = {key: figures.get("F26", key).n for key in groups_of("F26")}
    assert checks == {
        "closed": 4, "due": 3, "better": 1, "same": 1, "worse": 0, "not_done": 1, "no_measure": 0
    }  # fmt: skip
    assert [figures.get("F27", group).n for group in ("sent", "silent", "days")] == [1, 1, 6]


def test_equality(figures):
    found = {
        group: [figures.get("F29", f"{group}{part}", "year").n for part in ("", ":reviewed", ":voice")]
        for group in groups_of("F29")[:12]
    }
    assert found == {
        "ethnicity_white": [17, 7, 5],
        "ethnicity_black": [3, 2, 2],
        "ethnicity_asian": [2, 2, 0],
        "ethnicity_mixed": [1, 1, 1],
        "ethnicity_other": [0, 0, 0],
        "ethnicity_not_stated": [1, 1, 0],
        "ethnicity_not_known": [1, 0, 0],
        "ethnicity_unlisted": [0, 0, 0],
        "sex_women": [12, 5, 3],
        "sex_men": [13, 8, 5],
        "sex_indeterminate": [0, 0, 0],
        "sex_not_known": [0, 0, 0],
    }


def test_rates_and_quality(figures):
    assert of(figures, "F30") == EXPECTED["F30"]
    rates_found = [figures.get("F31", "inpatient", p).number for p in ("before", "now", "year")]
    assert rates_found == EXPECTED["F31"]
    interval = [figures.get("F31", group, "year").number for group in ("inpatient_low", "inpatient_high")]
    assert interval == [0.81, 2.29]
    assert of(figures, "F31", "discharge_deaths") == [8, 97]
    assert figures.get("F31", "discharge", "year").number == 8.2
    assert figures.get("F33", "same_day", "year").n == 0
    assert figures.get("F33", "known_late", "year").cases == ("C12",)
    assert of(figures, "F33", "ethnicity") == [2, 25]


def test_a_denominator_counts_only_when_every_month_is_there(figures):
    assert figures.get("F30", "", "now").number is None  # given for the half-year alone
    months = tuple(Denominator(date(2026, month, 1), bed_days=1900) for month in (7, 8))
    data = replace(example(), denominators=months)
    assert counting.count(data, START, END).get("F31", "inpatient_deaths").of is None
    whole = (*months, Denominator(date(2026, 9, 1), bed_days=1910))
    data = replace(data, denominators=whole)
    assert counting.count(data, START, END).get("F31", "inpatient").number == 1.58


def test_the_one_test_and_the_picture(figures):
    wanted = EXPECTED["F32"]
    found = {key: figures.get("F32", key).number for key in ("recent", "earlier", "upper", "lower")}
    assert found == {
        "recent": wanted["new"], "earlier": wanted["old"], "upper": wanted["p_upper"],
        "lower": wanted["p_lower"],
    }  # fmt: skip
    assert list(signals_at(60)) == wanted["signal_at"]
    series = rates.series(example(), END)
    assert sum(n for _, n in series.quarters) == 85
    assert round(series.a_month, 1) == 3.5
    assert len(series.gaps) == 24 and series.gaps.count(0) == 1
    assert statistics.median(series.gaps) == 8
    seen = series.runs
    assert (seen.useful, seen.longest, seen.longest_limit) == (13, 3, 7)
    assert (seen.crossings, seen.crossings_limit, seen.is_signal) == (7, 3, False)


def test_a_change_of_scope_breaks_the_test():
    broken = rates.series(replace(example(), baselines=(Baseline(date(2025, 6, 1), BREAK),)), END)
    assert broken.is_broken and broken.test is None
    before = rates.series(replace(example(), baselines=(Baseline(date(2024, 1, 1), BREAK),)), END)
    assert before.test is not None


def test_work_of_the_quarter_by_quarter_of_death(figures):
    assert figures.get("F35", "reviews", "now").n == 7
    assert figures.get("F35", "reviews:2026-04-01", "now").cases == ("C04", "C06", "C08", "C09", "C11")
    assert figures.get("F35", "investigations", "now").cases == ("C02", "P2")


def test_parts_that_do_not_add_up_write_no_report():
    stray = Death("C99", date(2026, 8, 1), scope="elsewhere", kind="awaiting", place="in_ward")
    data = replace(example(), deaths=(*example().deaths, stray))
    with pytest.raises(Unbalanced, match="F00"):
        counting.count(data, START, END)


@pytest.mark.parametrize("days", [(date(2026, 7, 2), END), (START, date(2026, 9, 29)), (END, START)])
def test_only_whole_quarters_are_reported(days):
    with pytest.raises(ValueError, match="whole quarters"):
        counting.count(example(), *days)
