"""The signed versions of a review: a card that lists them, and the page on which one is read and printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.second_review import version_view
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import SealedVersion
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import Page
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer
from hssib_desk.ui.window.navigator import Navigator

VERSION = "version"  # stands in the place of a page's key
_STAGES = {"first": "", "second": ", second review", "agreed": ", agreed scores"}


class VersionsCard(Card):
    """Every signed version with who signed it and why it was opened again; `asked(number)` opens one."""

    asked = Signal(int)
    history_asked = Signal()
    bundle_asked = Signal()

    def __init__(self) -> None:
        super().__init__(padding=20)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(8)
        self.history = LinkButton("History of every answer")
        self.history.setObjectName("show-history")
        self.history.clicked.connect(self.history_asked)
        self.bundle = LinkButton("Bundle for the coroner…")
        self.bundle.setObjectName("coroner-bundle")
        self.bundle.setToolTip("Everything about this case in one numbered PDF with an index. Names people.")
        self.bundle.clicked.connect(self.bundle_asked)
        self.add(Headline("Signed versions and history", "card-title"))
        self.body.addLayout(self.rows)
        self.body.addWidget(self.history, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.bundle, 0, Qt.AlignmentFlag.AlignLeft)

    def show_versions(self, versions: Sequence[SealedVersion], may_bundle: bool) -> None:
        """List the versions, the newest first; a bundle holds what a blind second reviewer must not see."""
        self.bundle.setVisible(may_bundle)
        empty(self.rows)
        for version in reversed(versions):
            link = LinkButton(f"Open version {version.number}")
            link.setObjectName(f"version-{version.number}")
            link.clicked.connect(partial(self.asked.emit, version.number))
            self.rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self.rows.addWidget(Paragraph(said_of(version), "second"))
        if not versions:
            self.rows.addWidget(Paragraph("Not signed yet.", "second"))


def said_of(version: SealedVersion) -> str:
    """Who signed a version and when, and why it was opened again."""
    seal = version.seal
    role = f", {seal.role}" if seal.role else ""
    stage = _STAGES[version.case.stage]
    said = f"Signed by {seal.name}{role} on {show_date(local_day(seal.at))}{stage}."
    if version.reopened_at is not None:
        on = show_date(local_day(version.reopened_at))
        said += f" Opened again on {on} by {version.reopened_by}: {version.reopened_why}"
    return said


class _Paper(QTextBrowser):
    """A page that shows what is in it, and loads nothing from anywhere."""

    def loadResource(self, type: int, name: QUrl | str) -> None:
        """Return nothing: a review is whole as it is."""


class VersionPage(QWidget):
    """One signed version as it was signed, to read, print and export; nothing on it can change."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.number = 0
        self._case_id = ""
        self.page = Page("Signed version")
        self.paper = _Paper()
        self.paper.setObjectName("signed-version")
        self.paper.setAccessibleName("The review as it was signed")
        self.paper.setOpenLinks(False)
        self.back, self.print = button("Back to sign off"), button("Print…")
        self.export = button("Export this version", "file-down", "primary")
        self.print.setObjectName("print-version")
        self.export.setObjectName("export-version")
        self.page.body.addWidget(self.paper, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.page, 1)
        self.foot = Footer("stamp", self.back, self.print, self.export)
        whole.addWidget(self.foot)
        self.paper.anchorClicked.connect(lambda link: self.paper.scrollToAnchor(link.fragment()))
        self.back.clicked.connect(lambda: self.go.case(self._case_id, page="sign_off"))
        self.print.clicked.connect(self._print)
        self.export.clicked.connect(lambda: self.go.export("summary", self._case_id, version=self.number))

    def ask(self, number: int) -> None:
        """Choose the version that is shown next."""
        self.number = number

    def show_case(self, case: CaseFile) -> None:
        """Show the chosen version of a case."""
        from hssib_desk.export.html.summary import SKIP, page_of

        self._case_id = case.id
        try:
            version = self.session.workbook.reviews.sealed_version(case, self.number)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.page.set_title(f"Signed version {self.number} of {case.ref}", said_of(version))
        whole, _notes = page_of(version_view(version.case), "governance")
        # The look of the web page is for browsers: here it would be white words on white.
        self.paper.setHtml(whole.partition("</head>")[2].replace(SKIP, ""))
        self.foot.say(f"Seal {version.seal.short}. Nothing on this page can be changed.")

    def start(self) -> None:
        """Put the cursor into the text, so that the arrows scroll it."""
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self.paper.print_(printer)
