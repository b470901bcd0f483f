"""Who works on this computer: the name and role that were given last, which decide what is theirs."""

from __future__ import annotations

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.lists.queries import Person
from hssib_desk.ui.settings.user_snippets import load_words


def who_works(library: Library) -> Person | None:
    """Name and role as a reader sees them; None where nobody has said who they are."""
    last = load_words().last
    name, role = last.get("name", "").strip(), last.get("role", "").strip()
    form = library.form_with_role("signer_role", repeat=False)
    field = form.role("signer_role") if form else None
    if role and field and field.options:
        role = field.options.label(role)
    return Person(name, role) if name or role else None


def in_words(person: Person) -> str:
    """Name and role on one line."""
    role = person.role[:1].lower() + person.role[1:] if person.name else person.role
    return ", ".join(filter(None, (person.name, role)))
