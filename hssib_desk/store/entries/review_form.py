"""Moving a review to another review form: looked at first, and undone like any other act.

What was written on the form that is left stays in the workbook, taken out whole, and comes back with it.
Questions that both forms ask keep their answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, update

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answers, Field, Form
from hssib_desk.domain.forms.form_change import carried, moves
from hssib_desk.domain.forms.rules import is_answered
from hssib_desk.domain.parts.standing import signed_parts
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.case_files import read_case
from hssib_desk.store.entries.derived_rows import forget_entry, update_derived
from hssib_desk.store.entries.entries import PART_SIGNED, SIGNED, first_entry, load_case, removed_entries
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.schema.tables import entries

KIND = "review"  # of its lines in the history
Told = tuple[str, str]  # a question and its answer, as a reader sees them


@dataclass(frozen=True)
class ReviewMove:
    """What moving a review to another review form does to what was written."""

    key: str
    from_title: str
    to_title: str
    carried: tuple[Told, ...] = ()
    set_aside: tuple[Told, ...] = ()
    brought_back: tuple[Told, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that was written changes its place."""
        return not (self.carried or self.set_aside or self.brought_back)


@dataclass(frozen=True)
class _Pair:
    """A form that is left and the one that takes its place; `back` is the entry of an earlier move."""

    old: EntryFile | None
    form: Form
    back: EntryFile | None

    def answers(self) -> Answers:
        """The answers of the form that is moved to."""
        kept = dict(self.back.answers) if self.back else {}
        if self.old is None:
            return kept
        form = self.back.form if self.back else self.form
        shared = set(moves(self.old.form, form).values())
        own = {key: value for key, value in kept.items() if key not in shared}
        return {**own, **carried(self.old.form, form, self.old.answers)}


def plan(context: ReadContext, case_id: str, key: str) -> ReviewMove:
    """What would happen; raises Sealed or NotReady with the reason why a review cannot move."""
    case, pairs = _pairs(context, case_id, key)
    there = context.library.for_review(key).outline
    told = ReviewMove(key, case.library.outline.title, there.title)
    lists: tuple[list[Told], list[Told], list[Told]] = ([], [], [])
    for pair in pairs:
        for number, found in enumerate(_told(pair)):
            lists[number].extend(found)
    return ReviewMove(told.key, told.from_title, told.to_title, *map(tuple, lists))


def _told(pair: _Pair) -> Iterator[list[Told]]:
    """What is carried over, set aside and brought back."""
    old, back = pair.old, pair.back
    shared = moves(old.form, back.form if back else pair.form) if old else {}
    yield _shown(old, shared) if old else []
    yield _shown(old, (f.key for f in old.form.fields if f.key not in shared)) if old else []
    taken = set(shared.values())
    yield _shown(back, (f.key for f in back.form.fields if f.key not in taken)) if back else []


def _shown(entry: EntryFile, keys: Iterable[str]) -> list[Told]:
    fields = (entry.form.by_key[key] for key in keys)
    return [
        (_label(entry.form, f), kinds.show(f, entry.answers[f.key])) for f in fields if is_answered(f, entry)
    ]


def _label(form: Form, field: Field) -> str:
    return f"{form.by_section[field.section].title}: {field.label}"


def _pairs(context: ReadContext, case_id: str, key: str) -> tuple[Any, list[_Pair]]:
    held = load_case(context, case_id)
    case = held.case(context)
    _refuse(held.entries.values(), case.ref)
    here, there = case.library.outline, context.library.for_review(key).outline
    if there.key != key or here.key == key:
        raise NotReady(f"{case.ref} is on the form “{there.title}” already.")
    if any(e.form.key in _own(context, key) and not e.form.repeat for e in held.entries.values()):
        raise NotReady(f"{case.ref} has answers on both review forms. Keep it on “{here.title}”.")
    out = {e.form.instead_of or e.form.key: e for e in case.entries if e.form.key in _own(context, here.key)}
    gone = removed_entries(context, case_id)
    pairs = []
    for form in context.library.forms.values():
        if form.key in _own(context, key) and not form.repeat:
            back = next((e for e in gone if e.form.key == form.key and e.stage == "first"), None)
            pairs.append(_Pair(out.pop(form.instead_of or form.key, None), form, back))
    return case, pairs


