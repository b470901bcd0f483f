"""Which cases and actions belong to one person: reviewed, signed or owned by them, or assigned to them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.forms.form import Library
from hssib_desk.store.lists.queries import Person
from hssib_desk.store.schema.tables import actions, cases, entries
from hssib_desk.store.sql import json_text

C, A, E = cases.c, actions.c, entries.c
REVIEWED_BY = "reviewer_name"
_OF_REVIEW = (REVIEWED_BY, "signer_name", "part_assignee")
_OWNER_NAME = "owner_name"


def case_of(person: Person, library: Library) -> ColumnElement[bool]:
    """Whether a review belongs to a person: by name, or by their role where nobody is named."""
    of_role = (
        and_(C.reviewer == person.role, ~_names(_OF_REVIEW[:1], library, "")) if person.role else false()
    )
    return or_(_names(_OF_REVIEW, library, person.name) if person.name else false(), of_role)


def of_nobody(library: Library) -> ColumnElement[bool]:
    """Whether nobody has a case yet, neither by name nor by role."""
    return and_(C.reviewer == "", ~_names(_OF_REVIEW[:1], library, ""))


def _names(roles: Iterable[str], library: Library, name: str) -> ColumnElement[bool]:
    """Whether a question that plays one of the roles is answered with a name; with any for an empty one."""
    found = []
    for form in library.forms.values():
        for key in (field.key for role in roles for field in form.with_role(role)):
            said = json_text(E.answers, key)
            same = func.lower(said) == func.lower(name) if name else said.is_not(None)
            found.append(and_(E.form_key == form.key, same))
    own = exists().where(E.case_id == C.id, E.removed_at.is_(None), or_(false(), *found))
    return own.correlate(cases)


def action_of(person: Person, library: Library) -> ColumnElement[bool]:
    """Whether an action belongs to a person: owned by their role, or by their name."""
    mine = [func.lower(A.owner_label) == func.lower(said) for said in (person.name, person.role) if said]
    owned = entries.alias("owned")  # the query may read the entry itself
    named = [
        json_text(owned.c.answers, field.key)
        for form in library.forms.values()
        if is_action(form)
        for field in form.with_role(_OWNER_NAME)
    ]
    if person.name and named:
        same = or_(*(func.lower(said) == func.lower(person.name) for said in named))
        mine.append(A.entry_id.in_(select(owned.c.id).where(same)))
    return or_(false(), *mine)
