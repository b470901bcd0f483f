"""What the signed reviews of this year cover: each main theme, in how many of them it was raised."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.blinding import left_out
from hssib_desk.store.lists.queries import CaseQuery, Coverage, ThemeCount
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import Card, ProgressBar
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator

_WIDE = {3: 4, 2: 2, 1: 1}  # themes beside each other, by the columns of the page
UNTOUCHED = "Not raised yet"


class ThemeCoverage(Card):
    """A bar for each main theme, with its share of the reviews that were signed."""

    def __init__(self, library: Library, go: Navigator) -> None:
        super().__init__(padding=20)
        self._library, self._go = library, go
        self._facts: Coverage | None = None
        self._columns = 3

    def arrange(self, columns: int) -> None:
        """Put as many themes beside each other as a page of so many columns has room for."""
        if columns != self._columns:
            self._columns = columns
            if self._facts is not None:
                self.show_facts(self._facts)

    def put_away(self) -> None:
        """Let go of the figures."""
        self._facts = None
        empty(self.body)

    def show_facts(self, facts: Coverage) -> None:
        """Show the themes."""
        self._facts = facts
        empty(self.body)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Headline("Theme coverage", "card-title"))
        since = show_date(facts.since)
        name = figure("signed_since").named(day=since)
        told = f"{name}: n = {facts.signed:,}. {figure('theme_raised').counts}"
        told = f"{told} {left_out(facts.blind)}".rstrip()
        head.addStretch(1)
        behind = LinkButton(f"Show the {plural(facts.signed, 'review')}")
        behind.setObjectName("signed-since")
        behind.clicked.connect(
            lambda: self._go.cases(CaseQuery(status="sealed", signed_from=facts.since, blind="no"))
        )
        head.addWidget(behind)
        self.body.addLayout(head)
        self.body.addWidget(Paragraph(told, "hint"))
        grid = QGridLayout()
        grid.setSpacing(40)
        wide = _WIDE[self._columns]
        for n, theme in enumerate(facts.themes):
            grid.addLayout(self._theme(theme, facts.signed), n // wide, n % wide)
            grid.setColumnStretch(n % wide, 1)
        self.body.addLayout(grid)
        self.setVisible(bool(facts.themes))

    def _theme(self, theme: ThemeCount, signed: int) -> QVBoxLayout:
        choice = self._library.lists["themes"].by_code.get(theme.code)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Sign(choice.icon if choice and choice.icon else "info", 18, "accent"))
        head.addWidget(Headline(theme.label, "body"), 1)
        share = UNTOUCHED if theme.is_untouched else f"{theme.cases} of {signed}"
        late = f"{theme.overdue} overdue" if theme.overdue else "none overdue"
        told = f"{plural(theme.actions, 'action')}, {late}" if theme.actions else "no actions"
        foot = FlowRow(Headline(share, "small-strong"), Headline(told, "hint"))
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(ProgressBar(100 * theme.cases / signed if signed else 0, theme.label))
        under = QVBoxLayout()
        under.setSpacing(2)
        under.addWidget(foot)
        judged = Headline(f"judged in {theme.judged} of {signed}", "hint")
        judged.setToolTip(figure("themes_judged").counts)
        under.addWidget(judged)
        column.addLayout(under)
        return column
