"""Taking a list of deaths into the workbook: new cases, and answers of cases there already, in one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.forms.levels import Level
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries.cases import Given, new_cases
from hssib_desk.store.entries.entries import save

Changes = Mapping[str, Mapping[str, Answer | None]]
WHY = "Corrected in the list {source}"


def unwatched(_done: int) -> None:
    """Nobody asks how far it has come."""


def import_list(
    context: WriteContext,
    batch: Sequence[Given],
    changes: Changes,
    source: str,
    review: str = "",
    step: Callable[[int], object] = unwatched,
    level: Level = "full",
) -> list[str]:
    """Write new cases, and the answers taken from the list, all or none; return references."""
    for entry_id, changed in changes.items():
        save(context, entry_id, changed, WHY.format(source=source))
    return new_cases(context, batch, "import", source, review, step, level)
