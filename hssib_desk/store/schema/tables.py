"""The tables of a workbook; `docs/schema.md` says what each is for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from hssib_desk.domain.review.seal import SEAL_OF_OLD

SCHEMA_VERSION = 6

# Checkpoints vouch for every column of every table, but for those that say here why they are left out.
UNCOVERED = "uncovered"
FOLLOWS = {UNCOVERED: "it follows from the answers, and a check works it out anew"}
SHOWS = "shows"  # what such a column or table holds, in words
COVERED_FROM = "covered_from"  # the setting that says from when on checkpoints vouch for a workbook


def _shows(what: str) -> dict[str, str]:
    """What is told of a column or table that follows from the answers."""
    return {**FOLLOWS, SHOWS: what}


def dumps(value: Any) -> str:
    """JSON as it is kept: readable characters, except where a broken one could not be written as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


class Json(TypeDecorator[Any]):
    """A value as JSON text; always assign a new value, changes in place are not noticed.

    `shape` is what it always is, "object" or "array"; empty for any value.
    """

    impl = Text
    cache_ok = True

    def __init__(self, shape: str = "") -> None:
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the value; None stays NULL."""
        return None if value is None else dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the value back."""
        return None if value is None else json.loads(value)


class Moment(TypeDecorator[datetime]):
    """A time in UTC as ISO text, so that it sorts and any program can read it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the time with milliseconds."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read the time back."""
        return None if value is None else datetime.fromisoformat(value)


class Day(String):
    """A day as ISO text: "2025-11-18"."""


