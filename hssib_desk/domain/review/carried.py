"""What an entry takes from where it is raised: phase, theme, links, and what needs to be better."""

from __future__ import annotations

from collections.abc import Sequence

from hssib_desk.domain.forms.form import Answer, Answers, Field, Form, Section
from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.domain.review.case_file import CaseFile, EntryFile

_ORDER = ("problem_type", "good_practice", "target_date")  # roles of what is raised first, next and last


def raise_order(forms: Sequence[Form]) -> list[Form]:
    """Forms in the order in which they follow from each other: problem, learning point, action."""

    def place(form: Form) -> int:
        return next((n for n, role in enumerate(_ORDER) if form.role(role)), len(_ORDER))

    return sorted(forms, key=place)


def after(form: Form, forms: Sequence[Form]) -> Form:
    """What is raised next after one of a form: the form that follows from it, or one more of the last."""
    order = raise_order(forms)
    at = next((n for n, item in enumerate(order) if item.key == form.key), len(order) - 1)
    return order[min(at + 1, len(order) - 1)]


def carried(form: Form, case: CaseFile, judged: Section | None, parents: Sequence[EntryFile]) -> Answers:
    """The first answers of an entry: from the section it is raised in, and from what it follows."""
    context, empty = Context(case), EntryFile("", form, {})
    found: dict[str, Answer] = {}
    for field in form.fields:
        if field.role == "area" or is_shown(field, empty, context):  # asked later, and known now
            answer = _answer(field, judged, parents)
            if answer is not None:
                found[field.key] = answer
    return found


def _answer(field: Field, judged: Section | None, parents: Sequence[EntryFile]) -> str | list[str] | None:
    if field.role == "phases" and field.options and judged and judged.key in field.options.by_code:
        return [judged.key]
    if field.role == "theme" and field.options:
        return _theme(field, judged, parents)
    if field.role == "links":
        linked = [parent.id for parent in parents if parent.form.key in field.to]
        return linked or None
    if field.role == "area":
        said = next((p.text("title") for p in parents if p.form.role("problem_type")), "")
        return said if said and len(said) <= (field.max_length or len(said)) else None
    return None


def _theme(field: Field, judged: Section | None, parents: Sequence[EntryFile]) -> str | None:
    """The theme of what it follows from, or that of the page where there is one only."""
    said = [str(value) for parent in reversed(parents) if (value := parent.value("theme"))]
    if not said and judged and len(judged.themes) == 1:
        said = [judged.themes[0]]
    offered = field.options.by_code if field.options else {}
    return next((code for code in said if code in offered), None)
