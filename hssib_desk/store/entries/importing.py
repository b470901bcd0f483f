"""Taking a list of deaths into the workbook: new cases, and answers of cases there already, in one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import select

from hssib_desk.domain.forms.form import Answer, Answers, Field
from hssib_desk.domain.forms.levels import Level
from hssib_desk.domain.forms.vocabulary import REPEATED_ROLES
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.cases import Given, new_cases
from hssib_desk.store.entries.entries import save
from hssib_desk.store.schema.tables import changes as history

Changes = Mapping[str, Mapping[str, Answer | None]]
WHY = "Corrected in the list {source}"
_KIND = "import"


@dataclass(frozen=True)
class Brought:
    """What a list of deaths said of one case when it was taken in, by entry; the first list counts."""

    at: datetime | None = None
    answers: Mapping[str, Answers] = field(default_factory=dict)

    def still(self, entry: EntryFile) -> frozenset[str]:
        """The answers of an entry that are as the list gave them."""
        given = self.answers.get(entry.id, {})
        return frozenset(key for key, value in given.items() if entry.answers.get(key) == value)


def unwatched(_done: int) -> None:
    """Nobody asks how far it has come."""


def import_list(
    context: WriteContext,
    batch: Sequence[Given],
    changes: Changes,
    source: str,
    review: str = "",
    step: Callable[[int], object] = unwatched,
    level: Level = "full",
) -> list[str]:
    """Write new cases, and the answers taken from the list, all or none; return references."""
    for entry_id, changed in changes.items():
        save(context, entry_id, changed, WHY.format(source=source))
    asked = [_given_as_asked(context, given) for given in batch]
    return new_cases(context, asked, _KIND, source, review, step, level)


def _given_as_asked(context: WriteContext, given: Given) -> Given:
    if not isinstance(given, Mapping):
        return given
    return {key: _as_asked(context, key, answers) for key, answers in given.items()}


def _as_asked(context: WriteContext, key: str, answers: Answers) -> Answers:
    """First answers of a form under the questions that the organisation asks.

    One that it asks in other words, such as by a newer list, has the answer where its list knows the code.
    """
    form = context.library.forms.get(key)
    is_chosen = partial(context.library.is_chosen, settings=context.facts.settings)
    found: dict[str, Answer] = {}
    for name, value in answers.items():
        field = form.by_key.get(name) if form else None
        others = form.with_role(field.role) if form and field and field.role in REPEATED_ROLES else ()
        if field is not None and others and not is_chosen(field):
            fitting = (other for other in others if is_chosen(other) and _knows(other, value))
            name = next((other.key for other in fitting), name)
        found[name] = value
    return found


def _knows(field: Field, value: Answer) -> bool:
    return field.options is None or value in field.options.by_code


def brought(context: ReadContext, case_id: str) -> Brought:
    """What a list of deaths said of a case."""
    query = select(history.c.entry_id, history.c.new, history.c.at).order_by(history.c.id)
    lines = list(context.db.execute(query.where(history.c.case_id == case_id, history.c.kind == _KIND)))
    answers = {row.entry_id: row.new for row in lines if row.entry_id and isinstance(row.new, dict)}
    return Brought(lines[0].at if lines else None, answers)
