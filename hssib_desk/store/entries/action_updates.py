"""Taking over what an edited action log says: many actions in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hssib_desk.domain.forms.form import Answer, Answers
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries.entries import add, save

WHY = "Edited action log {source}"


def update_actions(
    context: WriteContext,
    changes: Mapping[str, Mapping[str, Answer | None]],
    added: Sequence[tuple[str, Answers]],
    form_key: str,
    source: str,
) -> int:
    """Keep changed answers of many entries and add new ones to their cases, all or none, with their history.

    Return how many answers were changed and how many actions added.
    """
    why = WHY.format(source=source)
    for case_id, answers in added:
        add(context, case_id, form_key, answers, None, "first", why)
    saved = sum(
        len(changed) for entry_id, changed in changes.items() if save(context, entry_id, changed, why)
    )
    return saved + len(added)
