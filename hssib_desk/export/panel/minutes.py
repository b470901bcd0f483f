"""Writing the minutes in the form that the name of the file asks for."""

from __future__ import annotations

from pathlib import Path

from hssib_desk.domain.panel.minutes import Minutes
from hssib_desk.export.report import ExportError, ExportReport


def write_minutes(
    minutes: Minutes, seal: str, out: Path, force: bool = False, password: str = ""
) -> ExportReport:
    """Write them as a PDF or a Word document; raises ExportError, and then leaves no file."""
    ending = out.suffix.lower()
    if ending == ".docx":
        from hssib_desk.export.panel.minutes_word import write_word as write
    elif ending == ".pdf":
        from hssib_desk.export.panel.minutes_pdf import write_pdf as write
    else:
        raise ExportError(f"“{out.name}” does not say what to write. Name the file .docx or .pdf.")
    return write(minutes, seal, out, force, password)
