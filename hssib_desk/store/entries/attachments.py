"""Files kept inside the workbook: added to a question, listed without being read, never altered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, insert, select

from hssib_desk.domain.file_types import PROGRAM, FileType, safe_name, shown_size, type_of
from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.drives import why_unread
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.attached import find
from hssib_desk.store.entries.entries import hold_entry, save
from hssib_desk.store.entries.history import ERASED, person_of
from hssib_desk.store.errors import Damaged, Missing, NotReady
from hssib_desk.store.ids import new_id
from hssib_desk.store.schema.tables import attachment_contents, attachments, cases, changes

# Settings of the workbook, in megabytes: a workbook is copied whole at every backup.
FILE_MB, FILE_LIMIT = 20, "attachment_mb"
TOTAL_MB, TOTAL_LIMIT = 200, "attachments_mb"
_MB = 1_000_000


@dataclass(frozen=True)
class ReadFile:
    """A file read from the disk, ready to be added."""

    name: str
    type: FileType
    content: bytes
    digest: str


def limit_of(settings: Mapping[str, str], key: str) -> int:
    """A limit in bytes."""
    text, plain = settings.get(key, ""), {FILE_LIMIT: FILE_MB, TOTAL_LIMIT: TOTAL_MB}[key]
    return (int(text) if text.isdecimal() and int(text) > 0 else plain) * _MB


def read_file(path: Path, most: int) -> ReadFile:
    """Read a file that is to be added; raises NotReady for one that may not be, before it is read."""
    name = safe_name(path.name)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Missing(f"“{name}” is not a file that can be read.")
        refuse_large(name, size, most)
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise NotReady(why_unread(error, name)) from error
    return read_content(path.name, content, most)


def read_content(name: str, content: bytes, most: int) -> ReadFile:
    """Look at bytes that are to be added; raises NotReady when they may not be."""
    clean = safe_name(name)
    refuse_large(clean, len(content), most)
    if not content:
        raise NotReady(f"“{clean}” is empty, so there is nothing to attach.")
    kind = type_of(content)
    if kind is PROGRAM:
        raise NotReady(f"“{clean}” is a program or a script, not a document. It was not attached.")
    return ReadFile(clean, kind, content, hashlib.sha256(content).hexdigest())


def refuse_large(name: str, size: int, most: int) -> None:
    """Raise NotReady for a file over the limit."""
    if size > most:
        raise NotReady(
            f"“{name}” has {shown_size(size)}; a file in this workbook may have {shown_size(most)}. "
            "Attach the pages that matter, or change the limit in Settings."
        )


def attach(context: WriteContext, entry_id: str, field_key: str, file: ReadFile, most: int) -> AttachmentFile:
    """Keep a file with a question of an entry; `most` is what all files together may have."""
    held, entry = hold_entry(context, entry_id)
    field = entry.form.by_key.get(field_key)
    if field is None or not kind_of(field).is_attachment:
        raise ValueError(f"the form {entry.form.key} takes no file at {field_key}")
    kept = [str(item) for item in _ids(entry.answers.get(field_key))]
    _refuse(context, file, kept, field.many, most)
    person, attachment_id = person_of(context), f"{new_id()}-{file.digest}"
    row = {
        "id": attachment_id, "case_id": held.head.id, "entry_id": entry_id, "field": field_key,
        "name": file.name, "type": file.type.label, "ending": file.type.ending, "size": len(file.content),
        "digest": file.digest, "person_id": person, "at": context.now,
    }  # fmt: skip
    context.db.execute(insert(attachments), [row])
    context.db.execute(
        insert(attachment_contents), [{"attachment_id": attachment_id, "content": file.content}]
    )
    save(context, entry_id, {field_key: [*kept, attachment_id]}, f"Attached “{file.name}”")
    return find(context, attachment_id)


def _refuse(context: WriteContext, file: ReadFile, kept: Sequence[str], many: bool, most: int) -> None:
    if kept and not many:
        raise NotReady("One file can be attached here, and there is one. Remove it first.")
    if any(item.endswith(file.digest) for item in kept):
        raise NotReady(f"The same file is attached here already; “{file.name}” was not added again.")
    kept_files = attachments.c.id.in_(select(attachment_contents.c.attachment_id))
    sizes = select(func.coalesce(func.sum(attachments.c.size), 0)).where(kept_files)
    there = context.db.execute(sizes).scalar_one()
    if there + len(file.content) > most:
        raise NotReady(
            f"“{file.name}” does not fit: the files in this workbook have {shown_size(there)} of the "
            f"{shown_size(most)} allowed. Change the limit in Settings, or keep the file elsewhere."
        )


def detach(context: WriteContext, attachment_id: str, why: str) -> AttachmentFile:
    """Take a file out of its question; undo brings it back, so its content stays in the workbook."""
    found = find(context, attachment_id)
    _held, entry = hold_entry(context, found.entry_id)
    rest: Answer = [item for item in _ids(entry.answers.get(found.field)) if item != attachment_id]
    words = f"Removed “{found.name}”" + (f": {why.strip()}" if why.strip() else "")
    if not save(context, found.entry_id, {found.field: rest or None}, words):
        raise Missing(f"“{found.name}” was removed already.")
    return found


def _ids(answer: Answer | None) -> list[str]:
    return answer if isinstance(answer, list) else []


def content_of(context: ReadContext, attachment_id: str) -> bytes:
    """The content of a file; raises Damaged when it is not what was added."""
    found = find(context, attachment_id)
    if attachment_id in erased_ids(context):
        raise Missing(f"“{found.name}” was erased; the history of its case says when and why.")
    content = _content(context, attachment_id)
    if not _is_whole(found, content):
        raise Damaged(
            f"“{found.name}” was altered after it was attached, so it is not opened. Check this workbook."
        )
    return content


def _content(context: ReadContext, attachment_id: str) -> bytes:
    query = select(attachment_contents.c.content)
    found = context.db.execute(query.where(attachment_contents.c.attachment_id == attachment_id)).scalar()
    return found if isinstance(found, bytes) else b""  # another program may have put anything there


def _is_whole(found: AttachmentFile, content: bytes) -> bool:
    digest = hashlib.sha256(content).hexdigest()
    return digest == found.digest and found.id.endswith(f"-{digest}") and len(content) == found.size


def altered(context: ReadContext) -> Iterator[tuple[str, str]]:
    """Files that are not what was added: reference of the case and a sentence; one is in memory at a time."""
    query = select(attachments.c.id, cases.c.ref).join(cases, cases.c.id == attachments.c.case_id)
    gone = erased_ids(context)
    for attachment_id, ref in context.db.execute(query.order_by(attachments.c.id)).all():
        found = find(context, attachment_id)
        if attachment_id in gone and found.erased:
            continue
        if attachment_id in gone:
            yield (
                ref,
                f"The attached file “{found.name}” of {ref} was erased, but its content is there again.",
            )
        elif not _is_whole(found, _content(context, attachment_id)):
            yield ref, f"The attached file “{found.name}” of {ref} is not what was added."


def erased_ids(context: ReadContext) -> frozenset[str]:
    """The files that were erased, as the history says."""
    rows = context.db.execute(select(changes.c.new).where(changes.c.kind == ERASED, changes.c.entry_id == ""))
    return frozenset(str(row.new) for row in rows)


def count(context: ReadContext) -> int:
    """How many files the workbook keeps with their content."""
    return int(context.db.execute(select(func.count()).select_from(attachment_contents)).scalar_one())
