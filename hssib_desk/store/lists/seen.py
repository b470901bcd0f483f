"""How far a person has seen a workbook, as this computer remembers it: ids, numbers, hashes and days only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from hssib_desk.store.state import recall, remember

MOST = 10_000  # cases that are remembered as changed
_MOST_DAYS = 2000
_MOST_POINTS = 40


@dataclass(frozen=True)
class Point:
    """A place in the history: a line with its hash, and the hash of the line before, which grows no more."""

    line: int = 0
    before: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Seen:
    """The first line of others that a person has not seen, by case, and when each case was last looked at.

    `points` are the ends of what was read, oldest first; the last one is how far it was read now.
    """

    points: tuple[Point, ...] = (Point(),)
    changed: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> Point:
        """How far the history was read."""
        return self.points[-1]


class Memory:
    """What is remembered of one file for one account: read once, written when something was seen."""

    def __init__(self, workbook_id: str, path: Path, actor: str) -> None:
        self._name, self._who = f"looked-{workbook_id}" if workbook_id else "", f"{actor}\n"
        self._key = f"{self._who}{path.absolute()}"
        self._before: tuple[Point, ...] = ()  # the ends of earlier sessions
        self.seen = Seen()

    def read(self, end: Point, common: Callable[[Sequence[Point]], Point | None]) -> None:
        """Take up what is remembered; a file that was moved or copied goes on with what is known of it.

        `end` is where the history ends now: who never looked here before is told of nothing older.
        """
        found = recall(self._name) if self._name else {}
        own = _parsed(found.get(self._key))
        others = [_parsed(value) for key, value in reversed(found.items()) if key.startswith(self._who)]
        moved = (seen for seen in others if seen is not None and common(seen.points[-1:]))
        self.seen = own or next(moved, None) or Seen((end,))
        self._before = self.seen.points
        if own is None:
            self.keep()

    def take(self, seen: Seen) -> None:
        """Go on from what was read now; of one session only the end is remembered as a point."""
        earlier = tuple(point for point in seen.points[:-1] if point in self._before)
        self.seen = replace(seen, points=(*earlier[-_MOST_POINTS:], seen.last))

    def look_at(self, case_id: str, later: int | None, today: date) -> None:
        """A case was looked at; `later` is the first line of others that came after that."""
        changed = {key: line for key, line in self.seen.changed.items() if key != case_id}
        if later is not None:
            changed[case_id] = later
        days = {key: day for key, day in self.seen.days.items() if key != case_id}
        self.seen = replace(self.seen, changed=changed, days={**days, case_id: today.isoformat()})
        self.keep()

    def look_at_all(self) -> None:
        """Everything is known as it is now."""
        self.seen = replace(self.seen, changed={})
        self.keep()

    def keep(self) -> None:
        """Write it down."""
        if not self._name:
            return
        seen = self.seen
        kept = {
            "points": [[point.line, point.before, point.hash] for point in seen.points],
            "changed": dict(list(seen.changed.items())[-MOST:]),
            "days": dict(list(seen.days.items())[-_MOST_DAYS:]),
        }
        remember(self._name, self._key, kept)


def _parsed(stored: Any) -> Seen | None:
    try:
        points = tuple(Point(int(line), str(before), str(link)) for line, before, link in stored["points"])
        changed = {str(key): int(line) for key, line in stored["changed"].items()}
        days = {str(key): date.fromisoformat(day).isoformat() for key, day in stored["days"].items()}
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
    return Seen(points, changed, days) if points else None
