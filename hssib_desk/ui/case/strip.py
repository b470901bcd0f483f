"""Quiet lines above every page of a case: something to know, and a way to where it is decided."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import Page
from hssib_desk.domain.parts.standing import Standing, standings
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline


class QuietStrip(QFrame):
    """One line with a sign and, where it leads on, a link; hidden until it has something to say."""

    asked = Signal()

    def __init__(self, sign: str, words: str = "", link: str = "", colour: str = "text2") -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.words = Headline("", "second")
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 6, 32, 6)
        row.setSpacing(8)
        self.sign = Sign(sign, 16, colour)
        row.addWidget(self.sign)
        row.addWidget(self.words, 1)
        if link:
            self.link = LinkButton(link)
            self.link.clicked.connect(self.asked)
            row.addWidget(self.link)
        self.say(words)
        self.hide()

    def say(self, words: str) -> None:
        """Change the sentence."""
        self.words.setText(words)
        self.setAccessibleName(words)


class SealedStrip(QuietStrip):
    """Why nothing can be written on a page: who signed it, and where it is opened again."""

    def __init__(self) -> None:
        super().__init__("stamp", link="Open it again")
        self.setObjectName("sealed")
        self.link.setObjectName("to-reopening")

    def show_case(self, case: CaseFile, page: Page | None) -> None:
        """Show the line on the pages of a signed review that hold what was signed."""
        forms = [case.library.forms[key] for key in (page.form, *page.entries) if key] if page else []
        seal = None if all(form.after_seal for form in forms) else case.seal
        stays_open = all(field.living for form in forms for field in form.fields)
        part = None if stays_open or case.seal else _signed_part(case, page)
        self.setVisible(seal is not None or part is not None)
        if part is not None:
            when = f" on {show_date(part.on)}" if part.on else ""
            self.say(f"The {part.part.label} part was signed by {part.by}{when}. Changes need a reason.")
        if seal is not None:
            on = show_date(local_day(seal.at))
            self.say(f"Signed and sealed by {seal.name} on {on}. Changes need a reason.")


def _signed_part(case: CaseFile, page: Page | None) -> Standing | None:
    """The part that a page belongs to, where it is signed before the whole is."""
    if page is None or case.stage != "first":
        return None
    whose = case.library.part_of(page.form or page.entries[0], *page.sections[:1])
    return next((s for s in standings(case) if s.part.key == whose and s.state == "signed"), None)
