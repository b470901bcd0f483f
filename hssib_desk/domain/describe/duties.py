"""Facts and duties in words: what they rest on, when a duty is born and due, and by what it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hssib_desk.domain.duties.day_settings import day_settings
from hssib_desk.domain.duties.rule import BASES, ROLE, DutyRule
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.form import Form, Library

FACTS_TITLE, DUTIES_TITLE = "Facts", "Duties born from facts"
FACTS_NOTE = "Worked out from answers, for rules to ask; the first rule that fits gives the value."
DUTIES_NOTE = (
    "A duty is born from facts, and each is answered with “done on” or “does not apply, because”. What the "
    "law or national guidance asks for cannot be switched off; the days of local standards are settings."
)
_SIGNED = {
    "signature": "signature of the review",
    "signature:second": "signature of the second review",
    "signature:agreed": "signature of the agreed scores",
}

Say = Callable[[Condition], str]


def fact_words(say: Say) -> Iterator[str]:
    """One line for each fact."""
    for fact in facts().values():
        parts = [f"{rule.value} when {say(rule.when)}" for rule in fact.rules]
        rest = f"; else {fact.otherwise}" if fact.rules else ""
        values = "" if fact.rules or not fact.values else f" {', '.join(fact.values)}."
        rules = f" {'; '.join(parts)}{rest}." if parts else values
        yield f"`{fact.key}`, {fact.title}:{rules} {fact.help}".rstrip(" :")


def duty_words(rule: DutyRule, library: Library, say: Say) -> str:
    """One duty in one line."""
    born = f" Must when {say(rule.born_if)}." if rule.born_if else ""
    decided = f" To be decided when {say(rule.decide_if)}." if rule.decide_if else ""
    ends = " or ".join(" and ".join(_named(name, library) for name in every) for every in rule.ends_by)
    basis = BASES[rule.basis] + ("" if rule.verified else ", not verified")
    return (
        f"**{rule.title}** ({rule.code}; {rule.who}). {rule.words}{born}{decided} Due {_due(rule)}, counted "
        f"from {_first(rule, library)}. Ends by {ends}. {basis}. {rule.note}"
    ).rstrip()


def _due(rule: DutyRule) -> str:
    if rule.setting:
        setting = day_settings()[rule.setting]
        return f"after {setting.days} {setting.unit} (setting “{setting.label}”)"
    return {
        "days": f"after {rule.days} days",
        "working_days": f"after {rule.days} working days",
        "months": f"after {rule.days} months",
        "same_day": "on the same day",
        "without_delay": "without delay, by the end of the next day",
        "as_printed": f"as printed, else after {rule.days} days",
        "none": "on no day",
    }[rule.due]


def _first(rule: DutyRule, library: Library) -> str:
    return ", else ".join(_named(name, library) for name in rule.counted_from)


def _named(name: str, library: Library) -> str:
    if name in _SIGNED:
        return _SIGNED[name]
    if name.startswith(ROLE):
        return name.removeprefix(ROLE).replace("_", " ")
    form, _, key = name.partition(".")
    asked: Form | None = library.forms.get(form)
    field = asked.by_key.get(key) if asked else None
    return f"“{field.label}”" if field else name
