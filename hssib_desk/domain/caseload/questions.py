"""What a list does not say about its columns: asked once, and nothing is guessed until it is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hssib_desk.domain.caseload.columns import ColumnMap, ImportNames, Target
from hssib_desk.domain.caseload.dates import DateColumn, date_column
from hssib_desk.domain.caseload.table import Cell, Table, is_blank, words
from hssib_desk.domain.caseload.values import Way, both_readings, is_tick, numbered, says_yes, section
from hssib_desk.domain.forms.kinds import kind_of

SECTIONS = re.compile(r"s\d+", re.I)


@dataclass(frozen=True)
class Question:
    """A question about the column of a target, the answers to choose from in words, and the one given."""

    target: str
    about: Literal["dates", "numbers", "ticks"]
    column: str
    sentence: str
    answers: tuple[tuple[str, str], ...]
    answer: str = ""


@dataclass(frozen=True)
class ColumnWays:
    """How every chosen column is read, and what has to be asked about it."""

    ways: dict[str, Way]
    questions: tuple[Question, ...]


def look_at_columns(table: Table, chosen: ColumnMap, names: ImportNames) -> ColumnWays:
    """Look through every chosen column for what its cells leave open."""
    ways: dict[str, Way] = {}
    questions: list[Question] = []
    for key, at in chosen.columns.items():
        target = names.targets[key]
        cells = [row.cells[at] for row in table.rows]
        answer = chosen.answers.get(key, "")
        dates = DateColumn()
        if kind_of(target.field).is_date:
            dates = date_column(cells)
            asked = _about_dates(target, dates, table.columns[at])
            answer = (answer if asked else "") or chosen.dates
        else:
            asked = _about_choices(target, cells, table.columns[at]) if target.field.options else None
        if asked and answer not in dict(asked.answers):
            answer = ""
        if asked:
            questions.append(replace(asked, answer=answer))
        ways[key] = Way(dates, asked.about if asked else "", answer)
    return ColumnWays(ways, tuple(questions))


def _about_dates(target: Target, dates: DateColumn, column: str) -> Question | None:
    if dates.swapped:
        order = "day" if dates.order == "dmy" else "month"
        sentence = (
            f"“{column}” has probably swapped days and months: its {dates.count} stored dates all have days "
            f"of 12 or less, and the others are text such as {dates.example}, {order} first."
        )
        turn = (dates.order, f"Written {order} first: turn the stored dates round")
        stay = ("mdy" if dates.order == "dmy" else "dmy", "Leave the stored dates as they are")
        return Question(target.key, "dates", column, sentence, (turn, stay))
    if dates.doubt:
        times = f"{dates.count} of its dates" if dates.count > 1 else "one of its dates"
        sentence = f"“{column}” may be written month first: {times} ({dates.example}) can only be read so."
        return Question(target.key, "dates", column, sentence, (("dmy", "Day first"), ("mdy", "Month first")))
    return None


def _about_choices(target: Target, cells: Sequence[Cell], column: str) -> Question | None:
    texts = [words(cell).strip() for cell in cells if not is_blank(cell)]
    answers: tuple[tuple[str, str], ...]
    if bare := next(_ambiguous(target, texts), ""):
        answers = (("section", "Sections of the Mental Health Act"), ("code", "Codes of the national list"))
        sentence = f"“{column}” holds bare numbers. {both_readings(target.field, bare)}"
        return Question(
            target.key, "numbers", column, sentence.removesuffix(" It is kept in the notes."), answers
        )
    ticks = sum(map(is_tick, texts))
    if ticks and (yes := says_yes(target.field)):
        codes = [text for text in texts if is_tick(text) and _is_code(target, text)]
        code = [("code", f"The code for “{_code_label(target, codes[0])}”")] if codes else []
        answers = (("yes", f"“{yes.label}”"), *code, ("open", "Leave open, kept in the notes"))
        sentence = f"“{column}” holds a tick or a cross in {ticks} row{'' if ticks == 1 else 's'}."
        return Question(target.key, "ticks", column, sentence, answers)
    return None


def _ambiguous(target: Target, texts: Sequence[str]) -> Iterator[str]:
    """Bare numbers of a column of sections that mean one thing as a section and another as a code."""
    choices = target.field.options.choices if target.field.options else ()
    sections = sum(any(SECTIONS.fullmatch(name) for name in choice.match) for choice in choices)
    if sections < 2 or any(re.fullmatch(r"0\d", text) for text in texts):  # a leading zero tells a code
        return
    for text in dict.fromkeys(texts):
        if text.isdecimal() and numbered(target.field, text) != section(target.field, text):
            yield text


def _is_code(target: Target, text: str) -> bool:
    return bool(_code_label(target, text))


def _code_label(target: Target, text: str) -> str:
    """What a text means as a code of the list; empty where it is none."""
    choices = target.field.options.choices if target.field.options else ()
    return next((choice.label for choice in choices if choice.code.casefold() == text.casefold()), "")
