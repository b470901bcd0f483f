"""The parts of a review: given to somebody, signed, set aside with a reason, and opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.form import Answer, Form
from hssib_desk.domain.parts.part import Part
from hssib_desk.domain.parts.signature import part_seal
from hssib_desk.domain.parts.standing import (
    ASIDE,
    REOPENED,
    SEALED_AS,
    SIGNATURE,
    SIGNED,
    Standing,
    entry_of,
    finding_part,
    form_of,
    standings,
)
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Seal, Stage
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries import sealing, second_review
from hssib_desk.store.entries.entries import SIGNED as SIGNED_OFF
from hssib_desk.store.entries.entries import add, answer, load_case, save
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.errors import NotReady, Sealed

# Kinds of lines in the history: a part is signed, set aside, or opened again.
SIGN, SET_ASIDE, OPENED = ACTS = ("part", "part_aside", "part_open")


def assign(
    context: WriteContext, case_id: str, key: str, name: str, role: str = "", due: str = ""
) -> EntryFile | None:
    """Say who has a part, in which role and by when; empty texts take it back. Undo takes this back."""
    case = load_case(context, case_id).case(context)
    found = _standing(case, key)
    if case.seal_of("first"):
        raise Sealed(SIGNED_OFF)
    form = found.entry.form if found.entry else _form(case)
    said = {"part_assignee": name.strip(), "part_assignee_role": role.strip(), "part_due": due.strip()}
    answers = {field.key: said[name] or None for name in said if (field := form.role(name))}
    if found.entry:
        save(context, found.entry.id, answers, "")
    elif any(answers.values()):
        given = {key: value for key, value in answers.items() if value}
        add(context, case_id, form.key, {**_named(form, found.part), **given}, None, "first")
    return entry_of(load_case(context, case_id).case(context), key)


def sign_parts(
    context: WriteContext,
    case_id: str,
    keys: Sequence[str],
    name: str,
    role: str,
    warnings: Mapping[str, str],
) -> Seal | None:
    """Sign some parts of a first review; with the last one that it waits for, the whole is sealed.

    Without parts it seals a review whose parts are all signed or set aside already.
    """
    case = load_case(context, case_id).case(context)
    _refuse_signing(case, keys, name)
    chosen, left = _chosen(case, keys)
    if left:
        _write_signatures(context, case, chosen, name, role)
        _clear_signer(context, case_id)
        return None
    return sign_whole(context, case_id, name, role, warnings)


def sign_whole(
    context: WriteContext, case_id: str, name: str, role: str, warnings: Mapping[str, str]
) -> Seal:
    """Seal a first review, and with it every part that is still waited for.

    Who signs all of it at once is told by the seal alone; where others signed, each part says by whom.
    """
    case = load_case(context, case_id).case(context)
    found = standings(case)
    waited = [item for item in found if item.is_waited_for]
    if name.strip() and len(waited) < len(found) and not case.seal_of("first"):
        _write_signatures(context, case, waited, name, role)
    return sealing.sign(context, case_id, name, role, warnings)


def set_aside(context: WriteContext, case_id: str, key: str, reason: str, name: str = "") -> None:
    """Go on without a part, for a reason; nothing of it is asked for, and what is written stays."""
    case = load_case(context, case_id).case(context)
    found = _standing(case, key)
    if not reason.strip():
        raise NotReady("Write why this part is set aside.")
    if case.seal_of("first"):
        raise Sealed(SIGNED_OFF)
    if not found.is_waited_for:
        said = "signed" if found.state == "signed" else "set aside already"
        raise NotReady(f"The part “{found.part.label}” is {said}.")
    if not any(item.state != "aside" for item in standings(case) if item.part.key != key):
        raise NotReady("A review needs at least one signature, so its last part cannot be set aside.")
    day = context.today.isoformat()
    answers: dict[str, str | None] = dict(
        zip(ASIDE, (reason.strip(), name.strip() or context.who, day), strict=True)
    )
    _write(context, case_id, _entry(context, case, found.part), answers, SET_ASIDE, reason.strip())


def open_part(context: WriteContext, case_id: str, key: str, reason: str) -> None:
    """Take the signature of a part back, or use a part again that was set aside; the others stay as they are.

    In a sealed review that opens the whole, whose signed version stays readable.
    """
    if not reason.strip():
        raise NotReady("Write why this part is reopened.")
    case = load_case(context, case_id).case(context)
    before = standings(case)
    found = _standing(case, key)
    if found.is_waited_for:
        raise NotReady(f"The part “{found.part.label}” is neither signed nor set aside.")
    if case.seal_of("first"):
        sealing.reopen(context, case_id, reason, "first")
        _keep_the_others(context, case_id, before, key)
    case = load_case(context, case_id).case(context)
    entry = entry_of(case, key)
    if entry:
        _write(context, case_id, entry, _opened(context, reason), OPENED, reason.strip())


def _keep_the_others(context: WriteContext, case_id: str, before: Iterable[Standing], key: str) -> None:
    """Leave the other parts signed as they were, where one signature was for the whole."""
    for item in before:
        if item.whole and item.part.key != key:
            case = load_case(context, case_id).case(context)
            on = item.on.isoformat() if item.on else ""
            said = _signature(case, item.part, item.by, item.role, on, item.time)
            _write(context, case_id, _entry(context, case, item.part), said, SIGN, _why(item.by, item.role))


def reopen(context: WriteContext, case_id: str, reason: str, stage: Stage | None = None) -> None:
    """Open a signed stage again; with the first review every signature of a part is taken back."""
    sealing.reopen(context, case_id, reason, stage)
    case = load_case(context, case_id).case(context)
    if case.seal_of("first"):
        return
    for entry in case.entries:
        if entry.form.role("part") and entry.value("part_signed_by"):
            _write(context, case_id, entry, _opened(context, reason, SIGNATURE), OPENED, reason.strip())


def sign_stage(
    context: WriteContext, case_id: str, name: str, role: str, warnings: Mapping[str, str]
) -> Seal:
    """Seal the next stage of a case whole: the first review with all its parts, or a later one."""
    case = load_case(context, case_id).case(context)
    if case.seal_of("first"):
        return second_review.sign_stage(context, case_id, name, role, warnings)
    return sign_whole(context, case_id, name, role, warnings)


def _refuse_signing(case: CaseFile, keys: Sequence[str], name: str) -> None:
    if not name.strip():
        raise NotReady("Write your name to sign.")
    if case.seal_of("first") or state_of(case) != "none":
        raise NotReady("This review is signed off already.")
    _, left = _chosen(case, keys)
    if not keys and left:
        raise NotReady("Choose the part that you sign.")
    missing = [
        f"{page.title}: {item.field.label}"
        for page, item in outline.findings(case)
        if finding_part(case, item) in keys
    ]
    if missing:
        raise NotReady(f"{case.ref} needs more answers first: {'; '.join(missing)}.")


def _chosen(case: CaseFile, keys: Sequence[str]) -> tuple[list[Standing], list[Standing]]:
    """The parts that are signed now, and those that the review waits for still."""
    found = standings(case)
    waited = {item.part.key for item in found if item.is_waited_for}
    for key in keys:
        if key not in waited:
            label = _standing(case, key).part.label
            raise NotReady(f"The part “{label}” is not waited for: it is signed, or was set aside.")
    chosen = [item for item in found if item.part.key in keys]
    return chosen, [item for item in found if item.is_waited_for and item.part.key not in keys]


def _standing(case: CaseFile, key: str) -> Standing:
    found = next((item for item in standings(case) if item.part.key == key), None)
    if found is None:
        raise NotReady(f"{case.ref} has no part “{key}” at this level.")
    return found


def _write_signatures(
    context: WriteContext, case: CaseFile, chosen: Sequence[Standing], name: str, role: str
) -> None:
    at = context.now.astimezone()
    name, role = name.strip(), role.strip()
    for item in chosen:
        said = _signature(case, item.part, name, role, at.date().isoformat(), f"{at:%H:%M}")
        _write(context, case.id, _entry(context, case, item.part), said, SIGN, _why(name, role))


def _signature(case: CaseFile, part: Part, name: str, role: str, on: str, time: str) -> dict[str, str | None]:
    """What a signature says, with the digest of what it covers; why it was taken back once is past."""
    values = (name, role or None, on or None, time or None, part.declaration or None)
    said = dict(zip(SIGNED, values, strict=True))
    return {**said, SEALED_AS: part_seal(case, part.key, said), **dict.fromkeys(REOPENED)}


def _opened(
    context: WriteContext, reason: str, cleared: Sequence[str] = (*SIGNATURE, *ASIDE)
) -> dict[str, str | None]:
    """A signature taken back: nothing is left of it but when and why that was."""
    why = (reason.strip(), context.today.isoformat())
    return {**dict.fromkeys(cleared), **dict(zip(REOPENED, why, strict=True))}


def _why(name: str, role: str) -> str:
    return f"Part signed by {name}" + (f", {role}" if role else "")


def _form(case: CaseFile) -> Form:
    form = form_of(case.library)
    if form is None:
        raise NotReady("The forms of this workbook know no parts.")
    return form


def _named(form: Form, part: Part) -> dict[str, Answer]:
    said = {"part": part.key, "title": part.label}
    return {field.key: said[role] for role in said if (field := form.role(role))}


def _entry(context: WriteContext, case: CaseFile, part: Part) -> EntryFile:
    """What is kept of a part, begun where there is nothing yet."""
    form = _form(case)
    return entry_of(case, part.key) or add(context, case.id, form.key, _named(form, part), None, "first")


def _write(
    context: WriteContext, case_id: str, entry: EntryFile, said: Mapping[str, str | None], kind: str, why: str
) -> None:
    """Write answers by the roles of their questions, as one act of its own kind."""
    values: dict[str, Answer | None] = {
        field.key: said[role] for role in said if (field := entry.form.role(role))
    }
    changed = {key: value for key, value in values.items() if entry.answers.get(key) != value}
    if not changed:
        return
    record(
        context,
        [
            HistoryRecord(kind, case_id, entry.id, key, entry.answers.get(key), new, why)
            for key, new in changed.items()
        ],
    )
    answer(context, load_case(context, case_id), entry, changed)


def _clear_signer(context: WriteContext, case_id: str) -> None:
    """Ask the next one who signs for their own name, role and declaration."""
    case = load_case(context, case_id).case(context)
    for entry in case.entries:
        if entry.stage == "first" and entry.form.role("declaration"):
            cleared: dict[str, str | None] = dict.fromkeys(("declaration", "signer_name", "signer_role"))
            _write(context, case_id, entry, cleared, SIGN, "")
