"""What was raised in a review: problems, learning, actions, questions, events, each in its own layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from hssib_desk.domain.actions.measures import brag, brag_list
from hssib_desk.domain.dates import show_date
from hssib_desk.domain.forms.form import Answer, Field, Form
from hssib_desk.domain.review import timeline as story
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.export.pdf.case_sheet import Sheet, long_date, sentence
from hssib_desk.export.pdf.parts import (
    BODY,
    CELL_LIMIT,
    LEAD,
    SMALL,
    TABLE,
    TABLE_STRONG,
    labelled,
    with_lead,
)
from hssib_desk.export.pdf.signs import BragSign
from hssib_desk.export.pdf.tables import ruled_table

Body = list[Flowable]

# What is known of an entry stands in its table row up to this length, and below the table beyond it.
_SHORT = 900
_ASIDE = 160
# Very short answers run on in one line.
_GLANCE = 44
# A longer answer of its own stands under its label.
_LABELLED = 210


def forms_with(sheet: Sheet, role: str, without: str = "") -> list[Form]:
    """The repeating forms that play a role, in outline order."""
    forms = sheet.case.library.forms.values()
    return [f for f in forms if f.repeat and f.role(role) and not (without and f.role(without))]


def entries_with(sheet: Sheet, role: str, without: str = "") -> list[EntryFile]:
    """The entries of the forms that play a role; entries of an older form version count with their own."""
    keys = [form.key for form in forms_with(sheet, role, without)]
    return [entry for key in keys for entry in sheet.case.all_of(key)]


def problems(sheet: Sheet, entries: list[EntryFile]) -> Body:
    """The problems in care with phase and harm, then what is known of each."""
    rows: list[list[Any]] = []
    for entry in entries:
        asides = [_cell(sheet, text) for text in (_phases(sheet, entry), _aside(sheet, entry, "harm"))]
        rows += _rows(sheet, entry, _ref(sheet, entry), *asides)
    head = ("Ref", "Problem", "Phase", "Led to harm")
    return _table(sheet, head, rows, (38, 254, 105, 84)) + _below(sheet, entries)


def learning(sheet: Sheet, entries: list[EntryFile]) -> Body:
    """The learning points with theme and part of the work system, then each in full."""
    rows: list[list[Any]] = []
    for entry in entries:
        asides = [_cell(sheet, _aside(sheet, entry, role)) for role in ("theme", "seips")]
        rows += _rows(sheet, entry, _ref(sheet, entry), *asides)
    head = ("Ref", "Learning point", "Theme", "Work system")
    return _table(sheet, head, rows, (38, 224, 116, 104)) + _below(sheet, entries)


def good_practice(sheet: Sheet, entries: list[EntryFile]) -> Body:
    """Care worth keeping, in full: a review looks for strengths as hard as for problems."""
    if not entries:
        return [sheet.words.line("No good practice has been written down in this review.", BODY)]
    found: Body = []
    for entry in entries:
        lead = f"{entry.ref}  {sheet.text(entry, 'title')}"
        detail = sheet.words.text(sheet.text(entry, "detail"))
        rest = _small_print(sheet, entry)
        found += with_lead(sheet.words.text(lead, LEAD), [*detail, *rest], 9 if found else 0)
    return found


def is_good_practice(entry: EntryFile) -> bool:
    """Whether an entry is kept as good practice, by the meaning of its answer."""
    field = entry.form.role("good_practice")
    return bool(field and field.options and field.options.means(str(entry.answers.get(field.key))) == "yes")


def actions(sheet: Sheet, entries: list[EntryFile]) -> Body:
    """The actions with owner, origin, target and BRAG, the key of the ratings, then each in full."""
    today = sheet.case.today
    rows: list[list[Any]] = []
    for entry in entries:
        rating = brag(entry, today, sheet.case.library, _amber_days(sheet))
        owner = _aside(sheet, entry, "owner", "No owner yet")
        asides = [_cell(sheet, text) for text in (owner, _origin(sheet, entry), _target(sheet, entry))]
        rows += _rows(sheet, entry, _ref(sheet, entry), *asides, BragSign(rating.code, rating.label))
    head = ("Ref", "What will change", "Owner", "From", "Target", "BRAG")
    table = _table(sheet, head, rows, (32, 171, 86, 34, 82, 77))
    return [*table, sheet.note(f"On {long_date(today)}. {_brag_key(sheet)}"), *_below(sheet, entries)]


def _amber_days(sheet: Sheet) -> int | None:
    """The workbook's own number of days before a date within which an action is amber, if it has one."""
    setting = sheet.case.facts.settings.get("amber_days", "")
    return int(setting) if setting.isdigit() else None


