"""All figures in one place: what each counts, out of what, over which time, and the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.actions.measures import brag_list
from hssib_desk.domain.board.words import said
from hssib_desk.domain.figures.ledger import Figure, ledger
from hssib_desk.domain.forms.form import Library
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.coverage import year_of_account
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.ui.actions.words import action_form, options_of
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import TEXT_WIDTH
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator


def definitions(library: Library) -> Iterator[tuple[str, str]]:
    """The rules that figures follow, each with its name; those of lists are the lists' own notes."""
    yield "Signals", said("signal")
    form = action_form(library)
    for found in (brag_list(library), options_of(form, "theme"), options_of(form, "strength")):
        if found is not None and found.note:
            yield found.title, found.note


def about(figure: Figure) -> str:
    """Out of what, over which time, at which levels of review and where a figure is shown, in one line."""
    parts = (
        f"Out of: {figure.out_of}" if figure.of else "",
        f"By {figure.by}" if figure.by else "",
        figure.period,
        f"Levels: {', '.join(figure.levels)}",
        f"Shown on: {', '.join(figure.places)}",
    )
    return " · ".join(filter(None, parts))


def behind(figure: Figure) -> CaseQuery | ActionQuery:
    """The list of what a figure counts; what was signed is counted from the last 1 April on."""
    if figure.unit == "actions":
        return ActionQuery(**figure.where)
    since = year_of_account(date.today()) if figure.key == "signed_since" else None
    return CaseQuery(**figure.where, signed_from=since)


class Definitions(Card):
    """The ledger of figures, opened under the charts; a figure that has a list leads to it."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("All figures")
        self._session, self._go = session, go
        holder = QWidget()
        holder.setMaximumWidth(TEXT_WIDTH)
        self._entries = QVBoxLayout(holder)
        self._entries.setContentsMargins(0, 0, 0, 0)
        self._entries.setSpacing(2)
        self.links: dict[str, LinkButton] = {}
        for figure in ledger().values():
            self._add(figure.heading, figure.definition, about(figure))
            if figure.where and not figure.by:
                self._entries.addWidget(self._link(figure))
        for title, text in definitions(session.library):
            self._add(title, text)
        side = QHBoxLayout()
        # A row knows how wide its parts become; a column would ask the words how high they are at full width.
        side.addWidget(holder, 1000)
        side.addStretch(1)
        self.body.addLayout(side)

    def _add(self, title: str, *texts: str) -> None:
        self._entries.addSpacing(10)
        self._entries.addWidget(Headline(title, "small-strong"))
        for text, role in zip(texts, ("second", "hint"), strict=False):
            self._entries.addWidget(Paragraph(text, role))

    def _link(self, figure: Figure) -> LinkButton:
        link = self.links[figure.key] = LinkButton("")
        link.setObjectName(f"figure-{figure.key}")
        link.clicked.connect(lambda: self._show_list(figure))
        return link

    def _show_list(self, figure: Figure) -> None:
        query = behind(figure)
        if isinstance(query, ActionQuery):
            self._go.action_log(query)
        else:
            self._go.cases(query)

    def refresh(self) -> None:
        """Count what can be opened, in the whole workbook."""
        workbook = self._session.workbook
        try:
            for key, link in self.links.items():
                figure = ledger()[key]
                query = behind(figure)
                if isinstance(query, ActionQuery):
                    n = workbook.lists.count_actions(query)
                else:
                    n = workbook.lists.count_cases(query)
                link.set_words(f"Show {plural(n, 'action' if figure.unit == 'actions' else 'case')}")
                link.setAccessibleName(f"{figure.heading}: show {n:,}")
        except WorkbookError as error:
            self._go.say(str(error), "bad")
