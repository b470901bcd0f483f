"""Taking over what an edited action log says: many actions in one act."""

from __future__ import annotations

from collections.abc import Mapping

from hssib_desk.domain.form import Answer
from hssib_desk.store.act import Act
from hssib_desk.store.entries import save

WHY = "Edited action log {source}"


def update_actions(act: Act, changes: Mapping[str, Mapping[str, Answer | None]], source: str) -> int:
    """Keep changed answers of many entries, all or none, with their history; return how many answers."""
    why = WHY.format(source=source)
    return sum(len(changed) for entry_id, changed in changes.items() if save(act, entry_id, changed, why))
