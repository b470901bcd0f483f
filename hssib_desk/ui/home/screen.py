"""What needs somebody now: deadlines, reviews to finish, second reviews, overdue actions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import day_of_week, local_day, show_date, show_long
from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.review.blinding import left_out, left_out_briefly
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, HomeFacts, HomeList, HomeRow
from hssib_desk.ui.file.arrival_card import ArrivalCard
from hssib_desk.ui.file.practising import open_practice
from hssib_desk.ui.home.news_line import NewsLine
from hssib_desk.ui.home.theme_coverage import ThemeCoverage
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card, CardRow
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph, plain
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

SHOWN = 3  # rows in a card; the link leads to all of them, or shows them
ALL_DUTIES, FEWER = "All deadlines", "Fewer"
SOON_DAYS = 7
SHARED = "Second reviews and parts"
# Where a second review goes on: it is begun where the first was signed; a blind one where something is left.
SECOND_PAGES = {"none": "sign_off", "compare": "compare", "agreeing": "compare"}
THREE_FROM, TWO_FROM = 1000, 700  # widths at text size 100 %


class HomeScreen(Place):
    """Four lists that each lead somewhere, the state of the backups, and what the themes cover."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.page = Page("What needs you now", " ")
        self.duties = Card(figure("duties").heading, count=0, link=ALL_DUTIES)
        self._all_duties = False
        self.reviews = Card(figure("to_finish").heading, count=0, link="All reviews")
        self.second = Card(figure("second_review").heading, count=0, link="All second reviews")
        self.overdue = Card(figure("overdue").heading, count=0, link="All actions")
        self.backups, self.practice, self.recent = Card(), Card(), Card("Recent workbooks")
        self.themes = ThemeCoverage(session.library, go)
        self.news = NewsLine(session, go)
        self._build()

    def _build(self) -> None:
        new = button("New case", "plus", "primary")
        new.setObjectName("new-case")
        new.clicked.connect(lambda: self.go.new_case())
        new.setEnabled(not self.session.read_only)
        self.page.add_button(new)
        self.side = QWidget()
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(16)
        for card in (self.backups, self.practice, self.recent):
            side.addWidget(card)
        side.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._columns = 0
        self._facts: HomeFacts | None = None
        self._arrange(3)
        self.page.body.addWidget(ArrivalCard(self.session, self.go))
        self.page.body.addWidget(self.news)
        self.page.body.addLayout(self._grid)
        self.page.body.addWidget(self.themes)
        self.page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(self.page))
        self.duties.link_clicked.connect(self._show_duties)
        self.reviews.link_clicked.connect(lambda: self.go.cases(CaseQuery(status="to_finish")))
        self.second.link_clicked.connect(lambda: self.go.cases(CaseQuery(status="second_review")))
        self.overdue.link_clicked.connect(lambda: self.go.action_log(ActionQuery(overdue=True)))

    def _arrange(self, columns: int) -> None:
        """Put the cards side by side, or under one another where the words need the width."""
        if columns == self._columns:
            return
        self._columns = columns
        if self._facts:
            self.themes.show_facts(self._facts, columns)
        lists = [self.duties, self.reviews, self.second, self.overdue]
        wide = columns - 1 if columns > 1 else 1
        for n, card in enumerate(lists):
            self._grid.addWidget(card, n // wide, n % wide)
        if columns > 1:
            self._grid.addWidget(self.side, 0, wide, len(lists) // wide, 1)
        else:
            self._grid.addWidget(self.side, len(lists), 0)
        for column, stretch in enumerate((376, 376, 352)):
            self._grid.setColumnStretch(column, stretch if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width and the text size."""
        super().resizeEvent(event)
        room = event.size().width() * 100 / current().scale
        self._arrange(3 if room >= THREE_FROM else 2 if room >= TWO_FROM else 1)

    def refresh(self) -> None:
        """Read what needs somebody now."""
        today = date.today()
        try:
            facts = self.session.workbook.lists.home(today)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.news.refresh()
        total = sum(part.count for part in (facts.duties, facts.to_finish, facts.shared, facts.overdue))
        owed = facts.duties.count
        clocks = f", {owed} deadline{'' if owed == 1 else 's'}" if owed else ""
        day = f"{day_of_week(today)} {show_long(today)}"
        self.page.set_title(
            "What needs you now", f"{day} · {total:,} item{'' if total == 1 else 's'}{clocks}"
        )
        self._fill(self.duties, facts.duties, "clock", "No deadlines.")
        more = facts.duties.count > SHOWN
        self.duties.set_link((FEWER if self._all_duties else ALL_DUTIES) if more else "")
        self._fill(self.reviews, facts.to_finish, "pen-line", "No review is waiting to be finished.")
        self._say_to_screen(facts.to_screen)
        self._fill(self.second, facts.shared, "files", "No second review is due.")
        self.second.set_title(SHARED if facts.parts.count else figure("second_review").heading)
        self._fill(self.overdue, facts.overdue, "list-checks", "No action is overdue.")
        self._say_left_out(facts)
        self._fill_backups(facts)
        self._fill_practice()
        self._fill_recent()
        self._facts = facts
        self.themes.show_facts(facts, self._columns)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of what the lists say, behind the lock; `refresh` reads it again."""
        for card in (self.duties, self.reviews, self.second, self.overdue):
            card.clear_rows()
        self._facts = None
        return True

    def _fill(self, card: Card, found: HomeList, icon: str, nothing: str) -> None:
        card.clear_rows()
        card.set_count(found.count)
        every = card is self.duties and self._all_duties
        for item in found.rows if every else found.rows[:SHOWN]:
            chip = _chip(card is self.reviews, card is self.overdue, item)
            title, second = _words(card is self.reviews, item)
            row = CardRow(title, second, icon=icon, trailing=chip)
            row.clicked.connect(lambda _=False, item=item, card=card: self._open(card, item))
            card.add_row(row)
        if not found.rows:
            card.add_row(_noted(nothing))

    def _say_to_screen(self, found: HomeList) -> None:
        """Lead from the reviews to the deaths that are to be screened, where there are any."""
        if not found.count:
            return
        deaths = f"{found.count:,} death{'' if found.count == 1 else 's'} to screen"
        row = CardRow(deaths, f"Begin with {found.rows[0].case_ref}, the oldest", icon="list-checks")
        row.setObjectName("to-screen")
        row.clicked.connect(lambda: self.go.screen_deaths(found.rows[0].case_id))
        self.reviews.add_row(row)

    def _show_duties(self) -> None:
        """There is no place for duties alone: all of them stand here when asked for."""
        self._all_duties = not self._all_duties
        self.refresh()

    def _say_left_out(self, facts: HomeFacts) -> None:
        """Say in the lists of duties and actions which cases they leave out."""
        for card in (self.duties, self.overdue):
            if facts.blind:
                card.add_row(_noted(left_out_briefly(facts.blind), left_out(facts.blind)))

    def _open(self, card: Card, item: HomeRow) -> None:
        if card is self.overdue:
            self.go.action_log(ActionQuery(overdue=True), item.entry_id)
        elif card is self.duties:
            self.go.case(item.case_id, page=DUTIES, field=item.field)
        elif card is self.second:
            self.go.case(item.case_id, page=SECOND_PAGES.get(item.second, ""))
        else:
            self.go.case(item.case_id)

    def _fill_backups(self, facts: HomeFacts) -> None:
        empty(self.backups.body)
        made = facts.last_backup
        title = _backed_up(made) if made else "Not backed up yet"
        self.backups.body.addLayout(_titled("shield-check", "ok" if made else "text2", title))
        copies = f"Checked when made. {figure('copies_kept').name}: {facts.backups:,}."
        said = copies if made else "A copy is made when you open or change it."
        now = button("Back up now", small=True)
        now.clicked.connect(self._back_up)
        now.setEnabled(not self.session.read_only)
        see = LinkButton("See copies")
        see.clicked.connect(lambda: self.go.backups())
        self.backups.body.addLayout(_indented(Paragraph(said, "second")))
        self.backups.body.addLayout(_indented(now, see))

    def _back_up(self) -> None:
        try:
            path = self.session.act(lambda workbook: workbook.copies.backup(), lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.refresh()
        self.go.say(f"Backed up and checked: {path.name}", "ok")

    def _fill_practice(self) -> None:
        empty(self.practice.body)
        self.practice.body.addLayout(_titled("graduation-cap", "accent", "Practice workbook"))
        self.practice.body.addLayout(_indented(Paragraph("Made-up cases to learn on.", "second")))
        start = button("Open practice workbook", small=True)
        start.clicked.connect(self._practise)
        self.practice.body.addLayout(_indented(start))
        self.practice.setVisible(self.session.workbook.facts.title != "Practice workbook")

    def _practise(self) -> None:
        open_practice(self.go)

    def _fill_recent(self) -> None:
        self.recent.clear_rows()
        here = str(self.session.place)
        for item in load_settings().recent[:SHOWN]:
            row = CardRow(item.title, icon="file-check", height=38)
            when = "open now" if item.path == here else show_date(local_day(datetime.fromisoformat(item.at)))
            row.add_trailing(Headline(when, "hint"))
            row.clicked.connect(lambda _=False, path=item.path: self._open_recent(path))
            self.recent.add_row(row)

    def _open_recent(self, path: str) -> None:
        if path != str(self.session.place):
            self.go.open_workbook(Path(path))


def _noted(sentence: str, more: str = "") -> QWidget:
    """A sentence in the place of a row, on one line; the whole of it for who asks and for screen readers."""
    holder = QWidget()
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(16, 12, 16, 12)
    said = Headline(sentence, "second")
    said.setToolTip(plain(more))
    said.setAccessibleName(more or sentence)
    inside.addWidget(said)
    return holder


def _words(review: bool, item: HomeRow) -> tuple[str, str]:
    if review:
        left = f"{item.detail} · {item.to_finish} to finish" if item.detail else f"{item.to_finish} to finish"
        by = f"by {show_date(item.due)}" if item.due else ""
        return item.case_ref, " · ".join(filter(None, (by, left if item.to_finish else "Nothing missing")))
    ref = item.ref if item.title and item.title != item.ref else ""
    return item.title or item.case_ref, " · ".join(filter(None, (ref, item.detail)))


def _chip(review: bool, overdue: bool, item: HomeRow) -> Chip:
    if review and (item.days is None or item.days > SOON_DAYS):
        return Chip("info", f"{item.percent}%") if item.to_finish else Chip("ok", "Ready to sign", "check")
    if item.without_delay:
        return Chip("bad", "Without delay", "diamond")
    days = item.days
    if days is None:
        return Chip("none", "No date")
    if days < 0:
        return Chip("bad", f"{-days} day{'' if days == -1 else 's'}{'' if overdue else ' over'}", "diamond")
    text = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
    return Chip("warn", text, "triangle") if days <= SOON_DAYS else Chip("none", text)


def _backed_up(made: datetime) -> str:
    day = "today" if local_day(made) == date.today() else show_date(local_day(made))
    return f"Backed up {day}, {made.astimezone():%H:%M}"


def _titled(icon: str, colour: str, title: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(Sign(icon, 20, colour))
    row.addWidget(Headline(title, "card-title"), 1)
    return row


def _indented(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(30, 0, 0, 0)
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    if not isinstance(widgets[0], Paragraph):
        row.addStretch(1)
    return row
