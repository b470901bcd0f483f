"""Screening a death: its light seal, opening it again, and taking a case up or down a level."""

from __future__ import annotations

from collections.abc import Mapping

from hssib_desk.domain.forms.form import Answer, Form
from hssib_desk.domain.forms.levels import LEVEL_WORDS, Level
from hssib_desk.domain.parts.standing import signed_parts
from hssib_desk.domain.review import screening
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.screening import LevelChange
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.entries import PART_SIGNED, LoadedCase, add, answer, load_case, save
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.errors import NotReady, Sealed

SCREEN, OPENED = "screen", "rescreen"  # kinds of lines in the history
REVIEWED = "This review is signed off. Reopen it, with a reason, before it goes to another level."


def sign_screening(context: WriteContext, case_id: str, name: str, role: str) -> CaseFile:
    """Seal the next step that was chosen for a death, and take the case to the level that follows."""
    if not name.strip():
        raise NotReady("Write your name to sign.")
    held = load_case(context, case_id)
    case = held.case(context)
    entry = screening.entry_of(case)
    if entry is None or case.level != "screen":
        raise NotReady(f"{case.ref} is not being screened.")
    if screening.is_signed(case):
        raise NotReady("This screening is signed already.")
    missing = screening.left(case)
    outcome = screening.outcome_of(case)
    if missing or outcome is None:
        left = "; ".join(item.field.label for item in missing)
        raise NotReady(f"The screening of {case.ref} needs more answers first: {left}.")
    answers = screening.seal_answers(entry.form, outcome, name.strip(), role.strip(), context.now)
    why = f"Screened by {name.strip()}" + (f", {role.strip()}" if role.strip() else "")
    return _write(context, held, entry, answers, SCREEN, f"{why}: {outcome.label}")


def reopen_screening(context: WriteContext, case_id: str, reason: str) -> CaseFile:
    """Open a signed screening again; the case goes back to where it was before, and nothing is lost."""
    if not reason.strip():
        raise NotReady("Write why this screening is reopened.")
    held = load_case(context, case_id)
    case = held.case(context)
    entry = screening.entry_of(case)
    if entry is None or not screening.is_signed(case):
        raise NotReady("This screening is not signed, so there is nothing to reopen.")
    if case.seal:
        raise Sealed(REVIEWED)
    if signed_parts(case.entries):
        raise Sealed(PART_SIGNED)
    level = entry.form.role("level")
    cleared: dict[str, Answer | None] = dict.fromkeys(screening.signature_keys(entry.form))
    if level:
        cleared[level.key] = "screen"
    return _write(context, held, entry, cleared, OPENED, reason.strip())


def _write(
    context: WriteContext,
    held: LoadedCase,
    entry: EntryFile,
    answers: Mapping[str, Answer | None],
    kind: str,
    why: str,
) -> CaseFile:
    changed = {key: value for key, value in answers.items() if entry.answers.get(key) != value}
    lines = [
        HistoryRecord(kind, held.head.id, entry.id, key, entry.answers.get(key), new, why)
        for key, new in changed.items()
    ]
    record(context, lines)
    return answer(context, held, entry, changed).case(context)


def plan_level(context: ReadContext, case_id: str, level: Level) -> LevelChange:
    """What taking a case to another level would do; raises when it cannot, and says why."""
    case = load_case(context, case_id).case(context)
    _refuse(case, level)
    return screening.plan_level(case, level)


def _refuse(case: CaseFile, level: Level) -> None:
    if case.level == level:
        raise NotReady(f"{case.ref} is at this level already: {LEVEL_WORDS[level]}.")
    if case.library.screening is None:
        raise NotReady("The forms of this workbook know no levels.")
    if any(entry.seal for entry in case.entries):
        raise Sealed(REVIEWED)
    if signed_parts(case.entries):
        raise Sealed(PART_SIGNED)
    if level == "screen" and screening.is_signed(case):
        raise NotReady(f"The screening of {case.ref} is signed. Reopen it, with a reason, to screen again.")


def set_level(context: WriteContext, case_id: str, level: Level, why: str = "") -> LevelChange:
    """Take a case up or down a level; undo takes it back, and no answer is lost."""
    case = load_case(context, case_id).case(context)
    _refuse(case, level)
    change = screening.plan_level(case, level)
    entry, form = screening.entry_of(case), case.library.screening
    why = why.strip() or f"{LEVEL_WORDS[case.level]} to {LEVEL_WORDS[level].lower()}"
    if entry is not None:
        save(context, entry.id, {level_key(entry.form): level}, why)
    elif form is not None:
        add(context, case_id, form.key, {level_key(form): level}, None, "first", why)
    return change


def level_key(form: Form) -> str:
    """The key of the question that holds the level."""
    field = form.role("level")
    assert field is not None
    return field.key
