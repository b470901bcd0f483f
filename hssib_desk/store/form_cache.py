"""The forms as they were asked: each text is kept once in the workbook, and read back once per session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from sqlalchemy import Connection, insert, select

from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.domain.review.seal import text_digest
from hssib_desk.store.errors import Damaged
from hssib_desk.store.schema.tables import form_texts


class FormCache:
    """Forms by the id of their text; the shipped ones come from the library and are not read again."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._ids = {form.key: id_of(form) for form in library.every_form}
        self._forms = {self._ids[form.key]: form for form in library.every_form}
        self._watched: dict[int, tuple[Form, frozenset[str]]] = {}
        self.order = {key: number for number, key in enumerate(library.forms)}

    def form(self, connection: Connection, form_id: str) -> Form:
        """The form behind an id of this workbook."""
        found = self._forms.get(form_id)
        if found is None:
            query = select(form_texts.c.text).where(form_texts.c.id == form_id)
            text = connection.execute(query).scalar()
            found = self._forms[form_id] = _read(form_id, text if isinstance(text, str) else "")
        return found

    def id_of(self, form: Form) -> str:
        """The id that a form's text has in every workbook."""
        known = self.library.forms.get(form.key) or self.library.records.get(form.key)
        return self._ids[form.key] if known is form else id_of(form)

    def keep(self, connection: Connection, form: Form) -> None:
        """Keep the text of a form in the workbook."""
        form_id = self.id_of(form)
        if connection.execute(select(form_texts.c.id).where(form_texts.c.id == form_id)).first():
            return
        row = {
            "id": form_id,
            "key": form.key,
            "version": form.version,
            "digest": digest_of(form.text),
            "living": [field.key for field in form.fields if field.living],
            "text": form.text,
        }
        connection.execute(insert(form_texts), [row])

    def watched(self, form: Form, find: Callable[[Form, Sequence[Form]], frozenset[str]]) -> frozenset[str]:
        """What `find` says of a form and those beside it, found once."""
        kept = self._watched.get(id(form))
        if kept is None:
            # The form is kept too, so that its id() cannot be given to another one.
            kept = self._watched[id(form)] = (form, find(form, tuple(self.library.forms.values())))
        return kept[1]


def id_of(form: Form) -> str:
    """The id of a form's text: what it is, and the head of its digest."""
    return f"{form.key}-{form.version}-{digest_of(form.text)[:12]}"


@lru_cache(256)
def digest_of(text: str) -> str:
    """The digest of a form's text; every workbook that is opened asks for it again."""
    return text_digest(text)


def _read(form_id: str, text: str) -> Form:
    """The form in a text; its id tells one that was altered, which could mean anything."""
    if not form_id.endswith(f"-{text_digest(text)[:12]}"):
        raise Damaged(
            "A form that this workbook keeps is damaged, so answers to it cannot be shown. Restore the "
            "workbook from one of its backups; the damaged file is kept."
        )
    return form_from_text(text)
