"""What differs between two versions of a form, and how answers are carried from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Answers, CodeList, Field, Form
from hssib_desk.domain.forms.kinds import kind_of

_NAMED = 6  # changed choices that are named one by one; of more only the number is said


@dataclass(frozen=True)
class FormChange:
    """What moving some answers to a newer form does, in labels and shown values."""

    renamed: tuple[tuple[str, str], ...]  # questions asked in other words: old label, new label
    dropped: tuple[tuple[str, str], ...]  # questions no longer asked, each with its answer or ""
    asked: tuple[str, ...]  # questions that are new
    choices: tuple[tuple[str, str], ...]  # questions with other choices: label, what differs
    again: tuple[tuple[str, str], ...]  # answers that are no choice any more: label, answer as it stays

    @property
    def is_quiet(self) -> bool:
        """Whether nothing that is asked differs: at most help and guidance are reworded."""
        return not (self.renamed or self.dropped or self.asked or self.choices or self.again)


def compare_forms(old: Form, new: Form, answers: Answers) -> FormChange:
    """What differs for somebody who answered the old form."""
    moved = moves(old, new)
    pairs = [(field, new.by_key[moved[field.key]]) for field in old.fields if field.key in moved]
    gone = [field for field in old.fields if field.key not in moved]
    told = [(field.label, _shown(field, answers)) for field in gone]
    return FormChange(
        renamed=tuple((before.label, after.label) for before, after in pairs if before.label != after.label),
        dropped=tuple(sorted(told, key=lambda pair: not pair[1])),
        asked=tuple(field.label for field in new.fields if field.key not in moved.values()),
        choices=tuple(_changed_lists(pairs)),
        again=tuple(_to_choose_again(pairs, answers)),
    )


def carried(old: Form, new: Form, answers: Answers) -> dict[str, Answer]:
    """The answers under the keys of the new form; what it does not ask is left out."""
    moved = moves(old, new)
    return {
        moved[key]: _as_asked_now(old.by_key[key], new.by_key[moved[key]], value)
        for key, value in answers.items()
        if key in moved
    }


def moves(old: Form, new: Form) -> dict[str, str]:
    """The key in the new form of every question of the old one that is still asked."""
    renamed = {before: field.key for field in new.fields for before in field.renamed}
    wanted = (
        (field.key, field.key if field.key in new.by_key else renamed.get(field.key)) for field in old.fields
    )
    return {key: target for key, target in wanted if target}


def _shown(field: Field, answers: Answers) -> str:
    value = answers.get(field.key)
    return "" if value is None else kinds.show(field, value)


def _as_asked_now(old: Field, new: Field, value: Answer) -> Answer:
    """An answer to a question whose kind or choices changed: a choice that is gone stays in its words."""
    if old.options and new.options:
        known = new.options.by_code
        codes = [code if code in known else old.options.label(code) for code in kinds.codes(old, value)]
        if kind_of(new).holds_several:
            return codes
        return codes[0] if len(codes) == 1 else kinds.show(old, value)
    return value if old.kind == new.kind else _typed(new, kinds.show(old, value))


def _typed(field: Field, text: str) -> Answer:
    """A text as an answer to a question of another kind; what fits no value stays as it was written."""
    value = kinds.parse(field, text) or text
    return [str(value)] if kind_of(field).holds_several and not isinstance(value, list) else value


def _to_choose_again(pairs: list[tuple[Field, Field]], answers: Answers) -> Iterator[tuple[str, str]]:
    for before, after in pairs:
        value = answers.get(before.key)
        if value is None:
            continue
        moved = _as_asked_now(before, after, value)
        if kinds.problem(after, moved) and not kinds.problem(before, value):
            yield after.label, kinds.show(after, moved)


def _changed_lists(pairs: list[tuple[Field, Field]]) -> Iterator[tuple[str, str]]:
    for before, after in pairs:
        if before.options and after.options and (said := _difference(before.options, after.options)):
            yield after.label, said


def _difference(old: CodeList, new: CodeList) -> str:
    """How two versions of a list differ, in one line; nothing when the same choices are offered."""
    was: Mapping[str, str] = {choice.code: choice.label for choice in old.offered}
    now: Mapping[str, str] = {choice.code: choice.label for choice in new.offered}
    parts = [
        _named("new", [label for code, label in now.items() if code not in was]),
        _named("no longer offered", [label for code, label in was.items() if code not in now]),
        _named("reworded", [now[code] for code, label in was.items() if now.get(code, label) != label]),
    ]
    return "; ".join(part for part in parts if part)


def _named(what: str, labels: list[str]) -> str:
    if len(labels) > _NAMED:
        return f"{what}: {len(labels)} choices"
    return f"{what}: {', '.join(f'“{label}”' for label in labels)}" if labels else ""
