"""The editor for each kind of field, and the way between what it holds and the stored answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from hssib_desk.domain.dates import parse_date
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, CodeList, Field
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.ui.case.attachments.attached import AttachedFiles
from hssib_desk.ui.kit.fields.editors import (
    ChipsField,
    ChoiceField,
    ChoicesField,
    DateField,
    Editor,
    GrowingText,
    LineField,
    Option,
    Segmented,
    TickBox,
)
from hssib_desk.ui.kit.fields.score import ScoreSelector

_ALONE = ("no", "none", "not_known")  # what a choice means that goes with no other one
TICKS_UP_TO = 8  # choices of which several may be given; more are found by their letters
SEGMENTS_UP_TO = 5  # choices; more stand in a list that can be searched
SEGMENT_LETTERS = 64  # all labels together; longer ones stand in a list too


@dataclass(frozen=True)
class Question:
    """An editor with the two ways between it and a stored answer; `read` gives None for no answer."""

    editor: Editor
    read: Callable[[object], Answer | None]
    write: Callable[[Answer | None], object]

    @property
    def typed(self) -> bool:
        """Whether changes come letter by letter."""
        return isinstance(self.editor, LineField | GrowingText)


def question(field: Field) -> Question:
    """A fresh editor for a field; its objectName is the field's key."""
    made = _MAKERS.get(kind_of(field).editor, _line)(field)
    made.editor.setObjectName(field.key)
    return made


def _line(field: Field) -> Question:
    def write(value: Answer | None) -> object:
        return "" if value is None else kinds.show(field, value)

    editor = LineField(field.placeholder, is_whole=partial(kinds.is_whole, field))
    return Question(editor, lambda shown: kinds.parse(field, str(shown)), write)


def _note(field: Field) -> Question:
    editor = GrowingText(field.placeholder)
    return Question(editor, lambda shown: str(shown) if str(shown).strip() else None, lambda v: v or "")


def _text(field: Field) -> Question:
    editor = LineField(field.placeholder)
    return Question(editor, lambda shown: str(shown) if str(shown).strip() else None, lambda v: v or "")


def _date(field: Field) -> Question:
    def read_day(text: str) -> date | None:
        found = parse_date(text)
        return found.exact if found else None

    made = _line(field)
    whole = partial(kinds.is_whole, field)
    editor = DateField(field.placeholder or "Day month year", read=read_day, is_whole=whole)
    return Question(editor, made.read, made.write)


def _options(options: CodeList) -> list[Option]:
    return [Option(c.code, c.label, c.group, (c.code, *c.words, *c.match)) for c in options.offered]


def _choice(field: Field) -> Question:
    if field.options is None:
        return _line(field)
    offered = field.options.offered
    short = len(offered) <= SEGMENTS_UP_TO and sum(len(c.label) for c in offered) <= SEGMENT_LETTERS
    if (short and field.width == "full") or kind_of(field).is_yes_no:
        return Question(Segmented(_options(field.options)), _as_answer, lambda value: value)
    other = kind_of(field).takes_other
    editor = ChoiceField(
        _options(field.options), placeholder=field.placeholder or "Choose", allow_other=other
    )
    return Question(editor, _as_answer, lambda value: value)


def _choices(field: Field) -> Question:
    if field.options is None:
        return _line(field)
    order = {choice.code: n for n, choice in enumerate(field.options.choices)}

    def read(shown: object) -> Answer | None:
        codes = [str(code) for code in shown] if isinstance(shown, list | tuple) else []
        return sorted(codes, key=lambda code: order.get(code, len(order))) or None

    maker = ChoicesField if len(field.options.offered) <= TICKS_UP_TO else ChipsField
    editor = maker(_options(field.options), alone=field.options.codes_meaning(*_ALONE))
    return Question(editor, read, lambda value: value or [])


def _score(field: Field) -> Question:
    if field.options is None:
        return _line(field)
    steps = [(c.code, str(c.points or ""), c.label, c.points is None) for c in field.options.offered]
    return Question(ScoreSelector(steps), _as_answer, lambda value: value or "")


def _attached(field: Field) -> Question:
    return Question(AttachedFiles(field.many), _as_answer, lambda value: value or [])


def _as_answer(shown: object) -> Answer | None:
    return str(shown) if shown else None


def single_tick(field: Field) -> TickBox:
    """The one tick box of a declaration."""
    box = TickBox(field.label)
    box.setObjectName(field.key)
    return box


_MAKERS: dict[str, Callable[[Field], Question]] = {
    "text": _text,
    "note": _note,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "score": _score,
    "files": _attached,
}
