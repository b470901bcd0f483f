"""A form as values: fields, sections and code lists, exactly as `forms/` defines them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from hssib_desk.domain.duties.rule import DutyRule as DutyRule
from hssib_desk.domain.forms.codelist import Choice as Choice
from hssib_desk.domain.forms.codelist import CodeList as CodeList
from hssib_desk.domain.forms.condition import Condition as Condition
from hssib_desk.domain.forms.levels import Level as Level
from hssib_desk.domain.forms.pages import Option as Option
from hssib_desk.domain.forms.pages import Outline as Outline
from hssib_desk.domain.forms.pages import Page as Page
from hssib_desk.domain.forms.pages import Source as Source
from hssib_desk.domain.forms.vocabulary import ROLES as ROLES
from hssib_desk.domain.forms.word_rules import FormError as FormError
from hssib_desk.domain.forms.word_rules import WordRule as WordRule
from hssib_desk.domain.parts.owners import owners
from hssib_desk.domain.parts.part import Part as Part

UNKNOWN_DATE = "unknown"
MORE = "Details"

Identifying = Literal["person", "relative", "staff"]
Answer = str | int | list[str]
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Field:
    """One question: what is asked, how, of whom it speaks, and when it must be answered."""

    key: str
    label: str
    kind: str
    section: str = ""
    help: str = ""
    placeholder: str = ""
    short: str = ""
    unit: str = ""
    width: Literal["full", "half", "third"] = "full"
    required: bool = False
    required_if: Condition | None = None
    show_if: Condition | None = None
    asked_if: Condition | None = None  # asked only then, but an answer that was given stays in the review
    fixed_if: Condition | None = None  # an answer given once this holds stays as it is
    min: str | float | None = None
    max: str | float | None = None
    max_length: int | None = None
    options: CodeList | None = None
    role: str = ""
    identifying: Identifying | None = None
    in_list: int | None = None
    living: bool = False
    blind: bool = False  # not shown to a second reviewer until their review is signed
    to: tuple[str, ...] = ()
    many: bool = False
    across: bool = False  # a link that may lead to other cases as well
    renamed: tuple[str, ...] = ()
    default: Answer | None = None
    source: str = ""
    level: Level = "full"  # the lowest level of a case at which it is asked
    more: bool = False  # folded on its page until it is opened or answered
    apart_from: tuple[str, ...] = ()  # what is chosen here is taken out of these questions of the form

    @property
    def rules(self) -> tuple[Condition, ...]:
        """Every rule of the question."""
        found = (self.show_if, self.asked_if, self.required_if, self.fixed_if)
        return tuple(rule for rule in found if rule)

    @property
    def column(self) -> str:
        """The name in a table head: the short label where there is one."""
        return self.short or self.label


@dataclass(frozen=True)
class Guidance:
    """What stands beside a page: points to look for, or the meanings of a scale."""

    title: str
    points: tuple[str, ...] = ()
    scale: CodeList | None = None
    source: str = ""


@dataclass(frozen=True)
class Advice:
    """A remark shown beside a field when its condition holds; it never blocks anything.

    With a `choice` it points to that choice of its field, for as long as it is not ticked; `{choice}` in
    its sentence stands for the label.
    """

    key: str
    when: Condition
    say: str
    field: str = ""
    source: str = ""
    choice: str = ""
    holds_back: bool = False  # a screening suggests no next step while it holds


@dataclass(frozen=True)
class Trigger:
    """A further reason for a second review: a condition, and the sentence that says why one is due."""

    key: str
    when: Condition
    say: str


@dataclass(frozen=True)
class Outcome:
    """A next step that a screening suggests where the condition holds; an empty `suggest` suggests none."""

    key: str
    when: Condition
    suggest: str
    say: str
    source: str = ""


@dataclass(frozen=True)
class Ruling:
    """When the facts rule a part of care out, and the reason that is written for it."""

    when: Condition
    say: str


@dataclass(frozen=True)
class Section:
    """One page or part of a page of a form."""

    key: str
    title: str
    fields: tuple[Field, ...]
    short: str = ""
    note: str = ""
    themes: tuple[str, ...] = ()
    source: str = ""
    show_if: Condition | None = None
    guidance: tuple[Guidance, ...] = ()
    advice: tuple[Advice, ...] = ()
    ruled_out: tuple[Ruling, ...] = ()  # it arrives as not applicable where one of them holds
    more: str = MORE  # the name of the line under which its folded questions are

    def field_with_role(self, role: str) -> Field | None:
        """The field of this section that plays a role, if any."""
        return next((item for item in self.fields if item.role == role), None)

    @cached_property
    def score_field(self) -> Field | None:
        """The field that scores this section as a phase or overall, if it is one."""
        return self.field_with_role("phase_score") or self.field_with_role("overall_score")

    def chosen(self, answers: Answers) -> Choice | None:
        """The step of the scale that was given to this section, or None where it is not scored."""
        found = self.score_field
        return found.options.by_code.get(str(answers.get(found.key))) if found and found.options else None


@dataclass(frozen=True)
class Form:
    """A form definition; `text` is the canonical JSON of it that a workbook keeps and a seal covers."""

    key: str
    title: str
    version: int
    source: str
    sections: tuple[Section, ...]
    note: str = ""
    repeat: bool = False
    singular: str = ""
    letter: str = ""
    icon: str = ""
    can_raise: bool = False
    after_seal: bool = False
    instead_of: str = ""  # the form in whose place it stands; rules that name that one look at this
    second: bool = False  # a second reviewer fills it in anew, without seeing what the first wrote
    blind: bool = False  # not shown to a second reviewer until their review is signed
    dropped: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    ask: tuple[
        str, ...
    ] = ()  # the questions of its page in order, as `form.key`, where they are of several forms
    strip: tuple[str, ...] = ()  # what is folded above them
    outcomes: tuple[Outcome, ...] = ()  # the first that fits is suggested
    before: Condition | None = None  # the answer by which a form that asks it no more ended a case
    text: str = ""

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field in reading order."""
        return tuple(item for section in self.sections for item in section.fields)

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by key."""
        return {item.key: item for item in self.fields}

    @cached_property
    def by_section(self) -> Mapping[str, Section]:
        """The sections by key."""
        return {section.key: section for section in self.sections}

    @cached_property
    def may_be_required(self) -> tuple[Field, ...]:
        """The fields that must be answered, always or under a condition."""
        return tuple(item for item in self.fields if item.required or item.required_if is not None)

    @cached_property
    def _by_role(self) -> Mapping[str, Field]:
        return {item.role: item for item in reversed(self.fields) if item.role}

    def role(self, role: str) -> Field | None:
        """The first field that plays a role, or None; a form plays a role at most once per section."""
        return self._by_role.get(role)

    def with_role(self, role: str) -> tuple[Field, ...]:
        """Every field that plays a role: one for each review form where it is put in other words."""
        return tuple(item for item in self.fields if item.role == role)

    @cached_property
    def phases(self) -> tuple[Section, ...]:
        """The sections that are scored, overall last as the form orders them."""
        return tuple(section for section in self.sections if section.score_field)


@dataclass(frozen=True)
class Library:
    """All forms, lists and sources that the program ships, with the outline that orders them.

    `reviews` are the outlines there are. A case follows one: its own library has that one as `outline`.
    """

    forms: Mapping[str, Form]
    lists: Mapping[str, CodeList]
    sources: Mapping[str, Source]
    outline: Outline
    raw_lists: Mapping[str, Any] = field(default_factory=dict)
    word_rules: tuple[WordRule, ...] = ()
    reviews: tuple[Outline, ...] = ()
    options: tuple[Option, ...] = ()
    duties: tuple[DutyRule, ...] = ()
    records: Mapping[str, Form] = field(default_factory=dict)  # forms that belong to no case
    parts: tuple[Part, ...] = ()  # of a review, in the order in which they are shown

    @cached_property
    def every_form(self) -> tuple[Form, ...]:
        """The forms of cases and of records."""
        return (*self.forms.values(), *self.records.values())

    @cached_property
    def _by_review(self) -> Mapping[str, Library]:
        return {outline.key: self._view(outline) for outline in self.reviews}

    def _view(self, outline: Outline) -> Library:
        elsewhere = frozenset[str]().union(*(other.forms for other in self.reviews)) - outline.forms
        forms = {key: form for key, form in self.forms.items() if key not in elsewhere}
        return replace(self, outline=outline, forms=forms)

    def for_review(self, key: str) -> Library:
        """The library as a case with this review form sees it; with the first one where there is no such."""
        return self._by_review.get(key, self._by_review[self.reviews[0].key]) if self.reviews else self

    def for_forms(self, keys: Iterable[str]) -> Library:
        """The library as a case that has these forms sees it."""
        there = set(keys)
        return self.for_review(next((o.key for o in self.reviews if self.own_forms(o) & there), ""))

    def own_forms(self, outline: Outline) -> frozenset[str]:
        """The forms that are on the pages of one outline and of no other: a case is told by them."""
        if outline.key not in self._own:
            others = (o.forms for o in self.reviews if o.key != outline.key)
            self._own[outline.key] = outline.forms - frozenset[str]().union(*others)
        return self._own[outline.key]

    @cached_property
    def _own(self) -> dict[str, frozenset[str]]:
        return {}  # filled as it is asked: the lists ask for every line

    def is_chosen(self, item: Field, settings: Mapping[str, str]) -> bool:
        """Whether an organisation with these settings asks a question, as far as it chose among several."""
        rule = item.asked_if
        if rule is None or not rule.option:
            return True
        default = next((option.default for option in self.options if option.key == rule.option), "")
        return (settings.get(rule.option) or default) in rule.accepts

    @cached_property
    def screening(self) -> Form | None:
        """The form whose page decides how much is asked of a case, if there is one."""
        return next((form for form in self.forms.values() if form.ask), None)

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        outlines = (*self.reviews, self.outline)  # its own last, so that it has the last word
        return owners((p for o in outlines for p in o.pages), self.parts, self.duties)

    def part_of(self, form: str, section: str = "", field: str = "") -> str:
        """The key of the part of a review that signs a form, section or question; empty where none does."""
        names = (f"{form}.{field}", f"{form}.{section}", form)
        return next((self._owners[name] for name in names if name in self._owners), "")

    def field(self, name: str) -> tuple[Form, Field]:
        """A form and its question, named `form.key`."""
        key, _, field_key = name.partition(".")
        return self.forms[key], self.forms[key].by_key[field_key]

    def form_with_role(self, role: str, repeat: bool | None = None) -> Form | None:
        """The first form that has a field playing the role."""
        for form in self.forms.values():
            if (repeat is None or form.repeat == repeat) and form.role(role):
                return form
        return None
