"""New cases, one by one and by the thousand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Table, insert, select, update

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.levels import Level
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries import derived_rows
from hssib_desk.store.entries.case_files import in_outline_order
from hssib_desk.store.entries.entries import form_of, new_entry
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.ids import case_ref, entry_ref, new_id
from hssib_desk.store.schema.tables import actions, cases, counters, duties, entries, scores, themes, words
from hssib_desk.store.settings import REVIEW
from hssib_desk.store.verify import checkpoints


@dataclass(frozen=True)
class NewEntry:
    """A form to fill when its case is begun.

    Links and the origin name other entries of the same case, given before it: a form that does not repeat
    by its key, any other by its `name`.
    """

    form: str
    answers: Answers
    name: str = ""
    origin: Origin | None = None


STEP = 200  # cases made and written together, between two looks at whether somebody wants to stop
# Answers by form key; or entries, where a form that repeats is given more than once.
Given = Mapping[str, Answers] | Sequence[tuple[str, Answers] | NewEntry]


@dataclass
class _Rows:
    """Everything that new cases write, table by table, in the order in which it may be written."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    themes: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    lines: list[HistoryRecord] = field(default_factory=list)

    def by_table(self) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        """The tables with their rows."""
        yield from (
            (cases, self.cases), (entries, self.entries), (scores, self.scores), (themes, self.themes),
            (actions, self.actions), (duties, self.duties), (words, self.words), (counters, self.counters),
        )  # fmt: skip


def new_case(context: WriteContext, given: Given, review: str = "", level: Level = "full") -> CaseFile:
    """Write a new case with its first answers.

    `review` is its review form; without one, that of the forms given, or else the one the settings name.
    `level` is where it begins; one that begins as a full review is never screened.
    """
    numbers, rows = _Numbers(context), _Rows()
    case = _new_case(context, _whole(context, given, review, level), numbers, rows, "new", "")
    _write(context, rows)
    numbers.keep()
    return case


def new_cases(
    context: WriteContext,
    batch: Sequence[Given],
    kind: str,
    why: str,
    review: str = "",
    step: Callable[[int], object] | None = None,
    level: Level = "full",
) -> list[str]:
    """Write many new cases, all or none, and return their references; `kind` and `why` go into the history.

    They are written some at a time, with their checkpoints, so that no more than those are held in memory.
    `review` and `level` are as in `new_case`; `step` is told how many are made, and may raise to stop.
    """
    numbers = _Numbers(context)
    refs: list[str] = []
    number = 0  # of the act in the history
    for done in range(0, len(batch), STEP):
        if step:
            step(done)
        rows = _Rows()
        for given in batch[done : done + STEP]:
            whole = _whole(context, given, review, level)
            refs.append(_new_case(context, whole, numbers, rows, kind, why).ref)
        number = _write(context, rows, number)
        checkpoints.keep_so_far(context.db)
    numbers.keep()
    return refs


def _write(context: WriteContext, rows: _Rows, number: int = 0) -> int:
    """Write what new cases are; return the number of the act in the history, given where it has begun."""
    for table, found in rows.by_table():
        if found:
            context.db.execute(insert(table), found)
    return record(context, rows.lines, number)


def _new_case(
    context: WriteContext, given: Sequence[NewEntry], numbers: _Numbers, rows: _Rows, kind: str, why: str
) -> CaseFile:
    case_id, found = new_id(), []
    counted: Counter[str] = Counter()
    names: dict[str, str] = {}
    for item in given:
        form = form_of(context, item.form)
        entry, row = new_entry(context, case_id, form, _linked(form, item.answers, names))
        if form.repeat:
            entry = _numbered(entry, form, counted)
            row.update(ref=entry.ref, position=entry.position)
        if item.origin:
            entry = replace(entry, origin=Origin(names[item.origin.entry_id], item.origin.section))
            row.update(origin_entry=names[item.origin.entry_id], origin_section=item.origin.section)
        names[item.name or form.key] = entry.id
        found.append(entry)
        rows.entries.append(row)
        if entry.answers:  # an empty entry has nothing to tell
            rows.lines.append(HistoryRecord(kind, case_id, entry.id, new=dict(entry.answers), why=why))
    if not any(entry.answers for entry in found):
        rows.lines.append(HistoryRecord(kind, case_id, why=why))
    rows.counters += [{"name": f"{case_id} {name}", "value": value} for name, value in counted.items()]
    library = context.library.for_forms(entry.form.key for entry in found)
    case = CaseFile(
        case_id, "", in_outline_order(context, found), library, context.facts, "not_started", context.today
    )
    columns = derived_rows.case_columns(case)
    year = int((columns["died_day"] or context.today.isoformat())[:4])
    number = numbers.next(year)
    case = replace(case, ref=case_ref(year, number), status=columns["status"])
    times = {"created_at": context.now, "updated_at": context.now}
    rows.cases.append({"id": case_id, "ref": case.ref, "year": year, "number": number, **times, **columns})
    _add_columns(case, rows)
    return case


