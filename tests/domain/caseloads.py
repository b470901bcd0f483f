"""Caseload files and rows for tests: the samples, and rows given by column name."""

from datetime import date
from pathlib import Path

from hssib_desk.domain.caseload.plan import ImportPlan, Row, RowFate, Table, plan_import, suggest_mapping
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.reading.tables import read_table

DATA = Path(__file__).parents[1] / "data" / "caseload"
TODAY = date(2025, 11, 14)  # the day the sample report was run

INPATIENT = "The place of death says that they were an inpatient"
ASKED = "were they still an inpatient when they died?"
SAME_DAY = "Discharged on the day of death"

# Row, fate, and what the reasons must say; worked out by hand from the file.
EXPECTED = [
    (4, "warning", ["“Public place”: were they still an inpatient?"]),
    (5, "new", [INPATIENT]),
    (6, "warning", ["“On ward”, but discharged 30 days before"]),
    (7, "warning", ["“Hospice”: were they still an inpatient?"]),
    (8, "warning", [ASKED]),
    (9, "new", ["Died 25 days after discharge."]),
    (10, "warning", ["Died 33 days after discharge: outside the 30 days."]),
    (11, "new", ["Died 21 days after discharge."]),
    (12, "new", ["Died 12 days after discharge."]),
    (13, "warning", ["“999-267-6133”: The last digit does not fit", INPATIENT]),
    (14, "warning", ["“Public place”: were they still an inpatient?"]),
    (15, "new", ["Died 29 days after discharge."]),
    (16, "warning", ["“On s17 leave”, but discharged 14 days before"]),
    (17, "warning", [SAME_DAY]),
    (18, "warning", ["“AWOL”, but discharged 60 days before"]),
    (19, "warning", [ASKED]),
    (20, "new", [INPATIENT]),
    (21, "new", ["Died 2 days after discharge.", "There is no NHS number."]),
    (22, "warning", ["“On ward”, but discharged 21 days before"]),
    (23, "warning", ["“Public place”: were they still an inpatient?"]),
    (24, "warning", ["“On ward”, but discharged 18 days before"]),
    (25, "warning", [ASKED]),
    (26, "warning", ["“Care home”: were they still an inpatient?"]),
    (27, "warning", ["“987 654 4321”: The last digit does not fit"]),
    (28, "warning", [SAME_DAY]),
    (29, "new", ["Died 18 days after discharge."]),
    (30, "new", ["Died 5 days after discharge."]),
    (31, "warning", ["“On ward”, but discharged 5 days before"]),
    (32, "new", ["Died 25 days after discharge."]),
    (33, "warning", ["“On s17 leave”, but discharged 30 days before"]),
    (35, "warning", ["“Hospice”: were they still an inpatient?"]),
    (36, "warning", ["The discharge (24 Jul 2025) is after the death (22 Jul 2025)."]),
    (37, "warning", ["Died 45 days after discharge: outside the 30 days."]),
    (38, "new", [INPATIENT]),
    (39, "warning", [SAME_DAY]),
    (40, "warning", ["“AWOL”, but discharged 5 days before"]),
    (41, "warning", ["“AWOL”, but discharged 45 days before"]),
    (
        42,
        "warning",
        [
            "The admission (5 Nov 2024) is after the death (4 Nov 2024).",
            "The admission (5 Nov 2024) is after the discharge (21 Oct 2024).",
        ],
    ),
    (43, "new", ["Died 28 days after discharge."]),
    (44, "warning", ["“AWOL”, but discharged 1 day before"]),
    (45, "new", [INPATIENT]),
    (46, "warning", ["The birth (20 Sep 2025) is after the death (16 Aug 2024)."]),
    (47, "warning", [ASKED]),
    (48, "warning", ["“AWOL”, but discharged 31 days"]),
    (49, "warning", ["Died 60 days after discharge: outside the 30 days."]),
    (50, "duplicate", ["Same NHS number and date of death as row 16.", "“duplicate of W210084?”"]),
    (51, "warning", ["“On ward”, but discharged 2 days before"]),
    (52, "new", ["Died 2 days after discharge."]),
    (53, "warning", ["“On ward”, but discharged 18 days before"]),
    (54, "warning", [ASKED]),
    (55, "warning", [SAME_DAY]),
    (56, "new", ["Died 7 days after discharge."]),
    (57, "duplicate", ["Same name, date of birth and date of death as row 24.", "NHS No. (empty)"]),
    (58, "new", ["Died 3 days after discharge."]),
    (59, "warning", [ASKED]),
    (60, "new", ["Died 18 days after discharge."]),
    (61, "warning", ["31 days after discharge: just outside the 30 days."]),
    (62, "warning", [ASKED]),
    (63, "refused", ["There is no date of death."]),
    (64, "warning", ["“On s17 leave”, but discharged 1 day before"]),
    (65, "new", ["Died 18 days after discharge.", "more than a cell of Excel holds. All are kept."]),
    (66, "warning", ["Died 60 days after discharge: outside the 30 days."]),
    (67, "warning", ["“Hospice”: were they still an inpatient?"]),
    (68, "new", ["Died 12 days after discharge."]),
]
# Names that the old Excel could not write: their rows want a look in the second file.
LETTERS_LOST = {7, 14, 17, 27, 38, 45, 48, 58, 68}

GOOD = {
    "ID": "H1",
    "Surname": "Nowak",
    "Forename": "Noel",
    "DOB": "3/5/1975",
    "NHS No": "999 000 0018",
    "Admitted": "1/9/2025",
    "Discharged": "1/10/2025",
    "Died": "12/10/2025",
}


def planned(path: Path, existing=(), **options) -> ImportPlan:
    table = read_table(path)
    library = load_library()
    mapping = suggest_mapping(table.columns, library, table.rows)
    return plan_import(table, mapping, library, existing, TODAY, **options)


def by_number(plan: ImportPlan) -> dict[int, RowFate]:
    return {row.number: row for row in plan.rows}


def person(row: RowFate) -> dict[str, object]:
    """The answers of the case by role."""
    form = load_library().form_with_role("date_of_death", repeat=False)
    return {
        item.role: row.answers[form.key][item.key]
        for item in form.fields
        if item.key in row.answers[form.key]
    }


def one(library, cells: dict[str, object], existing=(), **options) -> RowFate:
    """The fate of a single row given by column name."""
    return several(library, [cells], existing, **options).rows[0]


def several(library, rows: list[dict[str, object]], existing=(), **options) -> ImportPlan:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    table = Table(
        name="list.csv",
        columns=columns,
        rows=tuple(Row(n, tuple(row.get(name) for name in columns)) for n, row in enumerate(rows, 2)),
        header_row=1,
    )
    mapping = suggest_mapping(columns, library, table.rows)
    return plan_import(table, mapping, library, existing, TODAY, **options)
