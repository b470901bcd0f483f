"""What a damaged workbook file still holds, table by table, and where it is damaged."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hssib_desk.store.connect import PLAIN, Driver, connect
from hssib_desk.store.recovery.sqlite_pages import Value
from hssib_desk.store.schema.layouts import Row
from hssib_desk.store.schema.tables import metadata

RowKey = tuple[Value, ...]


@dataclass(frozen=True)
class Fault:
    """A place that cannot be read: the page, the table it belongs to as far as that is known, and why."""

    page: int
    table: str
    why: str


@dataclass
class Salvaged:
    """The rows of each table by their primary key, as stored, and what could not be read."""

    version: int = 0
    rows: dict[str, dict[RowKey, Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pages: int = 0
    has_end: bool = True  # False where the newest lines of the history may be missing without a trace

    def table(self, name: str) -> dict[RowKey, Row]:
        """The rows of a table; empty where nothing of it was read."""
        return self.rows.get(name, {})

    def take(self, table: str, row: Row) -> None:
        """Keep a row, unless one with the same key was read already."""
        key = tuple(row.get(column.name) for column in metadata.tables[table].primary_key)
        self.rows.setdefault(table, {}).setdefault(key, row)

    def over(self, backup: Salvaged, table: str) -> dict[RowKey, Row]:
        """The rows of a table here and in a backup; of two, this one."""
        return {**backup.table(table), **self.table(table)}

    @property
    def count(self) -> int:
        """How many rows were read."""
        return sum(map(len, self.rows.values()))


def read_rows(path: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read a sound workbook, such as a good backup, through the database."""
    found = Salvaged()
    raw = connect(path, write=False, driver=driver)
    try:
        found.version = int(raw.execute("PRAGMA user_version").fetchone()[0])
        found.pages = int(raw.execute("PRAGMA page_count").fetchone()[0])
        for table in metadata.tables:
            names = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
            if not names:
                continue  # a workbook of an earlier version
            for values in raw.execute(f'SELECT * FROM "{table}"'):
                found.take(table, dict(zip(names, values, strict=True)))
    finally:
        raw.close()
    return found


def ranges(numbers: tuple[int, ...]) -> str:
    """Numbers of lines or pages as people write them: "57–60, 72"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    shown = ["–".join(f"{number:,}" for number in part) for part in parts[:12]]
    return ", ".join(shown) + (" …" if len(parts) > 12 else "")
