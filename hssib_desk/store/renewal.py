"""Moving an entry to the form as it is asked today: looked at first, and undone like any other act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from hssib_desk.domain import kinds
from hssib_desk.domain.casefile import EntryFile
from hssib_desk.domain.form import Answer, Form
from hssib_desk.store.act import Act, Look
from hssib_desk.store.casefiles import entry_file, entry_query
from hssib_desk.store.derive import forget_entry
from hssib_desk.store.entries import SIGNED, follow, hold_entry
from hssib_desk.store.errors import Sealed
from hssib_desk.store.history import Line, record
from hssib_desk.store.tables import entries


@dataclass(frozen=True)
class FormUpdate:
    """What moving to the newer form does to an entry, in labels and shown values."""

    title: str
    from_version: int
    to_version: int
    renamed: tuple[tuple[str, str], ...]  # questions with another name or key: old label, new label
    dropped: tuple[tuple[str, str], ...]  # answers to questions no longer asked; the history keeps them
    asked: tuple[str, ...]  # questions that are new


def plan(look: Look, entry_id: str) -> FormUpdate | None:
    """What would happen; None when the entry is on the form of today already."""
    row = look.db.execute(entry_query().where(entries.c.id == entry_id)).one()
    entry = entry_file(look, row)
    form = look.library.forms.get(entry.form.key)
    return None if form is None or form.text == entry.form.text else _update(entry, form)


def _update(entry: EntryFile, form: Form) -> FormUpdate:
    moved = _moves(entry.form, form)
    renamed, dropped = [], []
    for key, value in entry.answers.items():
        field = entry.form.by_key[key]
        if key not in moved:
            dropped.append((field.label, kinds.show(field, value)))
        elif form.by_key[moved[key]].label != field.label:
            renamed.append((field.label, form.by_key[moved[key]].label))
    new = tuple(field.label for field in form.fields if field.key not in moved.values())
    return FormUpdate(form.title, entry.form.version, form.version, tuple(renamed), tuple(dropped), new)


def _moves(old: Form, new: Form) -> dict[str, str]:
    """The key in the new form of every question of the old one that is still asked."""
    renamed = {before: field.key for field in new.fields for before in field.renamed}
    wanted = (
        (field.key, field.key if field.key in new.by_key else renamed.get(field.key)) for field in old.fields
    )
    return {key: target for key, target in wanted if target}


def renew(act: Act, entry_id: str) -> FormUpdate | None:
    """Move an entry to the form of today; None when it is there already."""
    _held, entry = hold_entry(act, entry_id)
    done = plan(act, entry_id)
    if done is None:
        return None
    form = act.library.forms[entry.form.key]
    moved = _moves(entry.form, form)
    answers = {moved[key]: value for key, value in entry.answers.items() if key in moved}
    why = f"Moved from version {done.from_version} to version {done.to_version} of the form"
    put_state(act, entry_id, {"form_id": act.keep(form), "answers": answers}, "form", why)
    return done


def put_state(
    act: Act, entry_id: str, state: Mapping[str, Any], kind: str, why: str, undoes: int | None = None
) -> EntryFile:
    """Give an entry a form and its answers at once, with the history of both."""
    held, entry = hold_entry(act, entry_id)
    if entry.seal:
        raise Sealed(SIGNED)
    before = {"form_id": act.keep(entry.form), "answers": dict(entry.answers)}
    record(act, [Line(kind, held.head.id, entry_id, "", before, dict(state), why, undoes)])
    answers: dict[str, Answer] = dict(state["answers"])
    values = {
        "form_id": state["form_id"], "answers": answers, "updated_at": act.now,
        "row_version": entry.row_version + 1,
    }  # fmt: skip
    act.db.execute(update(entries).where(entries.c.id == entry_id).values(values))
    forget_entry(act, entry_id)
    row = act.db.execute(entry_query().where(entries.c.id == entry_id)).one()
    newer = entry_file(act, row)
    follow(act, held.with_entry(newer), newer, answers.keys())
    return newer
