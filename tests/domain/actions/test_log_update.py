"""What an edited action log would change, cell by cell."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hssib_desk.domain.actions.edited_log import EditedLog, EditedRow, cell_text, marks, read_marks
from hssib_desk.domain.actions.log_update import ActionUpdate, changes_of, compare
from hssib_desk.domain.caseload.table import TableError
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.resources import forms_dir
from tests.factories import FACTS, SEAL, action_form, code_meaning, make_action, make_case

LIBRARY = load_library()
FORM = action_form()
STATUS = FORM.role("status")


def status(meaning):
    return code_meaning(STATUS, meaning)


def label(meaning):
    return STATUS.options.label(status(meaning))


def written(case: CaseFile, entry: EntryFile, number=2, with_marks=True) -> EditedRow:
    """The row that a log written now would hold; roles stand for columns."""
    cells = {"ACTION_REF": f"{case.ref}-{entry.ref}", "CASE_REF": case.ref, "BRAG": "Red"}
    for field in FORM.fields:
        if field.role and field.kind != "link":
            value = entry.answers.get(field.key)
            cells[field.role] = "" if value is None else cell_text(kinds.cell(field, value))
    names = list(cells)
    signs = read_marks(names, marks(names, list(cells.values()))) if with_marks else {}
    return EditedRow(number, entry.id, entry.row_version, cells, signs)


def edited(row: EditedRow, **cells: str) -> EditedRow:
    return replace(row, cells={**row.cells, **cells})


def changed(case: CaseFile, **roles) -> CaseFile:
    """The case after somebody changed its first action in the workbook."""
    first = case.all_of(FORM.key)[0]
    answers = {**first.answers, **{FORM.role(role).key: value for role, value in roles.items()}}
    newer = replace(first, answers=answers, row_version=first.row_version + 1)
    return replace(case, entries=tuple(newer if e.id == first.id else e for e in case.entries))


def log(*rows: EditedRow, **more) -> EditedLog:
    given = {"workbook_id": FACTS.workbook_id, "made_on": date(2025, 11, 18), **more}
    return EditedLog("log.xlsx", heads={}, rows=rows, **given)


def update(case: CaseFile, *rows: EditedRow, **more) -> ActionUpdate:
    return compare(log(*rows, **more), [case], LIBRARY, FACTS.workbook_id)


@pytest.fixture
def case():
    return make_case(
        entries=[make_action(1, status=status("agreed"), target_date="2026-01-31", area="Follow-up")]
    )


@pytest.fixture
def row(case):
    return written(case, case.all_of(FORM.key)[0])


def only(found: ActionUpdate):
    (difference,) = found.differences
    return difference


def test_a_log_that_nobody_edited_says_nothing(case, row):
    found = update(case, row)
    assert found.is_quiet
    assert found.unchanged == 1


def test_a_living_answer_is_taken_with_its_code(case, row):
    found = update(case, edited(row, status=label("in_progress"), owner="The matron herself"))
    assert [(d.kind, d.old, d.new) for d in found.differences] == [
        ("take", label("agreed"), label("in_progress")),
        ("take", "Ward manager", "The matron herself"),
    ]
    assert changes_of(found.differences) == {
        row.entry_id: {FORM.role("owner").key: "The matron herself", STATUS.key: status("in_progress")}
    }


def test_an_emptied_cell_takes_the_answer_away(case, row):
    difference = only(update(case, edited(row, owner="")))
    assert (difference.kind, difference.old, difference.new, difference.value) == (
        "take",
        "Ward manager",
        "",
        None,
    )


@pytest.mark.parametrize(
    ("role", "text", "words"),
    [
        ("title", "Something else", "what the review found"),
        ("area", "Something else", "what the review found"),
        ("target_date", "01/03/2026", f"“{FORM.role('revised_date').column}”"),
        ("theme", "", "what the review found"),
        ("CASE_REF", "C-1", "never change"),
        ("BRAG", "Blue", "status and dates"),
        ("LEVEL", "Middle", "how much was asked"),
    ],
)
def test_findings_and_what_is_worked_out_are_refused(case, row, role, text, words):
    theme = FORM.role("theme").options.offered[0].code
    case = changed(case, theme=theme)
    row = written(case, case.all_of(FORM.key)[0])
    difference = only(update(case, edited(row, **{role: text})))
    assert difference.kind == "refused"
    assert words in difference.why
    assert changes_of([difference]) == {}


def test_a_signed_action_takes_what_is_living_and_says_why_not_the_rest(case, row):
    first = case.all_of(FORM.key)[0]
    case = replace(case, entries=(replace(first, seal=SEAL),))
    found = update(case, edited(row, title="Another", progress="Half done"))
    assert [(d.kind, d.why) for d in found.differences] == [
        ("refused", "The review is signed off, and this is part of what was signed."),
        ("take", ""),
    ]


def test_what_was_left_open_may_be_filled_in():
    case = make_case(entries=[make_action(1, status=status("agreed"))])
    row = written(case, case.all_of(FORM.key)[0])
    found = update(case, edited(row, target_date="31/01/2026", area="Follow-up"))
    assert {d.kind for d in found.differences} == {"take"}


@pytest.mark.parametrize(
    ("role", "text", "words"),
    [
        ("revised_date", "31/11/2025", "There is no 31 November"),
        ("revised_date", "soon", "cannot be read as a date"),
        ("status", "Nearly", "is not in the list"),
        ("status", "", "must have an answer"),
        ("agreed_date", "01/01/2030", "after"),
    ],
)
def test_an_answer_that_cannot_be_is_odd_and_stays_out(case, row, role, text, words):
    difference = only(update(case, edited(row, **{role: text})))
    assert difference.kind == "odd"
    assert words in difference.why
    assert not difference.can_be_taken


def test_words_outside_an_open_list_are_words(case, row):
    assert only(update(case, edited(row, owner="Somebody new"))).kind == "take"


def test_the_same_answer_in_another_spelling_is_no_difference(case, row):
    assert update(case, edited(row, status=status("agreed").upper(), target_date="31 Jan 2026")).is_quiet


def test_line_ends_and_lost_signs_are_no_difference(case):
    case = changed(case, progress="One\nTwo \x0b three _x0041_")
    row = written(case, case.all_of(FORM.key)[0])
    assert update(case, edited(row, progress="One\r\nTwo \ufffd three A ")).is_quiet


def test_what_changed_in_the_workbook_only_stays(case, row):
    found = update(changed(case, owner="Matron", progress="Begun"), row)
    assert found.is_quiet
    assert found.newer == 2


def test_the_file_is_taken_where_only_another_answer_changed_in_the_workbook(case, row):
    assert only(update(changed(case, owner="Matron"), edited(row, progress="Begun"))).kind == "take"


def test_both_changed_is_a_conflict_that_somebody_may_settle(case, row):
    difference = only(update(changed(case, owner="Matron"), edited(row, owner="Digital lead")))
    assert difference.kind == "conflict"
    assert difference.can_be_taken
    assert "changed in the workbook too" in difference.why


def test_both_changed_to_the_same_is_no_difference(case, row):
    assert update(changed(case, owner="Digital lead"), edited(row, owner="Digital lead")).is_quiet


def test_without_its_signs_a_row_of_an_older_version_is_in_conflict(case):
    row = written(case, case.all_of(FORM.key)[0], with_marks=False)
    assert only(update(case, edited(row, progress="Begun"))).kind == "take"
    assert (
        only(update(changed(case, measure="95 %"), edited(row, progress="Begun", measure="95 %"))).kind
        == "conflict"
    )


def test_an_answer_to_a_question_not_asked_any_more_is_not_taken_away():
    on_hold = {"status": status("agreed")}
    asked = next(f for f in FORM.fields if f.show_if and f.living and f.kind == "text")
    action = make_action(1, **on_hold)
    action = replace(action, answers={**action.answers, asked.key: "Kept, though hidden"})
    case = make_case(entries=[action])
    row = written(case, case.all_of(FORM.key)[0])
    assert update(case, edited(row, **{asked.key: ""})).is_quiet


def test_what_must_be_answered_next_is_said(case, row):
    found = update(case, edited(row, revised_date="01/03/2026"))
    reason = FORM.role("revision_reason")
    assert any(reason.label in sentence and case.ref in sentence for sentence in found.still_needed)
    both = update(case, edited(row, revised_date="01/03/2026", revision_reason="The system changes in March"))
    assert not any(reason.label in sentence for sentence in both.still_needed)


def test_a_row_that_was_deleted_deletes_nothing(case):
    found = update(case)
    assert found.missing == (f"{case.ref}-A01",)
    assert found.differences == ()


def test_an_action_made_after_the_file_is_not_missing(case):
    later = replace(case.all_of(FORM.key)[0], created_at=datetime(2025, 11, 20, 9, tzinfo=UTC))
    assert update(replace(case, entries=(later,))).is_quiet


def test_new_copied_and_strange_rows_are_told_apart(case, row):
    new = EditedRow(5, "", None, {"title": "A new one"})
    strange = replace(row, number=6, entry_id="somebody-else")
    copied = edited(replace(row, number=7), owner="Another")
    found = update(case, row, new, strange, copied)
    assert [(r.number, r.why.split()[0]) for r in found.unknown] == [(5, "It"), (6, "Its"), (7, "The")]
    assert found.unknown[0].text == "A new one"
    assert found.differences == found.missing == ()


def test_the_same_row_twice_is_one(case, row):
    assert update(case, row, replace(row, number=3)).is_quiet


def test_a_row_whose_ref_and_id_were_parted_gives_nothing(case, row):
    found = update(case, edited(row, ACTION_REF="C-2025-001-A09", owner="Another"))
    assert found.differences == ()
    assert "only some of the columns were sorted" in found.unknown[0].why


def test_a_log_of_another_workbook_is_refused(case, row):
    with pytest.raises(TableError, match="another workbook"):
        update(case, row, workbook_id="0192d3a0-ffff")
    with pytest.raises(TableError, match="None of the actions"):
        update(case, replace(row, entry_id="strange"), workbook_id="")


def test_signs_of_other_columns_are_not_believed():
    assert read_marks(["a", "b"], marks(["a", "b"], ["x", ""])) != {}
    assert read_marks(["a", "c"], marks(["a", "b"], ["x", ""])) == {}
    assert read_marks(["a", "b"], "") == {}


def six_actions():
    """A case whose actions differ in owner, progress and measure, with the rows of its log."""
    owners = ["Matron", "Ward manager", "Digital lead", "Pharmacist", "Chaplain", "Estates manager"]
    given = [
        {"status": status("agreed"), "owner": owner, "progress": f"Step {n}", "measure": f"Count {n}"}
        for n, owner in enumerate(owners, 1)
    ]
    case = make_case(entries=[make_action(n, **answers) for n, answers in enumerate(given, 1)])
    return case, [written(case, entry, number=n) for n, entry in enumerate(case.all_of(FORM.key), 2)]


def rotated(rows, *roles):
    """The rows after some of their columns were sorted without the others."""
    return [edited(row, **{role: rows[n - 1].cells[role] for role in roles}) for n, row in enumerate(rows)]


@pytest.mark.parametrize("roles", [("owner", "progress", "measure"), ("owner", "progress"), ("progress",)])
def test_columns_sorted_without_the_others_give_nothing(roles):
    case, rows = six_actions()
    found = update(case, *rotated(rows, *roles))
    assert found.differences == ()
    assert len(found.unknown) == 6
    assert all("sorted without the others" in row.why for row in found.unknown)


def test_an_edit_after_the_sorting_does_not_hide_it():
    case, rows = six_actions()
    moved = rotated(rows, "owner", "progress", "measure")
    moved[0] = edited(moved[0], progress="Done on Monday")
    assert update(case, *moved).differences == ()


def test_the_same_answer_filled_down_is_an_edit_and_no_sorting():
    case, rows = six_actions()
    filled = [edited(row, owner="Matron", progress="Step 1") for row in rows]
    found = update(case, *filled)
    assert found.unknown == ()
    assert {(d.kind, d.new) for d in found.differences} == {("take", "Matron"), ("take", "Step 1")}


def test_two_owners_who_change_places_are_an_edit():
    case, rows = six_actions()
    rows[0], rows[1] = edited(rows[0], owner="Ward manager"), edited(rows[1], owner="Matron")
    assert {d.kind for d in update(case, *rows).differences} == {"take"}


def test_of_copies_on_two_sheets_the_edited_one_counts(case, row):
    copy = replace(row, sheet="October")
    found = update(case, copy, edited(replace(row, sheet="Action log"), owner="Digital lead"))
    assert only(found).new == "Digital lead"
    both = edited(copy, owner="Matron"), edited(replace(row, sheet="Action log"), owner="Digital lead")
    found = update(case, *both)
    assert found.differences == ()
    assert [r.place for r in found.unknown] == ["“Action log”, row 2"]


def test_without_signs_and_version_it_cannot_be_told_who_changed_what(case, row):
    bare = replace(written(case, case.all_of(FORM.key)[0], with_marks=False), version=None)
    difference = only(update(case, edited(bare, owner="Digital lead")))
    assert difference.kind == "conflict"
    assert "Nobody can tell whether it was changed in the workbook too" in difference.why
    assert "was changed in the workbook too since" not in difference.why


def test_what_is_worked_out_is_shown_as_it_was_written(case, row):
    difference = only(update(case, edited(row, BRAG="Blue")))
    assert (difference.kind, difference.old, difference.new) == ("refused", "Red", "Blue")


@pytest.mark.parametrize(
    ("days", "told"), [("0", False), ("", False), ("3", True), ("none", True), ("-1", True)]
)
def test_days_overdue_that_somebody_wrote_are_told(case, row, days, told):
    found = update(case, replace(row, cells={**row.cells, "DAYS_OVERDUE": days}))
    assert [d.label for d in found.differences] == (["DAYS_OVERDUE"] if told else [])


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("Dr Jane Patel", True),
        ("Jane Patel", True),
        ("Sr P. Doyle", True),
        ("Ward manager", False),
        ("Ward Manager", False),
        ("Digital lead", False),
        ("The matron herself", False),
        ("Chaplain", False),
    ],
)
def test_a_name_where_a_role_is_asked_is_remarked_and_may_be_taken(case, row, text, is_name):
    case = changed(case, owner="Somebody")
    row = written(case, case.all_of(FORM.key)[0])
    difference = only(update(case, edited(row, owner=text)))
    assert difference.kind == "take"
    assert ("somebody’s name" in difference.why) is is_name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("05/01/2026", "before the first target date, 31 Jan 2026"),
        ("05/01/1900", "before the person died"),
        ("05/01/2040", "years ahead"),
        ("05/03/2026", ""),
    ],
)
def test_dates_that_are_likely_slips_are_remarked_and_may_be_taken(row, text, words):
    death = LIBRARY.form_with_role("date_of_death", repeat=False)
    died = EntryFile("death", death, {death.role("date_of_death").key: "2025-10-19"})
    action = make_action(1, status=status("agreed"), target_date="2026-01-31")
    case = make_case(entries=[died, action])
    row = written(case, case.all_of(FORM.key)[0])
    difference = only(update(case, edited(row, revised_date=text)))
    assert difference.kind == "take"
    assert (words in difference.why) if words else not difference.why


def test_a_year_long_ago_is_remarked_where_the_day_of_death_is_not_known(row):
    action = make_action(1, status=status("agreed"), target_date="2026-01-31")
    case = make_case(entries=[action])
    row = written(case, case.all_of(FORM.key)[0])
    difference = only(update(case, edited(row, verified_date="05/01/1900")))
    assert difference.kind == "take"
    assert "more than 20 years ago" in difference.why


def test_tabs_that_another_program_dropped_are_no_difference(case):
    case = changed(case, progress="3 Nov\tBuilt\n4 Nov\tTested")
    row = written(case, case.all_of(FORM.key)[0])
    assert update(case, edited(row, progress="3 Nov Built\n4 Nov Tested")).is_quiet
    assert update(case, edited(row, progress="3 NovBuilt\n4 NovTested")).is_quiet
    assert only(update(case, edited(row, progress="3 Nov Built\n5 Nov Tested"))).kind == "take"


def test_a_row_added_for_a_case_becomes_an_action_with_what_can_be_read(case, row):
    cells = {
        "CASE_REF": case.ref.lower(),
        "title": "Ring the family",
        "owner": "Dr Jane Patel",
        "target_date": "31/01/2026",
        "status": "Nearly",
    }
    found = update(case, row, EditedRow(9, "", None, cells))
    (new,) = found.added
    assert (new.place, new.case_id, new.title) == ("Row 9", case.id, "Ring the family")
    assert new.answers == {
        FORM.role("title").key: "Ring the family",
        FORM.role("owner").key: "Dr Jane Patel",
        FORM.role("target_date").key: "2026-01-31",
    }
    assert len(new.remarks) == 2
    assert "somebody’s name" in new.remarks[0]
    assert "is not in the list" in new.remarks[1]


def test_an_added_row_without_case_or_title_or_with_a_title_known_there_is_told(case, row):
    known = case.all_of(FORM.key)[0].text("title")
    rows = [
        EditedRow(7, "", None, {"title": "No case"}),
        EditedRow(8, "", None, {"CASE_REF": case.ref, "owner": "Matron"}),
        EditedRow(9, "", None, {"CASE_REF": case.ref, "title": f" {known} "}),
    ]
    found = update(case, row, *rows)
    assert found.added == ()
    assert ["Write the reference" in r.why for r in found.unknown] == [True, False, False]
    assert "says nothing under" in found.unknown[1].why
    assert f"{case.ref}-A01" in found.unknown[2].why


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_limits_of_a_returned_log_are_those_of_its_definition(case, row, beyond):
    limits = tomllib.loads((forms_dir() / "log_return.toml").read_text("utf-8"))
    year = case.today.year + limits["years_ahead"] + beyond
    said = limits["say"]["far_ahead"].format(years=limits["years_ahead"])
    found = only(update(case, edited(row, revised_date=f"05/12/{year}")))
    assert (found.kind, found.why) == ("take", said if beyond else "")
