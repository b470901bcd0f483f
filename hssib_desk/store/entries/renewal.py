"""Moving reviews to the forms as they are asked today: looked at first, and undone like any other act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.forms.form_change import FormChange, carried, compare_forms
from hssib_desk.domain.parts.standing import signed_parts
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.case_files import entry_file, entry_query
from hssib_desk.store.entries.derived_rows import forget_entry
from hssib_desk.store.entries.entries import PART_SIGNED, SIGNED, LoadedCase, load_case, update_derived
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.errors import Sealed
from hssib_desk.store.schema.tables import entries

State = Mapping[str, Any]  # the form and the answers of an entry, as a line of the history keeps them


@dataclass(frozen=True)
class FormUpdate(FormChange):
    """What moving one entry to the newer form does to it; the history keeps what is dropped."""

    entry_id: str = ""
    ref: str = ""
    title: str = ""
    from_version: int = 0
    to_version: int = 0

    @property
    def is_worth_asking(self) -> bool:
        """Whether a reader would notice; help that is reworded is not worth a question."""
        return self.from_version != self.to_version or not self.is_quiet


def plans(context: ReadContext, case_id: str) -> list[FormUpdate]:
    """What would happen to each part of a review; nothing once any part of it is signed."""
    return _plans(context, load_case(context, case_id))


def _plans(context: ReadContext, held: LoadedCase) -> list[FormUpdate]:
    # A second review is compared with the first one, so both stay on the form that was signed.
    found = list(held.case(context).entries)
    if any(entry.seal for entry in found) or signed_parts(found):
        return []
    planned = (_update(context, entry) for entry in found)
    return [item for item in planned if item is not None]


def _update(context: ReadContext, entry: EntryFile) -> FormUpdate | None:
    form = context.library.forms.get(entry.form.key)
    if form is None or form.text == entry.form.text:
        return None
    change = compare_forms(entry.form, form, entry.answers)
    about = (entry.id, entry.ref, form.title, entry.form.version, form.version)
    return FormUpdate(change.renamed, change.dropped, change.asked, change.choices, change.again, *about)


def together(found: Sequence[FormUpdate]) -> list[FormUpdate]:
    """What happens to a review form by form: entries of a form that repeats are told as one."""
    made: dict[tuple[str, int, int], FormUpdate] = {}
    for item in found:
        key = (item.title, item.from_version, item.to_version)
        other = made.get(key, replace(item, dropped=(), again=()))
        marked = replace(other, dropped=(*other.dropped, *_marked(item, item.dropped)))
        made[key] = replace(marked, again=(*other.again, *_marked(item, item.again)))
    return [replace(item, dropped=tuple(dict.fromkeys(item.dropped))) for item in made.values()]


def _marked(item: FormUpdate, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"{item.ref} {label}".strip() if answer else label, answer) for label, answer in pairs]


def renew_case(context: WriteContext, case_id: str) -> list[FormUpdate]:
    """Move every part of a review to the forms of today, in one act; say what was done."""
    held = load_case(context, case_id)
    done = _plans(context, held)
    if done:
        _move(context, held, done)
    return done


def _move(context: WriteContext, held: LoadedCase, done: Sequence[FormUpdate]) -> None:
    states, why = {}, {}
    for item in done:
        entry = held.entries[item.entry_id]
        form = context.library.forms[entry.form.key]
        states[entry.id] = {
            "form_id": context.keep(form),
            "answers": carried(entry.form, form, entry.answers),
        }
        why[entry.id] = f"Moved from version {item.from_version} to version {item.to_version} of the form"
    put_states(context, held, states, "form", why)


def put_states(
    context: WriteContext,
    held: LoadedCase,
    states: Mapping[str, State],
    kind: str,
    why: Mapping[str, str],
    undoes: int | None = None,
) -> list[EntryFile]:
    """Give some entries of a case their forms and answers in one act, with the history of both."""
    if any(held.entries[key].seal for key in states):
        raise Sealed(SIGNED)
    if signed_parts(held.entries.values()):
        raise Sealed(PART_SIGNED)
    lines = []
    for key, state in states.items():
        entry = held.entries[key]
        before = {"form_id": context.keep(entry.form), "answers": dict(entry.answers)}
        lines.append(HistoryRecord(kind, held.head.id, key, "", before, dict(state), why[key], undoes))
    record(context, lines)
    newer = []
    for key, state in states.items():
        newer.append(_put(context, held.entries[key], state))
        held = held.with_entry(newer[-1])
        update_derived(context, held, newer[-1], newer[-1].answers.keys())
    return newer


def _put(context: WriteContext, entry: EntryFile, state: State) -> EntryFile:
    answers: dict[str, Answer] = dict(state["answers"])
    values = {
        "form_id": state["form_id"], "answers": answers, "updated_at": context.now,
        "row_version": entry.row_version + 1,
    }  # fmt: skip
    context.db.execute(update(entries).where(entries.c.id == entry.id).values(values))
    forget_entry(context, entry.id)
    row = context.db.execute(entry_query().where(entries.c.id == entry.id)).one()
    return entry_file(context, row)
