"""Writes tests/data/forms-N.hssib; run once by hand before the forms are released as version N + 1."""

from pathlib import Path

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from tests.factories import by_hand, sample
from tests.store.conftest import Clock, Forms

DATA = Path(__file__).parent.parent / "data"


def main() -> None:
    """Two cases with every answer, one of them signed, one on the other review form, one not begun."""
    library, clock = load_library(), Clock()
    forms = Forms(library)
    version = max(form.version for form in library.forms.values())
    target = DATA / f"forms-{version}.hssib"
    with Workbook.create(target, library=library, actor="R. Reviewer", title="Old forms", now=clock) as book:
        kept = []
        for name, review in (("Llŷr", 0), ("Okonkwo", 0), ("Sørensen", -1)):
            outline = library.reviews[review]
            case = book.new_case(forms.death(name=name), review=outline.key)
            kept.append(case)
            for form in library.for_review(outline.key).forms.values():
                answers = {field.key: sample(field) for field in by_hand(form) if field.kind != "attachment"}
                if form.repeat:
                    book.add_entry(case.id, form.key, answers=answers)
                elif form is not forms.person:
                    book.save(case.entry(form.key).id, answers)
            clock.pass_by(minutes=3)
        book.reviews.sign(kept[1].id, name="R. Reviewer", role="Psychiatrist")
        book.new_case()


if __name__ == "__main__":
    main()
