"""Writing the letter to a family in the form that the name of the file asks for."""

from __future__ import annotations

from pathlib import Path

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.privacy import AS_WRITTEN, TO_FAMILY
from hssib_desk.export.files import locking
from hssib_desk.export.letter.content import Letter, letter_notes, letter_of
from hssib_desk.export.pdf.case_sheet import Sheet
from hssib_desk.export.report import ExportError, ExportReport


def letter_sheet(case: CaseFile) -> Sheet:
    """The case as the letter reads it: what was agreed, and what is written to be read by the family."""
    return Sheet(standing(case), as_written=AS_WRITTEN | TO_FAMILY)


def write_letter(
    case: CaseFile, out: Path, *, force: bool = False, password: str = "", advised: bool = True
) -> ExportReport:
    """Write the letter as the ending of the file says: PDF, Word or a page.

    The same case on the same day gives the same bytes. The notes of the report are advice to whoever sends
    it. Raises ExportError and leaves no file when it cannot be done.
    """
    sheet = letter_sheet(case)
    letter = letter_of(sheet)
    notes = letter_notes(sheet, letter) if advised else ()
    replaced: tuple[str, ...]
    if out.suffix.lower() == ".docx":
        from hssib_desk.export.letter.word import write_word

        with locking(out, force, password) as part:
            replaced = write_word(letter, part)
    elif out.suffix.lower() == ".html":
        replaced = _write_page(letter, out, force, password)
    else:
        from hssib_desk.export.letter.pdf import LetterPages, story_of

        words = sheet.words
        story = story_of(letter, words)
        with locking(out, force, password) as part:
            LetterPages(part, letter, words).write(story)
        replaced = words.replaced.notes
    return ExportReport(out, 1, 1, (*replaced, *notes))


def _write_page(letter: Letter, out: Path, force: bool, password: str) -> tuple[str, ...]:
    from hssib_desk.export.files import replacing
    from hssib_desk.export.letter.html import page_of

    if password:
        raise ExportError("A page cannot have a password. Write a PDF or a Word document instead.")
    page, replaced = page_of(letter)
    with replacing(out, force) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
    return replaced


def page_of_letter(case: CaseFile) -> tuple[str, tuple[str, ...]]:
    """The letter as a page, and what a person should know before it is sent."""
    from hssib_desk.export.letter.html import page_of

    sheet = letter_sheet(case)
    letter = letter_of(sheet)
    page, replaced = page_of(letter)
    return page, (*replaced, *letter_notes(sheet, letter))
