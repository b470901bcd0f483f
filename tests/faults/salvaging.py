"""Recovering after damage: what comes back is what was written, and what does not is named in the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.errors import NotAWorkbook, WorkbookError
from hssib_desk.store.ids import full_ref
from hssib_desk.store.recovery.recover import AS_BACKUP, NO_END, Recovered, recover, report
from tests.faults.ledger import judged
from tests.faults.stage import ACTOR, Stage, faults_of

NAME = "recovered after damage"
TAIL = NO_END
ALL_WELL = "Nothing is lost and nothing differs."


@dataclass(frozen=True)
class Held:
    """What a workbook holds for those who read it, each by what a report calls it."""

    entries: dict[str, tuple[str, object]]  # by id: reference and answers
    seals: dict[tuple[str, int], tuple[str, str]]  # by case and number: reference and digest
    files: dict[str, tuple[str, bytes]]
    settings: dict[str, str]


def held_by(stage: Stage, path: Path, **more: object) -> Held:
    """Everything that people wrote into a workbook."""
    held = Held({}, {}, {}, {})
    with stage.open(path, read_only=True, **more) as book:
        held.settings.update(
            book.facts.settings, title=book.facts.title, organisation=book.facts.organisation
        )
        for case in book.lists.case_files():
            for entry in [*case.entries, *book.removed_entries(case.id)]:
                if entry.answers:
                    held.entries[entry.id] = (full_ref(case.ref, entry.ref), _told(entry))
            for version in book.reviews.sealed_versions(case.id):
                held.seals[case.id, version.number] = (case.ref, version.seal.digest)
            for file in case.attachments:
                try:
                    held.files[file.id] = (case.ref, book.attachment_content(file.id))
                except WorkbookError:
                    held.files[file.id] = (case.ref, b"")
    return held


def _told(entry: EntryFile) -> object:
    return sorted(entry.answers.items()), entry.stage


def salvage(
    stage: Stage, path: Path, before: Held, what: str, name: str = NAME, driver: Driver = PLAIN
) -> None:
    """Recover a damaged file beside itself, and hold the result against what was in it and against the report."""
    made_at, damaged = path.with_name("recovered.hssib"), path.read_bytes()
    ledger = stage.ledger
    ledger.add(name, "injected")
    try:
        made = recover(path, stage.library, ACTOR, to=made_at, driver=driver)
    except WorkbookError as error:
        ledger.hear(name, what, error, (NotAWorkbook, WorkbookError))
        return
    except Exception as error:  # the edge of the experiment
        ledger.hear(name, what, error, ())
        return
    if path.read_bytes() != damaged:
        ledger.broke(name, "silent", f"{what}: the damaged file was changed")
    more = {"driver": driver} if driver.unlock else {}
    said = "\n".join(line.sentence for line in report(made))
    if found := [f for f in faults_of(stage, made_at, **more) if f not in said]:
        ledger.broke(name, "unreadable", f"{what}: {found[:2]}")
    _compare(stage, name, what, before, held_by(stage, made_at, **more), made)


def _compare(stage: Stage, name: str, what: str, before: Held, after: Held, made: Recovered) -> None:
    said = [line.sentence for line in report(made)]
    text, all_well = "\n".join(said), ALL_WELL in said
    for sentence in said:
        if (problem := judged(sentence, report=True)) and "recovered" not in sentence:
            stage.ledger.broke(name, "wrong words", f"{what}: {problem}: {sentence[:200]}")
    stage.ledger.add(name, "acknowledged", len(before.entries))
    lost_lines = (
        bool(made.mended.lines_lost or made.mended.lines_altered) or TAIL in text or AS_BACKUP in text
    )
    missing = list(_differing(before, after))
    for what_is_lost, named in missing:
        if all_well or not (lost_lines or named(text)):
            stage.ledger.broke(
                name, "silent", f"{what}: {what_is_lost} differs, and the report does not say so"
            )


def _differing(before: Held, after: Held) -> list[tuple[str, Callable[[str], bool]]]:
    found: list[tuple[str, Callable[[str], bool]]] = []
    for key, (ref, told) in before.entries.items():
        if key not in after.entries or after.entries[key][1] != told:
            found.append((f"an entry of {ref}", lambda text, ref=ref, key=key: ref in text or key in text))
    for (case_id, number), (ref, digest) in before.seals.items():
        if after.seals.get((case_id, number), ("", ""))[1] != digest:  # a reference that was lost is named
            found.append(
                (f"signed version {number} of {ref}", lambda text, ref=ref: ref in text and "igned" in text)
            )
    for key, (ref, content) in before.files.items():
        if after.files.get(key, ("", b""))[1] != content:
            found.append(
                (f"a file attached to {ref}", lambda text: "attached" in text.lower() or "file" in text)
            )
    for key, value in before.settings.items():
        if after.settings.get(key) != value:
            found.append((f"the setting {key}", lambda text: "etting" in text))
    return found
