"""The screening of a death: what is suggested, what it decides, and how a case goes up and down a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.duties.day_settings import days_of
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Choice, Field, Form
from hssib_desk.domain.forms.levels import LEVEL_WORDS as LEVEL_WORDS
from hssib_desk.domain.forms.levels import LEVELS, Level
from hssib_desk.domain.forms.rules import (
    Context,
    Finding,
    hidden_answers,
    holds,
    is_answered,
    is_shown,
    said_of,
)
from hssib_desk.domain.forms.wording import reasons_given
from hssib_desk.domain.review.case_file import CaseFile, EntryFile

# What a signed screening seals; all else it asks may be answered again in the review.
SEALED_ROLES = frozenset(["outcome", "outcome_reason", "screen_read"])
WAITS = "set_aside"  # the meaning of an outcome that brings the case back on a day
WAITING = "days_look_again"  # the setting that holds how long such a case waits, where nobody says otherwise
OWN_WORDS = "Say why in your own words: this is not what the facts suggest."


@dataclass(frozen=True)
class Suggestion:
    """The next step that the facts call for, with the sentence that says why; no choice where none is."""

    choice: Choice | None
    sentence: str


@dataclass(frozen=True)
class LevelChange:
    """What another level would do to a case: questions it asks more or no longer, and answers set aside."""

    level: Level
    before: Level
    asked: int  # questions that are needed then and have no answer yet
    set_aside: tuple[tuple[EntryFile, Field], ...]  # answers that are kept, greyed and left out of exports
    back: tuple[tuple[EntryFile, Field], ...]  # answers that count again


def entry_of(case: CaseFile) -> EntryFile | None:
    """The screening of a case, where it has one."""
    form = case.library.screening
    return case.entry(form.key) if form else None


def is_signed(case: CaseFile) -> bool:
    """Whether the screening of a case is signed."""
    return bool(case.value("screened_on"))


def signed_on(case: CaseFile) -> date | None:
    """The day on which the screening was signed."""
    found = read_iso(case.value("screened_on"))
    return found.first if found else None


def outcome_of(case: CaseFile) -> Choice | None:
    """The next step that was chosen, signed or not."""
    entry = entry_of(case)
    field = entry.form.role("outcome") if entry else None
    code = entry.answers.get(field.key) if entry and field else None
    return field.options.by_code.get(str(code)) if field and field.options and code else None


def is_waiting(case: CaseFile) -> bool:
    """Whether a case waits for somebody else, and comes back on a day."""
    chosen = outcome_of(case)
    return bool(case.level == "screen" and is_signed(case) and chosen and chosen.means == WAITS)


def back_on(case: CaseFile) -> date | None:
    """The day on which a waiting case comes back."""
    found = read_iso(case.value("look_again")) if is_waiting(case) else None
    return found.first if found else None


def level_after(outcome: Choice) -> Level:
    """The level to which an outcome takes a case: that of its own name, or it stays where it is."""
    return next((level for level in LEVELS if level == outcome.code), "screen")


def asked(case: CaseFile) -> Iterator[tuple[EntryFile, Field]]:
    """Every question of the screening page in its order, shown or not."""
    form = case.library.screening
    yield from _named(case, form.ask if form else ())


def strip(case: CaseFile) -> Iterator[tuple[EntryFile, Field]]:
    """What is folded above the questions."""
    form = case.library.screening
    yield from _named(case, form.strip if form else ())


def _named(case: CaseFile, names: tuple[str, ...]) -> Iterator[tuple[EntryFile, Field]]:
    for name in names:
        key, _, field_key = name.partition(".")
        entry = case.entry(key) or case.not_begun(key)
        if field_key in entry.form.by_key:
            yield entry, entry.form.by_key[field_key]


def left(case: CaseFile, context: Context | None = None) -> list[Finding]:
    """What is missing or odd before a screening can be signed, in the order of the page."""
    context = context or Context(case)
    found = []
    for entry, field in asked(case):
        found += [item for item in context.findings(entry) if item.field.key == field.key]
        if field.role == "outcome_reason" and (said := reason_problem(case, context)):
            section = entry.form.by_section[field.section]
            found.append(Finding("odd", entry, section, field, said))
    return found


def reason_problem(case: CaseFile, context: Context | None = None) -> str:
    """Why a reason does not do: against the suggestion a sentence that was offered is nobody's own."""
    context, chosen = context or Context(case), outcome_of(case)
    written = _plain(case.text("outcome_reason"))
    if chosen is None or not written or suggestion(case, context).choice == chosen:
        return ""
    form = case.library.screening
    offered = {_plain(_filled(row.say, case)) for row in form.outcomes} if form else set()
    return OWN_WORDS if written in offered else ""


def _plain(sentence: str) -> str:
    """The letters of a sentence, whatever its case, spaces and stops."""
    return "".join(sign for sign in sentence.casefold() if sign.isalnum())


def look_again_on(case: CaseFile) -> date:
    """The day that is offered for looking again at a death that waits for somebody else."""
    return case.today + timedelta(days=days_of(WAITING, case.facts.settings))


