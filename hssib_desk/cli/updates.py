"""`update-actions`: an edited action log beside the workbook, every difference shown before any is taken."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from hssib_desk.cli.console import DONE, LOOK, say, say_json
from hssib_desk.cli.opening import opened
from hssib_desk.cli.secrets import password_to_open
from hssib_desk.domain.actions.log_update import ActionUpdate, Difference, changes_of, compare
from hssib_desk.domain.actions.measures import action_log_forms

SHOWN = 160
WORDS = {
    "take": "can be taken",
    "conflict": "left to decide on the Actions page",
    "odd": "cannot be read",
    "refused": "refused",
}


def update_actions(arguments: Namespace) -> int:
    """Show what an edited action log says anew; take it with --apply."""
    from hssib_desk.export.reading.action_reader import read_action_log

    with opened(arguments, read_only=not arguments.apply) as workbook:
        library, source = workbook.library, Path(arguments.file)
        log = read_action_log(source, library, password_to_open(arguments, source))
        cases = workbook.lists.case_files(forms=action_log_forms(library))
        veil = not arguments.with_blind
        found = compare(log, cases, library, workbook.facts.workbook_id, veil=veil)
        chosen = [difference for difference in found.differences if difference.kind == "take"]
        new = [(row.case_id, row.answers) for row in found.added] if arguments.new else []
        taken = workbook.update_actions(changes_of(chosen), source.name, new) if arguments.apply else 0
    if arguments.json:
        say_json(_as_json(arguments, found, taken))
    else:
        for line in _lines(found, taken if arguments.apply else None, arguments.new):
            say(line)
    return DONE if arguments.apply or found.is_quiet else LOOK


def _lines(found: ActionUpdate, taken: int | None, with_new: bool) -> Iterator[str]:
    yield from found.notes
    for difference in found.differences:
        yield f"{difference.ref}  {difference.label}: {_short(difference.old)} → {_short(difference.new)}"
        yield f"  {_fate(difference, taken is not None)}"
    for new in found.added:
        yield f"{new.place}  New action of {new.case_ref}: {_short(new.title)}"
        yield f"  {_fate_of_new(taken is not None, with_new)}"
        yield from (f"  {remark}" for remark in new.remarks)
    for row in found.unknown:
        yield f"{row.place} ({_short(row.text)}) is not taken. {row.why}"
    for ref in found.missing:
        yield f"{ref} has no row in the file. It stays in the workbook as it is."
    yield from (f"Still to answer: {sentence}" for sentence in found.still_needed)
    yield _total(found, taken)


def _fate_of_new(is_applied: bool, with_new: bool) -> str:
    return "added" if is_applied and with_new else "can be added with --apply --new"


def _fate(difference: Difference, is_applied: bool) -> str:
    words = "taken" if is_applied and difference.kind == "take" else WORDS[difference.kind]
    return f"{words}. {difference.why}".rstrip() if difference.why else words


def _short(text: str) -> str:
    line = " ".join(text.split()) or "nothing"
    return line if len(line) <= SHOWN else f"{line[:SHOWN]} …"


def _total(found: ActionUpdate, taken: int | None) -> str:
    if not (found.differences or found.added or found.unknown or found.missing):
        return "Nothing differs from the workbook."
    counts = ", ".join(f"{found.counts[kind]} {words}" for kind, words in WORDS.items() if found.counts[kind])
    if found.added:
        new = f"{len(found.added)} new {'action' if len(found.added) == 1 else 'actions'}"
        counts = f"{counts}, {new}" if counts else new
    if taken is None:
        how = "; take them with --apply" if found.counts["take"] else ""
        return f"{counts or 'No answer differs'}. Nothing was changed{how}."
    left = len(found.differences) + len(found.added) - taken
    return f"{taken} taken, {left} left as they are in the workbook."


def _as_json(arguments: Namespace, found: ActionUpdate, taken: int) -> dict[str, object]:
    return {
        "workbook": arguments.workbook,
        "file": arguments.file,
        "applied": arguments.apply,
        "taken": taken,
        "counts": dict(found.counts),
        "differences": [asdict(difference) for difference in found.differences],
        "new_actions": [asdict(row) for row in found.added],
        "rows_not_taken": [asdict(row) for row in found.unknown],
        "actions_without_row": list(found.missing),
        "still_needed": list(found.still_needed),
        "notes": list(found.notes),
        "unchanged_rows": found.unchanged,
        "changed_in_workbook_only": found.newer,
    }
