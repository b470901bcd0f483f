"""What somebody decided about the rows of a list, as a file: the output of a dry run, filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hssib_desk.domain.caseload.column_map import MapError
from hssib_desk.domain.caseload.table import RowKey, Table

ROW_ACTS = ("", "import", "skip")
ANSWER_ACTS = ("", "take", "keep")


@dataclass(frozen=True)
class RowChoice:
    """What somebody decided about one row.

    `do` is import (a case of its own, whatever it is like) or skip; `answers` says of each question that
    differs from the case which is there already whether the list's answer is taken or the case's kept.
    `mended` holds what was typed in place of a cell, by target.
    """

    do: Literal["", "import", "skip"] = ""
    answers: Mapping[str, Literal["take", "keep"]] = field(default_factory=dict)
    mended: Mapping[str, str] = field(default_factory=dict)


UNDECIDED = RowChoice()


def choices_from_json(text: str, table: Table) -> dict[RowKey, RowChoice]:
    """The choices of a file by row; raises MapError with a sentence where one cannot be meant."""
    try:
        rows = json.loads(text)["rows"]
        read = [_choice(row) for row in rows]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise MapError(
            "The file of choices is not what --dry-run --json wrote. Write it again and fill in “do”."
        ) from error
    there = {row.key for row in table.rows}
    for key, choice in read:
        if choice.do not in ROW_ACTS:
            raise MapError(f"Row {key[1]}: “do” is “{choice.do}”; it may be import or skip.")
        if odd := [act for act in choice.answers.values() if act not in ANSWER_ACTS]:
            raise MapError(f"Row {key[1]}: “do” of a difference is “{odd[0]}”; it may be take or keep.")
        if key not in there and choice != UNDECIDED:
            raise MapError(f"The file of choices decides on row {key[1]}, which the list does not have.")
    return {key: choice for key, choice in read if choice != UNDECIDED}


def _choice(row: Mapping[str, Any]) -> tuple[RowKey, RowChoice]:
    answers = {item["question"]: item["do"] for item in row.get("differences", ()) if item.get("do")}
    mended = {str(key): str(typed) for key, typed in row.get("mended", {}).items() if typed}
    return (str(row.get("sheet", "")), int(row["row"])), RowChoice(row.get("do", ""), answers, mended)
