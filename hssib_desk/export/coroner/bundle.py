"""The coroner's bundle of one case: every document in one PDF with an index and continuous page numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Spacer

from hssib_desk.domain.dates import local_day, show_date, show_long
from hssib_desk.domain.forms.kinds import show
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.timeline import is_story
from hssib_desk.export.coroner.pages import Paper, write_paper
from hssib_desk.export.files import replacing
from hssib_desk.export.pdf import entry_layouts
from hssib_desk.export.pdf.case_sheet import Sheet
from hssib_desk.export.pdf.fonts import REGULAR, register
from hssib_desk.export.pdf.parts import BODY, TABLE, TABLE_STRONG, Heading, Words
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.export.pdf.tables import facts_table, ruled_table
from hssib_desk.export.report import ExportReport, Progress, goes_on

NAME = "bundle.pdf"
STAGES = {"first": "review", "second": "second review", "agreed": "agreed scores"}
IN_FULL = "In full"
_IDENTITY = (
    ("given_name", "Given name"),
    ("name", "Family name"),
    ("date_of_birth", "Born"),
    ("nhs_number", "NHS number"),
    ("date_of_death", "Died"),
    ("place_of_death", "Where"),
)
_INDEX = ("No", "Document", "Date", "Author (role)", "Version and seal", "Pages", "Given")
_INDEX_WIDTHS = (22, 130, 72, 74, 84, 52, 48)
_LEFT_OUT = ("Document", "Left out by (role)", "Why")
_SEARCHES = ("Where", "By whom (role)", "When", "Words and dates searched for", "Found, or not found")
_STATEMENT = (
    "The review itself says which records were read, which were missing, and why. Write below each search "
    "that was made for documents about this person, also one that found nothing."
)
_CONFIRMED = (
    "After reasonable searches, every document that may be relevant is in this bundle or in the list of what "
    "is not given. Name, role, signature and date:"
)


@dataclass(frozen=True)
class Version:
    """A signed version of a review, and why it was opened again."""

    number: int
    case: CaseFile
    reopened: str = ""


@dataclass(frozen=True)
class Document:
    """One document of the bundle: how the index tells of it, and what writes it."""

    title: str
    day: str
    author: str
    seal: str
    write: Callable[[Path], ExportReport] | None  # None for one that is listed and not given
    given: str = IN_FULL
    ending: str = "pdf"


@dataclass(frozen=True)
class Bundle:
    """All that a bundle is made of, read from the workbook before anything is written."""

    case: CaseFile
    versions: Sequence[Version]
    letter: Callable[[Path], ExportReport]
    actions: Callable[[Path], ExportReport]
    history: Callable[[Path], ExportReport]
    history_table: Callable[[Path], ExportReport]
    statement: Callable[[Path], ExportReport]
    files: Sequence[tuple[str, str, Callable[[], bytes]]] = ()  # name, what it is, and its content

    def documents(self) -> list[Document]:
        """The documents in their order."""
        day = show_date(self.case.today)
        found = [Document("Chronology, with sources", day, "Reviewer", "", self._chronology)]
        found += [self._version(version) for version in self.versions]
        if len(self.versions) > 1:
            found.append(Document("Changes between the signed versions", day, "Program", "", self._changes))
        if self.case.seal is None:
            found.append(Document("The review as it is now", day, "Reviewer", "Not signed", self._now))
        if any(entry.form.role("decision") for entry in self.case.entries):
            why = "The decision on this case is in its review. Minutes speak of other people as well."
            found.append(Document("Minutes of the panel", "", "Panel", "", None, f"Withheld. {why}"))
        found += [
            Document("Letter to the family, with their account", day, "Reviewer", "", self.letter),
            Document("Actions of this case", day, "Owners", "", self.actions),
            Document("History of every answer", day, "Program", "", self.history),
            Document("Statement of integrity", day, "Program", "", self.statement),
            Document("Searches made, and what was not found", "", "To be filled in", "", self._searches),
            Document("History, as a spreadsheet", day, "Program", "", self.history_table, ending="xlsx"),
        ]
        return [*found, *(self._file(name, what, read) for name, what, read in self.files)]

    def _version(self, version: Version) -> Document:
        case, seal = version.case, version.case.seal
        stage = STAGES[case.stage]
        title = f"Signed version {version.number}: {stage}"
        if version.reopened:
            title = f"{title}. {version.reopened}"
        day, role = (show_date(local_day(seal.at)), seal.role) if seal else ("", "")
        return Document(
            title,
            day,
            role or "Reviewer",
            seal.short if seal else "",
            lambda out: write_summary(case, out, whole=True),
        )

    def _file(self, name: str, what: str, read: Callable[[], bytes]) -> Document:
        def write(out: Path) -> ExportReport:
            with replacing(out) as part:
                part.write_bytes(read())
            return ExportReport(out, 1, 1)

        ending = name.rpartition(".")[2] if "." in name else "bin"
        return Document(f"Attached file: {name}", "", "As attached", what, write, ending=ending)

    # Documents that are made for the bundle

    def _chronology(self, out: Path) -> ExportReport:
        sheet = Sheet(self.case, whole=True)
        forms = [form for form in self.case.library.forms.values() if form.repeat and is_story(form)]
        events = [entry for form in forms for entry in self.case.all_of(form.key)]
        story = entry_layouts.timeline(sheet, events) if events else [_none(sheet.words)]
        paper = Paper(self.case.ref, "Chronology", f"Chronology of {self.case.ref}", self.case.today)
        return write_paper(paper, self.case.facts, sheet.words, story, out)

    def _now(self, out: Path) -> ExportReport:
        return write_summary(self.case, out, whole=True)

    def _changes(self, out: Path) -> ExportReport:
        words = Words()
        story: list[Flowable] = []
        for stage in STAGES:
            signed = [version for version in self.versions if version.case.stage == stage]
            for old, new in pairwise(signed):
                story.append(Heading(words, f"From version {old.number} to version {new.number}"))
                story += _differences(words, old.case, new.case)
        story = story or words.text("Each review was signed once.", BODY)
        paper = Paper(self.case.ref, "Changes", "Changes between the signed versions", self.case.today)
        return write_paper(paper, self.case.facts, words, story, out)

    def _searches(self, out: Path) -> ExportReport:
        words = Words()
        blank: list[list[Any]] = [[Spacer(1, 40), "", "", "", ""] for _ in range(8)]
        story = [
            *words.text(_STATEMENT, BODY),
            Spacer(1, 8),
            ruled_table(words, _SEARCHES, blank, (100, 80, 60, 130, 112)),
            Spacer(1, 12),
            *words.text(_CONFIRMED, BODY),
        ]
        paper = Paper(self.case.ref, "Searches", "Searches made, and what was not found", self.case.today)
        return write_paper(paper, self.case.facts, words, story, out)

    # The index, and the whole

    def index(
        self, out: Path, documents: Sequence[Document], pages: Sequence[tuple[int, int]]
    ) -> ExportReport:
        """The index, with the pages on which each document begins and ends; 0 for one outside the PDF."""
        words, case = Words(), self.case
        known = [(label, case.text(role)) for role, label in _IDENTITY if case.text(role)]
        told = [("Our reference", case.ref), *known]
        rows = [_row(words, n, *pair) for n, pair in enumerate(zip(documents, pages, strict=True), 1)]
        story = [
            *facts_table(words, told),
            Heading(words, "Index"),
            ruled_table(words, _INDEX, rows, _INDEX_WIDTHS),
            Spacer(1, 8),
            KeepTogether(
                [
                    Heading(words, "Not given"),
                    *words.text("Legal advice and anything else that is left out, by whom, and why:", BODY),
                    ruled_table(
                        words, _LEFT_OUT, [[Spacer(1, 30), "", ""] for _ in range(3)], (182, 120, 180)
                    ),
                ]
            ),
        ]
        paper = Paper(case.ref, "Bundle for the coroner", f"{case.ref}, {show_long(case.today)}", case.today)
        return write_paper(paper, case.facts, words, story, out)


def _row(words: Words, number: int, document: Document, pages: tuple[int, int]) -> list[Any]:
    first, last = pages
    said = f"{first} to {last}" if last > first else str(first) if first else document.ending.upper()
    told = (document.title, document.day, document.author, document.seal)
    where = "" if document.write is None else said
    return [
        words.line(str(number), TABLE_STRONG),
        *(words.cell(text) or "" for text in (*told, where, document.given)),
    ]


def write_bundle(bundle: Bundle, folder: Path, progress: Progress | None = None) -> ExportReport:
    """Write every document into a new folder, and all of them as one PDF; nothing is left when that fails."""
    folder.mkdir()
    written: list[Path] = []
    try:
        documents = bundle.documents()
        notes: list[str] = []
        for number, document in enumerate(documents, 1):
            if document.write is None:
                continue
            out = folder / f"{number:02d}-{_file_name(document)}.{document.ending}"
            written.append(out)
            notes += document.write(out).notes
            goes_on(progress, number)
        _put_together(bundle, documents, folder, written)
    except BaseException:
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        folder.rmdir()
        raise
    rows = len(documents)
    return ExportReport(folder / NAME, rows, rows, tuple(dict.fromkeys(notes)))


def _file_name(document: Document) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in document.title.split(". ")[0].lower())
    return "-".join(plain.split())[:60]


def _put_together(
    bundle: Bundle, documents: Sequence[Document], folder: Path, written: Sequence[Path]
) -> None:
    """The index and all PDFs as one, each page with its number in the bundle, each document a bookmark."""
    from pypdf import PdfReader, PdfWriter

    parts = {int(path.name[:2]): PdfReader(path) for path in written if path.suffix == ".pdf"}
    lengths = [len(parts[n].pages) if n in parts else 0 for n in range(1, len(documents) + 1)]
    index, front = folder / "00-index.pdf", 1
    while True:  # the index tells the pages, and how many it takes itself moves them
        bundle.index(index, documents, _places(lengths, front))
        reader = PdfReader(index)
        if len(reader.pages) == front:
            break
        front = len(reader.pages)
        index.unlink()
    writer = PdfWriter()
    writer.append(reader, outline_item="Index")
    for number, document in enumerate(documents, 1):
        if number in parts:
            writer.append(parts[number], outline_item=f"{number}  {document.title}")
    _number(writer)
    writer.add_metadata(
        {"/Title": f"Bundle for the coroner: {bundle.case.ref}", "/Producer": "", "/Creator": ""}
    )
    with replacing(folder / NAME) as part, part.open("wb") as file:
        writer.write(file)
    writer.close()


def _places(lengths: Sequence[int], front: int) -> list[tuple[int, int]]:
    """The first and last page of each document, after an index of so many pages."""
    found, at = [], front
    for length in lengths:
        found.append((at + 1, at + length) if length else (0, 0))
        at += length
    return found


def _number(writer: Any) -> None:
    """Print the number of each page in the bundle at its foot, in the middle."""
    from pypdf import PdfReader

    register()
    made, total = BytesIO(), len(writer.pages)
    canvas = Canvas(made, invariant=1, initialFontName=REGULAR)
    for number, page in enumerate(writer.pages, 1):
        wide, high = float(page.mediabox.width), float(page.mediabox.height)
        canvas.setPageSize((wide, high))
        canvas.setFont(REGULAR, 9)
        canvas.drawCentredString(wide / 2, 14, f"Bundle page {number} of {total}")
        canvas.showPage()
    canvas.save()
    for page, stamp in zip(writer.pages, PdfReader(made).pages, strict=True):
        page.merge_page(stamp)


def _differences(words: Words, old: CaseFile, new: CaseFile) -> Iterator[Flowable]:
    """Every answer that is not the same in two versions, with what it was and is."""
    before = {entry.id: entry for entry in old.entries}
    after = {entry.id: entry for entry in new.entries}
    rows = [
        [words.line(place, TABLE_STRONG), *(words.cell(text) or "" for text in texts)]
        for key in dict.fromkeys((*before, *after))
        for place, *texts in _entry_differences(before.get(key), after.get(key))
    ]
    if rows:
        yield ruled_table(words, ("Where", "Question", "Before", "After"), rows, (70, 112, 150, 150))
    else:
        yield from words.text("No answer is different.", TABLE)


def _entry_differences(old: EntryFile | None, new: EntryFile | None) -> Iterator[tuple[str, str, str, str]]:
    entry = new or old
    if entry is None:
        return
    known = {**(old.form.by_key if old else {}), **(new.form.by_key if new else {})}
    for key, asked in known.items():
        was, now = (one.answers.get(key) if one else None for one in (old, new))
        if was != now:
            texts = ("" if value is None else show(asked, value) for value in (was, now))
            yield (entry.ref or entry.form.title, asked.label, *texts)  # type: ignore[misc]


def _none(words: Words) -> Flowable:
    return words.line("No event is recorded in the timeline.", BODY)


def empty_or_new(folder: Path) -> str:
    """Why a bundle cannot be written into a folder, or an empty text."""
    if folder.exists():
        return f"“{folder}” is there already. Name a new folder: it will be made."
    return "" if folder.parent.is_dir() else f"The folder “{folder.parent}” does not exist. Make it first."