def _own(context: ReadContext, key: str) -> frozenset[str]:
    return context.library.own_forms(next(item for item in context.library.reviews if item.key == key))


def _refuse(found: Iterable[EntryFile], ref: str) -> None:
    there = list(found)
    if any(entry.stage != "first" for entry in there):
        raise NotReady(
            f"A second review of {ref} was begun, and is made on the same form as the first. "
            "Withdraw it before the review moves to another form."
        )
    if any(entry.seal for entry in there):
        raise Sealed(SIGNED)
    if signed_parts(there):
        raise Sealed(PART_SIGNED)


def move(context: WriteContext, case_id: str, key: str) -> ReviewMove:
    """Move a review to another review form in one act; say what was done."""
    done = plan(context, case_id, key)
    case, pairs = _pairs(context, case_id, key)
    why = f"Moved from “{done.from_title}” to “{done.to_title}”"
    lines = [HistoryRecord(KIND, case_id, old=case.library.outline.key, new=key, why=why)]
    for pair in pairs:
        lines += _out(context, case_id, [pair.old] if pair.old else [], KIND, why)
        answers = pair.answers()
        if pair.back is None:
            made = first_entry(context, case_id, pair.form, answers, None, "first")
            lines.append(HistoryRecord("new", case_id, made.id, new=dict(made.answers), why=why))
        else:
            lines += _back(context, case_id, pair.back, answers, why)
    record(context, lines)
    update_derived(context, read_case(context, case_id))
    return done


def _out(
    context: WriteContext,
    case_id: str,
    found: Sequence[EntryFile],
    kind: str,
    why: str,
    undoes: int | None = None,
) -> list[HistoryRecord]:
    for entry in found:
        context.db.execute(update(entries).where(entries.c.id == entry.id).values(removed_at=context.now))
        forget_entry(context, entry.id)
    return [HistoryRecord(kind, case_id, e.id, old=e.form.title, why=why, undoes=undoes) for e in found]


def _back(
    context: WriteContext, case_id: str, entry: EntryFile, answers: Answers, why: str
) -> list[HistoryRecord]:
    _put(context, entry.id, removed_at=None)
    lines = [HistoryRecord(KIND, case_id, entry.id, new=entry.form.title, why=why)]
    if dict(answers) != dict(entry.answers):
        before, after = _state(context, entry, entry.answers), _state(context, entry, answers)
        lines.append(HistoryRecord(KIND, case_id, entry.id, "", before, after, why))
        _put(
            context,
            entry.id,
            answers=dict(answers),
            updated_at=context.now,
            row_version=entry.row_version + 1,
        )
    return lines


def _put(context: WriteContext, entry_id: str, **values: Any) -> None:
    context.db.execute(update(entries).where(entries.c.id == entry_id).values(**values))


def _state(context: WriteContext, entry: EntryFile, answers: Answers) -> dict[str, Any]:
    return {"form_id": context.keep(entry.form), "answers": dict(answers)}


def again(context: WriteContext, lines: Sequence[Row[Any]], kind: str, why: str) -> str:
    """Take a move back, or make it again, from the lines of its act; say what it was."""
    back = kind == "undo"
    case_id, number = lines[0].case_id, lines[0].act
    case = load_case(context, case_id).case(context)
    _refuse(case.entries, case.ref)
    written = [HistoryRecord(kind, case_id, old=lines[0].old, new=lines[0].new, why=why, undoes=number)]
    for line in reversed(lines[1:]) if back else lines[1:]:
        old, new = (line.new, line.old) if back else (line.old, line.new)
        if isinstance(line.old, dict):
            _put(context, line.entry_id, answers=new["answers"], updated_at=context.now)
            written.append(HistoryRecord(kind, case_id, line.entry_id, "", old, new, why, number))
            continue
        goes_out = (line.new is not None) == back
        _put(context, line.entry_id, removed_at=context.now if goes_out else None)
        if goes_out:
            forget_entry(context, line.entry_id)
        title = line.old if isinstance(line.old, str) else "Review form"
        named = {"old": title} if goes_out else {"new": title}
        written.append(HistoryRecord(kind, case_id, line.entry_id, why=why, undoes=number, **named))
    record(context, written)
    update_derived(context, read_case(context, case_id))
    return str(lines[0].why)