def moment_text(value: datetime) -> str:
    """A time as it is stored: "2025-11-18T14:02:09.120+00:00"."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    info={"holds": "settings"},
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("first_at", Moment, nullable=False),
    info={"holds": "names in the history"},
)

# How many references of a kind were given out; a number is never given twice.
counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
    info={"holds": "numbering"},
)

form_texts = Table(
    "form_texts",
    metadata,
    Column("id", String, primary_key=True),  # key, version and the head of the digest: "judgement-1-8c0f…"
    Column("key", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("living", Json("array"), nullable=False),  # the fields that may change after sign-off
    Column("text", Text, nullable=False),
    info={"holds": "form texts"},
)

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("ref", String, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
    # From here on everything follows from the answers and can be rebuilt from them.
    Column("status", String, nullable=False, index=True, info=_shows("status")),
    Column("died", Text, nullable=False, info=_shows("date of death")),
    Column("died_day", String, index=True, info=_shows("date of death")),  # its first possible day
    Column("days", Integer, index=True, info=_shows("days after discharge")),
    Column("scope", String, nullable=False, index=True, info=_shows("scope")),
    Column("setting", String, nullable=False, info=_shows("in hospital or after discharge")),
    Column(
        "after", Text, nullable=False, info=_shows("time after discharge")
    ),  # "12 days", as a reader sees it
    Column("flag", String, nullable=False, info=_shows("flag")),
    Column("flag_sentence", Text, nullable=False, info=_shows("flag")),
    Column("ward_type", Text, nullable=False, index=True, info=_shows("ward type")),
    Column("ward_type_label", Text, nullable=False, info=_shows("ward type")),
    Column("reviewer", Text, nullable=False, index=True, info=_shows("reviewer")),
    Column("overall", String, nullable=False, index=True, info=_shows("overall score")),
    Column("percent", Integer, nullable=False, index=True, info=_shows("how much is filled in")),
    Column("to_finish", Integer, nullable=False, info=_shows("what is left to finish")),
    Column("next_page", Text, nullable=False, info=_shows("next page")),
    Column("listed", Json, nullable=False, info=_shows("columns of the case list")),
    Column(
        "indexed_on", Day, nullable=False, info=_shows("day of the list")
    ),  # the day these columns were worked out
    Column("level", String, nullable=False, server_default="full", info=_shows("level")),
    Column("outcome", String, nullable=False, server_default="", info=_shows("next step after screening")),
    Column("screened", String, nullable=False, server_default="", info=_shows("day of screening")),
    Column("back", String, nullable=False, server_default="", info=_shows("day on which a case comes back")),
    UniqueConstraint("year", "number"),
    CheckConstraint("percent BETWEEN 0 AND 100"),
    info={"holds": "list of cases"},
)

sealed_versions = Table(
    "sealed_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String, nullable=False),
    Column("warnings", Json("object"), nullable=False),
    Column("entries", Json("array"), nullable=False),  # the sealed entries whole, as they were
    Column("entry_ids", Json("array"), nullable=False),  # those the digest covers
    Column("reopened_at", Moment),
    Column("reopened_by", Text),
    Column("reopened_why", Text),
    Column("format", String, nullable=False, server_default=SEAL_OF_OLD),  # of what the digest is over
    UniqueConstraint("case_id", "number"),
    info={"holds": "signed versions"},
)

entries = Table(
    "entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, ForeignKey("cases.id"), nullable=False),
    Column("form_id", String, ForeignKey("form_texts.id"), nullable=False),
    Column("form_key", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("ref", String, nullable=False),  # "A03"; empty for a form that does not repeat
    Column("answers", Json("object"), nullable=False),
    Column("origin_entry", String),
    Column("origin_section", String),
    Column("seal_id", Integer, ForeignKey("sealed_versions.id")),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("row_version", Integer, nullable=False),
    Index("entries_of_case", "case_id", "form_key", "position"),
    info={"holds": "answers"},
)
# A form that does not repeat is filled once per case and stage, whatever happens at the same moment.
Index(
    "entries_once",
    entries.c.case_id,
    entries.c.form_key,
    entries.c.stage,
    unique=True,
    sqlite_where=(entries.c.ref == "") & entries.c.removed_at.is_(None),
    postgresql_where=(entries.c.ref == "") & entries.c.removed_at.is_(None),
)

# A filled form that belongs to no case: a saved view, a meeting, a report.
workbook_entries = Table(
    "workbook_entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("form_id", String, ForeignKey("form_texts.id"), nullable=False),
    Column("form_key", String, nullable=False),
    Column("answers", Json("object"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("row_version", Integer, nullable=False),
    Column("sealed_at", Moment),
    Column("sealed_by", Text),
    Column("sealed_role", Text),
    Column("digest", String),  # of what was sealed, and of who sealed it when
    Index("workbook_entries_of_form", "form_key"),
    info={"holds": "records of the workbook"},
)

scores = Table(
    "scores",
    metadata,
    Column("entry_id", String, ForeignKey("entries.id"), primary_key=True),
    Column("section", String, primary_key=True),
    Column("case_id", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("stage", String, nullable=False),
    Column("scale", String, nullable=False),
    Column("code", String, nullable=False),
    Column("points", Integer),
    Column("overall", Boolean, nullable=False),
    Index("scores_by_section", "section", "code", "case_id"),
    info=_shows("scores"),
)

actions = Table(
    "actions",
    metadata,
    Column("entry_id", String, ForeignKey("entries.id"), primary_key=True),
    Column("case_id", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("ref", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("theme_label", Text, nullable=False),
    Column("strength", String, nullable=False),
    Column("strength_means", String, nullable=False),
    Column("strength_label", Text, nullable=False),
    Column("owner_label", Text, nullable=False),
    Column("ward_label", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("status_means", String, nullable=False),
    Column("status_label", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("revised", Text, nullable=False),
    Column("due", Day),  # the last day of the target in force
    Column("row_version", Integer, nullable=False),
    Column("extended", Boolean, nullable=False),  # the revised target is later than the first
    Column("risk", Boolean, nullable=False),
    Index("actions_due", "due"),
    Index("actions_owner", "owner_label"),
    Index("actions_title", "title"),
    Index("actions_status", "status_means"),
    info=_shows("actions"),
)

themes = Table(
    "themes",
    metadata,
    Column("entry_id", String, ForeignKey("entries.id"), primary_key=True),
    Column("theme", String, primary_key=True),
    Column("case_id", String, ForeignKey("cases.id"), nullable=False),
    Column("form_key", String, nullable=False),
    Index("themes_by_code", "theme", "case_id"),
    info=_shows("themes"),
)

duties = Table(
    "duties",
    metadata,
    Column("case_id", String, ForeignKey("cases.id"), primary_key=True),
    Column("entry_id", String, ForeignKey("entries.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("due", Day),
    Column("done", String),
    Column("without_delay", Boolean, nullable=False),
    Column("standard", String, nullable=False),
    Column("state", String, nullable=False, server_default="must"),
    Index("duties_open", "done", "due"),
    info=_shows("deadlines"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("act", Integer, nullable=False),  # the id of the first line of the same act
    Column("kind", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("entry_id", String, nullable=False),
    Column("field", String, nullable=False),
    Column("old", Json),
    Column("new", Json),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("undoes", Integer),  # the act an undo or redo is about
    Column("hash", String, nullable=False),
    Index("changes_of_case", "case_id", "id"),
    info={"holds": "history", "stays": True, UNCOVERED: "each line bears the hash of the line before it"},
)

words = Table(
    "words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", String, ForeignKey("entries.id"), nullable=False),
    Column("case_id", String, nullable=False),
    Column("field", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("plain", Text),  # where it differs: letters that are not a plain one with a sign, as in ł
    UniqueConstraint("entry_id", "field"),
    info=_shows("words to search for"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", String, primary_key=True),  # ends in the digest, so that a seal covers the content
    Column("case_id", String, ForeignKey("cases.id"), nullable=False),
    Column("entry_id", String, ForeignKey("entries.id"), nullable=False),
    Column("field", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("ending", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Index("attachments_of_case", "case_id", "id"),
    info={"holds": "attached files"},
)

# Apart from the list of what there is, so that no list reads it.
attachment_contents = Table(
    "attachment_contents",
    metadata,
    Column("attachment_id", String, ForeignKey("attachments.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    info={"holds": "attached files", UNCOVERED: "its id ends in the SHA-256 of the content"},
)

# What somebody decided about keeping a case; a case without a row is kept as the settings say.
retention = Table(
    "retention",
    metadata,
    Column("case_id", String, ForeignKey("cases.id"), primary_key=True),
    Column("keep_until", Day),  # a day of its own
    Column("hold", Text, nullable=False),  # why it must not be disposed of; empty for no hold
    info={"holds": "how long cases are kept"},
)

# What is left of a case that was disposed of; nothing in it says who it was about.
tombstones = Table(
    "tombstones",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("ref", String, nullable=False, unique=True),
    Column("begun_at", Moment, nullable=False),
    Column("keep_until", String, nullable=False),
    Column("disposed_at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lines", Integer, nullable=False),  # of the history, emptied
    Column("digest", String, nullable=False),  # over the numbers and hashes of those lines
    Column("certificate", Text, nullable=False),
    Column("certificate_digest", String, nullable=False),
    info={"holds": "disposals", "stays": True},
)

# What every row of the other tables was after each act; the chain that a check compares the rows with.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", Integer, nullable=False),  # the newest line of the history then, or 0
    Column("lines", Integer, nullable=False),  # how many lines the act wrote; with its first checkpoint
    Column("case_id", String, nullable=False),  # empty for what belongs to no case
    Column("rows", Json("object")),  # digests by table and key; nothing once the case was disposed of
    Column("digest", String, nullable=False),  # of these digests
    Column("hash", String, nullable=False),
    info={"holds": "checkpoints", "stays": True, UNCOVERED: "each bears the hash of the one before it"},
)
