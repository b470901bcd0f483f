"""The minutes of a panel as a Word document, with headings and table heads in Word's own styles."""

from __future__ import annotations

from pathlib import Path

from hssib_desk.domain.panel.minutes import Minutes
from hssib_desk.export.files import locking
from hssib_desk.export.panel.words import facts_of, foot_of, kind_of_minutes, title_of
from hssib_desk.export.report import ExportReport
from hssib_desk.export.word.document import Look, WordDocument

_LOOK = Look(title=20)
_WIDTHS = (52, 118)  # of the two columns, in mm


def write_word(minutes: Minutes, seal: str, out: Path, force: bool, password: str) -> ExportReport:
    """Write them; the same minutes give the same bytes."""
    title = f"Minutes: {title_of(minutes)}"
    word = WordDocument(title, minutes.program, minutes.made_on, _LOOK, "Minutes")
    said = f"Seal {seal}" if seal else "Draft, not sealed"
    word.running(f"{minutes.number}\t{minutes.classification}", f"{foot_of(minutes)}. {said}")
    word.text(kind_of_minutes(minutes), "Subtitle")
    word.title(title_of(minutes))
    word.pairs(facts_of(minutes), _WIDTHS)
    for number, case in enumerate(minutes.cases, 1):
        word.heading(f"{number}  {case.ref}")
        word.text(case.decision, "Lead")
        word.pairs(case.rows, _WIDTHS)
    with locking(out, force, password) as part:
        word.save(part)
    return ExportReport(out, len(minutes.cases), len(minutes.cases), word.notes.all)
