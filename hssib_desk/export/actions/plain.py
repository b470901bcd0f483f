"""A list of actions as plain text to paste into an e-mail: references, titles and dates, nobody's name."""

from __future__ import annotations

from pathlib import Path

from hssib_desk.domain.actions.changes import in_order
from hssib_desk.domain.actions.listed import ListedAction
from hssib_desk.domain.dates import show_date, show_long
from hssib_desk.export.actions.listing import Listing, when
from hssib_desk.export.files import replacing
from hssib_desk.export.report import ExportError, ExportReport

NO_PASSWORD = "A text file cannot have a password. Write the list as PDF or Excel, or leave the password out."


def plain_text(listing: Listing) -> str:
    """The whole text: whose list and of which day, a sentence, then each action."""
    title = f"{listing.title} · {show_long(listing.day)}"
    parts = [f"{title}\n{listing.facts.title}", listing.summary()]
    if listing.chosen_by:
        parts.append(f"Chosen by: {'; '.join(listing.chosen_by)}.")
    parts += [_action(action, listing.owner) for action in listing.actions]
    if listing.since:
        parts += [_changes(listing)] if listing.changes else []
    return "\n\n".join(parts) + "\n"


def _action(action: ListedAction, owner: str) -> str:
    lines = [f"{action.ref}  {action.title}", f"{when(action)}. {action.state.label}; {action.status}."]
    if not owner:
        lines.append(f"Owner: {action.owner or 'nobody yet'}.")
    if action.organisation:
        lines.append(f"With: {action.organisation}.")
    if action.measure:
        lines.append(f"Needed to close: {action.measure}")
    if action.note.text:
        day = f", {action.note.day}" if action.note.day else ""
        lines.append(f"Last said{day}: {action.note.text}")
    return "\n".join(lines)


def _changes(listing: Listing) -> str:
    lines = ["What is different"]
    for change in in_order(listing.changes):
        after = f"{change.before or '–'} → {change.after or '–'}"
        why = f" ({change.why})" if change.why else ""
        lines.append(f"{change.ref}  {change.what}, {show_date(change.on)}: {after}{why}")
    return "\n".join(lines)


def write_text(listing: Listing, out: Path, force: bool, password: str) -> ExportReport:
    """Write the text; raises ExportError, and then leaves no file."""
    if password:
        raise ExportError(NO_PASSWORD)
    with replacing(out, force) as part:
        part.write_text(plain_text(listing), encoding="utf-8", newline="\n")
    return ExportReport(out, len(listing.actions), len(listing.actions), listing.notes)
