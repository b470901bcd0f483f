"""The workbook's own facts and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from hssib_desk import __version__
from hssib_desk.domain.duties.day_settings import day_settings
from hssib_desk.domain.duties.switched_off import SWITCHED_OFF
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.seal import canonical_json, text_digest
from hssib_desk.resources import product
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.form_cache import digest_of
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.schema.tables import COVERED_FROM, cases, settings
from hssib_desk.store.verify.rebuild import Step, rebuild_anew, rebuild_columns

# These are fields of WorkbookFacts; every other setting is found in its `settings`.
_FACTS = ("workbook_id", "title", "organisation", "ods_code", "classification", "window_days")


REVIEW = "review"  # the review form of cases that are begun from now on
SUM = "sum"  # the digest of all other settings, by which a recovery knows that none is lost
RULES = "rules"  # the digest of the duties, facts and forms by which the cases were worked out
_FORMERLY = "clocks"  # the same of the clocks of older versions
BEHIND = CheckFinding(
    "info",
    "rules",
    "Its lists and deadlines are those of the forms and duties that it was last open to write with.",
    step="Open it for writing, and they follow the current forms.",
)
_OF_THE_FILE = frozenset((SUM, RULES, _FORMERLY, COVERED_FROM))  # written by the program for itself


def read_settings(connection: Connection) -> dict[str, str]:
    """Every setting of the workbook."""
    return {key: value for key, value in _stored(connection).items() if key not in _OF_THE_FILE}


def _stored(connection: Connection) -> dict[str, str]:
    found = {row.key: row.value for row in connection.execute(select(settings))}
    if not all(isinstance(part, str) for item in found.items() for part in item):
        raise ValueError("a setting is no text")
    return found


def sum_of_settings(connection: Connection) -> str | None:
    """What tells whether any setting was changed since it was asked last; None in a workbook of old."""
    return connection.execute(_SUM).scalar()


_SUM = select(settings.c.value).where(settings.c.key == SUM)


def with_sum(found: Mapping[str, str]) -> dict[str, str]:
    """Settings with their digest, as they are stored."""
    plain = {key: value for key, value in found.items() if key not in _OF_THE_FILE}
    return {**plain, SUM: text_digest(canonical_json(plain))}


def facts_from(found: Mapping[str, str], path_name: str) -> WorkbookFacts:
    """What an export prints about the workbook."""
    plain = WorkbookFacts(title=found.get("title") or path_name)
    days = found.get("window_days", "")
    return WorkbookFacts(
        title=plain.title,
        organisation=found.get("organisation", ""),
        ods_code=found.get("ods_code", ""),
        classification=found.get("classification") or plain.classification,
        window_days=int(days) if days.isdecimal() else plain.window_days,
        workbook_id=found.get("workbook_id", ""),
        program=f"{product()} {__version__}",
        path_name=path_name,
        settings={key: value for key, value in found.items() if key not in _FACTS},
    )


def write_settings(context: WriteContext, values: Mapping[str, str]) -> dict[str, str]:
    """Keep settings and their history in one act; return all settings. What decides what is asked or counted
    works every case out anew, once."""
    changed = [key for key, value in values.items() if _write(context, key, value)]
    newer = read_settings(context.db)
    if not changed:
        return newer
    _write_sum(context.db, newer)
    chosen = {option.key for option in context.library.options}
    if {"window_days", SWITCHED_OFF, *chosen, *day_settings()} & set(changed):
        rebuild_columns(replace(context, facts=facts_from(newer, context.facts.path_name)))
    return newer


def _write(context: WriteContext, key: str, value: str) -> bool:
    """Keep one setting and its history; whether it is another one than before."""
    old = context.db.execute(select(settings.c.value).where(settings.c.key == key)).scalar()
    if old == value or (old is None and not value):
        return False
    record(context, [HistoryRecord("setting", "", field=key, old=old, new=value)])
    if old is None:
        context.db.execute(insert(settings), [{"key": key, "value": value}])
    else:
        context.db.execute(update(settings).where(settings.c.key == key).values(value=value))
    return True


def _write_sum(connection: Connection, newer: Mapping[str, str]) -> None:
    connection.execute(delete(settings).where(settings.c.key == SUM))
    connection.execute(insert(settings), [{"key": SUM, "value": with_sum(newer)[SUM]}])


def has_other_rules(context: ReadContext) -> bool:
    """Whether duties, facts and forms are others today than those by which the lists were worked out."""
    kept = context.db.execute(select(settings.c.value).where(settings.c.key == RULES)).scalar()
    return kept != _rules(context)


def has_cases(context: ReadContext) -> bool:
    """Whether there is anything to work out."""
    return context.db.execute(select(cases.c.id).limit(1)).first() is not None


def follow_rules(context: WriteContext, step: Step | None = None) -> None:
    """Work every case out anew by the duties, facts and forms of today, and tell how far it is."""
    if has_cases(context):
        rebuild_anew(context, step)
    keep_rules(context)


def keep_rules(context: WriteContext) -> None:
    """Say by which duties, facts and forms every case was worked out just now."""
    context.db.execute(delete(settings).where(settings.c.key.in_((RULES, _FORMERLY))))
    context.db.execute(insert(settings), [{"key": RULES, "value": _rules(context)}])


def _rules(context: ReadContext) -> str:
    forms = [(key, digest_of(form.text)) for key, form in sorted(context.library.forms.items())]
    return text_digest(repr((context.library.duties, dict(facts()), forms, context.library.parts)))
