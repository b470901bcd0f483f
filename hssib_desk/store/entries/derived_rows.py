"""The columns that lists and figures read, written with the answers they follow from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from hssib_desk.domain.actions.measures import action_facts, is_action, meaning
from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.levels import is_asked_at
from hssib_desk.domain.forms.rules import Context, section_shown
from hssib_desk.domain.review.blinding import shown_duties
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.cross_case_links import is_reference
from hssib_desk.domain.review.index import index_case, scores_of
from hssib_desk.domain.review.review_comparison import compare
from hssib_desk.domain.review.second_review import hidden_answers, state_of
from hssib_desk.store.context import WriteContext
from hssib_desk.store.ids import full_ref
from hssib_desk.store.lists.search_excerpt import fold
from hssib_desk.store.schema.tables import actions, cases, duties, scores, themes, words
from hssib_desk.store.sql import upsert

Row = dict[str, Any]

# Kinds whose answers nobody would search for by their words.


def case_columns(case: CaseFile) -> Row:
    """What the case list shows of a case, worked out from its answers."""
    index = index_case(case)
    died = read_iso(index.values.get("date_of_death"))
    return {
        "status": index.status,
        "died": index.values.get("date_of_death", ""),
        "died_day": died.first.isoformat() if died else None,
        "days": index.days,
        "scope": index.scope,
        "setting": index.setting,
        "after": index.after,
        "flag": index.flag,
        "flag_sentence": index.flag_sentence,
        "ward_type": index.values.get("ward_type", ""),
        "ward_type_label": case.text("ward_type"),
        "reviewer": case.text("reviewer_role"),
        "overall": index.overall,
        "percent": index.percent,
        "to_finish": index.to_finish,
        "next_page": index.next_page,
        "listed": dict(index.listed),
        "indexed_on": case.today.isoformat(),
        "level": index.level,
        "outcome": index.outcome,
        "screened": index.screened,
        "back": index.back,
    }


def duty_rows(case: CaseFile) -> list[Row]:
    """The duties of a case, however answered; while a second review is blind, those that may be seen."""
    return [
        {
            "case_id": case.id,
            "entry_id": duty.entry_id,
            "key": duty.key,
            "title": duty.title,
            "due": duty.due.isoformat() if duty.due else None,
            "done": duty.done.isoformat() if duty.done else None,
            "without_delay": duty.without_delay,
            "standard": duty.standard,
            "state": duty.state,
        }
        for duty in shown_duties(case)
    ]


def score_rows(entry: EntryFile, case: CaseFile) -> list[Row]:
    """The scores of an entry, one for each scored section that was answered.

    `stage` says what the score counts for: "first" and "agreed" stand, "veiled" is a first one that is
    neither shown nor counted while a second review is blind, "replaced" a first one that an agreed one took
    the place of, "second" the second reviewer’s, and "draft" an agreed one that is not signed. A phase that
    the level of the case does not ask counts nowhere.
    """
    context = None if case.level == "full" else Context(case)
    return [
        {
            "entry_id": entry.id,
            "section": score.section,
            "case_id": case.id,
            "stage": _counts_as(entry, score.section, case),
            "scale": score.scale,
            "code": score.code,
            "points": score.points,
            "overall": score.overall,
        }
        for score in scores_of(entry.form, entry.answers)
        if context is None or section_shown(entry.form.by_section[score.section], entry, context)
    ]


COUNTED = ("first", "agreed")


def _counts_as(entry: EntryFile, section: str, case: CaseFile) -> str:
    state = state_of(case)
    if entry.stage == "agreed":
        return "agreed" if state == "settled" else "draft"
    if entry.stage == "second" or state in ("none", "compare", "agreeing"):
        return entry.stage
    if state == "blind":
        return "veiled"
    return "replaced" if _is_replaced(entry, section, case) else "first"


def _is_replaced(entry: EntryFile, section: str, case: CaseFile) -> bool:
    """Whether a first score does not count any more: another was agreed, or that the section is not asked."""
    agreed = case.entry(entry.form.key, "agreed")
    found = agreed.form.by_section.get(section) if agreed else None
    if agreed is None or found is None:
        return False
    if found.chosen(agreed.answers):
        return True
    return any(not row.is_asked for row in compare(case) if row.section.key == section)


def is_listed(entry: EntryFile, case: CaseFile) -> bool:
    """Whether the level of a case asks anything of an entry; what it does not ask is in no list or figure."""
    form = case.library.forms.get(entry.form.key, entry.form)
    return any(is_asked_at(field.level, case.level) for field in form.fields)


def theme_rows(entry: EntryFile, case_id: str) -> list[Row]:
    """The themes that a raised entry names."""
    field = entry.form.role("theme") if entry.form.repeat else None
    if field is None or field.key not in entry.answers:
        return []
    codes = dict.fromkeys(kinds.codes(field, entry.answers[field.key]))
    same = {"entry_id": entry.id, "case_id": case_id, "form_key": entry.form.key}
    return [{**same, "theme": code} for code in codes]


def action_rows(entry: EntryFile, case_id: str, case_ref: str) -> list[Row]:
    """The line of the action log that an entry is, if it is one."""
    if not is_action(entry.form):
        return []
    facts = action_facts(entry)
    row: Row = {
        "entry_id": entry.id,
        "case_id": case_id,
        "number": entry.position,
        "ref": full_ref(case_ref, entry.ref),
        "title": entry.text("title"),
        "strength_means": meaning(entry, "strength"),
        "status_means": facts.status,
        "target": str(entry.value("target_date") or ""),
        "revised": str(entry.value("revised_date") or ""),
        "due": facts.target.last.isoformat() if facts.target else None,
        "row_version": entry.row_version,
        "extended": facts.is_extended,
        "risk": facts.at_risk,
    }
    for role in ("theme", "strength", "status"):
        value = entry.value(role)
        row[role] = ",".join(value) if isinstance(value, list) else str(value or "")
    for role in ("theme", "owner", "ward", "status"):
        row[f"{role}_label"] = entry.text(role)
    return [{**row, "strength_label": _short(entry, "strength")}]


def _short(entry: EntryFile, role: str) -> str:
    field, code = entry.field(role), str(entry.value(role) or "")
    choice = field.options.by_code.get(code) if field and field.options else None
    return choice.short or choice.label if choice else code


def word_rows(entry: EntryFile, case_id: str, keys: Collection[str]) -> list[Row]:
    """What a search may find in some fields of an entry, as a reader sees it."""
    same = {"entry_id": entry.id, "case_id": case_id}
    rows = []
    for key in keys:
        field = entry.form.by_key.get(key)
        body = _searchable(field, entry) if field else ""
        if body:
            plain = fold(body)
            rows.append({**same, "field": key, "body": body, "plain": plain if plain != body else None})
    return rows


def _searchable(field: Field, entry: EntryFile) -> str:
    value = entry.answers.get(field.key)
    if field.across and isinstance(value, list):
        return " ".join(code for code in value if is_reference(code))  # by which the other case finds it
    if value is None or not kind_of(field).is_searched:
        return ""
    shown = str(value) if kind_of(field).is_nhs_number else kinds.show(field, value)
    # Half a character or a zero byte cannot stand in the index; the answer itself keeps it.
    return shown.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def write_entry(context: WriteContext, entry: EntryFile, case: CaseFile, changed: Collection[str]) -> None:
    """Bring the rows of one entry in line with its answers; only the changed fields' words are touched.

    While a second review of its case is blind, nothing that was raised in it is in a list or figure; nor is
    what the level of the case does not ask.
    """
    if entry.form.phases:
        _put(context, scores, entry.id, score_rows(entry, case))
    blind = state_of(case) == "blind" or not is_listed(entry, case)
    if entry.form.repeat and entry.form.role("theme"):
        _put(context, themes, entry.id, [] if blind else theme_rows(entry, case.id))
    if is_action(entry.form):
        _put(context, actions, entry.id, [] if blind else action_rows(entry, case.id, case.ref))
    write_words(context, entry, case.id, changed, hidden_answers(case, entry))


def write_action(context: WriteContext, entry: EntryFile, case_id: str, case_ref: str) -> None:
    """Bring the line of the action log in line with an entry, if it is an action."""
    if is_action(entry.form):
        _put(context, actions, entry.id, action_rows(entry, case_id, case_ref))


def _put(context: WriteContext, table: Table, entry_id: str, rows: list[Row]) -> None:
    """Replace the rows of an entry that differ: each one written is written in every index too."""
    found = select(table).where(table.c.entry_id == entry_id)
    there = [dict(row) for row in context.db.execute(found).mappings()]
    for row in there:
        if row not in rows:
            context.db.execute(
                delete(table).where(*(column == row[column.name] for column in table.primary_key))
            )
    if missing := [row for row in rows if row not in there]:
        context.db.execute(insert(table), missing)


def write_words(
    context: WriteContext, entry: EntryFile, case_id: str, keys: Collection[str], hidden: Collection[str] = ()
) -> None:
    """Put the words of some fields in the search index, or take them out; hidden ones are not in it."""
    rows = word_rows(entry, case_id, [key for key in keys if key not in hidden])
    gone = set(keys) - {row["field"] for row in rows}
    if gone:
        context.db.execute(delete(words).where(words.c.entry_id == entry.id, words.c.field.in_(gone)))
    if rows:
        context.db.execute(upsert(context.db, words, ["entry_id", "field"], ["body", "plain"]), rows)


def forget_entry(context: WriteContext, entry_id: str) -> None:
    """Take an entry out of every list, figure and search; its answers and history stay."""
    for table in (scores, themes, actions, words):
        context.db.execute(delete(table).where(table.c.entry_id == entry_id))


def update_derived(context: WriteContext, case: CaseFile) -> None:
    """Bring everything that follows from a case in line with the stage it is at now."""
    for entry in case.entries:
        write_entry(context, entry, case, entry.answers.keys())
    write_case(context, case)


def write_case(context: WriteContext, case: CaseFile) -> None:
    """Bring the columns and duties of a case in line with its entries."""
    columns = case_columns(case)
    found = select(*(cases.c[name] for name in columns)).where(cases.c.id == case.id)
    there = context.db.execute(found).mappings().one()
    # Only those that changed: what is set is written anew in its index, whether it is another value or not.
    newer = {name: value for name, value in columns.items() if value != there[name]}
    context.db.execute(update(cases).where(cases.c.id == case.id).values(updated_at=context.now, **newer))
    write_duties(context, case.id, duty_rows(case))


def write_duties(context: WriteContext, case_id: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace the duties of a case where they differ."""
    wanted = [dict(row) for row in rows]
    kept = [dict(row) for row in context.db.execute(_duties(case_id)).mappings()]
    if sorted(wanted, key=_key) == sorted(kept, key=_key):
        return
    context.db.execute(delete(duties).where(duties.c.case_id == case_id))
    if wanted:
        context.db.execute(insert(duties), wanted)


def _duties(case_id: str) -> Any:
    return duties.select().where(duties.c.case_id == case_id)


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["entry_id"]), str(row["key"])
