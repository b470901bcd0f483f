"""Which questions show, which must be answered, and what is missing, odd or worth a remark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.facts import Fact, facts
from hssib_desk.domain.forms.form import Advice, Answer, Condition, Field, Form, Section
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.levels import is_asked_at
from hssib_desk.domain.forms.vocabulary import REPEATED_ROLES
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Stage
from hssib_desk.domain.review.computed_facts import computed_fact

_NO_FORM = Form(key="", title="", version=0, source="", sections=())  # of nobody who asks for a fact
AGREED_ROLES = frozenset({"agreed_reason"})  # asked only where two reviews are brought together


@dataclass(frozen=True)
class Finding:
    """One thing to see to before signing: where it is and a sentence."""

    kind: Literal["missing", "odd"]
    entry: EntryFile
    section: Section
    field: Field
    sentence: str


@dataclass(frozen=True)
class Advised:
    """One remark that never blocks; `key` names the rule and stays the same while it holds."""

    key: str
    entry: EntryFile
    section: Section | None
    field: str
    sentence: str


class Context:
    """What conditions may look at: the whole case, facts computed from it, and the day it is."""

    def __init__(self, case: CaseFile) -> None:
        self.case = case
        self.today: date = case.today
        self._findings: dict[int, tuple[EntryFile, list[Finding]]] = {}
        self._required: dict[int, tuple[EntryFile, list[Field]]] = {}
        self._shown: dict[int, tuple[EntryFile, dict[str, bool]]] = {}
        self._facts: dict[Stage, dict[str, str]] = {}
        self._sections: dict[tuple[int, str], tuple[EntryFile, bool]] = {}
        self._told: dict[tuple[str, Stage], Answer | None] = {}

    def findings(self, entry: EntryFile) -> list[Finding]:
        """What is missing or odd in an entry, worked out once."""
        # The entry is kept with its findings, so that its id() cannot be given to another one.
        kept = self._findings.get(id(entry)) or (entry, missing(entry, self) + odd(entry, self))
        return self._findings.setdefault(id(entry), kept)[1]

    def is_shown(self, field: Field, entry: EntryFile) -> bool:
        """Whether a question of an entry is asked, worked out once."""
        kept = self._shown.setdefault(id(entry), (entry, {}))[1]
        shown = kept.get(field.key)
        if shown is None:
            shown = kept[field.key] = _is_shown(field, entry, self)
        return shown

    def section_shown(self, section: Section, entry: EntryFile) -> bool:
        """Whether a section of an entry is asked at all, worked out once."""
        kept = self._sections.get((id(entry), section.key)) or (entry, _section_shown(section, entry, self))
        return self._sections.setdefault((id(entry), section.key), kept)[1]

    def required(self, entry: EntryFile) -> list[Field]:
        """The questions of an entry that must be answered, worked out once."""
        kept = self._required.get(id(entry)) or (entry, required_fields(entry, self))
        return self._required.setdefault(id(entry), kept)[1]

    def is_closed(self, entry: EntryFile) -> bool:
        """Whether a later stage of the case only reads the entry: nothing of it is asked or remarked on."""
        return self.case.stage != "first" and entry.stage != self.case.stage

    def is_veiled(self, field: Field, entry: EntryFile) -> bool:
        """Whether a question of such an entry is kept from the stage, as the forms of today say."""
        if not self.is_closed(entry):
            return False
        form = self.case.library.forms.get(entry.form.key, entry.form)
        return form.by_key.get(field.key, field).blind

    @cached_property
    def touched(self) -> frozenset[str]:
        """The parts of care that a short review judges, by the keys of their sections."""
        entry = next((e for e in self.case.entries if e.form.ask), None)
        found = entry.form.with_role("phases_touched") if entry else ()
        codes = (entry.answers.get(field.key) for field in found) if entry else ()
        return frozenset(code for value in codes if isinstance(value, list) for code in value)

    def is_of_level(self, field: Field, entry: EntryFile) -> bool:
        """Whether the level of the case asks a question, as the forms of today say."""
        if self.case.level == "full":
            return True
        form = self.case.library.forms.get(entry.form.key, entry.form)
        return is_asked_at(form.by_key.get(field.key, field).level, self.case.level)

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts of the case as texts; a number that cannot be known is an empty text."""
        return {key: self._fact_at(key, self.case.stage) for key in facts()}

    def fact(self, name: str, entry: EntryFile) -> str:
        """A fact as the stage of an entry sees it: a second review has scores of its own."""
        return self._fact_at(name, entry.stage)

    def _fact_at(self, name: str, stage: Stage) -> str:
        kept = self._facts.setdefault(stage, {})
        if name not in kept:
            kept[name] = self._work_out(facts()[name], stage)
        return kept[name]

    def _work_out(self, fact: Fact, stage: Stage) -> str:
        if not fact.rules:
            return computed_fact(fact.key, self.case, stage)
        asking = replace(self.bystander, stage=stage)
        fitting = (rule.value for rule in fact.rules if holds(rule.when, asking, self))
        return next(fitting, fact.otherwise)

    @cached_property
    def bystander(self) -> EntryFile:
        """Who asks for the case, and for no entry of it."""
        return EntryFile("", _NO_FORM, {}, stage=self.case.stage)

    def told(self, role: str, entry: EntryFile) -> Answer | None:
        """What was answered under a role, as the stage of an entry sees it, also to a hidden question.

        Of a form that repeats it is every answer together. The forms of today say which question plays the
        role, also of an entry that an older version asked.
        """
        if (role, entry.stage) not in self._told:
            self._told[role, entry.stage] = self._tell(role, entry.stage)
        return self._told[role, entry.stage]

    def _tell(self, role: str, stage: Stage) -> Answer | None:
        every: list[str] = []
        once: dict[Stage, Answer] = {}
        for other in self.case.entries:
            if not other.answers:
                continue
            form = self.case.library.forms.get(other.form.key, other.form)
            fields = form.with_role(role) if role in REPEATED_ROLES else ()
            field = form.role(role) or other.form.role(role)
            field = next((found for found in fields if found.key in other.answers), field)
            value = other.answers.get(field.key) if field else None
            if value is not None and other.form.repeat:
                every += value if isinstance(value, list) else [str(value)]
            elif value is not None:
                once.setdefault(other.stage, value)
        return once.get(stage, once.get("first")) or every or None

    def option(self, key: str) -> str:
        """What the organisation chose, or what is in force where nobody did."""
        default = next((item.default for item in self.case.library.options if item.key == key), "")
        return self.case.facts.settings.get(key) or default

    def answer(self, key: str, entry: EntryFile) -> Answer | None:
        """The answer a rule sees under `key` or `form.key`; answers of hidden questions count as none.

        A second review sees its own form of that key, and the one of the first review where it has none.
        """
        form_key, _, name = key.rpartition(".")
        own = self.case.entry(form_key, entry.stage) if form_key else entry
        holder = own or self.case.entry(form_key)
        found = holder.form.by_key.get(name) if holder else None
        if holder is None or found is None or not is_shown(found, holder, self):
            return None
        return holder.answers.get(name)


