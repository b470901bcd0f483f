"""Advice on wording while a review is written: rules and word lists are data, the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms import rules
from hssib_desk.domain.forms.form import Answers, Field, Section
from hssib_desk.domain.forms.rules import Advised, Context
from hssib_desk.domain.forms.word_rules import WordRule
from hssib_desk.domain.review.case_file import CaseFile, EntryFile

_SENTENCE = re.compile(r"[^.!?\n]+")
_WHOLE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"\w[\w’'-]*")

_Split: TypeAlias = Callable[[str, int], frozenset[str]]


def remarks(entry: EntryFile, context: Context) -> list[Advised]:
    """Every remark on an entry: its form's own rules, then those on wording, at most one a field."""
    if context.is_closed(entry):
        return []
    found = rules.advised(entry, context)
    taken = {item.field for item in found}
    for item in _on_words(entry, context):
        if item.field not in taken:
            taken.add(item.field)
            found.append(item)
    return found


def reasons_given(case: CaseFile) -> dict[str, str]:
    """Why a remark was kept as it is, by the key of the remark."""
    found = (entry for entry in case.entries if entry.form.role("rule"))
    return {entry.text("rule"): entry.text("detail") for entry in found}


def offered_headline(section: Section, answers: Answers, rules_on_words: Sequence[WordRule]) -> str:
    """The first sentence of a judgement that judges, short enough for its headline; empty where none is."""
    field = section.field_with_role("headline")
    judging = next((rule for rule in rules_on_words if rule.kind == "lacks" and rule.found), None)
    if field is None or judging is None or judging.found is None:
        return ""
    texts = (str(answers.get(f.key) or "") for f in section.fields if f.role in judging.roles)
    for sentence in (match[0].strip() for text in texts for match in _WHOLE.finditer(text)):
        if judging.found.search(sentence):
            return _within(sentence, field.max_length or len(sentence))
    return ""


def _within(sentence: str, most: int) -> str:
    """A sentence, or as many of its whole words as there is room for."""
    if len(sentence) <= most:
        return sentence
    return sentence[: sentence.rfind(" ", 0, most)].rstrip(" ,;:–-") + "…"


def said_at_birth(entry: EntryFile, context: Context) -> str:
    """The first thing that would make something better while it is raised, or an empty text."""
    for rule in context.case.library.word_rules:
        if not rule.birth or not all(entry.form.role(role) for role in rule.form_has):
            continue
        for field in (field for field in entry.form.fields if field.role in rule.roles):
            said = _at_birth(rule, str(entry.answers.get(field.key) or "").strip(), context)
            if said:
                return said
    return ""


def _at_birth(rule: WordRule, text: str, context: Context) -> str:
    if rule.kind == "empty":
        return "" if text else rule.say
    if rule.kind == "past":
        day = read_iso(text)
        return rule.say if day and day.last <= context.today else ""
    hit = rule.found.search(text) if rule.found else None
    if hit is None or (rule.unless and rule.unless.search(text)):
        return ""
    return rule.say.replace("{found}", hit[0])


def _on_words(entry: EntryFile, context: Context) -> Iterator[Advised]:
    split = cache(_sentences)  # for this one reading: each text is compared with every other
    for section in entry.form.sections:
        for field in section.fields:
            text = entry.answers.get(field.key)
            if not isinstance(text, str) or not text.strip() or not rules.is_shown(field, entry, context):
                continue
            for rule in context.case.library.word_rules:
                if field.role not in rule.roles or rule.birth:
                    continue
                said = _CHECKS[rule.kind](rule, text, field, section, entry, split)
                if said:
                    yield Advised(f"{entry.id}:{rule.key}:{field.key}", entry, section, field.key, said)


def _lacks(
    rule: WordRule, _text: str, field: Field, section: Section, entry: EntryFile, _split: _Split
) -> str:
    """One judging word anywhere in the phase is enough; the remark stands under its first text."""
    read = [item for item in section.fields if item.role in rule.roles and rules.is_answered(item, entry)]
    words = " ".join(str(entry.answers[item.key]) for item in read)
    enough = len(_WORD.findall(words)) >= rule.at_least and field is read[0]
    return rule.say if enough and rule.found and not rule.found.search(words) else ""


def _has(
    rule: WordRule, text: str, _field: Field, _section: Section, _entry: EntryFile, _split: _Split
) -> str:
    hit = rule.found.search(text) if rule.found else None
    return rule.say.replace("{found}", hit[0]) if hit else ""


def _against(
    rule: WordRule, text: str, _field: Field, section: Section, entry: EntryFile, _split: _Split
) -> str:
    score = section.score_field
    choice = score.options.by_code.get(str(entry.answers.get(score.key))) if score and score.options else None
    if choice is None or choice.points is None or not rule.points[0] <= choice.points <= rule.points[1]:
        return ""
    words = " ".join(str(entry.answers.get(f.key, "")) for f in section.fields if f.role in rule.roles)
    hit = rule.found.search(text) if rule.found else None
    if hit is None or (rule.unless and rule.unless.search(words)):
        return ""
    return rule.say.replace("{score}", str(choice.points)).replace("{found}", hit[0])


def _shared(
    rule: WordRule, text: str, field: Field, section: Section, entry: EntryFile, split: _Split
) -> str:
    mine = split(text, rule.at_least)
    for other in entry.form.sections if mine else ():
        for item in other.fields:
            if item.role not in rule.roles or item.key == field.key or other.key == section.key:
                continue
            if mine & split(str(entry.answers.get(item.key, "")), rule.at_least):
                return rule.say.replace("{other}", other.title)
    return ""


def _sentences(text: str, at_least: int) -> frozenset[str]:
    """The sentences long enough to be no chance, reduced to their words."""
    found = (_WORD.findall(sentence.casefold()) for sentence in _SENTENCE.findall(text))
    return frozenset(" ".join(words) for words in found if len(words) >= at_least)


_CHECKS: Mapping[str, Callable[[WordRule, str, Field, Section, EntryFile, _Split], str]] = {
    "lacks": _lacks,
    "has": _has,
    "against": _against,
    "shared": _shared,
}
