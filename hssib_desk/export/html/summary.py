"""The accessible twin of a review summary: one HTML file with the same words in the same order as the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

from hssib_desk.domain.review.case_file import Audience, CaseFile
from hssib_desk.export.files import replacing
from hssib_desk.export.html.frame import head
from hssib_desk.export.html.parts import HtmlWords, html_of
from hssib_desk.export.pdf.page import Running
from hssib_desk.export.pdf.parts import Part
from hssib_desk.export.pdf.summary import (
    KINDS,
    Facts,
    facts_of,
    numbered_parts,
    running_of,
    sheet_of,
    write_summary,
)
from hssib_desk.export.protect import TOGETHER
from hssib_desk.export.report import ExportError, ExportReport

SKIP = '<a class="skip" href="#review">Skip to the review</a>'


def write_summary_twice(
    case: CaseFile,
    out: Path,
    *,
    audience: Audience = "governance",
    force: bool = False,
    password: str = "",
) -> ExportReport:
    """Write the summary as a PDF at `out` and as HTML beside it.

    Both files, or neither but where the error says so.
    Raises ExportError for a password: a page that anybody can read beside the PDF would make it worthless.
    """
    if password:
        raise ExportError(TOGETHER)
    page, notes = page_of(case, audience)
    report = None
    try:
        with replacing(out.with_suffix(".html"), force) as part:
            part.write_text(page, encoding="utf-8", newline="\n")
            report = write_summary(case, out, audience=audience, force=force)
    except ExportError as error:
        if report is None:
            raise
        raise ExportError(f"“{out.name}” was written, but not the page beside it: {error}") from error
    return replace(report, notes=tuple(dict.fromkeys((*report.notes, *notes))))


def write_page(
    case: CaseFile,
    out: Path,
    *,
    audience: Audience = "governance",
    force: bool = False,
    password: str = "",
) -> ExportReport:
    """Write the summary as a page alone; raises ExportError for a password, which a page cannot have."""
    if password:
        raise ExportError("A page cannot have a password. Write a PDF instead.")
    page, notes = page_of(case, audience)
    with replacing(out, force) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
    return ExportReport(out, 1, 1, notes)


def page_of(case: CaseFile, audience: Audience) -> tuple[str, tuple[str, ...]]:
    """The whole page, and what a person should know before it is shared."""
    if audience == "family":
        from hssib_desk.export.letter.write import page_of_letter

        return page_of_letter(case)
    kind, sheet = KINDS[audience], sheet_of(case, audience, HtmlWords())
    facts = [(label, sheet.words.replaced.drawable(text)) for label, text in facts_of(sheet, kind)]
    parts = list(numbered_parts(sheet, kind))
    page = "\n".join(_page(running_of(sheet, kind), facts, parts)) + "\n"
    return page, (*sheet.words.replaced.notes, *kind.notes(sheet))


def _page(running: Running, facts: Facts, parts: list[tuple[int, Part]]) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield from head(f"{running.kind}: {running.title}", running.program, STYLE)
    yield f"<body>\n{SKIP}"
    yield "<header>"
    if running.classification:
        yield f'<p class="mark">{escape(running.classification)}</p>'
    yield f"<p>{escape(running.kind)}</p>\n<h1>{escape(running.title)}</h1>\n</header>"
    yield '<main id="review">'
    if facts:
        pairs = "".join(
            f'<div><dt>{escape(label)}</dt><dd dir="auto">{escape(text) or "–"}</dd></div>'
            for label, text in facts
        )
        yield f'<dl class="facts">{pairs}</dl>'
    yield from _contents(parts)
    for place, (number, part) in enumerate(parts, 1):
        if not part.title:
            yield from html_of(part.body, running.title)
            continue
        title = f"{number} {part.title}" if number else part.title
        yield f'<section aria-labelledby="part-{place}">\n<h2 id="part-{place}">{escape(title)}</h2>'
        yield from html_of(part.body, part.title)
        yield "</section>"
    yield "</main>"
    yield from _foot(running)
    yield "</body>\n</html>"


def _contents(parts: list[tuple[int, Part]]) -> Iterator[str]:
    """A way to each section, where the sections are numbered."""
    if any(number for number, _ in parts):
        links = "".join(
            f'<li><a href="#part-{place}">{escape(part.title)}</a></li>'
            for place, (_, part) in enumerate(parts, 1)
        )
        yield f'<nav aria-label="Contents"><ol>{links}</ol></nav>'


def _foot(running: Running) -> Iterator[str]:
    yield "<footer>"
    if running.classification:
        yield f'<p class="mark">{escape(running.classification)}</p>'
    yield f"<p>{escape(running.written)}</p>"
    if running.seal:
        yield f"<p>{escape(running.seal)}</p>"
    yield "</footer>"


STYLE = """
:root { color-scheme: light; }
body { max-width: 46rem; margin: 0 auto; padding: 0 1.5rem 3rem; color: #17212B; background: #FFFFFF;
  font: 1rem/1.5 Inter, "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
header { margin: 0 -1.5rem 1.5rem; padding: 1rem 1.5rem; color: #FFFFFF; background: #003087; }
header p { margin: 0; color: #DCE8F6; }
h1 { margin: .25rem 0 0; font-size: 1.75rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; line-height: 1.4; color: #003087; }
h3 { margin: 1.5rem 0 .25rem; font-size: 1.0625rem; }
h4 { margin: 1rem 0 .25rem; font-size: 1rem; }
p, dd, td, th, li, h3, h4 { overflow-wrap: anywhere; white-space: pre-wrap; }
p { margin: .375rem 0; }
a { color: #005EB8; }
a:focus-visible { outline: 2px solid #0072CE; outline-offset: 2px; }
.skip { position: absolute; left: -60rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem; background: #FFFFFF; }
.mark { font-weight: 600; }
.note, .small { font-size: .875rem; color: #425563; }
.strong { font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem 1.5rem;
  margin: 0; padding-bottom: 1rem; border-bottom: 1px solid #CBD4DC; }
dt { font-size: .875rem; color: #425563; }
dd { margin: 0; font-weight: 500; }
nav { font-size: .9375rem; }
nav ol { columns: 2; padding-left: 1.5rem; }
table { width: 100%; margin: .5rem 0; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .4375rem .75rem .4375rem 0; text-align: start; vertical-align: top; }
td p, th p { margin: 0 0 .25rem; }
thead th { font-size: .875rem; color: #003087; border-bottom: 2px solid #003087; }
.ruled tbody tr { border-bottom: 1px solid #CBD4DC; }
.ruled tbody th { font-weight: 500; }
.answers th { width: 14rem; font-weight: 400; color: #425563; }
.flags th { width: 8rem; font-weight: 600; }
.answers td, .answers th, .flags td, .flags th { padding-block: .1875rem; }
.score { float: right; font-weight: 600; }
.boxes { white-space: nowrap; margin-inline-end: .5rem; font-size: .8125rem; }
.boxes b, .boxes i { display: inline-block; width: 1.25rem; margin-inline-end: 2px; text-align: center;
  font-style: normal; border: 1px solid #CBD4DC; border-radius: 3px; color: #596976; }
.boxes b { border: 2px solid #17212B; color: #17212B; }
.brag { font-weight: 600; white-space: nowrap; }
.blue { color: #005EB8; } .green { color: #006747; } .amber { color: #704500; } .red { color: #8A1538; }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid #CBD4DC; font-size: .875rem;
  color: #425563; }
@media (max-width: 36rem) { .facts { grid-template-columns: 1fr; } nav ol { columns: 1; }
  .score { float: none; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } nav, .skip { display: none; }
  header { margin: 0 0 1rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, h4 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  @page { size: A4; margin: 20mm; } }
"""
