"""What may never happen to a workbook, whatever is done in it, read from the file itself by SQL alone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

Answers = dict[str, object]
Line = tuple[int, str, str, str]  # number, hash, entry, question; an empty question is the whole entry


@dataclass(frozen=True)
class View:
    """A file at one moment: answers and seals by entry, the lines of the history, what was signed."""

    answers: dict[str, Answers] = field(default_factory=dict)
    sealed: dict[str, set[str]] = field(default_factory=dict)  # by sealed entry, the questions that stay open
    cases: dict[str, str] = field(default_factory=dict)  # by entry
    lines: frozenset[Line] = frozenset()
    versions: dict[tuple[str, int], tuple[object, ...]] = field(default_factory=dict)


class Witness:
    """Remembers a file, and says at each look what changed in it without right."""

    def __init__(self, path: Path) -> None:
        self.path, self._file, self.seen = path, -1, View()
        self.look()

    @property
    def lines(self) -> int:
        """How many lines the history had at the last look."""
        return len(self.seen.lines)

    def look(self) -> list[str]:
        """A sentence for each answer without a line, sealed answer changed, and line or signed version altered."""
        now, file = view(self.path), self.path.stat().st_ino
        before, known = self.seen, file == self._file
        self.seen, self._file = now, file
        return [*_changed(before, now), *_altered(before, now)] if known else []  # else it was put anew


def view(path: Path) -> View:
    """A file as it is now."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
        raw.execute("BEGIN")
        open_ones = {
            key: set(json.loads(text)) for key, text in raw.execute("SELECT id, living FROM form_texts")
        }
        rows = raw.execute("SELECT id, case_id, form_id, seal_id, answers FROM entries").fetchall()
        lines = raw.execute("SELECT id, hash, entry_id, field FROM changes").fetchall()
        versions = raw.execute(
            "SELECT case_id, number, name, role, at, digest, warnings, entries, entry_ids FROM sealed_versions"
        ).fetchall()
    return View(
        {row[0]: json.loads(row[4]) for row in rows},
        {row[0]: open_ones[row[2]] for row in rows if row[3] is not None},
        {row[0]: row[1] for row in rows},
        frozenset(lines),
        {(row[0], row[1]): row[2:] for row in versions},
    )


def _changed(before: View, now: View) -> list[str]:
    told = {(entry, key) for _, _, entry, key in now.lines - before.lines}
    said = []
    for entry, answers in now.answers.items():
        old = before.answers.get(entry, {})
        for key in old.keys() | answers.keys():
            if old.get(key) == answers.get(key):
                continue
            if not told & {(entry, key), (entry, "")}:
                said.append(f"{key} of {entry} changed without a line of history")
            if key not in before.sealed.get(entry, {key}) and entry in now.sealed:
                said.append(f"{key} of {entry} changed under its seal")
    return said


def _altered(before: View, now: View) -> list[str]:
    there = set(now.cases.values())  # a case that was disposed of took all with it
    lost = [entry for entry, case in before.cases.items() if case in there and entry not in now.cases]
    kept = {key: row for key, row in before.versions.items() if key[0] in there}
    changed = [key for key, row in kept.items() if now.versions.get(key) != row]
    last = max((number for number, *_ in before.lines), default=0)  # it grows while somebody types on
    fixed = {(number, digest) for number, digest, *_ in before.lines if number != last}
    gone = fixed - {(number, digest) for number, digest, *_ in now.lines}
    return [
        *(f"entry {entry} is gone" for entry in lost),
        *(f"signed version {number} of {case} was altered" for case, number in changed),
        *(f"line {number} of the history was altered" for number, _ in sorted(gone)),
    ]