def _brag_key(sheet: Sheet) -> str:
    choices = brag_list(sheet.case.library).choices
    return " ".join(sentence(f"{choice.label}: {choice.help}") for choice in choices if choice.help)


def _origin(sheet: Sheet, entry: EntryFile) -> str:
    """What an action comes from: the problems it is linked to, else the page it was raised from."""
    linked = _aside(sheet, entry, "links")
    if linked or not entry.origin:
        return linked
    source = sheet.case.entry_by_id(entry.origin.entry_id)
    section = source.form.by_section.get(entry.origin.section) if source else None
    if source and source.ref:
        return source.ref
    return (section.short or section.title) if section else ""


def _target(sheet: Sheet, entry: EntryFile) -> str:
    revised, first = _aside(sheet, entry, "revised_date"), _aside(sheet, entry, "target_date")
    if not revised:
        return first or "No date yet"
    return f"{revised} (first {first or 'without a date'})"


def questions(sheet: Sheet, entries: list[EntryFile]) -> Body:
    """What the family asked, in their words, each with its answer."""
    found: Body = []
    for entry in entries:
        asked = f"{entry.ref}  {sheet.text(entry, 'question')}"
        answer = sheet.text(entry, "answer")
        rest = _small_print(sheet, entry)
        said = sheet.words.text(answer or ("" if rest else "Not answered yet."))
        found += with_lead(sheet.words.text(asked, LEAD), [*said, *rest], 9 if found else 0)
    return found


def timeline(sheet: Sheet, entries: list[EntryFile]) -> Body:
    """The events in order, by the days from the one date that the review turns on."""
    anchor, name = story.anchor(sheet.case)
    rows: list[list[Any]] = []
    for entry in sorted(entries, key=story.order):
        day = sheet.words.cell(_day(sheet, entry, anchor), TABLE_STRONG)
        time = sheet.words.cell(_aside(sheet, entry, "event_time"))
        source = _cell(sheet, _aside(sheet, entry, "event_source"))
        rows += _rows(sheet, entry, day + time, source)
    table = _table(sheet, ("Day", "What happened", "Source"), rows, (66, 290, 126))
    if anchor:
        table.append(sheet.note(f"Day 0 is {name}, {show_date(anchor)}; a day with a minus is before it."))
    return table + _below(sheet, entries)


def _day(sheet: Sheet, entry: EntryFile, zero: date | None) -> str:
    shown = _aside(sheet, entry, "event_date")
    return story.day_of(entry, zero) or shown or "No date"


def _ref(sheet: Sheet, entry: EntryFile) -> Body:
    return sheet.words.cell(entry.ref, TABLE_STRONG)


def _cell(sheet: Sheet, text: str) -> Body:
    return sheet.words.cell(text)


def _aside(sheet: Sheet, entry: EntryFile, role: str, otherwise: str = "") -> str:
    """A short answer for a narrow column; the whole of a long one stands with the rest of the entry."""
    text = sheet.peek(entry, role)
    if len(text) > _ASIDE:
        return f"{text[:_ASIDE]} …"
    return sheet.text(entry, role) or otherwise