def holds(condition: Condition, entry: EntryFile, context: Context) -> bool:
    """Whether a condition is true for an entry."""
    if condition.test in ("any", "all"):
        parts = (holds(part, entry, context) for part in condition.parts)
        return any(parts) if condition.test == "any" else all(parts)
    if condition.test == "not":
        return not holds(condition.parts[0], entry, context)
    if condition.option:
        return context.option(condition.option) in condition.accepts
    answer = _asked(condition, entry, context)
    if condition.test == "same":
        return bool(answer) and answer == context.answer(condition.same, entry)
    if condition.test == "since":
        day, first = read_iso(answer), read_iso(condition.since)
        return bool(day and first and day.last >= first.first)
    if condition.after:
        return _days_pass(condition, answer, context.answer(condition.after, entry))
    if condition.words and answer:
        return _passes(condition, str(len(str(answer).split())))
    return _passes(condition, answer)


def _days_pass(condition: Condition, answer: Answer | None, other: Answer | None) -> bool:
    """Whether the days from one date to another are more or fewer than so many, whichever days are meant."""
    to, start = read_iso(answer), read_iso(other)
    if to is None or start is None:
        return False
    if condition.test == "above":
        return (to.first - start.last).days > (condition.bound or 0)
    return (to.last - start.first).days < (condition.bound or 0)


def _asked(condition: Condition, entry: EntryFile, context: Context) -> Answer | None:
    """What a test looks at."""
    if condition.fact:
        return context.fact(condition.fact, entry)
    if condition.role:
        return context.told(condition.role, entry)
    return context.answer(condition.field, entry)


