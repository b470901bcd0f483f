"""The forms as they were asked: each text is kept once in the workbook, and read back once per session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from hssib_desk.domain.form import Form, Library
from hssib_desk.domain.library import form_from_text
from hssib_desk.domain.seal import text_digest
from hssib_desk.store.tables import form_texts


class Shelf:
    """Forms by the id of their text; the shipped ones come from the library and are not read again."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._ids = {form.key: _id_of(form) for form in library.forms.values()}
        self._forms = {self._ids[form.key]: form for form in library.forms.values()}
        self._watched: dict[int, tuple[Form, frozenset[str]]] = {}
        self.order = {key: number for number, key in enumerate(library.forms)}

    def form(self, connection: Connection, form_id: str) -> Form:
        """The form behind an id of this workbook."""
        found = self._forms.get(form_id)
        if found is None:
            query = select(form_texts.c.text).where(form_texts.c.id == form_id)
            found = self._forms[form_id] = form_from_text(connection.execute(query).scalar_one())
        return found

    def keep(self, connection: Connection, form: Form) -> str:
        """The id of a form's text, which is now kept in the workbook."""
        known = self.library.forms.get(form.key)
        form_id = self._ids[form.key] if known is form else _id_of(form)
        row = {
            "id": form_id,
            "key": form.key,
            "version": form.version,
            "digest": text_digest(form.text),
            "living": [field.key for field in form.fields if field.living],
            "text": form.text,
        }
        if connection.execute(select(form_texts.c.id).where(form_texts.c.id == form_id)).first() is None:
            connection.execute(insert_or_ignore(form_texts).values(row).on_conflict_do_nothing())
        return form_id

    def watched(self, form: Form, find: Callable[[Form, Sequence[Form]], frozenset[str]]) -> frozenset[str]:
        """What `find` says of a form and those beside it, found once."""
        kept = self._watched.get(id(form))
        if kept is None:
            # The form is kept too, so that its id() cannot be given to another one.
            kept = self._watched[id(form)] = (form, find(form, tuple(self.library.forms.values())))
        return kept[1]


def _id_of(form: Form) -> str:
    return f"{form.key}-{form.version}-{text_digest(form.text)[:12]}"
