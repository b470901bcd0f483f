"""Every number knows out of how many it is, by which definition, and the cases behind it."""

from dataclasses import replace

from hssib_desk.domain.figures import (
    Counted,
    Scored,
    counts,
    months_of_death,
    score_distribution,
    scores_of,
    themes_of,
)
from hssib_desk.domain.form import Choice, CodeList
from hssib_desk.domain.library import load_library
from tests.factories import SEAL, make_case, make_entry

SCALE = CodeList(
    "care",
    "Care",
    1,
    "local",
    (
        Choice("5", "Excellent", points=5),
        Choice("1", "Very poor", points=1),
        Choice("3", "Adequate", points=3),
        Choice("na", "Not applicable", means="not_applicable"),
    ),
    direction="higher is better",
)


def scored(ref, code, scale=SCALE, section="first"):
    return Scored(ref, section, section.title(), scale, scale.by_code.get(code))


def test_scores_are_shared_out_without_those_that_do_not_apply():
    rows = [scored(f"C-{n}", code) for n, code in enumerate(["3", "5", "3", "na", "", "1", "3"], 1)]
    (spread,) = score_distribution(rows)
    assert [(step.code, step.value, step.n, step.percent) for step in spread.steps] == [
        ("1", 1, 5, 20),
        ("3", 3, 5, 60),
        ("5", 1, 5, 20),
    ]
    assert spread.n == 5
    assert spread.steps[1].refs == ("C-1", "C-3", "C-7")
    assert (spread.not_applicable.value, spread.not_applicable.refs, spread.not_applicable.n) == (
        1,
        ("C-4",),
        7,
    )
    assert (spread.unscored.value, spread.unscored.refs) == (1, ("C-5",))
    assert "never averaged" in spread.steps[0].definition


def test_scales_that_run_the_other_way_are_never_put_together():
    other = replace(SCALE, direction="lower is better")
    renamed = replace(SCALE, version=2, title="Quality of care")
    rows = [scored("C-1", "3"), scored("C-2", "3", other), scored("C-3", "1", renamed)]
    spreads = score_distribution(rows)
    assert [(spread.scale.direction, spread.n) for spread in spreads] == [
        ("higher is better", 2),
        ("lower is better", 1),
    ]
    assert spreads[0].scale.version == 2
    assert [step.code for step in spreads[1].steps] == ["5", "3", "1"]  # worst first, as everywhere


def test_phases_keep_their_order():
    spreads = score_distribution(
        [scored("C-1", "3"), scored("C-1", "5", section="overall"), scored("C-2", "1")]
    )
    assert [(spread.section, spread.title, spread.n) for spread in spreads] == [
        ("first", "First", 2),
        ("overall", "Overall", 1),
    ]


def test_the_scores_of_a_case_are_read_by_role():
    form = load_library().form_with_role("phase_score", repeat=False)
    phases = form.phases
    entry = make_entry(form, {f"{phases[0].key}.phase_score": "4", f"{phases[1].key}.phase_score": "na"})
    second = replace(entry, id="x", stage="second", answers={})
    agreed = replace(make_entry(form, {f"{phases[0].key}.phase_score": "5"}), id="y", stage="agreed")
    rows = list(scores_of(make_case("C-1", entries=[entry, second, agreed])))
    assert [row.section for row in rows] == [section.key for section in phases]
    assert [row.choice.code if row.choice else None for row in rows[:3]] == ["4", "na", None]
    signed = [replace(item, seal=SEAL) for item in (entry, second, agreed)]
    rows = list(scores_of(make_case("C-1", entries=signed)))
    assert [row.choice.code if row.choice else None for row in rows[:3]] == ["5", "na", None]


def test_a_reference_counts_once_per_code():
    rows = [Counted("C-1", "SYS", "Joined-up care"), Counted("C-1", "SYS", "Joined-up care")]
    rows += [Counted("C-1", "FAM", "Family"), Counted("C-2", "FAM", "Family")]
    order = (Choice("LRN", "Learning"), Choice("SYS", "Joined-up care"))
    found = counts(rows, "How it is counted.", order)
    assert [(f.code, f.label, f.value, f.n, f.percent, f.refs) for f in found] == [
        ("LRN", "Learning", 0, 2, 0, ()),
        ("SYS", "Joined-up care", 1, 2, 50, ("C-1",)),
        ("FAM", "Family", 2, 2, 100, ("C-1", "C-2")),
    ]
    assert {f.definition for f in found} == {"How it is counted."}
    assert counts(rows, "", n=3)[0].percent == 33
    assert counts([], "", order)[0].percent is None


def test_themes_come_from_what_was_raised():
    forms = [form for form in load_library().forms.values() if form.repeat and form.role("theme")]
    assert forms
    entries = []
    for number, form in enumerate(forms):
        code = form.role("theme").options.offered[0].code
        given = [code] if form.role("theme").kind == "choices" else code
        entries.append(make_entry(form, {"theme": given}, ref=f"{form.letter}{number}"))
    found = counts(themes_of(make_case("C-9", entries=entries)), "d")
    assert [(f.value, f.refs) for f in found] == [(1, ("C-9",))]


def test_deaths_are_counted_in_the_month_they_happened():
    key = load_library().form_with_role("date_of_death", repeat=False).key
    yes = "yes"
    cases = [
        make_case(f"C-{n}", {key: {"inpatient_at_death": yes, "date_of_death": died}})
        for n, died in enumerate(["2025-10-19", "2025-10", "2025", "unknown", "2025-09-01"], 1)
    ]
    gone = {"discharge_date": "2025-01-01", "date_of_death": "2025-10-01"}
    cases.append(make_case("C-6", {key: gone}))
    found = counts(months_of_death(cases), "d")
    assert [(f.code, f.value) for f in found] == [("2025-10", 2), ("", 2), ("2025-09", 1)]
