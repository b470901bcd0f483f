"""The sheet that lists every figure of the program with what it counts, in each Excel export."""

from __future__ import annotations

from hssib_desk.domain.figures.ledger import ledger
from hssib_desk.export.excel.sheets import Sheet

TITLE = "Figures"
WIDTHS = [30, 62, 52, 30, 44, 40, 12, 44, 40]
HEADS = [
    "Figure",
    "Counts",
    "How",
    "Out of",
    "Left out",
    "Period",
    "Levels",
    "Shown on",
    "Filter of its list",
]


def write_figures(sheet: Sheet, days: int) -> None:
    """Write one row for each figure of the ledger; `days` are those after discharge that are in scope."""
    sheet.freeze("B2")
    sheet.head(HEADS)
    for found in ledger().values():
        row = [
            found.named(days=days),
            found.counts,
            found.rules,
            found.out_of,
            found.left_out,
            found.period,
            ", ".join(found.levels),
            ", ".join(found.places),
            found.filter,
        ]
        sheet.row(row, ["bold", *["body"] * (len(HEADS) - 1)], name=found.key)
    sheet.table("Figures", len(HEADS))
