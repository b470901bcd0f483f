"""The words of the action log, taken from the action form and its lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hssib_desk.domain.actions.measures import BRAG, STRENGTHS, brag_list, is_action
from hssib_desk.domain.dates import PartialDate, read_iso, show_date
from hssib_desk.domain.forms.form import Choice, CodeList, Condition, Field, Form, FormError, Library
from hssib_desk.store.lists.queries import ActionRow


def action_form(library: Library) -> Form:
    """The form that asks for actions."""
    form = next((form for form in library.forms.values() if is_action(form)), None)
    if form is None:
        raise FormError("forms: no form asks for actions with owner, status and target date; add one.")
    return form


def options_of(form: Form, role: str) -> CodeList | None:
    """The list behind the field that plays a role."""
    field = form.role(role)
    return field.options if field else None


def label_of(form: Form, role: str) -> str:
    """How the form calls the field that plays a role."""
    field = form.role(role)
    return field.label if field else ""


def short_label(options: CodeList | None, code: str, label: str = "") -> str:
    """The short word for a code where the list has one."""
    choice = options.by_code.get(code) if options else None
    return (choice.short or choice.label) if choice else label or code


def theme_filters(form: Form) -> list[tuple[str, str]]:
    """The themes to filter by."""
    options = options_of(form, "theme")
    return [("", "All"), *((c.code, c.short or c.label) for c in (options.offered if options else ()))]


def strength_filters(form: Form) -> list[tuple[str, str]]:
    """Strong, intermediate and weak in the words of the list of kinds of change."""
    options = options_of(form, "strength")
    words = {c.means: c.short or c.group or c.label for c in (options.offered if options else ())}
    return [("", "All"), *((means, words[means]) for means in STRENGTHS if means in words)]


def group_filters(form: Form) -> list[tuple[str, str]]:
    """What the rows can be grouped by."""
    roles = ("theme", "strength", "owner", "ward", "status")
    named = [(role, field.column) for role in roles if (field := form.role(role))]
    return [("", "None"), *named, ("brag", "BRAG"), ("case", "Case")]


def brag_words(library: Library) -> list[tuple[str, str, str]]:
    """Code, word and meaning of each colour, most pressing first."""
    by_means = {choice.means: choice for choice in brag_list(library).choices}
    return [(code, by_means[code].label, by_means[code].help) for code in BRAG]


def brag_text(row: ActionRow, words: dict[str, str]) -> str:
    """What the chip of a row says: the colour's word, or what became of an action that was set aside."""
    return row.status if row.brag == "set_aside" else words.get(row.brag, row.brag)


def life_steps(form: Form) -> list[Choice]:
    """The statuses an action passes through in order; side steps such as "on hold" are left out."""
    options = options_of(form, "status")
    return [choice for choice in (options.offered if options else ()) if not choice.group]


def depending_on(form: Form, key: str) -> list[Field]:
    """The questions that are asked or required because of the answer to another."""
    return [f for f in form.fields if key in _looked_at((f.show_if, f.required_if))]


def _looked_at(conditions: Iterable[Condition | None]) -> set[str]:
    return {name for condition in conditions if condition for name in condition.fields()}


def show_stored(value: str) -> str:
    """A stored date for a cell; what is not a date is shown as it was typed."""
    found = read_iso(value)
    return show_date(found) if found else value


def near_date(day: date | PartialDate, today: date) -> str:
    """A date for a narrow place: without the year while it is this one."""
    text = show_date(day)
    return text.removesuffix(f" {today.year}") if day.year == today.year and " " in text else text
