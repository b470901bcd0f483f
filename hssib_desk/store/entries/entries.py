"""Filling in forms: an entry is added, answered, taken out and put back, each with its history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.forms.form import Answer, Answers, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.parts.part import FORM as PARTS
from hssib_desk.domain.parts.standing import (
    answered_by_acts,
    answered_by_meeting,
    is_closed_to_new,
    signed_keys,
    signed_parts,
)
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin, Stage
from hssib_desk.domain.review.screening import sealed_keys
from hssib_desk.domain.review.second_review import is_kept_from_second
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.case_files import case_file, entry_file, entry_query, sealed_counts
from hssib_desk.store.entries.derived_rows import forget_entry, write_case, write_entry
from hssib_desk.store.entries.history import HistoryRecord, extend_last_change, record
from hssib_desk.store.entries.text_only_edit import follow_light, is_light
from hssib_desk.store.errors import Missing, NotReady, Sealed
from hssib_desk.store.ids import entry_ref, letter_of, new_id
from hssib_desk.store.schema.tables import cases, changes, counters, entries

RULED_OUT = "rule"
MINUTED_KIND = "minuted"  # what sealed minutes answered of a decision
RULED = "Follows from the facts of the death"
GONE = "This entry is no longer in the workbook; it may have been removed."
SCREENED = "This screening is signed. Reopen it, with a reason, to choose another next step."
SIGNED = "This review is signed off. Reopen it, with a reason, to change what was signed."
MINUTED = "This decision stands in sealed minutes. Begin a further minute on Panel to correct it."
PART_SIGNED = "This part of the review is signed. Reopen the part on Sign off, with a reason, to change it."
BY_ACT = "A part is signed or set aside on Sign off. Its signature cannot be written as an answer."
BY_MEETING = "A meeting on Panel gives a decision its minute. It cannot be written as an answer."


@dataclass(frozen=True)
class LoadedCase:
    """A case in the middle of an act: its row, and the entries that are in it now."""

    head: Any
    entries: Mapping[str, EntryFile]
    versions: int

    def with_entry(self, entry: EntryFile) -> LoadedCase:
        """The case with an entry added or replaced."""
        return replace(self, entries={**self.entries, entry.id: entry})

    def without(self, entry_id: str) -> LoadedCase:
        """The case without an entry."""
        return replace(self, entries={key: e for key, e in self.entries.items() if key != entry_id})

    def case(self, context: ReadContext) -> CaseFile:
        """The CaseFile as it stands in this act."""
        return case_file(context, self.head, self.entries.values(), self.versions)


def load_case(context: ReadContext, case_id: str) -> LoadedCase:
    """Take a case and its entries in hand; raises Missing."""
    head = context.db.execute(select(cases).where(cases.c.id == case_id)).first()
    if head is None:
        raise Missing("This case is no longer in the workbook.")
    query = entry_query().where(entries.c.case_id == case_id, entries.c.removed_at.is_(None))
    found = (entry_file(context, row) for row in context.db.execute(query))
    versions = sealed_counts(context, [case_id]).get(case_id, 0)
    return LoadedCase(head, {entry.id: entry for entry in found}, versions)


def hold_entry(context: ReadContext, entry_id: str) -> tuple[LoadedCase, EntryFile]:
    """Take the case of an entry in hand; raises Missing when the entry is not in use."""
    query = select(entries.c.case_id).where(entries.c.id == entry_id, entries.c.removed_at.is_(None))
    case_id = context.db.execute(query).scalar()
    if case_id is None:
        raise Missing(GONE)
    held = load_case(context, case_id)
    return held, held.entries[entry_id]


def normalise(form: Form, changes: Mapping[str, Answer | None]) -> dict[str, Answer | None]:
    """Answers as they are stored: an empty text or list is no answer; a key the form lacks is a fault."""
    unknown = [key for key in changes if key not in form.by_key]
    if unknown:
        raise ValueError(f"the form {form.key} version {form.version} has no field {unknown[0]}")
    return {key: None if value in ("", []) else value for key, value in changes.items()}


def save(
    context: WriteContext, entry_id: str, changed: Mapping[str, Answer | None], why: str, kind: str = "edit"
) -> bool:
    """Store changed answers with their history; False when nothing differs from what is there."""
    query = (
        entry_query().add_columns(cases.c.ref.label("case_ref")).join(cases, cases.c.id == entries.c.case_id)
    )
    row = context.db.execute(query.where(entries.c.id == entry_id, entries.c.removed_at.is_(None))).first()
    if row is None:
        raise Missing(GONE)
    entry = entry_file(context, row)
    lines = _lines(context, row.case_id, entry, normalise(entry.form, changed), why, kind)
    if not lines:
        return False
    if not (len(lines) == 1 and _is_text(entry, lines[0]) and extend_last_change(context, lines[0])):
        record(context, lines)
    values = {line.field: line.new for line in lines}
    if is_light(context, entry, lines) and not _is_veiled(context, entry, row.case_id):
        follow_light(context, _write(context, entry, values), row.case_id, row.case_ref, lines)
    else:
        answer(context, load_case(context, row.case_id), entry, values)
    return True


def rule_out(context: WriteContext, changes: Mapping[str, Mapping[str, Answer | None]]) -> None:
    """Store what the facts decide of parts of care, as a change of its own kind."""
    for entry_id, changed in changes.items():
        save(context, entry_id, changed, RULED, RULED_OUT)


def may_rule(
    context: ReadContext, wanted: Mapping[str, Mapping[str, Answer | None]]
) -> dict[str, dict[str, Answer | None]]:
    """Of what the facts would decide, what may be written: an answer that somebody gave is left alone."""
    found: dict[str, dict[str, Answer | None]] = {}
    for entry_id, changed in wanted.items():
        entry = entry_file(context, context.db.execute(entry_query().where(entries.c.id == entry_id)).one())
        kept = (key for key in changed if key in entry.answers and not _is_ruled(context, entry_id, key))
        closed = {entry.form.by_key[key].section for key in kept}
        free = {key: to for key, to in changed.items() if entry.form.by_key[key].section not in closed}
        found |= {entry_id: free} if free else {}
    return found


def _is_ruled(context: ReadContext, entry_id: str, key: str) -> bool:
    """Whether an answer was last written because the facts decided it."""
    last = select(changes.c.kind).where(changes.c.entry_id == entry_id, changes.c.field == key)
    return context.db.execute(last.order_by(changes.c.id.desc()).limit(1)).scalar() == RULED_OUT


def _is_veiled(context: WriteContext, entry: EntryFile, case_id: str) -> bool:
    """Whether a search must not find the words of an entry: a second review of its case is blind."""
    query = select(entries.c.id).where(entries.c.case_id == case_id, entries.c.stage == "second")
    query = query.where(entries.c.seal_id.is_(None), entries.c.removed_at.is_(None))
    return entry.stage == "first" and context.db.execute(query.limit(1)).first() is not None


def parts_signed(context: ReadContext, case_id: str) -> frozenset[str]:
    """The parts of a case that are signed, without reading the case."""
    query = entry_query().where(entries.c.case_id == case_id, entries.c.form_key == PARTS)
    rows = context.db.execute(query.where(entries.c.removed_at.is_(None)))
    return signed_parts(entry_file(context, row) for row in rows)


def _lines(
    context: WriteContext,
    case_id: str,
    entry: EntryFile,
    changed: Mapping[str, Answer | None],
    why: str,
    kind: str,
) -> list[HistoryRecord]:
    differing = {key: new for key, new in changed.items() if entry.answers.get(key) != new}
    refuse_acts(context, entry.form, differing)
    refuse_sealed(context, entry, differing, parts_signed(context, case_id) if differing else ())
    return [
        HistoryRecord(kind, case_id, entry.id, key, entry.answers.get(key), new, why)
        for key, new in differing.items()
    ]


def refuse_acts(context: WriteContext, form: Form, keys: Iterable[str]) -> None:
    """Raise where an answer would be written that only an act may give, such as who signed a part."""
    by_meeting = answered_by_meeting(form)
    if not context.of_meeting and by_meeting.intersection(keys):
        raise Sealed(BY_MEETING)
    if (answered_by_acts(form) - by_meeting).intersection(keys):
        raise Sealed(BY_ACT)


def refuse_sealed(
    context: ReadContext, entry: EntryFile, keys: Iterable[str], signed: Collection[str]
) -> None:
    """Raise Sealed when a field that a signature covers would change; `signed` are the signed parts."""
    keys = list(keys)
    if not entry.seal and sealed_keys(entry).intersection(keys):
        raise Sealed(SCREENED)
    if entry.seal and any(not entry.form.by_key[key].living for key in keys):
        raise Sealed(SIGNED)
    if keys and entry.value("minuted"):
        raise Sealed(MINUTED)
    if signed_keys(context.library, entry, signed).intersection(keys):
        raise Sealed(PART_SIGNED)


def _is_text(entry: EntryFile, line: HistoryRecord) -> bool:
    return line.kind == "edit" and kind_of(entry.form.by_key[line.field]).is_writing


def answer(
    context: WriteContext, held: LoadedCase, entry: EntryFile, changed: Mapping[str, Answer | None]
) -> LoadedCase:
    """Write the answers of an entry and all that follows from them; the history is written already."""
    newer = _write(context, entry, changed)
    return update_derived(context, held.with_entry(newer), newer, changed)


def _write(context: WriteContext, entry: EntryFile, changed: Mapping[str, Answer | None]) -> EntryFile:
    answers = {**entry.answers, **changed}
    kept = {key: value for key, value in answers.items() if value is not None}
    newer = replace(entry, answers=kept, updated_at=context.now, row_version=entry.row_version + 1)
    values = {"answers": kept, "updated_at": context.now, "row_version": newer.row_version}
    context.db.execute(update(entries).where(entries.c.id == entry.id).values(values))
    return newer


def update_derived(
    context: WriteContext, held: LoadedCase, entry: EntryFile, changed: Collection[str]
) -> LoadedCase:
    """Write what follows from an entry whose answers changed; a screening decides what others ask."""
    case = held.case(context)
    if entry.form.ask:
        for other in case.entries:
            write_entry(context, other, case, other.answers.keys())
    write_entry(context, entry, case, changed)
    write_case(context, case)
    return held


def add(
    context: WriteContext,
    case_id: str,
    form_key: str,
    answers: Answers,
    origin: Origin | None,
    stage: Stage,
    why: str = "",
) -> EntryFile:
    """Begin a form of a case; a form that does not repeat is begun once per stage."""
    form, held = form_of(context, form_key), load_case(context, case_id)
    refuse_adding(context, held, form, stage)
    if not form.repeat:  # of a form begun late, such as the inquest, what stays open may be answered
        refuse_sealed(
            context, EntryFile("", form, {}, stage=stage), answers, signed_parts(held.entries.values())
        )
    entry = first_entry(context, held.head.id, form, answers, origin, stage)
    record(context, [HistoryRecord("add", case_id, entry.id, new=dict(entry.answers), why=why)])
    update_derived(context, held.with_entry(entry), entry, entry.answers.keys())
    return entry


def form_of(context: ReadContext, form_key: str) -> Form:
    """A shipped form by key; an unknown one is a fault of the program."""
    if form_key not in context.library.forms:
        raise ValueError(f"there is no form {form_key}")
    return context.library.forms[form_key]


def refuse_adding(context: ReadContext, held: LoadedCase, form: Form, stage: Stage) -> None:
    """Raise when a case has the form already, or was signed off and the form does not come after that."""
    begun = any(e.stage == stage and not e.form.repeat for e in held.entries.values())
    if stage != "first" and (not begun or not form.second):
        raise NotReady(f"“{form.title}” is not part of a second review that was started for {held.head.ref}.")
    if stage == "first" and begun and is_kept_from_second(form) and _is_blind(held):
        raise NotReady(f"{held.head.ref} is under blind second review. Add to it when that is signed.")
    places = {form.key, form.instead_of} - {""}  # a form, or the one in whose place it stands
    same = [e for e in held.entries.values() if {e.form.key, e.form.instead_of} & places and e.stage == stage]
    if same and not form.repeat:
        raise NotReady(f"“{form.title}” was already started for {held.head.ref}. Open it there.")
    sealed = any(entry.seal for entry in held.entries.values() if entry.stage == stage)
    if sealed and not form.after_seal:
        raise Sealed(SIGNED)
    _refuse_in_signed_part(context, held, form, stage)


def _refuse_in_signed_part(context: ReadContext, held: LoadedCase, form: Form, stage: Stage) -> None:
    """Raise when an entry would come into, or go out of, a part that is signed."""
    signed = signed_parts(held.entries.values())
    if stage == "first" and form.repeat and is_closed_to_new(context.library, form, signed):
        raise Sealed(PART_SIGNED)


def _is_blind(held: LoadedCase) -> bool:
    """Whether a second review of the case is begun and not signed."""
    return any(e.stage == "second" and not e.seal and not e.form.repeat for e in held.entries.values())


def first_entry(
    context: WriteContext, case_id: str, form: Form, answers: Answers, origin: Origin | None, stage: Stage
) -> EntryFile:
    """Write the row of a new entry with its defaults; nothing that follows from it yet."""
    entry, row = new_entry(context, case_id, form, answers, stage)
    if form.repeat:
        letter = letter_of(form, stage)
        number = next_number(context, f"{case_id} {letter}")
        ref = entry_ref(letter, number, two_digits=is_action(form))
        entry = replace(entry, ref=ref, position=number)
    entry = replace(entry, origin=origin)
    row.update(ref=entry.ref, position=entry.position)
    if origin:
        row.update(origin_entry=origin.entry_id, origin_section=origin.section)
    context.db.execute(insert(entries), [row])
    return entry


def new_entry(
    context: WriteContext, case_id: str, form: Form, answers: Answers, stage: Stage = "first"
) -> tuple[EntryFile, dict[str, Any]]:
    """A new entry and its row, not written yet."""
    default = {field.key: field.default for field in form.fields if field.default is not None}
    given = normalise(form, {**default, **answers})
    kept = {key: value for key, value in given.items() if value is not None}
    refuse_acts(context, form, kept)
    entry = EntryFile(new_id(), form, kept, stage=stage, created_at=context.now, updated_at=context.now)
    row = {
        "id": entry.id, "case_id": case_id, "form_id": context.keep(form), "form_key": form.key,
        "stage": stage, "position": 0, "ref": "", "answers": kept, "origin_entry": None,
        "origin_section": None, "created_at": context.now, "updated_at": context.now, "row_version": 1,
    }  # fmt: skip
    return entry, row


def next_number(context: WriteContext, name: str) -> int:
    """The next number of a counter; it is never given again, whatever is removed."""
    value = context.db.execute(select(counters.c.value).where(counters.c.name == name)).scalar()
    if value is None:
        context.db.execute(insert(counters), [{"name": name, "value": 1}])
        return 1
    context.db.execute(update(counters).where(counters.c.name == name).values(value=value + 1))
    return int(value) + 1


def remove(
    context: WriteContext, entry_id: str, why: str, kind: str = "remove", undoes: int | None = None
) -> None:
    """Take an entry out of the case; it can be put back, and nothing of it is lost."""
    held, entry = hold_entry(context, entry_id)
    if entry.seal:
        raise Sealed(SIGNED)
    if entry.value("part_signed_by") or entry.value("part_aside"):
        raise Sealed(PART_SIGNED)
    if entry.value("minuted"):
        raise Sealed(MINUTED)
    _refuse_in_signed_part(context, held, entry.form, entry.stage)
    record(
        context,
        [
            HistoryRecord(
                kind, held.head.id, entry_id, old=entry.ref or entry.form.title, why=why, undoes=undoes
            )
        ],
    )
    context.db.execute(update(entries).where(entries.c.id == entry_id).values(removed_at=context.now))
    forget_entry(context, entry_id)
    write_case(context, held.without(entry_id).case(context))


def restore(context: WriteContext, entry_id: str, kind: str = "restore", undoes: int | None = None) -> None:
    """Put an entry back that was taken out."""
    row = context.db.execute(entry_query().where(entries.c.id == entry_id)).first()
    if row is None:
        raise Missing("This entry was never in this workbook.")
    if row.removed_at is None:
        return
    held, entry = load_case(context, row.case_id), entry_file(context, row)
    refuse_adding(context, held, entry.form, entry.stage)
    line = HistoryRecord(kind, row.case_id, entry_id, new=entry.ref or entry.form.title, undoes=undoes)
    record(context, [line])
    context.db.execute(update(entries).where(entries.c.id == entry_id).values(removed_at=None))
    update_derived(context, held.with_entry(entry), entry, entry.answers.keys())


def removed_entries(context: ReadContext, case_id: str) -> list[EntryFile]:
    """The entries that were taken out of a case, newest first."""
    query = entry_query().where(entries.c.case_id == case_id, entries.c.removed_at.is_not(None))
    return [
        entry_file(context, row) for row in context.db.execute(query.order_by(entries.c.removed_at.desc()))
    ]
