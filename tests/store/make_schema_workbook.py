"""Writes tests/data/schema-N.hssib; run once for each schema, by hand, before the next one is begun."""

from pathlib import Path

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.schema.tables import SCHEMA_VERSION
from hssib_desk.store.workbook import Workbook
from tests.factories import by_hand, sample
from tests.store.conftest import Clock, Forms

TARGET = Path(__file__).parent.parent / "data" / f"schema-{SCHEMA_VERSION}.hssib"


def main() -> None:
    """One case that is signed, reopened and signed again, one in work, one not begun."""
    library, clock = load_library(), Clock()
    forms = Forms(library)
    with Workbook.create(TARGET, library=library, actor="R. Reviewer", title="Old", now=clock) as book:
        case = book.new_case(forms.death(name="Llŷr", given_name="Łukasz"))
        for form in library.for_review("").forms.values():
            answers = {field.key: sample(field) for field in by_hand(form)}
            if form.repeat:
                book.add_entry(case.id, form.key, answers=answers)
            elif form is not forms.person:
                book.save(case.entry(form.key).id, answers)
            clock.pass_by(minutes=3)
        for entry in book.case(case.id).entries:
            for field in (field for field in entry.form.fields if field.kind == "attachment"):
                letter = f"Attached to {field.key}".encode()
                book.attach(entry.id, field.key, read_content("letter.txt", letter, book.attachment_limit()))
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        book.reviews.reopen(case.id, "A witness came forward")
        book.reviews.sign(case.id, name="S. Second", role="Nurse", warnings={"a": "b"})
        other = book.new_case(forms.death(date_of_death="2024-12"))
        book.save(other.entry(forms.judgement.key).id, {forms.note_field.key: "Begun"})
        book.undo(other.id)
        book.new_case()
        for form in library.records.values():
            record = book.records.add(form.key, {field.key: sample(field) for field in form.fields})
            book.records.seal(record.id, name="R. Reviewer", role="Psychiatrist")


if __name__ == "__main__":
    main()
