"""The two lists of ethnic categories: a workbook takes one, and national returns that of 2001."""

from dataclasses import replace

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.export.excel.data_columns import cell_of, data_columns
from hssib_desk.store.workbook import Workbook
from tests.factories import FACTS, make_case

LIBRARY = load_library()
OLD, NEW = LIBRARY.lists["ethnic_category"], LIBRARY.lists["ethnic_category_2021"]
FORM = LIBRARY.forms["person"]


def test_every_group_of_2021_counts_under_a_category_of_2001():
    assert len(NEW.choices) == 19 + 2
    assert {NEW.national(choice.code) for choice in NEW.choices} == set(OLD.by_code)
    assert [NEW.national(code) for code in ("T", "T2", "S2", "R", "Z", "99")] == [
        "C",
        "C",
        "S",
        "R",
        "Z",
        "99",
    ]


def test_one_of_the_two_is_asked_and_an_earlier_answer_stays():
    for chosen, given, shown in (
        ("2001", {}, {"ethnicity"}),
        ("2021", {}, {"ethnicity_2021"}),
        ("2021", {"ethnicity": "M"}, {"ethnicity", "ethnicity_2021"}),
    ):
        facts = replace(FACTS, settings={"ethnic_list": chosen})
        case = make_case(answers={FORM.key: given}, facts=facts)
        entry, context = case.entry(FORM.key), Context(case)
        asked = (FORM.by_key[key] for key in ("ethnicity", "ethnicity_2021"))
        assert {field.key for field in asked if is_shown(field, entry, context)} == shown


def test_the_data_say_the_national_code_beside_our_own():
    columns = [column for column in data_columns(FORM, False) if column.field.key == "ethnicity_2021"]
    case = make_case(answers={FORM.key: {"ethnicity_2021": "T2"}})
    assert [column.head for column in columns] == [
        "Ethnic group",
        "Ethnic group (code)",
        "Ethnic group (national code)",
    ]
    assert [cell_of(column, column.field, "T2", case) for column in columns] == ["Roma", "T2", "C"]


def test_an_imported_category_is_kept_under_the_list_that_is_chosen_and_counts_nationally(tmp_path):
    with Workbook.create(tmp_path / "w.hssib", library=LIBRARY, actor="tester", title="W") as workbook:
        workbook.set_setting("ethnic_list", "2021")
        workbook.import_cases([{FORM.key: {"ethnicity": "R"}}], "deaths.csv", back_up=False)
        workbook.set_setting("ethnic_list", "2001")
        workbook.import_cases([{FORM.key: {"ethnicity": "M"}}], "deaths.csv", back_up=False)
        newer, older = sorted(workbook.lists.case_files(), key=lambda case: case.ref)
    assert newer.entry(FORM.key).answers == {"ethnicity_2021": "R"}
    assert older.entry(FORM.key).answers == {"ethnicity": "M"}
    assert [case.value("ethnicity") for case in (newer, older)] == ["R", "M"]
    assert newer.text("ethnicity") == "Chinese" and NEW.national("R") == "R"
    assert Context(newer).told("ethnicity", Context(newer).bystander) == "R"
