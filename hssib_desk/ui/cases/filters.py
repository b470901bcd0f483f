"""What narrows the case list: the views with their counts, and the filters beside and below them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.store.lists.queries import (
    ANY_DUTY,
    CASE_CHIPS,
    NOT_APPLICABLE,
    NOT_SCORED,
    WAITING,
    CaseQuery,
    late_by,
)
from hssib_desk.ui.cases.columns import STATUS_CHIPS, scored_sections, with_role
from hssib_desk.ui.cases.periods import GIVEN, period_of, periods
from hssib_desk.ui.kit.buttons import FilterButton, LinkButton, ViewSwitch, button
from hssib_desk.ui.kit.fields.editors import LineField, TickBox
from hssib_desk.ui.kit.layout import FlowRow, SplitRow, side_by_side
from hssib_desk.ui.kit.state import set_state

SEARCH_AFTER_MS = 200
ALL = ("", "All")
SCOPES = (ALL, ("in_scope", "In scope"), ("outside", "Outside"), ("unclear", "Unclear"))
DATED = {
    "day": "Day of death known",
    "month": "Month of death known",
    "no_month": figure("deaths_without_month").name,
    "possible": "Vague or missing dates too",
}
BLIND = {"yes": figure("blind").name, "no": "Without blind second reviews"}
LEVELS = (ALL, *LEVEL_WORDS.items())
STATUSES = (
    ALL,
    *((code, chip.text) for code, chip in STATUS_CHIPS.items()),
    ("sealed", figure("signed_reviews").name),
    ("reviews", figure("reviews").name),
    ("unscreened", figure("unscreened").name),
)
# Asked for by a figure on another page; shown only while it is.
_BY_FIGURE = ("dated", "blind")
_FURTHER = (
    "text", "reviewer", "scope", "review", "phase", "score", "theme", "weak_only", "twice", "signed_from",
    "level", "outcome", "finish_by", "duty", "part", *_BY_FIGURE,
)  # fmt: skip
_ONE_CHOICE = (
    "ward_type", "reviewer", "scope", "status", "level", "outcome", "review", "phase", "score", "theme",
    "twice", "part", *_BY_FIGURE,
)  # fmt: skip
DUE = (ALL, ("-1", "Overdue"), ("7", "Within 7 days"), ("28", "Within 28 days"))  # by days from today
LATE_DUTIES = "late_duties"  # the view of what is past its day
PANEL = "panel_waiting"  # the view of what waits for the panel
OPEN_DUTY = (ANY_DUTY, "Any that is open")
TWICE = (ALL, ("any", "Both signed"), ("0", "Same score"), ("1", "1 point apart"), ("2", "2 or more apart"))


class CaseFilters(QWidget):
    """Holds the query that the list shows; `changed` says that somebody narrowed or widened it."""

    changed = Signal()
    left = Signal()  # the search field is done with: the list is next

    def __init__(self, library: Library, window_days: int) -> None:
        super().__init__()
        self._query = CaseQuery()
        self._library = library
        self.views = ViewSwitch(
            [
                ("all", "All", None),
                *((key, figure(key).named(days=window_days), None) for key in CASE_CHIPS[1:]),
                (LATE_DUTIES, figure(LATE_DUTIES).name, None),
                (PANEL, figure(PANEL).name, None),
            ]
        )
        self.search = LineField("A word or a reference", icon="search")
        self.choices = self._filter_buttons()
        self.weak = TickBox("Only weak actions")
        self.changed_since = TickBox("Changed since I looked")
        self.changed_since.setObjectName("filter-changed")
        self.find_changed: Callable[[], Sequence[str]] = tuple  # set by the page, which knows the workbook
        self.more = button("More filters", "sliders-horizontal", small=True)
        self.clear = LinkButton("Clear filters")
        self.further = self._build_further()
        self._later = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._build()
        self._connect()
        self.show_query(self._query)

    def _filter_buttons(self) -> dict[str, FilterButton]:
        reviews = [(outline.key, outline.name) for outline in self._library.reviews]
        theme = with_theme(self._library)
        made = {
            "ward_type": FilterButton(_title(self._library, "ward_type"), [ALL]),
            "died": FilterButton(_title(self._library, "date_of_death"), [ALL]),
            "reviewer": FilterButton(_title(self._library, "reviewer_role"), [ALL]),
            "status": FilterButton("Status", STATUSES),
            "level": FilterButton("Level", LEVELS),
            "outcome": FilterButton("Next step", [ALL, *outcomes(self._library)]),
            "scope": FilterButton("Scope", SCOPES),
            "review": FilterButton("Review form", [ALL, *reviews]),
            "phase": FilterButton("Scored", self._phases("")),
            "score": FilterButton("Score", [ALL]),
            "theme": FilterButton("Theme", [ALL, *theme]),
            "twice": FilterButton("Two reviews", TWICE),
            "part": FilterButton("Waits for", [ALL, *part_titles(self._library)]),
            "due": FilterButton(_title(self._library, "due_date"), DUE),
            "duty": FilterButton("Duty", [ALL, OPEN_DUTY, *duty_titles(self._library)]),
            "duty_by": FilterButton("Duty due", DUE),
            "dated": FilterButton("Date of death", [ALL, *DATED.items()]),
            "blind": FilterButton("Blind second review", [ALL, *BLIND.items()]),
            "signed_from": FilterButton("Signed", [ALL]),
        }
        for name, filter_button in made.items():
            filter_button.setObjectName(f"filter-{name}")
        return made

    def _build_further(self) -> QWidget:
        self.search.setObjectName("find")
        self.search.setAccessibleName("Find cases with a word or a reference")
        self.search.setMinimumWidth(200)
        set_state(self.search, "small", True)
        row = FlowRow(self.search, gap=8)
        for name in (
            "reviewer",
            "status",
            "level",
            "outcome",
            "scope",
            "review",
            "phase",
            "score",
            "theme",
            "twice",
            "part",
            "due",
            "duty",
            "duty_by",
        ):
            row.add(self.choices[name])
        for name in (*_BY_FIGURE, "signed_from"):
            row.add(self.choices[name])
        row.add(self.weak)
        row.add(self.changed_since)
        row.add(self.clear)
        return row

    def _build(self) -> None:
        self.more.setCheckable(True)
        self.more.setAccessibleDescription("Shows a search field and further filters under this row")
        right = side_by_side(self.choices["ward_type"], self.choices["died"], self.more, gap=12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SplitRow(self.views, right))
        column.addWidget(self.further)
        self.further.hide()

    def _connect(self) -> None:
        self.views.chosen.connect(self._set_view)
        self.choices["duty"].chosen.connect(self._set_duty)
        self.choices["duty_by"].chosen.connect(self._set_duty_by)
        for name in _ONE_CHOICE:
            self.choices[name].chosen.connect(lambda value, name=name: self._set(**{name: value}))
        self.choices["died"].chosen.connect(self._set_period)
        self.choices["due"].chosen.connect(self._set_due)
        self.choices["signed_from"].chosen.connect(
            lambda day: self._set(signed_from=date.fromisoformat(day) if day else None)
        )
        self.weak.edited.connect(lambda ticked: self._set(weak_only=ticked))
        self.changed_since.edited.connect(
            lambda ticked: self._set(only=tuple(self.find_changed()) if ticked else None)
        )
        self.search.edited.connect(lambda _: self._later.start())
        self.search.returnPressed.connect(self._search_now)
        self._later.timeout.connect(self._search)
        self.more.toggled.connect(self.further.setVisible)
        self.clear.clicked.connect(self.clear_all)

    # What the page asks

    @property
    def query(self) -> CaseQuery:
        """Which cases are asked for; the order is the list's affair."""
        return self._query

    def show_query(self, query: CaseQuery) -> None:
        """Show what a query asks for, without saying so."""
        self._query = query
        late = is_view_of_late(query)
        view = LATE_DUTIES if late else PANEL if query.panel else query.status or "all"
        self.views.set_value(view if view in (*CASE_CHIPS, LATE_DUTIES, PANEL) else "")
        for name in _ONE_CHOICE:
            if name == "phase":
                self.choices[name].set_options(self._phases(query.review), query.phase)
            elif name == "score":
                self.choices[name].set_options(self._scores(query.phase), query.score)
            else:
                self.choices[name].set_value(getattr(query, name))
        self.choices["score"].setEnabled(bool(query.phase))
        for name in _BY_FIGURE:
            self.choices[name].setVisible(bool(getattr(query, name)))
        since = query.signed_from
        given = [(since.isoformat(), f"Since {show_date(since)}")] if since else []
        self.choices["signed_from"].set_options([ALL, *given], since.isoformat() if since else "")
        self.choices["signed_from"].setVisible(since is not None)
        self._show_period(query)
        for name, day in (("due", query.finish_by), ("duty_by", query.duty_by)):
            self.choices[name].set_value(str((day - date.today()).days) if day else "")
        self.choices["duty"].set_value(query.duty)
        if self.search.text().strip() != query.text:  # a space at the end is still being typed
            self.search.set_value(query.text)
        self.weak.set_value(query.weak_only)
        self.changed_since.set_value(query.only is not None)
        beside = self._without_late()
        if (
            query.only is not None
            or any(getattr(beside, name) for name in _FURTHER)
            or not self.views.value()
        ):
            self.more.setChecked(True)
        self.clear.setVisible(self.is_narrowed())

    def offer(self, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Offer the ward types and reviewers that the workbook holds."""
        for name in ("ward_type", "reviewer"):
            self.choices[name].set_options([ALL, *choices.get(name, ())])
        self.choices["review"].setVisible(len(choices.get("review", ())) > 1 or bool(self._query.review))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many cases each view holds."""
        for view in (*CASE_CHIPS, LATE_DUTIES, PANEL):
            self.views.set_count(view, counts.get(view, 0))

    def is_narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return without_order(self._query) != CaseQuery()

    def has_filters(self) -> bool:
        """Whether anything beside the view is asked for."""
        return replace(without_order(self._query), status="") != CaseQuery()

    def clear_all(self) -> None:
        """Ask for every case again."""
        self.show_query(CaseQuery())
        self.changed.emit()

    def begin_search(self) -> None:
        """Lead the keyboard to the search field."""
        self.more.setChecked(True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _phases(self, review: str) -> list[tuple[str, str]]:
        """The phases of a review form, or of every form with the name of those that are not the first."""
        made = [ALL]
        for outline in self._library.reviews:
            before = "" if review or outline == self._library.reviews[0] else f"{outline.name}: "
            if review in ("", outline.key):
                sections = scored_sections(self._library, outline.key)
                made += [(section.key, f"{before}{section.title}") for section in sections]
        return made

    def _scores(self, phase: str) -> list[tuple[str, str]]:
        every = (s for outline in self._library.reviews for s in scored_sections(self._library, outline.key))
        section = next((found for found in every if found.key == phase), None)
        options = section.score_field.options if section and section.score_field else None
        named = [
            (choice.code, f"{choice.points} {choice.label}" if choice.points is not None else choice.label)
            for choice in (options.offered if options else ())
        ]
        beside = [(key, figure(key).name) for key in (NOT_APPLICABLE, NOT_SCORED)]
        return [ALL, *named, *(beside if phase else [])]

    def _show_period(self, query: CaseQuery) -> None:
        today = date.today()
        key, words = period_of(query, today)
        options = [(name, text) for name, (text, _) in periods(today).items()]
        self.choices["died"].set_options([*options, (GIVEN, words)] if key == GIVEN else options, key)

    def _set_period(self, key: str) -> None:
        if key != GIVEN:
            first, last = periods(date.today())[key][1]
            self._set(died_from=first, died_to=last)

    def _set_due(self, days: str) -> None:
        self._set(finish_by=date.today() + timedelta(days=int(days)) if days else None)

    def _set_view(self, view: str) -> None:
        """A view in the place of the one before; what is past its day is a view of its own."""
        duty = with_late_duties(CaseQuery()) if view == LATE_DUTIES else self._without_late()
        panel = WAITING if view == PANEL else ""
        self._set(status=view, duty=duty.duty, duty_by=duty.duty_by, panel=panel)

    def _without_late(self) -> CaseQuery:
        """The query that is shown, without what its view of late duties asks for."""
        shown = self._query
        return replace(shown, duty="", duty_by=None) if is_view_of_late(shown) else shown

    def query_of_each_view(self) -> dict[str, CaseQuery]:
        """What each view would ask for beside the filters that are set."""
        plain = replace(self._without_late(), panel="")
        views = {view: replace(plain, **_status(view)) for view in CASE_CHIPS}
        waiting = replace(plain, status="", back_by=None, panel=WAITING)
        return {**views, LATE_DUTIES: with_late_duties(plain), PANEL: waiting}

    def _set_duty(self, key: str) -> None:
        self._set(duty=key, duty_by=self._query.duty_by if key else None)

    def _set_duty_by(self, days: str) -> None:
        day = date.today() + timedelta(days=int(days)) if days else None
        self._set(duty=self._query.duty or (ANY_DUTY if day else ""), duty_by=day)

    def _search(self) -> None:
        if self.search.text().strip() != self._query.text:
            self._set(text=self.search.text().strip())

    def _search_now(self) -> None:
        self._later.stop()
        self._search()
        self.left.emit()

    def _set(self, **narrower: Any) -> None:
        if "status" in narrower:
            narrower |= _status(narrower["status"])
        if "review" in narrower:
            narrower["phase"] = ""
        if "phase" in narrower:
            narrower["score"] = ""
        self.show_query(replace(self._query, **narrower))
        self.changed.emit()


def _status(view: str) -> dict[str, Any]:
    """What a view asks of the status; deaths to screen are also those whose day has come."""
    back_by = date.today() if view == "to_screen" else None
    return {"status": "" if view in ("all", LATE_DUTIES, PANEL) else view, "back_by": back_by}


def is_view_of_late(query: CaseQuery) -> bool:
    """Whether a query is that of the view of late duties."""
    return query.duty == ANY_DUTY and query.duty_by == late_by() and not query.status


def with_late_duties(query: CaseQuery) -> CaseQuery:
    """The cases of a query that owe something which is overdue, whatever their status."""
    return replace(query, status="", back_by=None, duty=ANY_DUTY, duty_by=late_by())


def part_titles(library: Library) -> list[tuple[str, str]]:
    """The parts that a review may wait for, by key."""
    return [(part.key, f"{part.label} part") for part in library.parts]


def duty_titles(library: Library) -> list[tuple[str, str]]:
    """Every duty by its key and its name, in the order of the file."""
    return [(rule.key, rule.title) for rule in library.duties]


def without_order(query: CaseQuery) -> CaseQuery:
    """The query in the order that a list begins with."""
    plain = CaseQuery()
    return replace(query, sort=plain.sort, descending=plain.descending)


def with_theme(library: Library) -> list[tuple[str, str]]:
    """The themes that problems, learning and actions can name."""
    form = library.form_with_role("theme", repeat=True)
    field = form.role("theme") if form else None
    offered = field.options.offered if field and field.options else ()
    return [(choice.code, choice.short or choice.label) for choice in offered]


def outcomes(library: Library) -> list[tuple[str, str]]:
    """The next steps that a screening may choose."""
    field = library.screening.role("outcome") if library.screening else None
    choices = field.options.choices if field and field.options else ()
    return [(choice.code, choice.short or choice.label) for choice in choices]


def _title(library: Library, role: str) -> str:
    field = with_role(library, role)
    return field.column if field else ""
