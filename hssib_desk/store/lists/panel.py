"""Which cases wait for the panel: their review is signed, and no decision has ended the group’s work."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.panel.decision import COMES_BACK, panel_form
from hssib_desk.store.schema.tables import cases, entries
from hssib_desk.store.sql import json_text


def waits_for_panel(library: Library) -> ColumnElement[bool]:
    """Whether a case waits for the panel; a decision that brings it back does not end that."""
    form, E = panel_form(library), entries.c
    field = form.role("decision")
    choices = field.options.choices if field and field.options else ()
    ending = [choice.code for choice in choices if choice.means not in COMES_BACK]
    decided = exists().where(E.case_id == cases.c.id, E.form_key == form.key, E.removed_at.is_(None))
    decided = decided.where(json_text(E.answers, field.key if field else "").in_(ending))
    return and_(cases.c.status == "signed", ~decided)
