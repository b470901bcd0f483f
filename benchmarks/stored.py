"""The store beside bare SQLite: committing one edit, searching, and turning pages of the action log."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from itertools import cycle
from pathlib import Path

from benchmarks.measure import Row, p95, spread, times
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import ACTION_SORTS, ActionQuery, CaseQuery
from hssib_desk.store.workbook import Workbook

EDITS = 120
ACTIONS = 100_000
SEARCHES = (
    "continuity", "her daughter", "weight", "plan written", "the", "safety plan", "blood", "Ward manager",
    "was seen within", "physical health", "interpreter", "kept", "discha", "family meeting", "zzzz nothing",
    "medicines", "leaflet", "sleep", "early warning", "telephone",
)  # fmt: skip
SAID = "Seen at home on the third day; the plan was written with her. " * 10


def rows(path: Path) -> list[Row]:
    """Every figure of the store."""
    library = load_library()
    with Workbook.open(path, library=library, actor="benchmark", back_up=False) as workbook:
        found = [*commits(workbook, path), searching(workbook, path)]
    grown = with_more_actions(path)
    with Workbook.open(grown, library=library, actor="benchmark", read_only=True) as workbook:
        return [*found, *action_pages(workbook, grown)]


def with_more_actions(path: Path) -> Path:
    """A copy of the workbook in which the action log is written over and over until it is long enough."""
    grown = path.with_name("many-actions.hssib")
    if grown.exists():
        return grown
    copied = Path(shutil.copy(path, path.with_name("copying.hssib")))
    with closing(sqlite3.connect(copied)) as db, db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(actions)")]
        others = ", ".join(name for name in columns if name != "entry_id")
        once = db.execute("SELECT count(*) FROM actions").fetchone()[0]
        for number in range(ACTIONS // once):
            ids = f"entry_id || '-{number}'"
            more = f"SELECT {ids}, {others} FROM actions WHERE instr(entry_id, '-x') = 0 LIMIT {once}"
            db.execute(f"INSERT INTO actions (entry_id, {others}) {more}")
    return copied.replace(grown)


def commits(workbook: Workbook, path: Path) -> list[Row]:
    """Typed words, and a score that changes what follows from it, beside a bare commit of the same bytes."""
    case = workbook.case(workbook.lists.cases(CaseQuery(status="draft"), limit=1)[0].id)
    form = workbook.library.form_with_role("phase_score", repeat=False)
    entry = case.entry(form.key)
    phase = form.phases[1]
    note = phase.field_with_role("judgement_well")
    score = phase.score_field
    codes = cycle(choice.code for choice in score.options.offered)
    sizes = iter(range(60, 100_000))
    bare = Bare(path.with_name("bare.db"), dict(entry.answers))
    typed = lambda: workbook.save(entry.id, {note.key: SAID[: 60 + next(sizes) % 500]})  # noqa: E731
    scored = lambda: workbook.save(entry.id, {score.key: next(codes)})  # noqa: E731
    found = {"typed": [], "scored": [], "bare": []}
    for _ in range(EDITS):  # by turns, so that all meet the same disk
        found["typed"] += times(typed, 1)
        found["scored"] += times(scored, 1)
        found["bare"] += times(bare.commit, 1)
    bare.close()
    base = p95(found["bare"])
    return [
        Row("commit of typed words, p95", p95(found["typed"]), base, 3, note=spread(found["typed"])),
        Row("commit of a score, p95", p95(found["scored"]), base, 3, note=spread(found["scored"])),
    ]


class Bare:
    """A file with answers, their history and the index of their words, written with the same pragmas."""

    def __init__(self, path: Path, answers: dict[str, object]) -> None:
        self.path, self.text = path, json.dumps(answers, ensure_ascii=False)
        path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, answers TEXT)")
        self.db.execute("CREATE TABLE changes (id INTEGER PRIMARY KEY, entry INTEGER, old TEXT, new TEXT)")
        self.db.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, body TEXT)")
        self.db.execute("CREATE VIRTUAL TABLE found USING fts5(body, content='words', content_rowid='id')")
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO words VALUES (?, ?)", ((n, SAID[:300]) for n in range(20_000)))
        self.db.execute("INSERT INTO found (found) VALUES ('rebuild')")
        self.db.executemany("INSERT INTO entries VALUES (?, ?)", ((n, self.text) for n in range(20_000)))
        self.db.execute("COMMIT")
        self.at = 0

    def commit(self) -> None:
        """One edit: the answers of an entry, and the line of its history."""
        self.at = (self.at + 7_919) % 20_000
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("UPDATE entries SET answers = ? WHERE id = ?", (self.text, self.at))
        said = SAID[: 60 + self.at % 500]
        old = self.db.execute("SELECT body FROM words WHERE id = ?", (self.at,)).fetchone()[0]
        self.db.execute("INSERT INTO found (found, rowid, body) VALUES ('delete', ?, ?)", (self.at, old))
        self.db.execute("UPDATE words SET body = ? WHERE id = ?", (said, self.at))
        self.db.execute("INSERT INTO found (rowid, body) VALUES (?, ?)", (self.at, said))
        self.db.execute(
            "INSERT INTO changes (entry, old, new) VALUES (?, ?, ?)", (self.at, "x" * 300, "x" * 310)
        )
        self.db.execute("COMMIT")

    def close(self) -> None:
        """Take it away again."""
        self.db.close()
        self.path.unlink()


def searching(workbook: Workbook, path: Path) -> Row:
    """Words of all kinds, each three times, beside the index alone."""
    found = [item for text in SEARCHES for item in times(lambda t=text: workbook.lists.search(t), 3)]
    with closing(sqlite3.connect(path)) as db:
        bare = [item for text in SEARCHES for item in times(lambda t=text: bare_search(db, t), 3)]
    return Row("search all text, p95", p95(found), p95(bare), 50, "value", note=spread(found))


def bare_search(db: sqlite3.Connection, text: str) -> list[tuple[object, ...]]:
    """Fifty places, in any order."""
    match = " ".join(f'"{word}"' for word in text.split())
    query = "SELECT rowid FROM words_index WHERE words_index MATCH ? LIMIT 50"
    return db.execute(query, (match,)).fetchall()


def action_pages(workbook: Workbook, path: Path) -> list[Row]:
    """Every sort, group and filter, at the beginning and deep down, beside plain SQL."""
    total = workbook.lists.count_actions(ActionQuery())
    queries = [ActionQuery(sort=sort) for sort in ACTION_SORTS]
    queries += [ActionQuery(brag=brag) for brag in ("red", "green")]
    queries += [ActionQuery(strength="weak"), ActionQuery(text="follow"), ActionQuery(group_by="theme")]
    found, counted = [], []
    for query in queries:
        n = workbook.lists.count_actions(query)
        for offset in (0, n // 2, max(0, n - 200)):
            found += times(lambda q=query, o=offset: workbook.lists.actions(q, o, 200), 1)
        counted += times(lambda q=query: (workbook.lists.count_actions(q), workbook.lists.brag_counts(q)), 1)
    with closing(sqlite3.connect(path)) as db:
        bare = []
        for offset in (0, total // 2, total - 200):
            query = f"SELECT * FROM actions ORDER BY due DESC LIMIT 200 OFFSET {offset}"
            bare += times(lambda q=query: db.execute(q).fetchall(), 10)
    note = f"of {total:,} actions; {spread(found)}"
    return [
        Row("a page of actions, p95", p95(found), p95(bare), 100, "value", note=note),
        Row("counts above the actions, p95", p95(counted), None, 100, "value", note=spread(counted)),
    ]
