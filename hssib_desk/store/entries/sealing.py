"""Signing off, reopening, and the signed versions that stay readable for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Row, func, insert, select, update

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin, Seal, Stage
from hssib_desk.domain.review.seal import (
    SEAL_FORMAT,
    SEAL_OF_OLD,
    canonical_json,
    digest,
    signed_by,
    text_digest,
)
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.case_files import in_outline_order, read_case
from hssib_desk.store.entries.derived_rows import update_derived, write_case
from hssib_desk.store.entries.entries import LoadedCase, answer, load_case
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.errors import Damaged, NotReady
from hssib_desk.store.lists.queries import SealedVersion
from hssib_desk.store.schema.tables import entries, moment_text, sealed_versions

V = sealed_versions.c
KEPT = frozenset("id form_id answers ref stage position origin created_at updated_at row_version".split())
UNDER_WAY = "A blind second review is under way. It is signed or withdrawn before the first one is reopened."


def sign(context: WriteContext, case_id: str, name: str, role: str, warnings: Mapping[str, str]) -> Seal:
    """Seal the first stage of a case that is not sealed yet: first review, second, or what was agreed.

    Whether it is ready to be signed is for the rules of the forms to say; the store only needs a name.
    """
    if not name.strip():
        raise NotReady("Write your name to sign.")
    held = load_case(context, case_id)
    covered = _to_seal(held)
    case = held.case(context)
    number = held.versions + 1
    name, role = name.strip(), role.strip()
    signed = signed_by(case_id, number, name, role, moment_text(context.now), warnings)
    seal = Seal(name, role, context.now, digest(covered, signed), dict(warnings))
    row = {
        "case_id": case_id, "number": number, "name": seal.name, "role": seal.role, "at": seal.at,
        "digest": seal.digest, "warnings": dict(seal.warnings), "entry_ids": [e.id for e in covered],
        "entries": [_kept(context, entry) for entry in case.entries], "format": SEAL_FORMAT,
    }  # fmt: skip
    context.db.execute(insert(sealed_versions), [row])
    query = select(V.id).where(V.case_id == case_id, V.number == number)
    seal_id = context.db.execute(query).scalar_one()
    ids = [entry.id for entry in covered]
    context.db.execute(update(entries).where(entries.c.id.in_(ids)).values(seal_id=seal_id))
    why = f"Signed off by {seal.name}" + (f", {seal.role}" if seal.role else "")
    whole = kept_digest(row["entries"], row["entry_ids"], row["warnings"])
    record(context, [HistoryRecord("sign", case_id, old=whole, new=seal.digest, why=why)])
    _follow(context, read_case(context, case_id))
    return seal


def _follow(context: WriteContext, case: CaseFile) -> None:
    """Write what follows from a seal: with a second review also which scores count and what is found."""
    if any(entry.stage != "first" for entry in case.entries):
        update_derived(context, case)
    else:
        write_case(context, case)


def _to_seal(held: LoadedCase) -> list[EntryFile]:
    for stage in get_args(Stage):
        found = [entry for entry in held.entries.values() if entry.stage == stage]
        if found and not any(entry.seal for entry in found):
            return found
    if not held.entries:
        raise NotReady("There is nothing to sign yet: nothing has been answered.")
    raise NotReady("This review is signed off already.")


def _kept(context: WriteContext, entry: EntryFile) -> dict[str, Any]:
    return {
        "id": entry.id, "form_id": context.keep(entry.form), "answers": dict(entry.answers),
        "ref": entry.ref, "stage": entry.stage, "position": entry.position,
        "origin": [entry.origin.entry_id, entry.origin.section] if entry.origin else None,
        "created_at": moment_text(entry.created_at) if entry.created_at else None,
        "updated_at": moment_text(entry.updated_at) if entry.updated_at else None,
        "row_version": entry.row_version,
    }  # fmt: skip


def kept_digest(kept: object, entry_ids: object, warnings: object) -> str:
    """What vouches for a signed version whole, also for what its signature does not cover."""
    return text_digest(canonical_json([kept, entry_ids, warnings]))


def whole_digest(row: Any) -> str:
    """The same of a stored row."""
    return kept_digest(row.entries, row.entry_ids, row.warnings)


def reopen(context: WriteContext, case_id: str, reason: str, stage: Stage | None = None) -> None:
    """Open a signed stage to changes again; what was signed stays readable with the reason beside it.

    Without a stage it is the one signed last. Agreed scores rest on both reviews and are opened with either.
    """
    if not reason.strip():
        raise NotReady("Write why this review is reopened.")
    case = load_case(context, case_id).case(context)
    sealed = [name for name in get_args(Stage) if case.seal_of(name)]
    if not sealed or (stage and stage not in sealed):
        raise NotReady("This review is not signed off, so there is nothing to reopen.")
    chosen = stage or sealed[-1]
    if chosen == "first" and state_of(case) == "blind":
        raise NotReady(UNDER_WAY)
    own = select(entries.c.seal_id).where(
        entries.c.case_id == case_id, entries.c.stage.in_({chosen, "agreed"})
    )
    seals = [found for found in context.db.execute(own.distinct()).scalars() if found is not None]
    context.db.execute(
        update(sealed_versions)
        .where(V.id.in_(seals), V.reopened_at.is_(None))
        .values(reopened_at=context.now, reopened_by=context.who, reopened_why=reason.strip())
    )
    context.db.execute(update(entries).where(entries.c.seal_id.in_(seals)).values(seal_id=None))
    cleared = [
        (entry, key)
        for entry in case.entries
        if entry.stage in (chosen, "agreed")
        for key in _signature_keys(entry)
        if key in entry.answers
    ]
    why = reason.strip()
    lines = [HistoryRecord("reopen", case_id, e.id, key, e.answers[key], None, why) for e, key in cleared]
    record(context, [HistoryRecord("reopen", case_id, why=why), *lines])
    for entry, key in cleared:
        held = load_case(context, case_id)
        answer(context, held, held.entries[entry.id], {key: None})
    _follow(context, read_case(context, case_id))


def _signature_keys(entry: EntryFile) -> list[str]:
    """The questions whose answers belong to one signature, and are asked anew for the next one.

    Who does a second review was asked when it was begun, and stays.
    """
    if entry.form.role("declaration") is None:
        return []
    roles = ("declaration",) if entry.stage == "second" else ("declaration", "signer_name", "signer_role")
    return [field.key for field in map(entry.form.role, roles) if field]


def read_sealed(context: ReadContext, case_id: str) -> list[SealedVersion]:
    """The signed versions of a case, oldest first, each as the case was then."""
    now = read_case(context, case_id)
    rows = context.db.execute(select(sealed_versions).where(V.case_id == case_id).order_by(V.number))
    found: list[SealedVersion] = []
    for row in rows:
        found.append(_version(context, now, row, found))
    return found


def is_kept(found: object) -> bool:
    """Whether something has the shape of an entry in a signed version."""
    if not (isinstance(found, dict) and found.keys() >= KEPT and isinstance(found["answers"], dict)):
        return False
    return all(_is_moment(found[key]) for key in ("created_at", "updated_at"))


def _is_moment(text: object) -> bool:
    try:
        return text is None or datetime.fromisoformat(str(text)) is not None
    except ValueError:
        return False


def _version(
    context: ReadContext, now: CaseFile, row: Row[Any], earlier: Sequence[SealedVersion]
) -> SealedVersion:
    """A signed version; entries that an earlier one covered bear its seal, where that was in force then."""
    if not all(map(is_kept, row.entries)):
        raise Damaged(
            f"Signed version {row.number} of {now.ref} is damaged and cannot be shown. Restore the workbook "
            "from one of its backups, or recover it; the damaged file is kept."
        )
    seal = Seal(row.name, row.role, row.at, row.digest, row.warnings)
    in_force = {
        entry.id: entry.seal
        for version in earlier
        if version.reopened_at is None or version.reopened_at > row.at
        for entry in version.signed_entries
    }
    seals = {**in_force, **dict.fromkeys(row.entry_ids, seal)}
    found = [_entry(context, kept, seals.get(kept["id"])) for kept in row.entries]
    case = replace(
        now,
        entries=in_outline_order(context, found),
        library=context.library.for_forms(entry.form.key for entry in found),
        stage=next((entry.stage for entry in found if entry.seal is seal), now.stage),
        status="signed",
        today=local_day(row.at),
        sealed_versions=row.number,
        superseded=_superseded(row),
    )
    return SealedVersion(
        row.number, seal, case, row.reopened_at, row.reopened_by or "", row.reopened_why or "", row.format
    )


def _superseded(row: Row[Any]) -> str:
    if row.reopened_at is None:
        return ""
    when = f"{show_date(local_day(row.reopened_at))} by {row.reopened_by}"
    return f"Signed version {row.number}, opened again on {when}: {row.reopened_why}"


def _entry(context: ReadContext, kept: Mapping[str, Any], seal: Seal | None) -> EntryFile:
    times = {
        key: datetime.fromisoformat(kept[key]) if kept[key] else None for key in ("created_at", "updated_at")
    }
    return EntryFile(
        id=kept["id"],
        form=context.shelf.form(context.db, kept["form_id"]),
        answers=kept["answers"],
        ref=kept["ref"],
        stage=kept["stage"],
        position=kept["position"],
        origin=Origin(*kept["origin"]) if kept["origin"] else None,
        seal=seal,
        row_version=kept["row_version"],
        **times,
    )


def altered_seals(context: ReadContext) -> list[tuple[str, int, str]]:
    """Signed versions that are not what was signed: reference of the case, number, and a sentence."""
    found = []
    for case_id in context.db.execute(select(V.case_id).distinct()).scalars().all():
        case = read_case(context, case_id)
        try:
            versions = read_sealed(context, case_id)
        except Damaged as error:
            found.append((case.ref, 0, str(error)))
            continue
        if [version.number for version in versions] != list(range(1, len(versions) + 1)):
            found.append((case.ref, 0, f"The numbers of the signed versions of {case.ref} were altered."))
        for version in versions:
            sentence = _fault(case, version)
            if sentence:
                found.append((case.ref, version.number, sentence))
    return found


def _fault(case: CaseFile, version: SealedVersion) -> str:
    kept = version.signed_entries
    seal = version.seal
    signed = signed_by(case.id, version.number, seal.name, seal.role, moment_text(seal.at), seal.warnings)
    by = None if version.format == SEAL_OF_OLD else signed
    if digest(kept, by) != seal.digest:
        return f"The kept copy of signed version {version.number} of {case.ref} was altered."
    if version.reopened_at is not None:
        return ""
    ids = {entry.id for entry in kept}
    current = [entry for entry in case.entries if entry.id in ids]
    if digest(current, by) != seal.digest:
        return f"{case.ref} was altered after it was signed off by {seal.name}."
    if any(entry.seal is None for entry in current):
        return f"The seal of {case.ref} was taken off without reopening it."
    return ""


def count_sealed(context: ReadContext) -> int:
    """How many signed versions there are."""
    return int(context.db.execute(select(func.count()).select_from(sealed_versions)).scalar_one())
