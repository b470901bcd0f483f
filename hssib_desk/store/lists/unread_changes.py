"""What changed in a workbook since a person last looked, told by the lines of its history and not by clocks.

Nothing of it is written into the workbook: looking is not a change. What was seen is remembered by `seen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, true

from hssib_desk.domain.review.unread_changes import HistoryLine, News, is_left, news_of
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.case_files import find_case
from hssib_desk.store.entries.history import RECOVERED, newest_lines
from hssib_desk.store.entries.second_review import states
from hssib_desk.store.lists.seen import Memory, Point, Seen
from hssib_desk.store.schema.tables import cases, changes, people
from hssib_desk.store.transactions import Transactions

WORKED_OUT = 100  # so many changed cases are looked into, for what was changed and undone again
_AT_ONCE = 500
C = changes.c


@dataclass(frozen=True)
class CaseNews:
    """What others changed in a case since a person last looked, on which day, and up to which line."""

    items: tuple[News, ...] = ()
    since: date | None = None
    upto: int = 0


class Since:
    """What is new to one person in one workbook; made when it is first asked for."""

    def __init__(self, at: Transactions, path: Path, actor: str) -> None:
        self._at, self._actor = at, actor
        self._memory = Memory(at.facts.workbook_id, path, actor)
        self._left: dict[str, tuple[int, bool]] = {}
        with at.reading() as context:
            end = _end(context)
            self._memory.read(end, lambda points: _common(context, points))

    def changed(self) -> list[str]:
        """The cases in which others changed something that still stands, the longest unseen first."""
        with self._at.reading() as context:
            self._read_on(context)
            ids = _still_there(context, list(self._memory.seen.changed))
            blind = {key for key, state in _states(context, ids).items() if state == "blind"}
            if len(ids) > WORKED_OUT:
                return [key for key in ids if key not in blind or self._is_left(context, key, True)]
            return [key for key in ids if self._is_left(context, key, key in blind)]

    def news(self, case_id: str) -> CaseNews:
        """What others changed in a case."""
        with self._at.reading() as context:
            self._read_on(context)
            seen = self._memory.seen
            upto, first, day = seen.last.line, seen.changed.get(case_id), seen.days.get(case_id)
            since = date.fromisoformat(day) if day else None
            if first is None:
                return CaseNews((), since, upto)
            lines = _lines(context, self._actor, case_id, first)
            return CaseNews(tuple(news_of(find_case(context, case_id), lines)), since, upto)

    def looked(self, case_id: str, upto: int, today: date | None = None) -> None:
        """Remember that a case was looked at as it was at a line of the history."""
        with self._at.reading() as context:
            query = select(func.min(C.id)).where(C.case_id == case_id, C.id > upto)
            later = context.db.execute(query.where(_by_others(context, self._actor))).scalar()
        self._memory.look_at(case_id, later, today or self._at.today)

    def looked_at_all(self) -> None:
        """Remember that everything is known as it is now."""
        with self._at.reading() as context:
            self._read_on(context)
        self._memory.look_at_all()

    def keep(self) -> None:
        """Write down how far the history was read."""
        self._memory.keep()

    def _read_on(self, context: ReadContext) -> None:
        """Read the history from where it was read last.

        Where the file was put back to an earlier state, or is another copy, it is read from the last place
        that both have in common; where there is none, there is nothing to compare with.
        """
        seen, end = self._memory.seen, _end(context)
        if end == seen.last:
            return
        common = _common(context, seen.points)
        if common is None:
            self._memory.take(Seen((end,), {}, seen.days))
            return
        # The last line grows while its writer goes on typing: then it is read again.
        start = common.line if common in seen.points else common.line - 1
        known = {key: line for key, line in seen.changed.items() if line <= common.line}
        for case_id, first in _first_of_others(context, self._actor, start):
            known.setdefault(case_id, first)
        earlier = tuple(point for point in seen.points if point.line <= common.line)
        self._memory.take(Seen((*earlier, end), known, seen.days))

    def _is_left(self, context: ReadContext, case_id: str, blind: bool) -> bool:
        """Whether anything of what was changed may be told; worked out again only when the case changed."""
        last = context.db.execute(select(func.max(C.id)).where(C.case_id == case_id)).scalar() or 0
        if self._left.get(case_id, (0, False))[0] != last:
            lines = _lines(context, self._actor, case_id, self._memory.seen.changed[case_id])
            told = bool(news_of(find_case(context, case_id), lines)) if blind else is_left(lines)
            self._left[case_id] = (last, told)
        return self._left[case_id][1]


def _end(context: ReadContext) -> Point:
    rows = context.db.execute(newest_lines(C.id, C.hash, count=2)).all()
    if not rows:
        return Point()
    return Point(rows[0].id, rows[1].hash if len(rows) > 1 else "", rows[0].hash)


def _common(context: ReadContext, points: Sequence[Point]) -> Point | None:
    """The last of some points that this history has passed through, as it stands there now."""
    for point in reversed(points):
        if not point.line:
            return point
        query = select(C.id, C.hash).where(C.id.in_((point.line - 1, point.line)))
        there = {row.id: row.hash for row in context.db.execute(query)}
        if point.line in there and there.get(point.line - 1, "") == point.before:
            return Point(point.line, point.before, there[point.line])
    return None


def _first_of_others(context: ReadContext, actor: str, start: int) -> list[tuple[str, int]]:
    """The cases in which others wrote after a line, each with the first line of theirs, oldest first."""
    # The cases come from the index alone and the lines one by one; a plain min() would read every line.
    found = select(C.case_id.label("id")).where(C.id > start, C.case_id != "").distinct().subquery()
    query = select(C.id).where(C.case_id == found.c.id, C.id > start, _by_others(context, actor))
    query = query.where(C.kind.not_in(("dispose", "disposed"))).order_by(C.id).limit(1)
    rows = context.db.execute(select(found.c.id, query.scalar_subquery())).all()
    return sorted(((key, first) for key, first in rows if first), key=lambda row: row[1])


def _by_others(context: ReadContext, actor: str) -> ColumnElement[bool]:
    """Whether a line tells this person something: another wrote it, or a recovery did."""
    own = context.db.execute(select(people.c.id).where(people.c.name == actor)).scalar()
    return true() if own is None else or_(C.person_id != own, C.kind == RECOVERED)


def _lines(context: ReadContext, actor: str, case_id: str, first: int) -> list[HistoryLine]:
    query = select(changes, people.c.name, _by_others(context, actor).label("others")).join(people)
    rows = context.db.execute(query.where(C.case_id == case_id, C.id >= first).order_by(C.id))
    return [_line(row) for row in rows]


def _line(row: Row[Any]) -> HistoryLine:
    return HistoryLine(
        row.kind, row.entry_id, row.field, row.old, row.new, row.name, row.at, row.why, own=not row.others
    )


def _still_there(context: ReadContext, ids: Sequence[str]) -> list[str]:
    there: set[str] = set()
    for at in range(0, len(ids), _AT_ONCE):
        query = select(cases.c.id).where(cases.c.id.in_(ids[at : at + _AT_ONCE]))
        there |= set(context.db.execute(query).scalars())
    return [case_id for case_id in ids if case_id in there]


def _states(context: ReadContext, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(0, len(ids), _AT_ONCE):
        found |= states(context, ids[at : at + _AT_ONCE])
    return found
