"""The second review of a case: begun by somebody else, withdrawn with a reason, compared and agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update

from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.review import second_review
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Seal, Stage
from hssib_desk.domain.review.review_comparison import alike, is_agreed_throughout, to_settle
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.case_files import read_case
from hssib_desk.store.entries.derived_rows import forget_entry, update_derived
from hssib_desk.store.entries.entries import first_entry, load_case
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.entries.sealing import sign
from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.schema.tables import entries

BEGIN, WITHDRAW = "second", "withdraw"  # kinds of lines in the history


def start_second(context: WriteContext, case_id: str, name: str, role: str) -> list[EntryFile]:
    """Begin a second review, blind, by somebody who did not sign the first; return its empty entries."""
    case = load_case(context, case_id).case(context)
    _refuse_second(case, name)
    why = f"Second review begun by {_who(name, role)}"
    return _begin(context, case, "second", second_review.fills_once(case.library), name, role, why)


def _refuse_second(case: CaseFile, name: str) -> None:
    if not name.strip():
        raise NotReady("Write the name of the second reviewer.")
    if case.seal is None:
        raise NotReady("The first review is not signed yet. A second review begins when it is.")
    if second_review.state_of(case) != "none":
        raise NotReady(f"The second review of {case.ref} was already begun.")
    refuse_same_person(case, name)


def refuse_same_person(case: CaseFile, name: str) -> None:
    """Raise when the person named signed the first review."""
    if any(second_review.same_person(signer, name) for signer in second_review.judged_by(case)):
        raise NotReady(
            f"{name.strip()} signed the first review. A second one is for somebody else: write another name."
        )


def _begin(
    context: WriteContext, case: CaseFile, stage: Stage, forms: Iterable[Form], name: str, role: str, why: str
) -> list[EntryFile]:
    made, lines = [], [HistoryRecord(BEGIN, case.id, why=why)]
    settled = alike(case) if stage == "agreed" else {}
    for form in forms:
        given: Answers = second_review.signer_answers(form, name, role) if name.strip() else {}
        given = {**settled.get(form.key, {}), **given}
        entry = first_entry(context, case.id, form, given, None, stage)
        lines.append(HistoryRecord("new", case.id, entry.id, new=dict(entry.answers), why=why))
        made.append(entry)
    record(context, lines)
    update_derived(context, read_case(context, case.id))
    return made


def withdraw_second(context: WriteContext, case_id: str, reason: str) -> None:
    """Take a second review that is not agreed yet out of its case; its answers stay in the history."""
    if not reason.strip():
        raise NotReady("Write why the second review is withdrawn.")
    case = load_case(context, case_id).case(context)
    later = [entry for entry in case.entries if entry.stage != "first"]
    if not later:
        raise NotReady("There is no second review to withdraw.")
    if any(entry.seal for entry in later):
        raise Sealed("The second review is signed. Reopen it, with a reason, before it is withdrawn.")
    lines = [HistoryRecord(WITHDRAW, case_id, why=reason.strip())]
    lines += [
        HistoryRecord(WITHDRAW, case_id, e.id, old=e.ref or e.form.title, why=reason.strip()) for e in later
    ]
    record(context, lines)
    ids = [entry.id for entry in later]
    context.db.execute(update(entries).where(entries.c.id.in_(ids)).values(removed_at=context.now))
    for entry_id in ids:
        forget_entry(context, entry_id)
    update_derived(context, read_case(context, case_id))


def start_agreed(context: WriteContext, case_id: str) -> list[EntryFile]:
    """Begin what is agreed of two signed reviews: each section is settled, and what both answered stands."""
    case = load_case(context, case_id).case(context)
    _refuse_agreed(case)
    missing = [f for f in second_review.fills_once(case.library) if case.entry(f.key, "agreed") is None]
    return _begin(context, case, "agreed", missing, "", "", "The two reviews are compared")


def _refuse_agreed(case: CaseFile) -> None:
    if case.seal_of("second") is None:
        raise NotReady("The second review is not signed yet. The two are compared when it is.")
    if case.seal_of("first") is None:
        raise NotReady("The first review was reopened. Sign it again before the two are compared.")
    if second_review.state_of(case) == "settled":
        raise NotReady("The scores are agreed and signed already.")


def agree(context: WriteContext, case_id: str, name: str, role: str, warnings: Mapping[str, str]) -> Seal:
    """Accept in one act that two signed reviews agree; nothing is copied, the acceptance is signed."""
    case = load_case(context, case_id).case(context)
    _refuse_agreed(case)
    if not name.strip():
        raise NotReady("Write your name to sign.")
    if second_review.state_of(case) == "agreeing":
        raise NotReady("Agreed scores were begun. Sign those.")
    if not is_agreed_throughout(case):
        raise NotReady("The two reviews differ. Agree the scores and answers of each section.")
    signed = [form for form in second_review.fills_once(case.library) if not form.phases]
    _begin(
        context, case, "agreed", signed, name, role, f"The two reviews agree, accepted by {_who(name, role)}"
    )
    return sign(context, case_id, name, role, warnings)


def sign_stage(
    context: WriteContext, case_id: str, name: str, role: str, warnings: Mapping[str, str]
) -> Seal:
    """Seal the next stage of a case; a second review is signed by somebody else than the first."""
    case = load_case(context, case_id).case(context)
    state = second_review.state_of(case)
    if case.seal and state == "blind":
        refuse_same_person(case, name)
    if case.seal and state == "agreeing":
        _refuse_unsettled(case)
    return sign(context, case_id, name, role, warnings)


def _refuse_unsettled(case: CaseFile) -> None:
    judged = any(entry.form.phases for entry in case.entries if entry.stage == "agreed")
    left = to_settle(case) if judged else []
    if left:
        row, said = left[0]
        raise NotReady(f"{row.section.title}: {said}")
    if not judged and not is_agreed_throughout(case):
        raise NotReady("The two reviews differ. Agree the scores and answers of each section.")


def _who(name: str, role: str) -> str:
    return f"{name.strip()}, {role.strip()}" if role.strip() else name.strip()


def states(context: ReadContext, case_ids: Sequence[str]) -> dict[str, second_review.State]:
    """How far the second review of each case is, without reading the cases."""
    query = select(entries.c.case_id, entries.c.stage, entries.c.seal_id.is_not(None)).distinct()
    query = query.where(
        entries.c.case_id.in_(case_ids), entries.c.stage != "first", entries.c.removed_at.is_(None)
    )
    found: dict[str, dict[str, bool]] = {}
    for case_id, stage, sealed in context.db.execute(query.where(entries.c.ref == "")):
        stages = found.setdefault(case_id, {})
        stages[stage] = stages.get(stage, False) or bool(sealed)
    return {key: second_review.state_from(stages) for key, stages in found.items()}
