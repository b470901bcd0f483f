"""The parts of a review in words: which pages are whose, what each declares, and where it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.parts.part import Part
from hssib_desk.domain.parts.standing import form_of

PARTS_TITLE = "Who signs what"
PARTS_NOTE = (
    "Each page belongs to a part, and each part is signed by whoever has it; the last one seals the review. "
    "A part says who signs, not who may write. One person may sign all of them at once. Each can be set "
    "aside with a reason. A screening has one light seal and no parts."
)


def part_words(library: Library, say: Callable[[Condition], str]) -> Iterator[str]:
    """One line for each part."""
    for part in library.parts:
        yield f"{part.label} (`{part.key}`). {' '.join(_said(part, library, say))}"


def _said(part: Part, library: Library, say: Callable[[Condition], str]) -> Iterator[str]:
    first = part is library.parts[0]
    pages = (page for outline in library.reviews or (library.outline,) for page in outline.pages)
    own = dict.fromkeys(page.title for page in pages if page.part == part.key)
    named = ["every page that is of no other part" if first else "", *own, *(f"`{n}`" for n in part.also)]
    yield f"Pages: {', '.join(filter(None, named))}."
    for level, when in part.needed.items():
        yield f"Needed in a {LEVEL_WORDS[level].lower()}{f' when {say(when)}' if when else ''}."
    form = form_of(library)
    asked = form.role("part_assignee_role") if form else None
    if part.roles and asked and asked.options:
        yield f"Usually signed by: {', '.join(map(asked.options.label, part.roles))}."
    if part.declaration:
        yield f"Declares: “{part.declaration}”"
