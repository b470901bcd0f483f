"""What stands over all rows of the action log: colours that follow the words, and drop-down lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from hssib_desk.export.excel.action_columns import Column, strengths
from hssib_desk.export.excel.cells import BAND, LOOKS, lined, solid
from hssib_desk.export.excel.sheets import Sheet

EARLIEST = "36526"  # 1 January 2000, as a spreadsheet counts days


def colour_rows(worksheet: Any, names: Sequence[str], words: Mapping[str, str], rows: int) -> None:
    """Band the rows and colour the BRAG cells by formulas, so that both survive sorting and editing."""
    letter = get_column_letter(names.index("BRAG") + 1)
    for word, code in words.items():
        look = LOOKS[code]
        style = DifferentialStyle(font=Font(bold=True, color=f"FF{look.colour}"), fill=solid(look.fill))
        quoted = word.replace('"', '""')
        rule = Rule("expression", dxf=style, stopIfTrue=True, formula=[f'${letter}2="{quoted}"'])
        worksheet.conditional_formatting.add(f"{letter}2:{letter}{rows}", rule)
    area = f"A2:{get_column_letter(len(names))}{rows}"
    # LibreOffice follows only the first rule that holds, so each draws the lines.
    banded = DifferentialStyle(fill=solid(BAND), border=lined())
    band = Rule("expression", dxf=banded, formula=["MOD(ROW(),2)=1"])
    lines = Rule("expression", dxf=DifferentialStyle(border=lined()), formula=["TRUE"])
    worksheet.conditional_formatting.add(area, band)
    worksheet.conditional_formatting.add(area, lines)


def offer_lists(worksheet: Any, lists: Sheet, columns: Sequence[Column], rows: int) -> None:
    """Give each column with a list its drop-down, and each date column its check."""
    offered = {column.name: _labels(column) for column in columns if _labels(column)}
    _write_lists(lists, {_head(columns, name): labels for name, labels in offered.items()})
    for position, column in enumerate(columns, 1):
        letter = get_column_letter(position)
        rule = None
        if column.name in offered:
            at = get_column_letter(list(offered).index(column.name) + 1)
            rule = _list_rule(column, f"{lists.title}!${at}$2:${at}${len(offered[column.name]) + 1}")
        elif column.look == "date":
            rule = _date_rule()
        if rule is not None:
            rule.add(f"{letter}2:{letter}{rows}")
            worksheet.data_validations.append(rule)


def _labels(column: Column) -> list[str]:
    if column.choices is None:
        return []
    return column.listed if column.editable else strengths(column.choices)


def _head(columns: Sequence[Column], name: str) -> str:
    return next(column.head for column in columns if column.name == name)


def _write_lists(sheet: Sheet, lists: Mapping[str, list[str]]) -> None:
    sheet.head(list(lists), height=None)
    for number in range(max(map(len, lists.values()), default=0)):
        sheet.row([labels[number] if number < len(labels) else None for labels in lists.values()], "body")


def _list_rule(column: Column, source: str) -> DataValidation:
    rule = DataValidation("list", formula1=source, allow_blank=True)
    if not column.editable:
        rule.promptTitle, rule.prompt = column.head[:32], column.meaning[:255]
        rule.showInputMessage = True
    rule.showErrorMessage = column.strict and not column.many
    rule.errorTitle = "Not in the list"
    rule.error = "Please choose one of the answers of the list; the sheet Definitions says what each means."
    return rule


def _date_rule() -> DataValidation:
    rule = DataValidation("date", operator="greaterThanOrEqual", formula1=EARLIEST, allow_blank=True)
    rule.errorStyle = "warning"  # a month or a year alone may stay
    rule.showErrorMessage = True
    rule.errorTitle = "Is this a date?"
    rule.error = "A date is written as 31/12/2025. Keep what you typed only if the day is not known."
    return rule
