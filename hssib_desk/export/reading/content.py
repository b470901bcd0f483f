"""The bytes of a file that somebody chose, and what it is when it is no table."""

from __future__ import annotations

from pathlib import Path

from hssib_desk.domain.caseload.table import TableError
from hssib_desk.drives import why_unread

MAX_BYTES = 64 * 1024 * 1024
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old Office files, and new ones behind a password
SAVE_AS = "Open it in your spreadsheet program and save it as “Excel Workbook (.xlsx)” or “CSV UTF-8”."


def first_bytes(path: Path) -> bytes:
    """The beginning of a file; raises TableError when there is none, or it is too long to be read."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise TableError(
                f"{path.name} is a device or a pipe, not a file. Choose a .csv, .xlsx or .ods file."
            )
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TableError(
                f"{path.name} has {size // 1024 // 1024} MB, more than such a list needs "
                f"(at most {MAX_BYTES // 1024 // 1024} MB). Please check that it is the right file."
            )
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise TableError(why_unread(error, path.name)) from error
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00\r\n\t "):
        raise TableError(f"{path.name} is empty. Choose another file, or export it again.")
    return start


def content_of(path: Path) -> bytes:
    """A whole file; raises TableError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableError(why_unread(error, path.name)) from error


def refuse_other_formats(name: str, start: bytes, path: Path) -> None:
    """Say what a file is when it is no table that can be read here."""
    if start.startswith(OLE):
        raise TableError(f"{name} is in the old Excel format (.xls). {SAVE_AS}")
    if start.startswith(b"%PDF"):
        raise TableError(f"{name} is a PDF, not a table. Ask for the list as a spreadsheet.")
    if start.startswith(b"SQLite format 3"):
        raise TableError(f"{name} is a workbook or database, not a list. Open it with File, Open instead.")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"mime-version")):
        raise TableError(f"{name} is a web page that is named like a spreadsheet. {SAVE_AS}")
    if start.startswith((b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
        raise TableError(f"{name} is not a spreadsheet. Please choose a .csv, .xlsx or .ods file.")