def _passes(condition: Condition, answer: Answer | None) -> bool:
    filled = answer is not None and answer != "" and answer != []
    if condition.test in ("empty", "filled"):
        return filled == (condition.test == "filled")
    if not filled:
        return False
    if condition.test == "is":
        values = answer if isinstance(answer, list) else [str(answer)]
        return any(value in condition.accepts for value in values)
    try:
        number = float(str(answer))
    except ValueError:
        return False
    bound = condition.bound or 0.0
    return number > bound if condition.test == "above" else number < bound


def section_shown(section: Section, entry: EntryFile, context: Context) -> bool:
    """Whether a section is asked at all; a short review judges the parts of care that were ticked."""
    return context.section_shown(section, entry)


def _section_shown(section: Section, entry: EntryFile, context: Context) -> bool:
    if context.case.level == "short" and section.field_with_role("phase_score"):
        return section.key in context.touched
    if context.case.level != "full" and not any(context.is_of_level(f, entry) for f in section.fields):
        return False
    return section.show_if is None or holds(section.show_if, entry, context)


def is_shown(field: Field, entry: EntryFile, context: Context) -> bool:
    """Whether a question is asked; the answer of one that is not is kept, greyed and left out."""
    return context.is_shown(field, entry)


def _is_shown(field: Field, entry: EntryFile, context: Context) -> bool:
    if not context.is_of_level(field, entry):
        return False
    if context.is_veiled(field, entry) or (field.role in AGREED_ROLES and entry.stage != "agreed"):
        return False
    section = entry.form.by_section.get(field.section)
    if section and not section_shown(section, entry, context):
        return False
    if field.asked_if and not is_answered(field, entry) and not _is_asked(field, entry, context):
        return False
    return field.show_if is None or holds(field.show_if, entry, context)


def _is_asked(field: Field, entry: EntryFile, context: Context) -> bool:
    """Whether a question without an answer is asked; a review that was signed before was never asked it.

    What is answered after the signature, such as the progress of an action, is asked all the same.
    """
    may = entry.seal is None or field.living
    return may and field.asked_if is not None and holds(field.asked_if, entry, context)


def is_required(field: Field, entry: EntryFile, context: Context) -> bool:
    """Whether a shown question must be answered before signing."""
    if not field.required and field.required_if is None:
        return False
    if not is_shown(field, entry, context):
        return False
    return field.required or (field.required_if is not None and holds(field.required_if, entry, context))


def is_fixed(field: Field, entry: EntryFile, context: Context) -> bool:
    """Whether a good answer now stays as it is, like the first target date of an agreed action."""
    value = entry.answers.get(field.key)
    if field.fixed_if is None or value is None or kinds.problem(field, value, context.today):
        return False
    return holds(field.fixed_if, entry, context)


def is_answered(field: Field, entry: EntryFile) -> bool:
    """Whether there is an answer that says something."""
    value = entry.answers.get(field.key)
    return value is not None and value != [] and bool(str(value).strip())


def ruling(case: CaseFile, context: Context) -> dict[str, dict[str, Answer | None]]:
    """What the facts decide of parts of care: not applicable, with the reason, or open again; by entry.

    Only what nobody has judged is filled in, and only what was filled in so is taken away again.
    """
    found: dict[str, dict[str, Answer | None]] = {}
    for entry in case.entries:
        if entry.stage != case.stage or entry.seal or context.is_closed(entry) or case.level == "screen":
            continue
        form = case.library.forms.get(entry.form.key, entry.form)
        for section in (section for section in form.sections if section.ruled_out):
            changed = _ruled(section, entry, context)
            if changed:
                found.setdefault(entry.id, {}).update(changed)
    return found


def _ruled(section: Section, entry: EntryFile, context: Context) -> dict[str, Answer | None]:
    own = entry.form.by_section.get(section.key)
    score, reason = (own.score_field, own.field_with_role("na_reason")) if own else (None, None)
    if own is None or score is None or reason is None or score.options is None:
        return {}
    none = next((choice.code for choice in score.options.offered if choice.points is None), "")
    rulings = section.ruled_out if section_shown(own, entry, context) else ()
    said = next((rule.say for rule in rulings if holds(rule.when, entry, context)), None)
    given = {f.key: entry.answers[f.key] for f in own.fields if is_answered(f, entry)}
    written = given.get(reason.key)
    ours = given.keys() == {score.key, reason.key} and any(rule.say == written for rule in section.ruled_out)
    if (given and not ours) or said == written:
        return {}
    return {score.key: none if said else None, reason.key: said}


