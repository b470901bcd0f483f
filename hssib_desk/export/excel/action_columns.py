"""The columns of the action log: their order, and where each one's head and values come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hssib_desk.domain.forms.form import CodeList, Field, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review.privacy import identifying_fields

# The order governance staff know. A name in capitals is computed; the others are roles of the action form.
ORDER = (
    "ACTION_REF",
    "action_source",
    "CASE_REF",
    "agreed_date",
    "ward",
    "theme",
    "area",
    "title",
    "strength",
    "owner",
    "senior_lead",
    "target_date",
    "revised_date",
    "status",
    "BRAG",
    "progress",
    "evidence",
    "measure",
    "implemented_date",
    "verified_by",
    "closed_by",
    "assurance_due",
    "DAYS_OVERDUE",
    "other_organisation",
)
COMPUTED = {
    "ACTION_REF": ("Action ref", "The reference of the case and of the action in it. It never changes."),
    "CASE_REF": ("Case ref", "The reference of the case; it names nobody."),
    "STRENGTH": ("Strength", "Strong, intermediate or weak. It follows “{kind}”: change it there."),
    "BRAG": ("BRAG", "How the action stands on the day of the export; see the Read me for each colour."),
    "LEVEL": ("Level", "How much was asked about the death: screening, short review or full review."),
    "RELATED": ("", "Other actions that this one was linked to, by their references."),
    "DAYS_OVERDUE": ("Days overdue", "Days since the current target date of an action that is not done."),
    "ROW_ID": ("Row id", "Used when the file is read back. Please leave it as it is."),
    "ROW_VERSION": ("Row version", "Used when the file is read back. Please leave it as it is."),
    "ROW_MARKS": ("Row as written", "Used when the file is read back. Please leave it as it is."),
}
HIDDEN = ("ROW_ID", "ROW_VERSION", "ROW_MARKS")
UNMARKED = frozenset({*HIDDEN, "DAYS_OVERDUE", "LEVEL"})  # they change by themselves
WIDTHS = {
    "ACTION_REF": 18.0,
    "CASE_REF": 14.0,
    "BRAG": 14.0,
    "DAYS_OVERDUE": 12.0,
    "LEVEL": 13.0,
    "RELATED": 20.0,
    "STRENGTH": 15.0,
    "action_source": 13.0,
    "ward": 17.0,
    "theme": 19.0,
    "area": 27.0,
    "title": 33.0,
    "strength": 15.0,
    "owner": 18.0,
    "senior_lead": 18.0,
    "status": 14.0,
    "other_organisation": 19.0,
}
KIND_WIDTHS = {"date": 13.5, "note": 36.0, "text": 25.0, "integer": 10.0, "decimal": 10.0, "yes_no": 12.0}


@dataclass(frozen=True)
class Column:
    """One column: what it is called in code, its head, and the field it shows unless it is computed."""

    name: str
    head: str
    field: Field | None
    meaning: str
    width: float
    look: str

    @property
    def editable(self) -> bool:
        """Whether an edit of this column is taken when the file is read back."""
        return self.field is not None and self.name not in COMPUTED

    @property
    def choices(self) -> CodeList | None:
        """The list its answers come from."""
        return self.field.options if self.field else None

    @property
    def strict(self) -> bool:
        """Whether only the listed answers may be typed."""
        kind = kind_of(self.field) if self.field else None
        return kind is not None and kind.has_choices and not (kind.takes_other or kind.holds_several)

    @property
    def listed(self) -> list[str]:
        """The labels its list offers."""
        return [choice.label for choice in self.choices.offered] if self.choices else []

    @property
    def many(self) -> bool:
        """Whether a cell may hold several answers of the list."""
        return self.field is not None and kind_of(self.field).holds_several

    def asked_by(self, form: Form) -> Field | None:
        """The question of this column as another version of the form asks it; None where it does not."""
        if self.field is None:
            return None
        role = form.role(self.field.role) if self.field.role else None
        names = (self.field.key, *self.field.renamed)
        return role or next((form.by_key[name] for name in names if name in form.by_key), None)


def action_columns(form: Form) -> tuple[Column, ...]:
    """The columns for an action form: the common order, then whatever else the form asks, then the hidden."""
    private = {field.key for field in identifying_fields(form)}
    first = [column for name in ORDER if (column := _ordered(form, name, private))]
    shown = {column.field.key for column in first if column.field and column.name not in COMPUTED}
    rest = [_answer(field, field.key) for field in _others(form, shown | private)]
    related = [replace(_computed("RELATED"), head=field.column) for field in form.fields if field.across]
    return (*first, *rest, *related, _computed("LEVEL"), *(_computed(name) for name in HIDDEN))


def marked(columns: tuple[Column, ...]) -> list[str]:
    """The names of the columns whose cells a row remembers as they were written, in their order."""
    return [column.name for column in columns if column.name not in UNMARKED]


def printed(columns: tuple[Column, ...]) -> int:
    """How many columns belong on paper: those of the common order."""
    return sum(column.name in ORDER or column.name == "STRENGTH" for column in columns)


def _ordered(form: Form, name: str, private: set[str]) -> Column | None:
    if name in COMPUTED:
        return _computed(name)
    field = form.role(name)
    if field is None or field.key in private:
        return None
    if name == "strength" and field.options and _shares_names(field.options):
        return _computed("STRENGTH", field)
    return _answer(field, name)


def _others(form: Form, shown: set[str]) -> Iterator[Field]:
    return (f for f in form.fields if f.key not in shown and not kind_of(f).holds_ids)


def _answer(field: Field, name: str) -> Column:
    width = WIDTHS.get(name, KIND_WIDTHS.get(field.kind, 18.0))
    width = max(width, max(map(len, field.column.split())) + 5.0)  # the longest word beside the filter button
    look = "body"
    if kind_of(field).is_date:
        look = "date"
    elif kind_of(field).is_number:
        look = "number"
    meaning = field.label if not field.help else f"{field.label}. {field.help}"
    return Column(name, field.column, field, meaning, width, look)


def _computed(name: str, field: Field | None = None) -> Column:
    head, meaning = COMPUTED[name]
    if field is not None:
        meaning = meaning.format(kind=field.column)
    looks = {
        "ACTION_REF": "bold",
        "DAYS_OVERDUE": "late",
        "ROW_ID": "keys",
        "ROW_VERSION": "keys",
        "ROW_MARKS": "keys",
    }
    look = looks.get(name, "body")
    return Column(name, head, field, meaning, WIDTHS.get(name, 12.0), look)


def _shares_names(options: CodeList) -> bool:
    """Whether a list sorts its choices under fewer short names, as kinds of change into strengths."""
    shorts = [choice.short for choice in options.offered if choice.short]
    return len(set(shorts)) < len(shorts)


def strengths(options: CodeList) -> list[str]:
    """The short names under which a list sorts its choices, in list order."""
    return list(dict.fromkeys(choice.short or choice.label for choice in options.choices))
