"""Going through a whole workbook: is it sound, is it unaltered, can it be restored? Findings in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select

from hssib_desk.domain.dates import local_day, show_date, show_moment
from hssib_desk.domain.forms.form import Answer, Form, Library
from hssib_desk.domain.forms.kinds import is_answer
from hssib_desk.domain.review.setting_names import setting_name
from hssib_desk.store import backups, leftovers
from hssib_desk.store.connect import PLAIN, Database, Driver, connect, header, look_at
from hssib_desk.store.context import ReadContext, WriteContext, utc_now
from hssib_desk.store.entries import attachments, cross_case_links, records
from hssib_desk.store.entries.history import RECOVERED, WHOLE, form_state, last_change
from hssib_desk.store.entries.sealing import altered_seals, count_sealed
from hssib_desk.store.errors import Damaged, database_faults, translated
from hssib_desk.store.form_cache import FormCache
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.lock import WriterLock
from hssib_desk.store.packs import library_of
from hssib_desk.store.retention import disposal
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.tables import cases, changes, counters, entries, metadata
from hssib_desk.store.settings import BEHIND, facts_from, has_other_rules, read_settings
from hssib_desk.store.verify import checkpoints, consistency_check, rebuild, tamper_check
from hssib_desk.store.verify.value_check import in_words, odd_values

_CHUNK = 100
_MOST_ROWS = 50
_MOST_QUESTIONS = 8
Found = tuple[str, str]  # the reference of a case, if it is about one, and a sentence


def check(path: Path, library: Library, *, driver: Driver = PLAIN) -> list[CheckFinding]:
    """What there is to say about a workbook file, worst first; raises only when it is no workbook at all."""
    look_at(path)
    about_file = _file_faults(path, driver)
    if any(item.code not in ("structure", "search") for item in about_file):
        return [*about_file, *_backup_findings(path, driver), *leftovers.findings(path)]
    database = Database(path, read_only=True, driver=driver)
    try:
        with database.reading() as connection:
            settings = read_settings(connection)
            facts = facts_from(settings, path.name)
            look = ReadContext(connection, FormCache(library_of(settings, library)), facts, date.today())
            found = [*about_file, *_content_findings(look)]
    finally:
        database.close()
    found += [*_backup_findings(path, driver), *leftovers.findings(path)]
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(map(_readable, found), key=lambda finding: order[finding.severity])


def _readable(finding: CheckFinding) -> CheckFinding:
    """A finding whose sentence can be shown, whatever damage left in what it names."""
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in finding.sentence)
    return finding if shown == finding.sentence else replace(finding, sentence=shown)


def _file_faults(path: Path, driver: Driver) -> list[CheckFinding]:
    """What is wrong with a file as such; with an "error" among it that is no "structure", nothing else is
    looked at.
    """
    with translated(path):
        raw = connect(path, write=False, driver=driver)
    try:
        with translated(path):
            version = header(raw, path)
            migrations.refuse_newer(version, path)
            broken = [row[0] for row in raw.execute("PRAGMA integrity_check(5)")]
            if broken != ["ok"]:  # nothing more can be asked of such a file
                return [
                    _error("damaged", f"The file is damaged: {in_words(broken)}. Restore it from a backup.")
                ]
            odd = odd_values(raw)
            missing = raw.execute("PRAGMA foreign_key_check").fetchall()
            search = not migrations.pending(version) and _is_search_broken(raw)
            lacking, foreign = ([], []) if migrations.pending(version) else migrations.schema_faults(raw)
    except Damaged as error:  # not even its table of contents can be read
        return [_error("damaged", str(error))]
    finally:
        raw.close()
    if odd:
        return [_error("damaged", f"The file is damaged: {'; '.join(odd)}. Restore it from a backup.")]
    if missing:
        sentence = f"{len(missing)} rows belong to a case or entry that is not there."
        return [_error("references", f"{sentence} Restore the workbook from a backup.")]
    if migrations.pending(version):
        return [CheckFinding("warning", "older", "This workbook is updated when it is next opened.")]
    found = [_error("structure", f"{sentence} {_OUTSIDE}") for sentence in (*lacking, *foreign)]
    if search:
        found.append(CheckFinding("warning", "search", "The search index is broken. Rebuild the lists."))
    return found


_OUTSIDE = "Something other than this program did that."


def _is_search_broken(raw: sqlite3.Connection) -> bool:
    """Compare the index with the words it was made of; a file that cannot be written to is not asked."""
    raw.execute("PRAGMA query_only = OFF")
    try:
        raw.execute("INSERT INTO words_index(words_index, rank) VALUES ('integrity-check', 1)")
    except database_faults() as error:
        return "malformed" in str(error)
    finally:
        raw.execute("PRAGMA query_only = ON")
    return False


@dataclass(frozen=True)
class Check:
    """One thing that is looked at: what is wrong with it, and what is said where nothing is wrong."""

    code: str
    find: Callable[[ReadContext], Iterable[Found]]
    well: Callable[[ReadContext], str] | None = None  # an empty text where there is nothing to say it of
    severity: Literal["warning", "error"] = "error"

    def findings(self, context: ReadContext) -> Iterator[CheckFinding]:
        """What there is to say."""
        found = list(self.find(context))
        yield from (CheckFinding(self.severity, self.code, sentence, ref) for ref, sentence in found)
        if self.well is not None and not found and (said := self.well(context)):
            yield CheckFinding("info", self.code, said)


def _content_findings(context: ReadContext) -> Iterator[CheckFinding]:
    yield from _HISTORY.findings(context)
    yield from _row_findings(context)
    of_workbook = changes.c.case_id == "", changes.c.entry_id == ""
    recovered = select(changes.c.why).where(changes.c.kind == RECOVERED, *of_workbook)
    for why in context.db.execute(recovered).scalars():
        yield CheckFinding("info", "recovered", why)
    for one in _CHECKS:
        yield from one.findings(context)
    odd = list(_ODD.findings(context))
    yield from odd
    if has_other_rules(context):
        yield BEHIND
    elif not odd:  # lists do not follow from answers that are none
        yield from _LISTS.findings(context)


def _error(code: str, sentence: str, ref: str = "") -> CheckFinding:
    return CheckFinding("error", code, sentence, ref)


def _row_findings(context: ReadContext) -> Iterator[CheckFinding]:
    """Every row of every table that is not as the last act left it, and what vouches for the rows."""
    refs: dict[str, str] = {row.id: row.ref for row in context.db.execute(select(cases.c.id, cases.c.ref))}
    found = list(checkpoints.altered(checkpoints.raw_of(context.db)))
    for item in found[:_MOST_ROWS]:
        ref = refs.get(item.case_id, "")
        yield _error("rows" if item.table else "history", _said_of(item, ref, context.library), ref)
    if (more := len(found) - _MOST_ROWS) > 0:
        yield _error("rows", f"{more:,} more records were changed outside this program.")
    if not found:
        since = show_date(local_day(datetime.fromisoformat(checkpoints.covered_since(context.db))))
        link = checkpoints.last_hash(context.db)
        yield CheckFinding("info", "rows", _AS_WRITTEN.format(since=since, link=link))


_AS_WRITTEN = (
    "Every record is as this program last wrote it (covered since {since}; of changes before that "
    "day, only those to the history, answers and signatures can be seen). The last hash is {link}. Somebody "
    "who knows how can write the whole file anew, with every hash: keep this one where others see it "
    "(minutes, an e-mail), and compare."
)


def _said_of(item: checkpoints.Altered, ref: str, library: Library) -> str:
    if not item.table:
        return item.how
    holds = metadata.tables[item.table].info["holds"]
    what = "a record"
    if item.table == "settings":
        what = f"“{setting_name(item.key, library)}”"
    elif item.table == "form_texts":
        what = next((f"“{form.title}”" for form in library.every_form if _is_of(item.key, form)), what)
    of_case = f" of {ref}" if ref else ""
    return f"{holds[:1].upper()}{holds[1:]}{of_case}: {what} was {item.how} outside this program."


def _is_of(form_id: str, form: Form) -> bool:
    """Whether a form text is one of a form's: its id begins with the key and the version."""
    return form_id.rsplit("-", 2)[0] == form.key