def required_fields(entry: EntryFile, context: Context) -> list[Field]:
    """The questions that must be answered as the entry stands now.

    Of a form that came after the signature nothing must be: the review is finished without it.
    """
    came_later = not entry.id and context.case.seal_of("first") is not None
    if came_later or context.is_closed(entry):
        return []
    return [field for field in entry.form.may_be_required if is_required(field, entry, context)]


def missing(entry: EntryFile, context: Context) -> list[Finding]:
    """Required questions without an answer, in reading order."""
    return [
        Finding("missing", entry, entry.form.by_section[field.section], field, _missing_sentence(field))
        for field in context.required(entry)
        if not is_answered(field, entry)
    ]


def _missing_sentence(field: Field) -> str:
    return "No score yet" if kind_of(field).is_score else f"No answer to “{field.label}”"


def odd(entry: EntryFile, context: Context) -> list[Finding]:
    """Shown answers that are not what their kind allows, each with the sentence beside the field."""
    found = []
    for field in () if context.is_closed(entry) else entry.form.fields:
        value = entry.answers.get(field.key)
        if value is None or not is_shown(field, entry, context):
            continue
        sentence = kinds.problem(field, value, context.today)
        if sentence:
            found.append(Finding("odd", entry, entry.form.by_section[field.section], field, sentence))
    return found


def advised(entry: EntryFile, context: Context) -> list[Advised]:
    """The remarks whose conditions hold, with the answers filled into their sentences."""
    if context.is_closed(entry):
        return []
    found = [_advise(rule, None, entry) for rule in entry.form.advice if _applies(rule, entry, context)]
    for section in entry.form.sections:
        if section_shown(section, entry, context):
            found += [
                _advise(rule, section, entry)
                for rule in (*section.advice, *_newer_advice(section, entry, context))
                if _applies(rule, entry, context)
            ]
    return found


def _newer_advice(section: Section, entry: EntryFile, context: Context) -> Iterator[Advice]:
    """What is said today of a section of a draft on an earlier form, where it asks what that looks at."""
    now = context.case.library.forms.get(entry.form.key)
    newer = now.by_section.get(section.key) if now and now.version > entry.form.version else None
    if newer is None or entry.seal is not None:
        return
    known = {rule.key for other in entry.form.sections for rule in other.advice}
    for rule in newer.advice:
        asked = {name for name in (rule.field, *rule.when.fields()) if name and "." not in name}
        if rule.key not in known and asked <= entry.form.by_key.keys():
            yield rule


def _applies(rule: Advice, entry: EntryFile, context: Context) -> bool:
    asked = entry.form.by_key.get(rule.field)
    ticked = kinds.codes(asked, entry.answers.get(rule.field, "")) if rule.choice and asked else ()
    return rule.choice not in ticked and holds(rule.when, entry, context)


def said_of(rule: Advice, form: Form) -> str:
    """What a remark says, with the choice it points to by its label."""
    asked = form.by_key.get(rule.field)
    label = asked.options.label(rule.choice) if rule.choice and asked and asked.options else ""
    return rule.say.replace("{choice}", label)


def _advise(rule: Advice, section: Section | None, entry: EntryFile) -> Advised:
    sentence = said_of(rule, entry.form)
    for key, value in entry.answers.items():
        field = entry.form.by_key.get(key)
        if field and "{" + key + "}" in sentence:
            said = str(value) if kind_of(field).is_score else kinds.show(field, value)
            sentence = sentence.replace("{" + key + "}", said)
    return Advised(f"{entry.id}:{rule.key}", entry, section, rule.field, sentence)


def hidden_answers(entry: EntryFile, context: Context) -> list[Field]:
    """Questions that are answered but not asked any more: kept, and told to the person who signs."""
    return [f for f in entry.form.fields if is_answered(f, entry) and not is_shown(f, entry, context)]


def shown_answers(entry: EntryFile, context: Context) -> list[tuple[Field, Answer]]:
    """The answers that leave the workbook: shown questions with an answer, in reading order."""
    return [
        (field, entry.answers[field.key])
        for field in entry.form.fields
        if is_answered(field, entry) and is_shown(field, entry, context)
    ]
