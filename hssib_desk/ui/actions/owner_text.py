"""The actions of one owner as plain text for an e-mail: references, titles and dates, and nobody’s name."""

from __future__ import annotations

from collections.abc import Iterable

from hssib_desk.store.lists.queries import ActionRow
from hssib_desk.ui.actions.words import show_stored


def owner_text(owner: str, rows: Iterable[ActionRow], title: str) -> str:
    """Each action on two lines: what it is, then when it is due, how late and what was promised first."""
    found = list(rows)
    count = f"{len(found):,} action{'' if len(found) == 1 else 's'}"
    late = sum(row.days_overdue is not None for row in found)
    head = f"{owner}: {count}, {late:,} overdue ({title})"
    return "\n\n".join(
        [head, *(f"{row.ref}  {row.title or 'Not written yet'}\n{_when(row)}" for row in found)]
    )


def _when(row: ActionRow) -> str:
    said = [f"Due {show_stored(row.target)}" if row.target else "No target date yet"]
    if row.days_overdue is not None:
        said.append(f"{row.days_overdue:,} day{'' if row.days_overdue == 1 else 's'} overdue")
    if row.revised_target and row.original_target:
        said.append(f"first promised for {show_stored(row.original_target)}")
    return ", ".join([*said, row.status]) + "."
