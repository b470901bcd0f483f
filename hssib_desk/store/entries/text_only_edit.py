"""Edits that change words only, so that no list, rule or figure of the case can come out differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import update

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Condition, Field, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.index import CASE_ROLES_KEPT
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries.derived_rows import write_action, write_words
from hssib_desk.store.entries.history import HistoryRecord
from hssib_desk.store.schema.tables import cases


def is_light(context: WriteContext, entry: EntryFile, lines: Sequence[HistoryRecord]) -> bool:
    """Whether an edit only puts other words in the place of words, in fields that nothing looks at."""
    if entry.form.role("part"):  # the lists say who has a part
        return False
    return all(_words_for_words(entry.form.by_key[line.field], line) for line in lines) and not (
        context.shelf.watched(entry.form, _watched) & {line.field for line in lines}
    )


def _words_for_words(field: Field, line: HistoryRecord) -> bool:
    if not kind_of(field).is_writing or field.in_list or field.role in CASE_ROLES_KEPT:
        return False
    both = (line.old, line.new)
    return all(isinstance(text, str) and text.strip() and not kinds.problem(field, text) for text in both)


def _watched(form: Form, others: Sequence[Form]) -> frozenset[str]:
    """The fields of a form that a rule of any form looks at."""
    own = {key for rule in _rules(form) for key in rule.fields() if "." not in key}
    named = {key for other in others for rule in _rules(other) for key in rule.fields()}
    asked_as = {form.key, form.instead_of}
    return frozenset(own | {key for key in form.by_key for name in asked_as if f"{name}.{key}" in named})


def _rules(form: Form) -> Iterator[Condition]:
    rules: list[Condition | None] = [rule for field in form.fields for rule in field.rules]
    rules += [section.show_if for section in form.sections]
    yield from (rule for rule in rules if rule)


def follow_light(
    context: WriteContext, entry: EntryFile, case_id: str, case_ref: str, lines: Sequence[HistoryRecord]
) -> None:
    """Write what such an edit does change: search words, an action's line, the time of the case."""
    write_action(context, entry, case_id, case_ref)
    write_words(context, entry, case_id, [line.field for line in lines])
    context.db.execute(update(cases).where(cases.c.id == case_id).values(updated_at=context.now))
