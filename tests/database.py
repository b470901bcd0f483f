"""A workbook's file as any other program opens it."""

import sqlite3
from contextlib import contextmanager


@contextmanager
def plain_file(path, **more):
    """The file in a plain connection: committed when the block ends well, and closed in any case."""
    connection = sqlite3.connect(path, **more)
    try:
        with connection:
            yield connection
    finally:
        connection.close()
