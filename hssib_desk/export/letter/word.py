"""The letter to a family as a Word document, to be edited, translated, or printed larger."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from hssib_desk.export.letter.content import Block, Letter
from hssib_desk.export.pdf.case_sheet import long_date
from hssib_desk.export.word.document import DARK, NAVY, Look, WordDocument

LOOK = Look(body=12, leading=16, heading=14, lead=12, side=25, top=22, colour=DARK)


def write_word(letter: Letter, part: Path | BinaryIO) -> tuple[str, ...]:
    """Write the letter; return what the file does not hold as it was typed."""
    word = WordDocument(letter.title, letter.program, letter.day, LOOK, "Letter")
    word.document.styles["Normal"].paragraph_format.space_after = Pt(6)
    word.running("", letter.foot)
    _top(word, letter)
    for before, block in zip((None, *letter.blocks), letter.blocks, strict=False):
        _add(word, block, before)
    word.save(part)
    return word.notes.all


def _top(word: WordDocument, letter: Letter) -> None:
    sender = word.text("")
    run = sender.add_run(word.held(letter.organisation))
    run.bold, run.font.size, run.font.color.rgb = True, Pt(15), NAVY
    for number, line in enumerate(letter.contact):
        paragraph = word.text(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.left_indent = Mm(95)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.runs[0].bold = number == 0 or None
    day = word.text(long_date(letter.day))
    day.paragraph_format.space_before = Pt(12)
    word.text(letter.greeting)


def _add(word: WordDocument, block: Block, before: Block | None) -> None:
    match block.look:
        case "heading":
            heading = word.heading(block.text)
            heading.paragraph_format.page_break_before = bool(before and before.look == "sign")
        case "lead":
            word.text(block.text, "Heading 2")
        case "bullet":
            word.bullets([block.text])
        case "room":
            word.room(block.lines)
        case "sign":
            close, _, *who = block.text.split("\n")
            first = word.text(close)
            first.paragraph_format.space_before, first.paragraph_format.space_after = Pt(14), Pt(40)
            first.paragraph_format.keep_with_next = True
            for line in who:
                word.text(line)
        case "text":
            word.text(block.text)
