"""What the answers about a death decide: scope, duties, which pages are asked, and why this much is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.describe.markdown import in_words
from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.form import Section
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.forms.outline import PageState, own_entry, page_states
from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.duties import duties
from hssib_desk.domain.review.scope import scope_of
from hssib_desk.domain.review.screening import signed_on

Kind = Literal["in_scope", "outside", "unclear", "duties", "asked", "not_asked", "level", "another"]
_SCOPES = {"in_scope": "In scope", "outside": "Outside the days", "unclear": "The dates need a look"}
DECIDES = "date_of_death"  # the page that asks for it is the one whose answers decide


@dataclass(frozen=True)
class Decided:
    """One thing that follows from the answers; `page` is where it is answered, where there is such a page."""

    kind: Kind
    title: str
    words: str
    page: str = ""


def decides(sections: Sequence[Section]) -> bool:
    """Whether the answers of a page decide what is asked and owed."""
    return any(section.field_with_role(DECIDES) for section in sections)


def decided(context: Context, states: Sequence[PageState] = ()) -> list[Decided]:
    """Everything that the answers of a case decide; what other answers would have it asked comes last."""
    case = context.case
    scope = scope_of(case)
    found = [Decided(scope.code, _SCOPES[scope.code], scope.sentence), _duties(case)]
    pages = list(_pages(context, states or page_states(case, context)))
    found += sorted((item for item in pages if item.kind != "another"), key=lambda item: item.kind)
    return [*found, *_level(case), *(item for item in pages if item.kind == "another")]


def _duties(case: CaseFile) -> Decided:
    owed = [duty for duty in duties(case) if duty.rule.listed == "duties"]
    left = sum(duty.is_open for duty in owed)
    if not owed:
        return Decided("duties", "No duties yet", "None follows from these answers so far.")
    many = f"{len(owed)} {'duty' if len(owed) == 1 else 'duties'}"
    done = len(owed) - left
    answered = f"{done} {'is' if done == 1 else 'are'} answered, " if done else ""
    said = f"{answered}{left} {'is' if left == 1 else 'are'} open."
    return Decided("duties", many, said, DUTIES)


def _pages(context: Context, states: Sequence[PageState]) -> Iterator[Decided]:
    """The pages that facts call for, and the parts of care and pages that they rule out."""
    screening = context.case.library.screening
    apart = (
        "",
        screening.key if screening else "",
    )  # the screening is asked for by the level, not by answers
    for state in (state for state in states if state.page.form not in apart):
        entry, sections = own_entry(context.case, state.page)
        if not sections:
            continue
        if said := _ruled_out(sections[0], entry, context):
            yield Decided("not_asked", f"{state.page.title} does not apply", said)
        rule = sections[0].show_if
        if rule is None or any(section.show_if != rule for section in sections):
            continue
        if state.shown:
            yield Decided("asked", f"{state.page.title} is asked", _sentence(because(rule, entry, context)))
        elif not holds(rule, entry, context):
            when = in_words(rule, entry.form, context.case.library)
            yield Decided("another", f"{state.page.title} is not asked", f"It is when {when}.")


def _ruled_out(section: Section, entry: EntryFile, context: Context) -> str:
    """Why the facts rule a part of care out; empty where they do not."""
    form = context.case.library.forms.get(entry.form.key, entry.form)
    now = form.by_section.get(section.key)
    return next((rule.say for rule in now.ruled_out if holds(rule.when, entry, context)), "") if now else ""


def because(rule: Condition, entry: EntryFile, context: Context) -> str:
    """Why a rule holds, in the answers that it is about and no others."""
    if rule.test in ("any", "all"):
        parts = [part for part in rule.parts if holds(part, entry, context)]
        said = parts if rule.test == "all" else parts[:1]
        return "; ".join(because(part, entry, context) for part in said)
    if rule.fact:
        value = context.fact(rule.fact, entry)
        return f"{facts()[rule.fact].title}: {value.replace('_', ' ')}"
    form, _, key = rule.field.rpartition(".")
    asked = context.case.entry(form) if form else entry
    field = asked.form.by_key.get(key) if asked else None
    if rule.test == "is" and field and asked and key in asked.answers:
        return f"{field.label}: {kinds.show(field, asked.answers[key])}"
    return in_words(rule, entry.form, context.case.library)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _level(case: CaseFile) -> Iterator[Decided]:
    """Why this much is asked, as whoever screened the death wrote it."""
    day, why = signed_on(case), case.text("outcome_reason")
    if day and why:
        who = ", ".join(filter(None, (case.text("screened_by"), case.text("screened_role"))))
        words = f"“{why}” Screened by {who}, {show_date(day)}."
        yield Decided("level", f"Why a {LEVEL_WORDS[case.level].lower()}", words)
