"""What can only be seen of a whole form: keys and roles used twice, rules on what is not asked, loops."""

from __future__ import annotations

from collections.abc import Mapping

from hssib_desk.domain.forms.form import Condition, Form, FormError
from hssib_desk.domain.forms.vocabulary import REPEATED_ROLES, SECTION_ROLES


def check_form(form: Form, place: str) -> None:
    """What can only be seen of the whole: keys and roles used twice, rules on fields that are not there."""
    keys: set[str] = set()
    roles: set[tuple[str, str]] = set()
    for item in form.fields:
        if item.key in keys:
            raise FormError(f"{place}: the key “{item.key}” is there twice; give one field another key.")
        keys.add(item.key)
        role = (item.section if item.role in SECTION_ROLES else "", item.role)
        if item.role and role in roles and item.role not in REPEATED_ROLES:
            raise FormError(f"{place}: two fields play the role “{item.role}”; keep one of them.")
        roles.add(role)
    if any(key in keys for key in form.dropped):
        raise FormError(f"{place}: a key in “dropped” is still asked; take it out of one of the two.")
    if form.repeat and not form.letter:
        raise FormError(f"{place}: a form that repeats needs a letter for its references.")
    if form.second and form.blind:
        raise FormError(
            f"{place}: “second” and “blind” do not go together; a form that a second reviewer fills in anew "
            "(second = true) hides the first one already."
        )
    _check_rules(form, keys, place)
    _check_outcomes(form, place)
    _check_apart(form, place)


def _check_apart(form: Form, place: str) -> None:
    """Lists of which each choice is in one have the same choices."""
    for item in form.fields:
        for key in item.apart_from:
            other = form.by_key.get(key)
            if other is None or other.kind != item.kind or other.options != item.options:
                raise FormError(
                    f"{place}: “{item.key}” is apart from “{key}”, which does not offer the same choices; "
                    "correct the key, or give both the same list."
                )


def _check_outcomes(form: Form, place: str) -> None:
    asked = form.role("outcome")
    known = asked.options.by_code if asked and asked.options else {}
    for item in form.outcomes:
        if item.suggest and item.suggest not in known:
            raise FormError(
                f"{place}, outcome {item.key}: “{item.suggest}” is no choice of its outcome; correct it."
            )


def _check_rules(form: Form, keys: set[str], place: str) -> None:
    rules: list[Condition | None] = [rule for item in form.fields for rule in item.rules]
    rules += [section.show_if for section in form.sections]
    rules += [ruling.when for section in form.sections for ruling in section.ruled_out]
    rules += [advice.when for section in form.sections for advice in section.advice]
    rules += [advice.when for advice in form.advice]
    rules += [trigger.when for trigger in form.triggers] + [item.when for item in form.outcomes]
    named = [key for rule in rules if rule for key in rule.fields()]
    named += [a.field for s in form.sections for a in s.advice if a.field]
    for key in named:
        if "." not in key and key not in keys:
            raise FormError(
                f"{place}: a rule looks at “{key}”, which this form does not ask; correct the key."
            )
    _check_pointers(form, place)
    refuse_loops(waits_of(form), place)


def _check_pointers(form: Form, place: str) -> None:
    for advice in (*form.advice, *(item for section in form.sections for item in section.advice)):
        asked = form.by_key.get(advice.field)
        known = asked.options.by_code if asked and asked.options else {}
        if advice.choice and advice.choice not in known:
            raise FormError(
                f"{place}, advice {advice.key}: “{advice.field}” has no choice “{advice.choice}”; correct it."
            )


def waits_of(form: Form) -> dict[str, set[str]]:
    """What each question waits for before it is shown, its page included, as `form.key` on both sides."""
    waits = {}
    for item in form.fields:
        section = form.by_section[item.section] if item.section else None
        rules = [rule for rule in (item.show_if, item.asked_if, section and section.show_if) if rule]
        keys = {key for rule in rules for key in rule.fields()}
        waits[f"{form.key}.{item.key}"] = {key if "." in key else f"{form.key}.{key}" for key in keys}
    return waits


def refuse_loops(waits: Mapping[str, set[str]], place: str) -> None:
    """Two questions that each wait for the other would never be shown."""
    for start in waits:
        seen, reached = {start}, set(waits[start])
        while reached:
            key = reached.pop()
            if key == start:
                raise FormError(f"{place}: “{start}” is shown only after itself; break the loop of show_if.")
            if key not in seen:
                seen.add(key)
                reached |= waits.get(key, set())