def _rows(sheet: Sheet, entry: EntryFile, lead: Body, *asides: Any) -> Iterator[list[Any]]:
    """An entry in one row, and what else is known of it in a second one as long as that is short."""
    title = sheet.text(entry, "title") or "Not described yet"
    is_whole = len(title) <= CELL_LIMIT
    told = _cell(sheet, title if is_whole else f"{title[:CELL_LIMIT]} … (whole below)")
    yield [lead, told, *asides]
    detail = sheet.left(entry, "detail")
    more = _lines(sheet, [pair for pair in sheet.left_of(entry) if pair[0].role != "detail"])
    leading = sheet.case.leading_to(entry)
    if leading and (detail or more or is_whole):
        more.append(f"Linked from other cases: {', '.join(leading)}.")
    if is_whole and (detail or more) and len(detail) + sum(map(len, more)) <= _SHORT:
        sheet.rest(entry)
        yield ["", [part for line in (detail, *more) for part in sheet.words.cell(line, SMALL)]]


def _lines(sheet: Sheet, answers: Iterable[tuple[Field, Answer]]) -> list[str]:
    """Answers as lines that can be read: the very short ones run on in one, each other in its own."""
    short: list[tuple[Field, Answer]] = []
    own: list[str] = []
    for field, value in answers:
        if len(sheet.show(field, value)) <= _GLANCE:
            short.append((field, value))
        else:
            own.append(_run_in(sheet, [(field, value)]))
    return [*([_run_in(sheet, short)] if short else []), *own]


def _run_in(sheet: Sheet, answers: Iterable[tuple[Field, Answer]]) -> str:
    """Answers with their labels, one after another as sentences."""
    return " ".join(sentence(f"{field.label}: {sheet.show(field, value)}") for field, value in answers)


def _phases(sheet: Sheet, entry: EntryFile) -> str:
    """The phases by their short names, as a table has room for them."""
    return ", ".join(filter(None, (_short(sheet, entry, f) for f in entry.form.with_role("phases"))))


def _short(sheet: Sheet, entry: EntryFile, field: Field) -> str:
    answer = next((value for item, value in sheet.answers(entry) if item.key == field.key), None)
    shown = "" if answer is None else sheet.show(field, answer)
    if len(shown) > _ASIDE:
        return f"{shown[:_ASIDE]} …"
    value = sheet.take(entry, field)
    if not isinstance(value, list) or not field.options:
        return shown
    known = field.options.by_code
    return ", ".join(known[code].short or known[code].label if code in known else code for code in value)


def _table(sheet: Sheet, head: tuple[str, ...], rows: list[list[Any]], widths: tuple[float, ...]) -> Body:
    return [ruled_table(sheet.words, head, rows, widths)] if rows else []


def _below(sheet: Sheet, entries: Iterable[EntryFile]) -> Body:
    """What a table has no room for, entry by entry."""
    return [part for entry in entries for part in _in_full(sheet, entry)]


def _in_full(sheet: Sheet, entry: EntryFile) -> Iterator[Flowable]:
    title, detail = sheet.peek(entry, "title"), sheet.left(entry, "detail")
    sheet.text(entry, "detail")
    rest = _small_print(sheet, entry)
    whole = title if len(title) > CELL_LIMIT else ""
    if not (detail or rest or whole):
        return
    lead = sheet.words.text(f"{entry.ref}  {title}", TABLE_STRONG)
    yield from with_lead(lead, [*(sheet.words.text(detail, TABLE) if detail else ()), *rest], 9)


def _small_print(sheet: Sheet, entry: EntryFile) -> Body:
    """The other answers of an entry: the short ones in one paragraph, the long ones each in its own."""
    short: list[tuple[Field, Answer]] = []
    found: Body = []
    for field, value in sheet.rest(entry):
        text = sheet.show(field, value)
        if len(text) <= _LABELLED and "\n" not in text:
            short.append((field, value))
        else:
            found += labelled(sheet.words, field.label, text, TABLE_STRONG, TABLE)
    leading = sheet.case.leading_to(entry)
    if short or leading:
        from_others = [f"Linked from other cases: {', '.join(leading)}."] if leading else []
        found += [sheet.note(line) for line in (*_lines(sheet, short), *from_others)]
    return found
