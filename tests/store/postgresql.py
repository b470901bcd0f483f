"""A PostgreSQL of the tests' own, and workbooks kept there in the place of a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import Connection, Engine, create_engine, insert, text
from sqlalchemy.pool import NullPool

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.schema.tables import metadata, settings
from hssib_desk.store.settings import with_sum
from hssib_desk.store.workbook import Workbook

# No port, only a socket in the folder; and nothing of it need outlive the computer.
_OPTIONS = "-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=16MB"


def programs() -> Path | None:
    """Where the programs of the newest PostgreSQL of this computer are; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    named = shutil.which("initdb")
    path = found[-1] if found else Path(named).resolve() if named else None
    return path.parent if path else None


def missing() -> str:
    """What the tests lack on this computer, in words; empty for nothing."""
    if sys.platform != "linux" or programs() is None:
        return "There is no PostgreSQL on this computer: apt-get install postgresql"
    return "" if find_spec("psycopg") else "Python cannot speak with PostgreSQL: pip install psycopg[binary]"


@contextmanager
def server() -> Iterator[Engine]:
    """A server in a folder of its own, as somebody without rights; it ends with the block."""
    where = programs()
    assert where is not None
    nobody = "nobody" if os.getuid() == 0 else None  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # the name of a socket must be short
    if nobody:
        shutil.chown(folder, nobody)

    def run(program: str, *words: str) -> None:
        done = subprocess.run(
            [where / program, "-D", folder / "data", *words],
            user=nobody,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        run("initdb", "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", _OPTIONS.format(folder=folder))
        try:
            yield create_engine(f"postgresql+psycopg://desk@/postgres?host={folder}", poolclass=NullPool)
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


class ServerDatabase:
    """The transactions of a workbook on a server, as `Database` has them of a file."""

    read_only = False

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine, self.path = engine, path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        connection = self.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    def know(self) -> None:
        """Nobody can put another server in the place of this one unnoticed."""


def empty(engine: Engine, first: Mapping[str, str]) -> None:
    """The tables of a workbook, with its first settings and nothing else in them.

    Index and triggers of `schema/triggers.py` are a file's: searches read the words themselves here, and the
    store refuses by its own rules what the triggers refuse to every other program.
    """
    names = ", ".join(table.name for table in metadata.sorted_tables)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        rows = [{"key": key, "value": value} for key, value in with_sum(first).items()]
        connection.execute(insert(settings), rows)


def opened(
    engine: Engine, path: Path, library: Library, now: Callable[[], datetime], actor: str = "R. Reviewer"
) -> Workbook:
    """The workbook on a server, in use by somebody."""
    database = ServerDatabase(engine, path)
    found = SimpleNamespace(path=path, read_only=False, database=database, problem="", was_older=False)
    return Workbook(found, library, actor, now)
