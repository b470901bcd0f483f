"""The formulas of an action log: its colours and days overdue stay true, and its printed page follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl.utils import get_column_letter

from hssib_desk.domain.actions.measures import (
    DONE,
    NOT_BEGUN,
    SET_ASIDE,
    ActionFacts,
    Brag,
    brag_code,
    brag_list,
)
from hssib_desk.domain.dates import PartialDate
from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.export.excel.action_columns import Column
from hssib_desk.export.excel.cells import Formula

AMBER_DAYS, EXPORT_DATE, BRAG_KEY = "AmberDays", "ExportDate", "BragKey"  # names of cells on the Read me

# The columns on paper, with their widths: so many that A4 across holds them at more than 8 points.
TARGET = "TARGET"
PRINTED = {
    "ACTION_REF": 17.0,
    "title": 41.0,
    "owner": 20.0,
    TARGET: 13.0,
    "status": 14.0,
    "BRAG": 13.0,
    "DAYS_OVERDUE": 11.5,
    "progress": 40.0,
}
TARGET_HEAD = "Target in force"
_MOST_SHOWN = 300


class Formulas:
    """Writes the formulas of a row by the letters of the columns that its rules look at."""

    def __init__(self, columns: Sequence[Column], form: Form, library: Library, title: str) -> None:
        self._letters = {column.name: get_column_letter(n) for n, column in enumerate(columns, 1)}
        self._risk_column = next((c.name for c in columns if c.field and c.field.role == "risk_flag"), "")
        self._title = title
        status, flag = form.role("status"), form.role("risk_flag")
        self._status = {c.label: c.means for c in status.options.choices} if status and status.options else {}
        self._risk = {c.label: c.means for c in flag.options.choices} if flag and flag.options else {}
        self.set_aside = [label for label, means in self._status.items() if means in SET_ASIDE]
        self._label = {choice.means: choice.label for choice in brag_list(library).choices}

    def computed(
        self, row: int, cells: Mapping[str, Cell], state: Brag, today: date, amber_days: int
    ) -> tuple[Cell | Formula, Cell | Formula]:
        """Colour and days overdue; values where a formula would say something else, as of "May 2026"."""
        if not self._agrees(cells, state, today, amber_days):
            return state.label, state.days_overdue
        return Formula(self._brag(row), state.label), Formula(self._overdue(row), state.days_overdue)

    def _agrees(self, cells: Mapping[str, Cell], state: Brag, today: date, amber_days: int) -> bool:
        first, later, status = cells.get("target_date"), cells.get("revised_date"), cells.get("status") or ""
        if isinstance(first, str) or isinstance(later, str) or status not in {"", *self._status}:
            return False
        facts = ActionFacts(
            status=self._status.get(str(status), ""),
            original=_day(first),
            revised=_day(later),
            at_risk=self._risk.get(str(cells.get(self._risk_column)), "") == "yes",
        )
        return brag_code(facts, today, amber_days)[0] == state.code

    def _brag(self, row: int) -> str:
        status, first, later, target = self._cells_of(row)
        at_risk, label = self._any(status, {"on_hold"}), self._label
        if self._risk_column:
            yes = [name for name, means in self._risk.items() if means == "yes"]
            at_risk = f"OR({at_risk},{_one_of(f'${self._letters[self._risk_column]}{row}', yes)})"
        return (
            f"IF({self._any(status, {'closed'})},{_quoted(label['blue'])},"
            f"IF({self._any(status, SET_ASIDE)},{status},"
            f"IF({self._any(status, DONE - {'closed'})},{_quoted(label['green'])},"
            f"IF(AND(ISNUMBER({target}),{target}<TODAY()),{_quoted(label['red'])},"
            f"IF({at_risk},{_quoted(label['amber'])},"
            f"IF(AND(ISNUMBER({target}),{target}<=TODAY()+{AMBER_DAYS}),{_quoted(label['amber'])},"
            f"IF(AND(ISNUMBER({first}),ISNUMBER({later}),{later}>{first}),{_quoted(label['amber'])},"
            f'IF(OR({status}="",{self._any(status, NOT_BEGUN)}),{_quoted(label["not_started"])},'
            f"{_quoted(label['green'])}))))))))"
        )

    def _overdue(self, row: int) -> str:
        status, _, _, target = self._cells_of(row)
        return (
            f'IF({self._any(status, DONE | SET_ASIDE)},"",'
            f'IF(AND(ISNUMBER({target}),{target}<TODAY()),TODAY()-{target},""))'
        )

    def _cells_of(self, row: int) -> tuple[str, str, str, str]:
        """Status, first and revised target of a row, and the target in force."""
        names = ("status", "target_date", "revised_date")
        status, first, later = (f"${self._letters[name]}{row}" for name in names)
        return status, first, later, f"IF(ISNUMBER({later}),{later},{first})"

    def _any(self, cell: str, meanings: frozenset[str] | set[str]) -> str:
        return _one_of(cell, [label for label, means in self._status.items() if means in meanings])

    def printed(self, row: int, cells: Mapping[str, Cell | Formula]) -> list[Cell | Formula]:
        """A row as it is printed: each cell follows the log's own, its value beside it."""
        found: list[Cell | Formula] = []
        for name in PRINTED:
            if name == TARGET:
                first, later = self._there("target_date", row), self._there("revised_date", row)
                shown = cells.get("revised_date") or cells.get("target_date")
                found.append(Formula(f'IF({later}<>"",{later},IF({first}="","",{first}))', _plain(shown)))
                continue
            at, value = self._there(name, row), _plain(cells.get(name))
            if name == "progress":
                cut = f'LEFT({at},{_MOST_SHOWN})&" …"'
                text = f'IF({at}="","",IF(LEN({at})>{_MOST_SHOWN},{cut},{at}))'
                is_long = isinstance(value, str) and len(value) > _MOST_SHOWN
                found.append(Formula(text, f"{str(value)[:_MOST_SHOWN]} …" if is_long else value))
            else:
                found.append(Formula(f'IF({at}="","",{at})', value))
        return found

    def _there(self, name: str, row: int) -> str:
        return f"'{self._title}'!{self._letters[name]}{row}"


def _plain(value: Cell | Formula) -> Cell:
    return value.value if isinstance(value, Formula) else value


def _day(value: Cell) -> PartialDate | None:
    return PartialDate.of(value) if isinstance(value, date) else None


def _one_of(cell: str, labels: Sequence[str]) -> str:
    return f"OR({','.join(f'{cell}={_quoted(label)}' for label in labels)})" if labels else "FALSE()"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))