def suggestion(case: CaseFile, context: Context | None = None) -> Suggestion:
    """The first row that fits, as the forms of today say; never taken by itself."""
    context, form, entry = context or Context(case), case.library.screening, entry_of(case)
    field = form.role("outcome") if form else None
    if form and entry and (first := _to_see_first(case, context)):
        return Suggestion(None, first)
    for row in form.outcomes if form and entry else ():
        if entry and holds(row.when, entry, context):
            chosen = field.options.by_code.get(row.suggest) if field and field.options else None
            return Suggestion(chosen, _filled(row.say, case))
    return Suggestion(None, "")


def _to_see_first(case: CaseFile, context: Context) -> str:
    """The first remark that holds back a suggestion, as answers contradict each other; a reason frees it."""
    kept = reasons_given(case)
    for entry in case.entries:
        form = case.library.forms.get(entry.form.key, entry.form)
        rules = (rule for section in form.sections for rule in section.advice if rule.holds_back)
        open_ = (rule for rule in rules if not kept.get(f"{entry.id}:{rule.key}"))
        found = next((rule for rule in open_ if holds(rule.when, entry, context)), None)
        if found:
            return said_of(found, form)
    return ""


def _filled(sentence: str, case: CaseFile) -> str:
    for entry in case.entries:
        for field in entry.form.fields if not entry.form.repeat else ():
            if "{" + field.key + "}" in sentence and field.key in entry.answers:
                shown = kinds.show(field, entry.answers[field.key])
                sentence = sentence.replace("{" + field.key + "}", shown)
    return sentence


def offered_flags(case: CaseFile, context: Context | None = None) -> list[str]:
    """The red flags that the facts point to and nobody has ticked, by code."""
    context = context or Context(case)
    form = next((form for form in case.library.forms.values() if form.role("red_flags")), None)
    field = form.role("red_flags") if form else None
    if form is None or field is None:
        return []
    entry = case.entry(form.key) or case.not_begun(form.key)
    ticked = kinds.codes(field, entry.answers.get(field.key, ""))
    rules = (rule for section in form.sections for rule in section.advice if rule.field == field.key)
    found = (rule.choice for rule in rules if rule.choice and holds(rule.when, entry, context))
    return [code for code in dict.fromkeys(found) if code not in ticked]


def seal_answers(form: Form, outcome: Choice, name: str, role: str, at: datetime) -> dict[str, Answer]:
    """What a signature of a screening writes: who, in which role, when, and the level that follows."""
    local = at.astimezone()
    said = {
        "screened_by": name,
        "screened_role": role,
        "screened_on": local.date().isoformat(),
        "screened_time": local.strftime("%H:%M"),
        "level": level_after(outcome),
    }
    return {field.key: said[name] for name in said if (field := form.role(name)) and said[name]}


def signature_keys(form: Form) -> list[str]:
    """The keys of the signature of a screening, without the level."""
    roles = ("screened_by", "screened_role", "screened_on", "screened_time")
    return [field.key for field in map(form.role, roles) if field]


def sealed_keys(entry: EntryFile) -> frozenset[str]:
    """The questions of an entry that a signed screening keeps as they are."""
    if not entry.value("screened_on"):
        return frozenset()
    return frozenset(field.key for field in entry.form.fields if field.role in SEALED_ROLES)


def at_level(case: CaseFile, level: Level) -> CaseFile:
    """The case as it would be at another level."""
    form = case.library.screening
    field = form.role("level") if form else None
    entry = entry_of(case)
    if form is None or field is None:
        return case
    if entry is None:
        made = replace(case.not_begun(form.key), id="level", answers={field.key: level})
        return replace(case, entries=(*case.entries, made))
    there: Mapping[str, Answer] = {**entry.answers, field.key: level}
    moved = replace(entry, answers=there)
    return replace(case, entries=tuple(moved if other is entry else other for other in case.entries))


def plan_level(case: CaseFile, level: Level) -> LevelChange:
    """What another level would do; nothing written is lost by it."""
    now, then = Context(case), Context(at_level(case, level))
    pairs = [
        (entry, field) for entry in case.entries for field in entry.form.fields if is_answered(field, entry)
    ]
    shown = [(is_shown(field, entry, now), is_shown(field, entry, then)) for entry, field in pairs]
    return LevelChange(
        level,
        case.level,
        sum(finding.kind == "missing" for entry in then.case.entries for finding in then.findings(entry)),
        tuple(pair for pair, (was, will) in zip(pairs, shown, strict=True) if was and not will),
        tuple(pair for pair, (was, will) in zip(pairs, shown, strict=True) if will and not was),
    )


def kept_of_higher_levels(case: CaseFile, context: Context) -> list[tuple[EntryFile, Field]]:
    """Answers that are kept from a higher level of the case, for whoever signs to see."""
    return [
        (entry, field)
        for entry in case.entries
        for field in hidden_answers(entry, context)
        if not context.is_of_level(field, entry)
    ]
