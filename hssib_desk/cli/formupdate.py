"""`form update`: what moving a review to the forms of today would change, and moving it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hssib_desk.cli.console import DONE, LOOK, say
from hssib_desk.cli.opening import opened

if TYPE_CHECKING:
    from hssib_desk.store.entries.renewal import FormUpdate


def update(arguments: Namespace) -> int:
    """Show what would change; move the review with --apply."""
    from hssib_desk.store.entries.renewal import together

    with opened(arguments, read_only=not arguments.apply) as workbook:
        case = workbook.case(arguments.case)
        found = workbook.reviews.form_updates(case.id)
        if arguments.apply and found:
            workbook.reviews.update_forms(case.id)
    for item in together(found):
        for line in _lines(item):
            say(line)
    if not found:
        signed = any(entry.seal for entry in case.entries)
        reason = "is signed, and keeps its form" if signed else "is on the current forms"
        say(f"{case.ref} {reason}. Nothing to do.")
        return DONE
    if arguments.apply:
        say(f"{case.ref} is on the current forms now. Undo in the window takes it back.")
        return DONE
    say("Nothing was changed; move the review with --apply.")
    return LOOK


def _lines(item: FormUpdate) -> Iterator[str]:
    same = item.from_version == item.to_version
    moved = "reworded" if same else f"version {item.from_version} to version {item.to_version}"
    yield f"{item.title}: {moved}"
    yield from (f"  New question: {label}" for label in item.asked)
    yield from (f"  Reworded: {old} → {new}" for old, new in item.renamed)
    for label, answer in item.dropped:
        kept = f" (kept in the history: {_short(answer)})" if answer else ""
        yield f"  No longer asked: {label}{kept}"
    yield from (f"  Other choices: {label}: {what}" for label, what in item.choices)
    yield from (f"  To choose again: {label}: {_short(answer)}" for label, answer in item.again)
    if item.is_quiet:
        yield "  Only help and guidance are reworded."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:80]} …"
