"""The recovery key, shown once: to print, to save, and to say that it is kept before going on."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QTextDocument
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from hssib_desk import ownfiles
from hssib_desk.resources import product
from hssib_desk.store.errors import from_system
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import ErrorLine, TickBox
from hssib_desk.ui.kit.strips import AdviceStrip, Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.window.overlay import Overlay

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from hssib_desk.store.passphrase.change import RecoveryKey

ABOUT = (
    "It opens the workbook and its copies if the passphrase is lost; without either, nobody can open "
    "it. Keep it on paper in a safe place, away from this computer. It is shown only now: changing the "
    "passphrase makes a new key."
)
KEPT = "I have kept the recovery key in a safe place"
_IN_A_ROW = 5


class RecoveryPage(Overlay):
    """Stands over the window until somebody says that the key is kept."""

    def __init__(self, name: str, key: RecoveryKey) -> None:
        title = f"The recovery key of “{name}”"
        super().__init__(title)
        self.name, self.key = name, key
        self.groups = Groups(key.text)
        self.print, self.save = button("Print…", "printer"), button("Save as a text file…", "save")
        self.first = self.print
        self.kept, self.go_on = TickBox(KEPT), button("Continue", "arrow-right", "primary")
        self.problem = ErrorLine()
        self.go_on.setEnabled(False)
        self._build(title)
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.kept.edited.connect(self.go_on.setEnabled)
        self.go_on.clicked.connect(self.leave)

    def _build(self, title: str) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for made in (self.print, self.save):
            buttons.addWidget(made)
        buttons.addStretch(1)
        head = (Sign("shield-check", 24, "accent"), Headline(title, "card-title"), Paragraph(ABOUT))
        card = self.centre(*head, self.groups, width=640)
        card.body.addLayout(buttons)
        for widget in (self.problem, self.kept):
            card.body.addWidget(widget)
        if self.key.problem:
            card.body.insertWidget(2, AdviceStrip(self.key.problem))
        card.body.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec():
            print_key(printer, self.name, self.key.text)

    def _save(self) -> None:
        name = f"{self.name} recovery key.txt"
        path, _ = QFileDialog.getSaveFileName(self, "Save the recovery key", name, "Text files (*.txt)")
        if not path:
            return
        try:
            ownfiles.write(Path(path), f"{paper_title(self.name)}\n\n{self.key.text}\n".encode())
        except OSError as error:
            self.problem.say(f"It could not be saved there. {from_system(error, Path(path).name)}")
            return
        self.problem.say(None)


class Groups(QWidget):
    """The groups of a key with their numbers, as a mistake is later said by its group."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        for place, group in enumerate(text.split("-")):
            label = QLabel(group)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(fixed_font(current().px(18)))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row, column = divmod(place, _IN_A_ROW)
            grid.addWidget(Headline(f"{place + 1}", "hint"), row, 2 * column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, row, 2 * column + 1)
        grid.setColumnStretch(2 * _IN_A_ROW, 1)


def fixed_font(pixels: int) -> QFont:
    """A font in which every letter is as wide as the others and none looks like another."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font


def paper_title(name: str) -> str:
    """What stands above the key on paper; it says what it is for, and nothing of what is inside."""
    return f"{product()}: recovery key of the workbook “{name}”"


def print_key(printer: QPrinter, name: str, text: str) -> None:
    """Print a key in numbered groups on one page."""
    groups = text.split("-")
    cells = [f"<td width='20%'><small>{n}</small> <tt>{group}</tt></td>" for n, group in enumerate(groups, 1)]
    rows = [cells[start : start + _IN_A_ROW] for start in range(0, len(cells), _IN_A_ROW)]
    table = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    document = QTextDocument()
    document.setDefaultFont(QFont("Inter", 11))
    document.setHtml(
        f"<h3>{escape(paper_title(name))}</h3><table width='100%' cellpadding='6'>{table}</table>"
        "<p>Type all groups, in this order, where the passphrase is asked for. Lower case works too.</p>"
    )
    document.print_(printer)