def _odd_answers(context: ReadContext) -> Iterator[tuple[str, str]]:
    """Answers of a shape that this program never writes, by case and question."""
    query = select(entries.c.form_id, entries.c.answers, cases.c.ref).join(cases)
    for row in context.db.execute(query.order_by(cases.c.year, cases.c.number)):
        form = context.shelf.form(context.db, row.form_id)
        for key, value in row.answers.items():
            asked = form.by_key.get(key)
            if asked and not is_answer(asked, value):
                yield row.ref, f"The answer to “{asked.label}” of {row.ref} is not one that can be given."


def _altered_answers(context: ReadContext) -> Iterator[tuple[str, str]]:
    """Answers that differ from the last line of their history: changed by another program."""
    heads = context.db.execute(select(cases.c.id, cases.c.ref).order_by(cases.c.year, cases.c.number)).all()
    for start in range(0, len(heads), _CHUNK):
        refs = {row.id: row.ref for row in heads[start : start + _CHUNK]}
        told = _told(context, list(refs))
        E = entries.c
        kept = select(E.id, E.case_id, E.form_id, E.answers).where(E.case_id.in_(refs))
        for row in context.db.execute(kept):
            before = told.pop((row.case_id, row.id), {})
            if before != row.answers:
                asked = _differing(before, row.answers, context.shelf.form(context.db, row.form_id))
                yield (
                    refs[row.case_id],
                    f"Answers of {refs[row.case_id]} were changed outside this program: {asked}.",
                )
        for case_id, _entry_id in told:
            yield refs[case_id], f"An entry of {refs[case_id]} was deleted outside this program."


def _altered_records(context: ReadContext) -> Iterator[Found]:
    """Answers of records that differ from the last line of their history, and records that are gone."""
    told = _told(context, [""])
    for entry in records.everything(context):
        before = told.pop(("", entry.id), {})
        if before != entry.answers:
            asked = _differing(before, entry.answers, entry.form)
            yield "", f"A record was changed outside this program: {asked}."
    if told:
        yield "", "A record of the workbook was deleted outside this program."


