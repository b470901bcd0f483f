"""The recorded decisions on the charts of deaths: a change of what is counted, or of what is usual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Answers, Library
from hssib_desk.domain.rates.baseline import Baseline
from hssib_desk.domain.review.case_file import Change, EntryFile
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.history import read_history
from hssib_desk.store.entries.records import Records, of_form

BASELINE = "baseline"


def baselines(context: ReadContext) -> tuple[Baseline, ...]:
    """Every decision, by its day, as a list reads them."""
    if BASELINE not in context.library.records:
        return ()
    return _read(of_form(context, BASELINE), lambda entry: read_history(context, "", entry.id))


def baselines_of(records: Records) -> tuple[Baseline, ...]:
    """The same, through the door of the records."""
    return _read(records.of_form(BASELINE), lambda entry: records.history(entry.id))


def _read(
    entries: Iterable[EntryFile], history: Callable[[EntryFile], Sequence[Change]]
) -> tuple[Baseline, ...]:
    found = []
    for entry in entries:
        day = read_iso(entry.value("baseline_day"))
        if day is not None:
            told = history(entry)
            found.append(
                Baseline(
                    day.first,
                    str(entry.value("baseline_kind") or ""),
                    entry.text("baseline_reason"),
                    entry.text("baseline_decided_by"),
                    told[-1].who if told else "",
                    entry.updated_at,
                    entry.id,
                )
            )
    return tuple(sorted(found, key=lambda one: one.day))


def answers_of(library: Library, decision: Baseline) -> Answers:
    """The answers of the record that keeps a decision."""
    form = library.records[BASELINE]
    said = {
        "baseline_day": decision.day.isoformat(),
        "baseline_kind": decision.kind,
        "baseline_reason": decision.reason,
        "baseline_decided_by": decision.decided_by,
    }
    return {field.key: value for role, value in said.items() if (field := form.role(role))}
