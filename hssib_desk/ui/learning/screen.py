"""Learning: what the reviews say together, each figure with its definition and a way to its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.figures.charts import Chart, Columns, Run
from hssib_desk.domain.figures.ledger import ledger
from hssib_desk.domain.rates.periods import Period, periods
from hssib_desk.store.lists.figures import deaths_left_out
from hssib_desk.store.lists.lists import Lists
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, Coverage, Figures, LearningQuery
from hssib_desk.ui.actions.words import action_form, options_of
from hssib_desk.ui.asking import Asking
from hssib_desk.ui.calibration.words import TITLE
from hssib_desk.ui.charts.card import ChartCard
from hssib_desk.ui.kit.buttons import FilterButton, LinkButton, button
from hssib_desk.ui.kit.cards import Card, EmptyState
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.learning import questions
from hssib_desk.ui.learning.definitions import Definitions
from hssib_desk.ui.learning.theme_coverage import ThemeCoverage
from hssib_desk.ui.session import Session
from hssib_desk.ui.views.saved import SavedViews
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

SIGNED = "sealed"
ALL_FIGURES = f"All {len(ledger())} figures"
ONE_COLUMN_UNDER = 900
SPANS = {"themes": (2, 1), "twice": (1, 2), "second": (1, 2)}  # rows and columns
FOOT = (
    "Four themes of HSSIB’s 2024-25 mental health inpatient series. "
    "Small numbers are shown as they are: think before sharing."
)
NO_SECOND = Run("", (), (), frozenset(), "", "", 0)
ABOUT = "What the reviews say together"
COUNTING = "Counting…"
NO_CASES = "Charts appear here once there are cases."
NONE_SIGNED = "Charts appear here once reviews are signed off."
NONE_FIT = "No review fits these filters."


@dataclass(frozen=True)
class Counted:
    """What the page shows, all of one state of the workbook."""

    figures: Figures
    cases: int  # in the workbook
    wards: list[tuple[str, str]]
    reviews: list[tuple[str, str]]
    coverage: Coverage


def counted(lists: Lists, query: CaseQuery) -> Counted:
    """Count for a query."""
    figures, choices = lists.figures(query), lists.choices()
    cases = lists.count_cases(CaseQuery()) if figures.cases == 0 else figures.any_status
    return Counted(figures, cases, choices["ward_type"], choices["review"], lists.coverage())


class LearningScreen(Place):
    """Six questions about the reviews that the filters choose."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.page = Page("Learning", ABOUT)
        self._periods: dict[str, Period] = {}
        self._day: date | None = None
        self.died = FilterButton("Died", [], "all", small=False)
        self._follow_day()
        self.ward = FilterButton("Ward", [("", "All")], small=False)
        self.status = FilterButton("Status", _populations(), SIGNED, small=False)
        self.review = FilterButton("Review form", [("", "All")], small=False)
        self._themes = options_of(action_form(session.library), "theme")
        self.saved = SavedViews(session, go, "learning")
        self.saved.chosen.connect(self._show_view)
        self.cards: dict[str, ChartCard] = {}
        self.empty = Card()
        self.all_definitions = LinkButton(ALL_FIGURES)
        self.practice = button(TITLE, "graduation-cap")
        self.definitions = Definitions(session, go)
        self.asking: Asking[Counted] = Asking(session, self._take, lambda said: go.say(said, "bad"), self)
        self.counting = Paragraph(COUNTING, "second")
        self.counting.hide()
        self.asking.lasts.connect(self.counting.setVisible)
        self._reveals = False
        self._review = ""  # the form whose phases are shown
        self._counted = CaseQuery()  # what the charts count; the filters may have gone on
        self.coverage = ThemeCoverage(session.library, go)
        self.foot = self._footer()
        self._grid = QGridLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        for name, made in self._filters():
            made.setObjectName(f"filter-{name}")
            made.chosen.connect(lambda _: self.refresh())
            self.page.add_button(made)
        self.practice.setObjectName("to-calibration")
        self.practice.clicked.connect(lambda: self.go.show_place("calibration"))
        self.page.add_button(self.practice)
        body = self.page.body
        self._grid.setSpacing(16)
        body.addWidget(self.saved)
        body.addWidget(self.counting)
        body.addLayout(self._grid)
        for widget in (self.empty, self.coverage, self.foot, self.definitions):
            body.addWidget(widget)
        self.coverage.hide()
        self.foot.hide()
        body.addStretch(1)
        self.definitions.hide()
        self.empty.hide()
        self.scroller = ScrollArea(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroller)
        self.scroller.verticalScrollBar().rangeChanged.connect(self._reveal)

    def _filters(self) -> tuple[tuple[str, FilterButton], ...]:
        return ("died", self.died), ("ward", self.ward), ("review", self.review), ("status", self.status)

    def _footer(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Sign("info", 16, "text3"))
        row.addWidget(Paragraph(FOOT, "second"), 1)
        row.addWidget(self.all_definitions)
        self.all_definitions.clicked.connect(self.show_definitions)
        return foot

    def show_definitions(self) -> None:
        """Open or close the list of definitions."""
        opened = self.definitions.isHidden()
        self.definitions.setVisible(opened)
        self.all_definitions.set_words("Hide figures" if opened else ALL_FIGURES)
        if opened:
            self.definitions.refresh()
            self._reveals = True

    def _reveal(self) -> None:
        """Bring the definitions up once the page has become long enough for them."""
        if self._reveals:
            self._reveals = False
            top = self.foot.mapTo(self.page, QPoint(0, 0)).y()
            self.scroller.verticalScrollBar().setValue(top - 16)

    def kept_to(self) -> LearningQuery:
        """What the filters say."""
        return LearningQuery(self.died.value(), self.ward.value(), self.review.value(), self.status.value())

    def query(self) -> CaseQuery:
        """The reviews that the filters choose."""
        return self.kept_to().cases(self._day or date.today())

    def _show_view(self, view: LearningQuery) -> None:
        """Set the filters as a saved view has them, and count."""
        self.died.set_value(view.period if view.period in self._periods else "all")
        for made, value in (
            (self.ward, view.ward_type),
            (self.review, view.review),
            (self.status, view.status),
        ):
            made.set_value(value)
        self.refresh()

    def _follow_day(self) -> None:
        """Offer the periods of today, which end with the last month that is over."""
        if self._day != date.today():
            self._day = date.today()
            self._periods = {period.key: period for period in periods(self._day)}
            self.died.set_options([(period.key, period.label) for period in self._periods.values()])

    def refresh(self) -> None:
        """Count again, beside the window; what it shows stays until that is done."""
        self._follow_day()
        kept = self.kept_to()
        self.saved.show_query(kept, is_plain=kept == LearningQuery(), count=lambda _view: None)
        self.asking.ask(partial(counted, query=self.query()))

    def _take(self, found: Counted) -> None:
        """Show what was counted for the filters as they are."""
        self.ward.set_options([("", "All"), *found.wards])
        self.review.set_options([("", "All"), *found.reviews])
        self.review.setVisible(len(found.reviews) > 1)
        self.coverage.show_facts(found.coverage)
        if not self._is_empty(found):
            self._show(found.figures)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of the figures, behind the lock; `refresh` counts again."""
        self.asking.drop()
        for card in self.cards.values():
            self._grid.removeWidget(card)
            let_go(card)
        self.cards.clear()
        self.coverage.put_away()
        self.coverage.hide()
        return True

    def _show(self, figures: Figures) -> None:
        self._review, self._counted = figures.scores[0].review if figures.scores else "", figures.query
        second = questions.second(figures)
        charts: dict[str, Chart] = {
            "scores": questions.judged(figures),
            "deaths": questions.deaths(figures),
            "second": second or NO_SECOND,
            "strength": questions.strengths(figures),
            "themes": questions.themes(figures, self._themes),
            "brag": questions.colours(figures),
            "twice": questions.twice(figures.twice),
        }
        if not self.cards:
            self._make_cards(charts)
        else:
            for name, chart in charts.items():
                self.cards[name].set_chart(chart)
        self.cards["twice"].setVisible(bool(figures.twice and figures.twice.n))
        self.cards["second"].setVisible(second is not None)

    def _make_cards(self, charts: Mapping[str, Chart]) -> None:
        for name, chart in charts.items():
            link = "Show the actions" if name in ("strength", "brag") else "Show the cases"
            self._connect(name, ChartCard(chart, link))
        self._arrange()
        stops = [stop for card in self.cards.values() for stop in (card.switch, card.take, card.link)]
        for before, after in pairwise([self.status, *stops, self.all_definitions]):
            QWidget.setTabOrder(before, after)

    def _connect(self, name: str, card: ChartCard) -> None:
        card.setObjectName(name)
        self.cards[name] = card
        card.said.connect(lambda said, kind: self.go.say(said, kind))
        card.cases_asked.connect(lambda: self.show_behind(name, ""))
        card.chosen.connect(lambda key: self.show_behind(name, key))
        card.note.linkActivated.connect(lambda key: self.show_behind(name, key))

    def show_behind(self, name: str, key: str) -> None:
        """Lead to the cases or actions behind a chart, or behind one part of it."""
        query = self._counted
        if key == questions.DECISIONS:
            self.go.show_place("settings")
        elif key in ("not_reviewed", "unscreened"):
            self.go.cases(replace(query, status=key))
        elif name == "strength" and key == "weak_only":
            self.go.cases(replace(query, weak_only=True))
        elif name == "strength":
            self.go.action_log(ActionQuery(strength=key, status="active", cases=query))
        elif name == "brag":
            self.go.action_log(ActionQuery(brag=key, status="" if key else "active", cases=query))
        elif name == "twice":
            self.go.cases(replace(query, twice=key or "any"))
        elif name == "themes":
            self.go.cases(replace(_reviews(query), theme=key))
        elif name == "scores":
            phase, _, score = key.partition("/")
            self.go.cases(replace(_reviews(query), review=self._review, phase=phase, score=score))
        else:
            self.go.cases(self._deaths_behind(query, key, name))

    def _deaths_behind(self, query: CaseQuery, key: str, name: str) -> CaseQuery:
        """The deaths of one part of a chart, of all that it shows, or those it leaves out for a reason."""
        query = replace(query, status="", sort="died")
        others = deaths_left_out(query, date.today())
        if key in others:
            return others[key]
        chart = self.cards[name].view.chart
        assert isinstance(chart, Columns | Run)
        parts = [point.key for point in chart.points]
        by_day = isinstance(chart, Run) and not chart.joined
        query = replace(query, scope="in_scope", dated="day" if by_day else "month")
        if not parts:
            return query
        first, last = ((key or parts[at]).split("..")[at] for at in (0, -1))
        return replace(query, died_from=date.fromisoformat(first), died_to=date.fromisoformat(last))

    # What is shown when there is nothing to count

    def _is_empty(self, found: Counted) -> bool:
        """Say what would be here; the filters stay, so that another choice is at hand."""
        figures = found.figures
        empty = figures.cases == 0 and (bool(figures.query.status) or figures.any_status == 0)
        for card in self.cards.values():
            card.setVisible(not empty)
        self.foot.setVisible(not empty)
        self.empty.setVisible(empty)
        if empty:
            self.definitions.hide()
            self._say_why(figures.query, found.cases)
        return empty

    def _say_why(self, query: CaseQuery, cases: int) -> None:
        narrowed = query != CaseQuery(status=query.status)
        act: Callable[[], None]
        if cases == 0:
            said, word, act = NO_CASES, "Go to the cases", lambda: self.go.cases()
        elif narrowed:
            said, word, act = NONE_FIT, "Show all dates and wards", self._widen
        else:
            said = NONE_SIGNED if query.status == SIGNED else NONE_FIT
            word, act = "Show all reviews", self._show_all
        self.empty.clear_rows()
        state = EmptyState(said, word)
        state.clicked.connect(lambda: act())
        self.empty.add_row(state)

    def _widen(self) -> None:
        self.died.set_value("all")
        self.ward.set_value("")
        self.review.set_value("")
        self.refresh()

    def _show_all(self) -> None:
        self.status.set_value("")
        self.refresh()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the cards where two do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Scores and deaths above; strength and colours at the left of the themes, or all in one column."""
        narrow = self.width() < current().px(ONE_COLUMN_UNDER)
        self.coverage.arrange(1 if narrow else 3)
        places = {"scores": (0, 0), "deaths": (0, 1), "second": (1, 0), "strength": (2, 0), "brag": (3, 0)}
        places |= {"themes": (2, 1), "twice": (4, 0)}
        for number, (name, card) in enumerate(self.cards.items()):
            self._grid.removeWidget(card)
            if narrow:
                self._grid.addWidget(card, number, 0)
            else:
                row, column = places[name]
                self._grid.addWidget(card, row, column, *SPANS.get(name, (1, 1)))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if narrow else 1)


def _reviews(query: CaseQuery) -> CaseQuery:
    """Those of the cases chosen that scores and themes are counted of."""
    return replace(query, status=query.status or "reviews", blind="no")


def _populations() -> list[tuple[str, str]]:
    return [(status, questions.population(status)) for status in (SIGNED, "", "to_finish")]
