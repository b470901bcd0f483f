"""Undo and redo of a case, read from its history, so that they outlive the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from hssib_desk.domain.parts.standing import signed_parts
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries import review_form
from hssib_desk.store.entries.case_files import entry_file, entry_query
from hssib_desk.store.entries.entries import (
    MINUTED_KIND,
    answer,
    hold_entry,
    refuse_sealed,
    remove,
    restore,
)
from hssib_desk.store.entries.history import RECOVERED, HistoryRecord, record
from hssib_desk.store.entries.parts import ACTS
from hssib_desk.store.entries.renewal import put_states
from hssib_desk.store.entries.screening import OPENED, SCREEN
from hssib_desk.store.entries.second_review import BEGIN, WITHDRAW
from hssib_desk.store.schema.tables import changes, entries

# Before these acts nothing is undone: a signature, a reopening and a change of stage stand.
_UNDOABLE = ("edit", "add", "remove", "restore", "form", review_form.KIND)
_WALLS = ("sign", "reopen", SCREEN, OPENED, BEGIN, WITHDRAW, RECOVERED, MINUTED_KIND, *ACTS)
SAID = {"undo": "undone", "redo": "redone"}


@dataclass(frozen=True)
class Steps:
    """The acts that can be undone, and those that can be redone; the last is next."""

    undo: tuple[int, ...]
    redo: tuple[int, ...]


def steps(context: ReadContext, case_id: str) -> Steps:
    """What can be undone and redone in a case now."""
    wall = select(func.max(changes.c.id)).where(changes.c.case_id == case_id, changes.c.kind.in_(_WALLS))
    query = select(changes.c.act, changes.c.kind, changes.c.undoes).distinct()
    query = query.where(changes.c.case_id == case_id, changes.c.id > (context.db.execute(wall).scalar() or 0))
    done: list[int] = []
    undone: list[int] = []
    for act, kind, undoes in context.db.execute(query.order_by(changes.c.act)):
        if kind == "undo":
            done.remove(undoes)
            undone.append(undoes)
        elif kind == "redo":
            undone.remove(undoes)
            done.append(undoes)
        elif kind in _UNDOABLE:
            done.append(act)
            undone.clear()
    return Steps(tuple(done), tuple(undone))


def place_of(context: ReadContext, act: int) -> tuple[str, str]:
    """The entry and the question that an act changed; empty where it changed more, or the case as a whole."""
    query = select(changes.c.entry_id, changes.c.field).where(changes.c.act == act).order_by(changes.c.id)
    line = context.db.execute(query.limit(1)).one()
    return line.entry_id or "", line.field or ""


def undo(context: WriteContext, case_id: str) -> str | None:
    """Take back the last act of a case; say in words what it was, or None when there is nothing."""
    found = steps(context, case_id).undo
    return _again(context, found[-1], "undo") if found else None


def redo(context: WriteContext, case_id: str) -> str | None:
    """Do the last act again that was undone; say in words what it was, or None."""
    found = steps(context, case_id).redo
    return _again(context, found[-1], "redo") if found else None


def _again(context: WriteContext, number: int, kind: str) -> str:
    query = select(changes).where(changes.c.act == number).order_by(changes.c.id)
    lines = context.db.execute(query).all()
    first = lines[0]
    if first.kind == "edit":
        return _change_back(context, lines, kind)
    if first.kind == review_form.KIND:
        return review_form.again(context, lines, kind, SAID[kind])
    if first.kind == "form":
        return _move_back(context, lines, kind)
    named = context.db.execute(entry_query().where(entries.c.id == first.entry_id)).one()
    entry = entry_file(context, named)
    words = f"{entry.form.singular or entry.form.title} {entry.ref}".strip()
    if (first.kind == "remove") == (kind == "undo"):
        restore(context, entry.id, kind, number)
        return f"{words} put back"
    remove(context, entry.id, "", kind, number)
    return f"{words} taken out"


def _move_back(context: WriteContext, lines: Sequence[Row[Any]], kind: str) -> str:
    held, _entry = hold_entry(context, lines[0].entry_id)
    states = {line.entry_id: line.old if kind == "undo" else line.new for line in lines}
    moved = put_states(context, held, states, kind, dict.fromkeys(states, SAID[kind]), lines[0].act)
    first = f"{moved[0].form.title}, version {moved[0].form.version} of the form"
    return first if len(moved) == 1 else f"{first}, and {len(moved) - 1} more"


def _change_back(context: WriteContext, lines: Sequence[Row[Any]], kind: str) -> str:
    held, entry = hold_entry(context, lines[0].entry_id)
    values = {line.field: line.old if kind == "undo" else line.new for line in lines}
    refuse_sealed(context, entry, values, signed_parts(held.entries.values()))
    written = [
        HistoryRecord(
            kind,
            held.head.id,
            entry.id,
            key,
            entry.answers.get(key),
            value,
            SAID[kind],
            lines[0].act,
        )
        for key, value in values.items()
    ]
    record(context, written)
    answer(context, held, entry, values)
    return ", ".join(entry.form.by_key[key].label for key in values)
