"""Small numbers: how they are shown, and that nothing shown together gives a starred cell away."""

from __future__ import annotations

import random
from itertools import product

import pytest

from hssib_desk.domain.disclosure.attack import FEWEST_VALUES, Impossible, Sum, bounds
from hssib_desk.domain.disclosure.rounding import Range, about, behind, share, shown
from hssib_desk.domain.disclosure.splits import TOTAL, Merge, Row, Split, TooFew, conclude, publish


def split(key, numbers, of=TOTAL, merges=(), exact=False, sensitive=()):
    rows = tuple(Row(name, name, number, exact) for name, number in numbers.items())
    return Split(key, key, rows, of, merges, frozenset(sensitive))


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (22, "20"), (23, "25"), (97, "95")],
)
def test_numbers_are_shown_by_the_rule(number, text):
    assert shown(number) == text
    found = behind(text)
    assert found.low <= number <= found.high


def test_every_number_lies_in_what_its_text_may_be_and_no_other_text_shares_it():
    for number in range(200):
        same = [other for other in range(200) if shown(other) == shown(number)]
        found = behind(shown(number))
        assert (min(same), max(same)) == (found.low, found.high) or number > 195


def test_words_and_percentages():
    assert [about(number) for number in (0, 3, 13)] == ["no", "fewer than 8", "about 15"]
    assert share(13, 25) == "" and share(13, 33) == "43%" and share(3, 100) == ""


def test_rounding_alone_fails_and_is_caught():
    """Total 12 shown as 10, parts 8, 1, 1, 1, 1: every star would be 1."""
    parts = split("kinds", {"a": 8, "b": 1, "c": 1, "d": 1, "e": 1})
    total = Row(TOTAL, "", 12)
    found = conclude(total, [parts])
    assert {found[f"kinds/{name}"] for name in "bcde"} == {Range(1, 1)}
    assert publish(total, [parts]).split("kinds").withheld
    merged = split(
        "kinds", {"a": 8, "b": 1, "c": 1, "d": 1, "e": 1}, merges=(Merge(("b", "c", "d", "e"), "others"),)
    )
    shown_rows = publish(total, [merged]).split("kinds")
    assert not shown_rows.withheld
    assert [(row.words, row.text) for row in shown_rows.rows] == [("a", "10"), ("others", "*")]


EXAMPLE = {
    "quarter": {"Q1": 12, "Q2": 13},
    "review": {"reviewed": 13, "no review": 12},
    "age": {"under 18": 1, "18 to 64": 13, "65 and over": 11},
    "disability": {"yes": 2, "neither": 23},
    "setting": {"inpatient": 16, "discharged": 9},
    "kind": {"EN": 6, "UN": 9, "UU": 7, "UC": 1, "AW": 2},
    "ethnicity": {"White": 17, "others": 6, "not known": 2},
    "judged": {"yes": 2, "other": 23},
}  # fmt: skip


def test_the_worked_example_of_an_independent_provider():
    found = publish(Row(TOTAL, "", 25), [split(key, rows) for key, rows in EXAMPLE.items()])
    texts = {s.key: [row.text for row in s.rows] for s in found.splits}
    assert texts == {
        "quarter": ["10", "15"],
        "review": ["15", "10"],
        "age": ["*", "15", "10"],
        "disability": ["*", "25"],
        "setting": ["15", "10"],
        "kind": ["*", "10", "*", "*", "*"],
        "ethnicity": ["15", "*", "*"],
        "judged": ["*", "25"],
    }
    assert not any(s.withheld for s in found.splits)
    assert found.concluded[TOTAL] == Range(24, 27)
    assert found.concluded["age/under 18"] == Range(1, 6)
    assert found.concluded["disability/yes"] == Range(1, 4)


def test_the_same_by_an_nhs_trust_withholds_one_split():
    """25, 12 and 13 are exact by law: then learning disability or autism is 1 or 2."""
    splits = [split(key, rows, exact=key == "quarter") for key, rows in EXAMPLE.items() if key != "judged"]
    total = Row(TOTAL, "", 25, exact=True)
    before = conclude(total, splits)
    assert before["age/under 18"] == Range(1, 4)
    assert before["disability/yes"] == Range(1, 2)
    found = publish(total, splits)
    assert [s.key for s in found.splits if s.withheld] == ["disability"]


def test_a_split_goes_with_the_row_that_it_splits():
    base = split("review", {"reviewed": 8, "no review": 4}, sensitive=())
    voice = split("voice", {"held": 5, "other": 3}, of="review/reviewed")
    found = publish(Row(TOTAL, "", 12, exact=True), [base, voice])
    if found.split("review").withheld:
        assert found.split("voice").withheld
    assert all(
        found.concluded[s.cell(row)].values >= FEWEST_VALUES
        for s in found.splits
        if not s.withheld
        for row in s.rows
        if row.text == "*"
    )


def test_a_row_that_would_tell_the_same_of_everybody_is_not_shown():
    all_unnatural = split("kind", {"natural": 0, "unnatural": 30}, sensitive={"unnatural"})
    assert publish(Row(TOTAL, "", 30), [all_unnatural]).split("kind").withheld


def test_too_few_people_are_not_published_at_all():
    ones = split("quarter", {"Q1": 1, "Q2": 1}, exact=True)
    with pytest.raises(TooFew):
        publish(Row(TOTAL, "", 2), [ones])


def test_what_cannot_be_true_is_an_error_of_the_attack():
    with pytest.raises(Impossible):
        bounds({"t": Range(1, 2), "a": Range(3, 4), "b": Range(0, 9)}, [Sum("t", ("a", "b"))])


# An attacker of another make: every combination of values that fits what is printed.


def possible(total_text, splits):
    """For each starred cell, every value that some combination fitting all that is printed gives it."""
    found = {}
    fitting = []
    for total in fits(total_text):
        combos = {}
        for key, texts in splits.items():
            combos[key] = [values for values in product(*map(fits, texts)) if sum(values) == total]
        if all(combos.values()):
            fitting.append(combos)
    for combos in fitting:
        for key, values in combos.items():
            for at, text in enumerate(splits[key]):
                if text == "*":
                    found.setdefault((key, at), set()).update(one[at] for one in values)
    return found


def fits(text):
    return [number for number in range(70) if shown(number) == text]


@pytest.mark.parametrize("seed", range(40))
def test_random_deaths_give_no_star_away(seed):
    chance = random.Random(seed)
    number = chance.randint(5, 60)
    splits = []
    for key in ("age", "kind", "ethnicity"):
        parts = [0] * chance.randint(2, 4)
        for _ in range(number):
            parts[min(int(chance.expovariate(0.9)), len(parts) - 1)] += 1
        rows = {f"{key}{at}": value for at, value in enumerate(parts)}
        merges = (Merge(tuple(rows)[1:], "others"),) if chance.random() < 0.5 else ()
        splits.append(split(key, rows, merges=merges))
    try:
        found = publish(Row(TOTAL, "", number), splits)
    except TooFew:
        assert number <= 7
        return
    printed = {s.key: [row.text for row in s.rows] for s in found.splits if not s.withheld}
    worked_back = possible(found.total.text, printed)
    for (key, at), values in worked_back.items():
        own = found.split(key)
        assert own.rows[at].number in values
        assert len(values) >= FEWEST_VALUES, (key, at, printed)
        known = found.concluded[own.cell(own.rows[at])]
        assert (min(values), max(values)) == (known.low, known.high)