def _differing(before: Mapping[str, Answer], now: Mapping[str, Answer], form: Form) -> str:
    """The questions whose answers differ, by their labels; never an answer."""
    keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    labels = [f"“{form.by_key[key].label}”" for key in keys if key in form.by_key]
    more = len(keys) - _MOST_QUESTIONS
    named = labels[:_MOST_QUESTIONS] + (["one that its form does not ask"] if len(labels) < len(keys) else [])
    return f"{form.title}, {', '.join(named)}{f' and {more} more' if more > 0 else ''}"


def _told(context: ReadContext, case_ids: list[str]) -> dict[tuple[str, str], dict[str, Answer]]:
    """The answers of every entry of some cases as their history tells them."""
    told: dict[tuple[str, str], dict[str, Answer]] = {}
    query = select(changes).where(changes.c.case_id.in_(case_ids), changes.c.entry_id != "")
    for row in context.db.execute(query.order_by(changes.c.id)):
        key = (row.case_id, row.entry_id)
        state = form_state(row)
        if row.kind in WHOLE or state is not None:
            told[key] = dict((row.new if state is None else state) or {})
        elif row.field:
            _tell(told.setdefault(key, {}), row.field, row.new)
    return told


def _tell(answers: dict[str, Answer], field: str, new: Answer | None) -> None:
    if new is None:
        answers.pop(field, None)
    else:
        answers[field] = new


def _reference_faults(context: ReadContext) -> Iterator[Found]:
    number = entries.c.case_id, entries.c.ref
    query = select(entries.c.ref, func.count()).where(entries.c.ref != "").group_by(*number)
    for ref, _count in context.db.execute(query.having(func.count() > 1)):
        yield "", f"The reference {ref} was given to two entries of one case."
    given = {row.name: row.value for row in context.db.execute(select(counters))}
    highest = select(cases.c.year, func.max(cases.c.number)).group_by(cases.c.year)
    for year, most in context.db.execute(highest):
        if given.get(f"case {year}", 0) < most:
            yield "", f"References of {year} could be given a second time."


def _derived(context: ReadContext) -> Iterator[Found]:
    for ref, names in rebuild.disagreements(context):
        yield (
            ref,
            f"What lists show of {ref} does not follow from its answers ({names}). Rebuild the lists.",
        )
    for table in rebuild.orphans(context):
        yield "", f"The list of {table} holds lines of entries that are not in use. Rebuild the lists."


def _as_signed(context: ReadContext) -> str:
    count = count_sealed(context)
    return f"{count} signed version{' is' if count == 1 else 's are'} as signed." if count else ""


def _as_added(context: ReadContext) -> str:
    count = attachments.count(context)
    return f"{count:,} attached file{' is' if count == 1 else 's are'} as added." if count else ""


_HISTORY = Check(
    "history",
    tamper_check.altered_lines,
    lambda context: f"History intact ({last_change(context.db).number:,} entries).",
)
# Every other thing that is held against the history, or against itself, in the order of the report.
_CHECKS = (
    Check("answers", _altered_answers),
    Check("answers", _altered_records),
    Check("seal", records.altered_seals),
    Check("forms", tamper_check.altered_forms),
    Check("seal", lambda context: [(ref, said) for ref, _number, said in altered_seals(context)], _as_signed),
    Check("seal", tamper_check.altered_signatures),
    Check("seal", tamper_check.altered_parts),
    Check("attachments", attachments.altered, _as_added),
    Check("disposal", lambda context: disposal.altered(context.db)),
    Check("references", _reference_faults),
    Check("references", cross_case_links.faults, severity="warning"),
    Check("beside", consistency_check.disagreements),
)
_ODD = Check("answers", _odd_answers)
_LISTS = Check("columns", _derived, severity="warning")


def _backup_findings(path: Path, driver: Driver) -> list[CheckFinding]:
    found = backups.list_backups(path, driver)
    if not found:
        return [CheckFinding("warning", "backups", "There is no backup beside this workbook.")]
    bad = [info for info in found if info.problem]
    rows = [CheckFinding("warning", "backups", f"{info.path.name}: {info.problem}") for info in bad]
    newest = show_moment(found[0].made_at)
    good = f"{len(found) - len(bad)} of {len(found)} backups open; the newest is of {newest}."
    return [*rows, CheckFinding("info", "backups", good)]


def rebuild_lists(path: Path, library: Library, actor: str, *, driver: Driver = PLAIN) -> None:
    """Work every list, figure and search word out again from the answers, after a backup."""
    with translated(path):
        lock = WriterLock(path, actor)
    database = Database(path, driver=driver)
    try:
        backups.make(path, "asked", driver=driver)
        with database.writing() as connection:
            settings, now = read_settings(connection), utc_now()
            shelf, facts = FormCache(library_of(settings, library)), facts_from(settings, path.name)
            act = WriteContext(connection, shelf, facts, local_day(now), actor, now)
            rebuild.rebuild_anew(act)
    finally:
        database.close()
        lock.release()
