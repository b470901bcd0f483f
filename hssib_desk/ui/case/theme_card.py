"""Which themes a case speaks of, as a small card: one line each, and what is still untouched."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.figures.coverage import COVERAGE, ThemeCover, theme_cover
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Paragraph, plain
from hssib_desk.ui.window.icon_line import plural

UNTOUCHED = "nothing yet"


class ThemeCard(Card):
    """The main themes with evidence, learning and actions; it never asks for more."""

    def __init__(self) -> None:
        super().__init__("Themes in this case")
        self._shown: Sequence[ThemeCover] = ()
        self.setToolTip(COVERAGE)

    def show_case(self, case: CaseFile) -> None:
        """Show what a case says of each theme."""
        covers = theme_cover(case)
        self.setVisible(bool(covers))
        if covers == self._shown:
            return
        self._shown = covers
        self.clear_rows()
        for cover in covers:
            self.add_row(_row(cover))


def said(cover: ThemeCover) -> str:
    """What a case says of one theme, in one line."""
    if cover.is_untouched:
        return UNTOUCHED
    parts = [f"evidence in {cover.written} of {plural(cover.asked, 'part')}"] if cover.written else []
    return ", ".join([*parts, *(plural(n, name.lower()) for name, n in cover.raised)])


def _row(cover: ThemeCover) -> QWidget:
    row = QWidget()
    row.setToolTip(plain(cover.theme.help))
    row.setAccessibleName(f"{cover.theme.label}: {said(cover)}")
    inside = QHBoxLayout(row)
    inside.setContentsMargins(20, 8, 20, 8)
    inside.setSpacing(12)
    colour = "text3" if cover.is_untouched else "accent"
    inside.addWidget(Sign(cover.theme.icon or "info", 18, colour), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Paragraph(cover.theme.label, "medium"))
    words.addWidget(Paragraph(said(cover), "second"))
    inside.addLayout(words, 1)
    return row