def _whole(context: WriteContext, given: Given, review: str, level: Level) -> list[NewEntry]:
    """What was given, and an empty entry for every other form that a case of its review form has once."""
    if review and review not in {outline.key for outline in context.library.reviews}:
        raise ValueError(f"there is no review form {review}")
    items = list(given.items()) if isinstance(given, Mapping) else list(given)
    whole = [NewEntry(*item) if isinstance(item, tuple) else item for item in items]
    there = {item.form for item in whole}
    told = [outline.key for outline in context.library.reviews if there & context.library.own_forms(outline)]
    library = context.library.for_review(review or next(iter(told), context.facts.settings.get(REVIEW, "")))
    whole = _at_level(whole, library.screening, level)
    there = {item.form for item in whole}
    singles = (key for key, form in library.forms.items() if not form.repeat)
    return whole + [NewEntry(key, {}) for key in singles if key not in there]


def _at_level(given: list[NewEntry], form: Form | None, level: Level) -> list[NewEntry]:
    """What was given, with the level in the screening of a case that does not begin as a full review."""
    field = form.role("level") if form else None
    if form is None or field is None or level == "full":
        return given
    own = next((item for item in given if item.form == form.key), NewEntry(form.key, {}))
    begun = replace(own, answers={field.key: level, **own.answers})
    return [*(item for item in given if item is not own), begun]


def _linked(form: Form, answers: Answers, names: Mapping[str, str]) -> Answers:
    """The answers with the ids of the entries that they name."""
    links = {
        key: [names[name] for name in value]
        for key, value in answers.items()
        if isinstance(value, list) and key in form.by_key and kind_of(form.by_key[key]).is_link
    }
    return {**answers, **links} if links else answers


def _numbered(entry: EntryFile, form: Form, counted: Counter[str]) -> EntryFile:
    name = form.letter or form.key
    counted[name] += 1
    ref = entry_ref(form.letter, counted[name], two_digits=is_action(form))
    return replace(entry, ref=ref, position=counted[name])


def _add_columns(case: CaseFile, rows: _Rows) -> None:
    rows.duties += derived_rows.duty_rows(case)
    for entry in case.entries:
        rows.scores += derived_rows.score_rows(entry, case)
        if derived_rows.is_listed(entry, case):
            rows.themes += derived_rows.theme_rows(entry, case.id)
            rows.actions += derived_rows.action_rows(entry, case.id, case.ref)
        rows.words += derived_rows.word_rows(entry, case.id, entry.answers.keys())


class _Numbers:
    """The running numbers of cases by year of death, kept once at the end of the act."""

    def __init__(self, context: WriteContext) -> None:
        self._act = context
        self._last: dict[int, int] = {}

    def next(self, year: int) -> int:
        """The next number of a year."""
        if year not in self._last:
            query = select(counters.c.value).where(counters.c.name == f"case {year}")
            self._last[year] = self._act.db.execute(query).scalar() or 0
        self._last[year] += 1
        return self._last[year]

    def keep(self) -> None:
        """Write how far the numbers have come."""
        for year, value in self._last.items():
            name = f"case {year}"
            done = self._act.db.execute(update(counters).where(counters.c.name == name).values(value=value))
            if not done.rowcount:
                self._act.db.execute(insert(counters), [{"name": name, "value": value}])
