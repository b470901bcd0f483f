"""The connection to a workbook file."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import IntegrityError

from hssib_desk.store.connect import Database
from hssib_desk.store.schema.tables import entries


def test_the_text_of_an_error_holds_nothing_that_was_written(workbook, case, path):
    workbook.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TRIGGER refuse BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'no'); END")
    database = Database(path)
    words = {"pen_portrait": "She wrote her name on everything she owned."}
    with pytest.raises(IntegrityError) as found, database.writing() as db:
        db.execute(entries.update().values(answers=words))
    database.close()
    assert "She wrote" not in str(found.value)
