"""Exports that keep to the cases that owe a duty, as the filter of the case list finds them."""

from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.cases.filters import with_late_duties

TODAY = date.today()
DIED = {  # of natural causes; the duties below differ by what else is said
    "informal": ({"legal_status": "01"}, TODAY - timedelta(days=40)),
    "detained": ({"legal_status": "03"}, TODAY - timedelta(days=40)),
    "detained, told": ({"legal_status": "03"}, TODAY - timedelta(days=40)),
    "detained, today": ({"legal_status": "03"}, TODAY),
}


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    target = tmp_path_factory.mktemp("owed") / "w.hssib"
    refs = {}
    with Workbook.create(target, library=load_library(), actor="t") as workbook:
        for name, (more, day) in DIED.items():
            person = {"date_of_death": day.isoformat(), "inpatient_at_death": "yes", "died_manner": "natural"}
            decisions = {"coroner_referred": day.isoformat()} if "told" in name else {}
            case = workbook.new_case({"person": {**person, **more}, "decisions": decisions})
            workbook.add_entry(case.id, "action", answers={"action_title": name})
            refs[case.ref] = name
        late = workbook.lists.cases(with_late_duties(CaseQuery()), 0, 9)
    return target, refs, {refs[row.ref] for row in late}


def written(four, tmp_path, kind, given):
    target, refs, _ = four
    out = tmp_path / f"{kind}.xlsx"
    assert main(["export", kind, str(target), str(out), "--force", *given]) == 0
    book = load_workbook(out)
    rows = list(book["Cases" if kind == "data" else "Action log"].iter_rows(values_only=True))
    found = {cell for row in rows for cell in row if cell in refs}
    page = book["Control" if kind == "data" else "Read me"]
    filters = next(row[1].value for row in page.iter_rows() if row[0].value == "Filters")
    return {refs[ref] for ref in found}, filters


@pytest.mark.parametrize(
    ("given", "cases", "said"),
    [
        (["--duty", "coroner"], {"detained", "detained, today"}, "Duty: Coroner told, open"),
        (["--duty", "coroner", "--duty-state", "late"], {"detained"}, "Duty: Coroner told, overdue"),
        (["--duty", "any"], set(DIED), "Duty: any, open"),
    ],
)
def test_exports_keep_to_the_cases_that_owe_a_duty_and_say_so(four, tmp_path, given, cases, said):
    for kind in ("data", "actions"):
        found, filters = written(four, tmp_path, kind, given)
        assert found == cases and said in filters, kind


def test_what_is_late_is_what_the_case_list_calls_late(four, tmp_path):
    found, _ = written(four, tmp_path, "data", ["--duty-state", "late"])
    assert found == four[2] and "detained, today" not in found and "informal" in found


def test_an_unknown_duty_is_refused_with_the_nearest(four, tmp_path, capsys):
    assert main(["export", "data", str(four[0]), str(tmp_path / "d.xlsx"), "--duty", "corroner"]) == 1
    assert "no duty “corroner”" in capsys.readouterr().err
    assert main(["export", "data", str(four[0]), str(tmp_path / "d.xlsx"), "--duty-state", "done"]) == 2
