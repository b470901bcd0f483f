"""What needs somebody now: deadlines, reviews to finish, second reviews, overdue actions, effect checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.dates import day_of_week, show_long
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.review.blinding import left_out, left_out_briefly
from hssib_desk.store.lists.lists import Lists
from hssib_desk.store.lists.queries import HomeFacts, Person
from hssib_desk.ui.asking import Asking
from hssib_desk.ui.file.arrival_card import ArrivalCard
from hssib_desk.ui.home import items
from hssib_desk.ui.home.backup_line import BackupLine
from hssib_desk.ui.home.first_steps import FirstSteps
from hssib_desk.ui.home.needs import NeedCard, Needs
from hssib_desk.ui.home.news_line import NewsLine
from hssib_desk.ui.home.person import in_words, who_works
from hssib_desk.ui.kit.buttons import ViewSwitch, button
from hssib_desk.ui.kit.cards import Card, EmptyState
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

MINE, EVERYONE = "mine", "everyone"
TWO_FROM = 700  # width at text size 100 % from which cards stand beside each other
LEAST_ROOM = 120  # a page so low that no card fits scrolls
TITLE = "What needs you now"
PANEL = "Next panel"
WITH_PARTS = "Second reviews and parts"
NOTHING = {
    MINE: "Nothing of yours is waiting. Everyone shows what others have to do.",
    EVERYONE: "Nothing is waiting.",
}


@dataclass(frozen=True)
class HomePage:
    """What needs everybody, and what of it is one person’s."""

    everyone: HomeFacts
    mine: HomeFacts | None = None
    person: Person | None = None


def read_home(lists: Lists, today: date, person: Person | None) -> HomePage:
    """What needs everybody on a day and, where it is known who works here, that person."""
    return HomePage(lists.home(today), lists.home(today, person) if person else None, person)


class HomeScreen(Place):
    """Cards that each lead somewhere, mine or everyone’s; the first steps while there is no case."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.page = Page(TITLE, " ")
        self.duties = Card(figure("duties").heading, count=0, padding=16, head=40)
        self.reviews = Card(figure("to_finish").heading, count=0, padding=16, head=40)
        self.second = Card(figure("second_review").heading, count=0, padding=16, head=40)
        self.overdue = Card(figure("overdue").heading, count=0, padding=16, head=40)
        self.effects = Card(figure("effects_due").heading, count=0, padding=16, head=40)
        self.panel = Card(PANEL, padding=16, head=40)
        cards = (self.duties, self.reviews, self.second, self.overdue, self.effects, self.panel)
        self.needs = Needs([NeedCard(card) for card in cards])
        self.view = ViewSwitch([(MINE, "Mine", 0), (EVERYONE, "Everyone", 0)])
        self.nothing = EmptyState("")
        self.backups = BackupLine(session, go)
        self.news = NewsLine(session, go)
        self.first = FirstSteps(session, go)
        self._chosen = ""  # the view that somebody asked for
        self._shown: HomePage | None = None
        self.asking: Asking[HomePage] = Asking(
            session, self.show_facts, lambda said: go.say(said, "bad"), self
        )
        self.asking.lasts.connect(self._say_waiting)
        self._build()

    def _build(self) -> None:
        self.new = button("New case", "plus", "primary")
        self.new.setObjectName("new-case")
        self.new.clicked.connect(lambda: self.go.new_case())
        self.new.setEnabled(not self.session.read_only)
        self.view.setAccessibleName("Whose work is shown")
        self.view.chosen.connect(self._choose)
        self.page.add_button(self.view)
        self.page.add_button(self.new)
        self.arrival = ArrivalCard(self.session, self.go)
        for widget in (self.arrival, self.news, self.first, self.needs, self.nothing, self.backups):
            self.page.body.addWidget(widget)
        for unread in (self.view, self.first, self.needs, self.nothing, self.backups):
            unread.hide()  # until it is known what there is to show
        self.page.body.addStretch(1)
        self.first.done.connect(self.refresh)
        self.area = ScrollArea(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the size of the window."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit once everything above the cards has its height."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def refresh(self) -> None:
        """Read what needs somebody now, beside the window; what it shows stays until that is done."""
        self.asking.ask(partial(read_home, today=date.today(), person=who_works(self.session.library)))

    def _say_waiting(self, lasts: bool) -> None:
        if lasts and self._shown is None:
            self.page.set_title(TITLE, "Counting…")

    def show_facts(self, found: HomePage) -> None:
        """Show what was read."""
        self.news.refresh()
        self._shown = found
        begins = not found.everyone.cases and not self.session.read_only
        self.first.setVisible(begins)
        self.view.setVisible(found.mine is not None and not begins)
        self.view.set_count(MINE, found.mine.items if found.mine else 0)
        self.view.set_count(EVERYONE, found.everyone.items)
        view = self._chosen or (MINE if found.mine and found.mine.items else EVERYONE)
        self.view.set_value(view if found.mine else EVERYONE)
        self._show_view()
        if begins:
            self.first.show_facts(found.everyone)
            self.page.set_title(f"Set up {self.session.workbook.facts.title}", self.first.SAID)
        self.new.setVisible(not begins)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of what the lists say, behind the lock; `refresh` reads it again."""
        self.asking.drop()
        self.needs.clear()
        self._shown = None
        return True

    def _choose(self, view: str) -> None:
        self._chosen = view
        self._show_view()

    def _show_view(self) -> None:
        """Show the work of whom the switch says."""
        if self._shown is None:
            return
        found = self._shown
        is_mine = self.view.value() == MINE and found.mine is not None
        facts = found.mine if is_mine and found.mine else found.everyone
        person = found.person if is_mine else None
        self.page.set_title(TITLE, _subtitle(facts.today, found.person))
        self._fill(facts, person)
        begins = self.first.isVisibleTo(self)
        is_empty = not any(need.items or need.notes for need in self.needs.cards)
        self.nothing.sentence.set_text(NOTHING[MINE if is_mine else EVERYONE])
        self.nothing.setVisible(is_empty and not begins)
        self.needs.setVisible(not is_empty and not begins)
        self.backups.setVisible(not begins)
        self.backups.show_facts(facts)
        self.needs.forget()
        self._fit()

    def _fill(self, facts: HomeFacts, person: Person | None) -> None:
        everyone = person is None
        given = facts.second_reviews.count + facts.parts.count
        rows = {
            "duties": (facts.duties.count, items.duties(facts, self.go, everyone)),
            "reviews": (facts.to_finish.count, items.reviews(facts, self.go, everyone)),
            "second": (given, items.seconds(facts, self.go, everyone)),
            "overdue": (facts.overdue.count, items.overdue(facts, self.go, person)),
            "effects": (facts.effects.count, items.effects(facts, self.go, person)),
            "panel": (facts.panel.count, items.panel(facts, self.go)),
        }
        for need, (name, (count, found)) in zip(self.needs.cards, rows.items(), strict=True):
            need.card.set_count(None if name == "panel" else count)
            if name == "reviews":
                self._head_reviews(facts)
            if name == "second":
                need.card.set_title(WITH_PARTS if facts.parts.count else figure("second_review").heading)
            need.count, need.beside = count, int(name == "reviews" and bool(facts.to_screen.count))
            need.items = found
            lead = None if name == "second" and facts.parts.count else items.all_of(name, self.go, person)
            need.show_all = lead or partial(self._expand, need)
            need.is_open = need.is_open and lead is None
            blind = facts.blind if name in ("duties", "overdue") and everyone else 0
            need.notes = [(left_out_briefly(blind), left_out(blind))] if blind else []

    def _head_reviews(self, facts: HomeFacts) -> None:
        """Count what the card shows: deaths to screen under their own name where nothing is to finish."""
        only_deaths = not facts.to_finish.count and facts.to_screen.count
        self.reviews.set_title(figure("to_screen" if only_deaths else "to_finish").heading)
        self.reviews.set_count(facts.to_screen.count if only_deaths else facts.to_finish.count)

    def _expand(self, need: NeedCard) -> None:
        """Show all of a card here, where no list of its own holds them; or as many as fit again."""
        need.is_open = not need.is_open
        self.needs.forget()
        self._fit()

    def _fit(self) -> None:
        """Give the cards the height that the rest of the page leaves them."""
        if self._shown is None or not self.needs.isVisibleTo(self):
            return
        layout = self.page.layout()
        assert layout is not None
        layout.activate()
        sides = layout.contentsMargins()
        wide = self.area.viewport().width() - sides.left() - sides.right()
        below = self.backups.sizeHint().height() + self.page.body.spacing() + sides.bottom()
        room = self.area.viewport().height() - self.needs.y() - below
        columns = 2 if wide * 100 / current().scale >= TWO_FROM else 1
        self.needs.fit(wide, max(room, LEAST_ROOM), columns)


def _subtitle(today: date, person: Person | None) -> str:
    day = f"{day_of_week(today)} {show_long(today)}"
    return f"{day} · {in_words(person)}" if person else day
