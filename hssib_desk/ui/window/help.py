"""Help: the keys, how a review goes, what the scores mean, which deaths are counted, support, and about."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk import __version__
from hssib_desk.domain.forms.form import Choice, CodeList, Library
from hssib_desk.resources import product, resource
from hssib_desk.ui.calibration.words import TITLE
from hssib_desk.ui.export.page import open_folder
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import IconLine, SideBySide, column, plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

KEYS = (
    ("Ctrl 1 to 4", "Home, Cases, Actions, Learning"),
    ("Ctrl K", "Search everything, or run a command by its name; arrows choose, Enter opens"),
    ("Ctrl Enter", "Finish the open entry, then the page, and go to the next"),
    ("Ctrl Shift Enter", "Previous page"),
    ("Ctrl .", "Next needed question, across pages"),
    ("1 to 5", "Score, while the cursor is on the scores"),
    ("Y, N, U", "Answer yes, no or not known; arrows answer too"),
    ("Ctrl Shift N", "Add another of the kind that is open (event, question, problem…)"),
    ("F8", "Undo the last change in a case, even from another day, and show it"),
    ("Shift F8", "Redo it"),
    ("Ctrl Z", "Undo typing in a text"),
    ("F6", "From outline to page to guidance, and back to where you were; Shift F6 the other way"),
    ("Ctrl Shift H", "History of the question that has the cursor"),
    ("Ctrl Space", "Write one of your snippets; Settings keeps them"),
    ("Ctrl F7", "Next word with a wavy line, and what it may have been meant to be"),
    ("F7", "Fold the guidance away, or bring it back"),
    ("Ctrl F", "Find in a list; in a case, search everything"),
    ("F11", "Full screen, and back"),
    ("Ctrl Shift P", "Pause: hide the page until you come back"),
    ("Esc", "Back, or to the outline"),
    ("F1", "This page"),
    ("Ctrl Q", "Quit; what you typed is saved first"),
)
SUPPORT = (
    "These pages are about people who have died, and some of them are hard to read. Pause hides the page at "
    "any time, and a review need not be finished in one go: everything is saved as you type.",
    "If this work weighs on you, talk to somebody you trust, to whoever leads the reviews, or to your "
    "organisation’s staff support. If you knew the person, or it comes too close, somebody else can take it.",
)
PLACES = (
    "A workbook is safest on a drive of this computer. For one on a share, a stick or in a synced "
    "folder, a working copy is offered: you work here, and it is put back in one step when you close it, "
    "every ten minutes, and when you choose “Publish now” in the menu.",
    "If somebody else changed the workbook meanwhile, nothing is overwritten: both files are kept, and their "
    "names say whose changes they hold. If its place cannot be reached, your work stays here and is taken up "
    "when you open the workbook again.",
    "When a file is a different or older copy of a workbook that was open here before, Home says it "
    "and compares the two case by case.",
)
ABOUT = (
    "{product} {version}. A workbook for mental health mortality reviews, organised around four themes "
    "of HSSIB’s 2024-25 mental health inpatient series. It is not a product of HSSIB or the NHS.",
    "It works without a network: nothing leaves this computer unless you export it.",
    "Free software under the MIT licence. It is built with Qt, PySide, SQLAlchemy, SQLite, openpyxl, "
    "ReportLab and HarfBuzz, the Inter and Noto fonts, and Lucide icons, each under its own licence.",
)


class HelpScreen(Place):
    """One page to read; what it says of forms and scores is what the forms say."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.counted = Card("Which deaths are counted")
        self.about = Card("About")
        scale = score_scale(session.library)
        scores = [_scores(scale, session.library)] if scale else []
        self.practice = LinkButton(TITLE, "graduation-cap")
        self.practice.setObjectName("to-calibration")
        self.practice.clicked.connect(lambda: go.show_place("calibration"))
        reviewing = _review(session.library)
        reviewing.body.addWidget(self.practice, 0, Qt.AlignmentFlag.AlignLeft)
        left = column(_keys(), reviewing)
        right = column(*scores, self.counted, _places(), _support(), self.about)
        page = Page("Help")
        page.body.addWidget(SideBySide(left, right))
        page.body.addStretch(1)
        self.area = ScrollArea(page)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Help")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self._fill_about()

    def refresh(self) -> None:
        """Show the rule that is in force."""
        empty(self.counted.body)
        for text in rule(self.session.workbook.facts.window_days):
            self.counted.body.addWidget(Paragraph(text, "body"))
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_about(self) -> None:
        """Show the last part of the page."""
        self.area.ensureWidgetVisible(self.about)
        licences = self.about.findChild(QWidget, "licences")
        if licences is not None:
            licences.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_about(self) -> None:
        for text in ABOUT:
            self.about.body.addWidget(
                Paragraph(text.format(product=product(), version=__version__.removesuffix(".0")), "body")
            )
        folder = licence_folder()
        if folder is not None:
            licences = button("Open the licences", "folder-open", small=True)
            licences.setObjectName("licences")
            licences.clicked.connect(lambda: open_folder(folder))
            self.about.body.addWidget(licences, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes home."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.home()
            return
        super().keyPressEvent(event)


def rule(days: int) -> tuple[str, str]:
    """Which deaths this workbook counts, and what may be changed about it."""
    return (
        f"Somebody who died as an inpatient, and somebody who died up to {plural(days, 'day')} after leaving "
        f"inpatient care, day {days} included. A death on the day of leaving is day 0, and is asked about.",
        "There is no national rule. The number is a setting of this workbook, and every export prints it. "
        "Where dates are missing or contradict each other, the case is called unclear and asked about.",
    )


def score_scale(library: Library) -> CodeList | None:
    """The scale on which the phases of care are scored."""
    form = library.form_with_role("phase_score")
    asked = form.role("phase_score") if form else None
    return asked.options if asked else None


def licence_folder() -> Path | None:
    """Where the licences of everything packaged are, if they are here."""
    packaged = Path(getattr(sys, "_MEIPASS", "")) / "licences"
    if hasattr(sys, "_MEIPASS") and packaged.is_dir():
        return packaged
    try:
        return resource("licences")
    except FileNotFoundError:
        return None


def _keys() -> Card:
    card = Card("Keys")
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(8)
    for row, (key, does) in enumerate(KEYS):
        grid.addWidget(Headline(key, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(does, "body"), row, 1)
    grid.setColumnStretch(1, 1)
    card.body.addLayout(grid)
    return card


def _review(library: Library) -> Card:
    card = Card("How a review goes")
    pages = ", ".join(page.title for page in library.outline.pages)
    raised = [
        _a(form.singular.lower()) for form in library.forms.values() if form.can_raise and form.singular
    ]
    card.body.addWidget(
        IconLine(
            "folder-open", "Begin a case, or import the list of deaths. Only what is known is filled in."
        )
    )
    card.body.addWidget(IconLine("pen-line", f"Go through the pages in any order: {pages}."))
    if raised:
        card.body.addWidget(
            IconLine(
                "flag",
                f"Raise {', '.join(raised)} where you are reading; each stays linked to that page.",
            )
        )
    if len(library.reviews) > 1:
        names = " or ".join(outline.name.lower() for outline in library.reviews)
        said = f"The review form ({names}) is shown under the reference; a draft can move, and move back."
        card.body.addWidget(IconLine("sliders-horizontal", said))
    changed = "What others changed since you last looked is listed above its case, and marked at each field."
    card.body.addWidget(IconLine("history", changed))
    card.body.addWidget(
        IconLine("stamp", "Sign off: what is missing is listed, and what you sign is sealed.")
    )
    card.body.addWidget(IconLine("list-checks", "Follow the actions until each is done, with its evidence."))
    return card


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _scores(scale: CodeList, library: Library) -> Card:
    card = Card("What each score means")
    for choice in scale.offered:
        card.body.addWidget(_score(choice))
    if scale.note:
        card.body.addWidget(Paragraph(scale.note, "second"))
    source = library.sources.get(scale.source)
    if source:
        card.body.addWidget(Paragraph(f"Adapted from: {source.title}", "caption"))
    return card


def _score(choice: Choice) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    block = ScoreBlock(str(choice.points) if choice.points is not None else choice.code, choice.points)
    row.addWidget(block, 0, Qt.AlignmentFlag.AlignTop)
    said = f"{choice.label}: {choice.help}" if choice.help else choice.label
    row.addWidget(Paragraph(said, "body"), 1)
    return holder


def _places() -> Card:
    return _read("Where the workbook is stored", PLACES)


def _support() -> Card:
    return _read("If this work weighs on you", SUPPORT)


def _read(title: str, texts: Sequence[str]) -> Card:
    card = Card(title)
    for text in texts:
        card.body.addWidget(Paragraph(text, "body"))
    return card
