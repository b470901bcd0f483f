"""What databases count in different ways, said once."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, case, func


def count_true(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition, 0 for no row.

    A sum over the condition itself would be read back as a yes or no, so that 137 became 1.
    """
    return func.coalesce(func.sum(case((condition, 1), else_=0), type_=Integer), 0)
