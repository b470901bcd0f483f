"""The case list: every case of the workbook, filtered, sorted and opened from the keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import WAITING, CaseQuery
from hssib_desk.ui.cases.columns import first_to_go
from hssib_desk.ui.cases.filters import LATE_DUTIES, PANEL, CaseFilters, with_late_duties
from hssib_desk.ui.cases.model import CaseListModel
from hssib_desk.ui.cases.parts import score_legend
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import EmptyState
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.layout import Page, ScrollArea, SplitRow
from hssib_desk.ui.kit.table_card import ListTable, TableCard
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session
from hssib_desk.ui.views.saved import SavedViews
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

NOTHING_YET = "No cases yet. Add a case, or import a list of deaths."
NOTHING_FOUND = "No case fits these filters. Remove a filter to see more."

LEAST_ROWS = 5  # below this the page scrolls, not the list


class CasesScreen(Place):
    """Shows the cases that the filters ask for; Enter opens one, Ctrl+F leads to the search."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.model = CaseListModel(session, self)
        self.filters = CaseFilters(session.library, session.workbook.facts.window_days)
        self.filters.find_changed = lambda: session.workbook.since.changed()
        self.saved = SavedViews(session, go, "cases")
        self.table = self._make_table()
        self.page = Page("Cases")
        self.summary = Headline("", "second")
        self.nothing_yet = EmptyState(NOTHING_YET, "New case", "plus")
        self.nothing_found = EmptyState(NOTHING_FOUND, "Clear filters")
        self.card = TableCard(self.table, self.nothing_yet, self.nothing_found)
        self.footer = SplitRow(self.summary, score_legend())
        self._build()
        self._connect()

    def _build(self) -> None:
        self.new = button("New case", "plus", "primary")
        self.new.setObjectName("new-case")
        self.take = button("Import caseload", "upload")
        self.take.setObjectName("import-caseload")
        self.screen_deaths = button("Screen deaths", "list-checks")
        self.screen_deaths.setObjectName("screen-deaths")
        self.screen_deaths.clicked.connect(lambda: self.go.screen_deaths())
        self.panel = button("Panel", "users")
        self.panel.setObjectName("panel")
        self.panel.clicked.connect(lambda: self.go.panel())
        self.page.add_button(self.panel)
        for made in (self.screen_deaths, self.take, self.new):
            made.setEnabled(not self.session.read_only)
            made.setToolTip("This workbook is open for reading only." if self.session.read_only else "")
            self.page.add_button(made)
        self.take_first = button("Import caseload", "upload")
        self.nothing_yet.column.addWidget(self.take_first, 0, Qt.AlignmentFlag.AlignHCenter)
        body = self.page.body
        body.setSpacing(12)
        body.addWidget(self.filters)
        body.addWidget(self.saved)
        body.addWidget(self.card, 1)
        body.addWidget(self.footer)
        body.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(self.page))

    def _make_table(self) -> ListTable:
        columns = self.model.columns
        flexible = {at for at, column in enumerate(columns) if column.key in ("ward", "reviewer")}
        table = ListTable(44, 48, [column.width for column in columns], flexible, first_to_go(columns))
        table.setObjectName("cases")
        table.setAccessibleName("Cases")
        table.setModel(self.model)
        order = Qt.SortOrder.DescendingOrder if self.model.query.descending else Qt.SortOrder.AscendingOrder
        table.set_sort(self.model.column_sorted() or 0, order)
        return table

    def _connect(self) -> None:
        self.new.clicked.connect(lambda: self.go.new_case())
        self.nothing_yet.clicked.connect(lambda: self.go.new_case())
        self.take.clicked.connect(lambda: self.go.import_caseload())
        self.take_first.clicked.connect(lambda: self.go.import_caseload())
        self.nothing_found.clicked.connect(self.filters.clear_all)
        self.filters.changed.connect(self._narrow)
        self.filters.left.connect(self._to_list)
        self.saved.chosen.connect(self.show_query)
        self.table.activated.connect(self._open)
        self.table.sought.connect(self._seek)
        self.table.selectionModel().currentRowChanged.connect(lambda: self._summarise())
        self.model.modelReset.connect(self._summarise)
        self.model.failed.connect(lambda sentence: self.go.say(sentence, "bad"))
        for key, act in (("Ctrl+F", self.filters.begin_search), ("Escape", self._step_back)):
            on_key(self, key, act)

    # What the window asks

    def show_query(self, query: CaseQuery | None) -> None:
        """Show the cases of a query, or the list as it was left."""
        if query is not None:
            self.filters.show_query(query)
            at = [column.sort for column in self.model.columns]
            if query.sort in at:
                order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
                self.table.sortByColumn(at.index(query.sort), order)
        self.refresh()
        self._to_list()

    def refresh(self) -> None:
        """Read the cases, the counts and what the filters can offer again."""
        try:
            self.filters.offer(self.session.workbook.lists.choices())
            self.model.news = frozenset(self.session.workbook.since.changed())
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._narrow(again=True)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of what the rows say, behind the lock; `refresh` reads it again."""
        self.model.forget()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the list."""
        super().showEvent(event)
        if not event.spontaneous():  # not when only the window comes back
            self._to_list()

    # Narrowing, finding and opening

    def _narrow(self, again: bool = False) -> None:
        """Show what the filters ask for; the chosen case stays chosen where it is still in the list."""
        here = self._chosen_ref()
        asked = replace(
            self.filters.query, sort=self.model.query.sort, descending=self.model.query.descending
        )
        if asked != self.model.query:
            self.model.show_query(asked)
        elif again:
            self.model.reload()
        if here and self._chosen_ref() != here:
            self._choose(here)
        self._count()
        self._show_saved()
        self._fit()

    def _show_saved(self) -> None:
        """Show the views that the workbook keeps, and offer to save this one."""
        views = self.filters.query_of_each_view().values() if not self.filters.has_filters() else ()
        alone = (with_late_duties(CaseQuery()), CaseQuery(panel=WAITING))
        plain = {replace(view, sort="", descending=True) for view in (*views, *alone, CaseQuery())}
        is_plain = replace(self.model.query, sort="", descending=True) in plain
        count = self.session.workbook.lists.count_cases
        self.saved.show_query(self.model.query, is_plain=is_plain, count=count)

    def _count(self) -> None:
        workbook, query = self.session.workbook, self.filters.query
        try:
            if self.filters.has_filters():
                views = self.filters.query_of_each_view()
                self.filters.show_counts(
                    {view: workbook.lists.count_cases(one) for view, one in views.items()}
                )
            else:
                late = workbook.lists.count_cases(with_late_duties(query))
                panel = workbook.lists.count_cases(replace(query, status="", panel=WAITING))
                counts = workbook.lists.case_counts()
                self.filters.show_counts({**counts, LATE_DUTIES: late, PANEL: panel})
        except WorkbookError as error:
            self.go.say(str(error), "bad")

    def _fit(self) -> None:
        """Show the list, or what to do where there is nothing to list; the card is as high as its rows."""
        rows, narrowed = self.model.rowCount(), self.filters.is_narrowed()
        self.table.setVisible(rows > 0)
        self.nothing_yet.setVisible(not rows and not narrowed)
        self.nothing_found.setVisible(not rows and narrowed)
        self.filters.setVisible(rows > 0 or narrowed)
        self.footer.setVisible(rows > 0)
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.card.setMaximumHeight(
            self.table.height_of(rows) + bar if rows else self.card.sizeHint().height()
        )
        self.table.setMinimumHeight(self.table.height_of(min(rows, LEAST_ROWS)))
        self.table.fit_columns()
        self._summarise()

    def _summarise(self) -> None:
        count = self.model.rowCount()
        words = f"{count:,} case{'' if count == 1 else 's'}, {self.model.order_in_words()}"
        self.summary.setText(words)

    def _seek(self, typed: str) -> None:
        """Choose the case whose reference is being typed."""
        if not self._choose(typed):
            self.summary.setText(f"No reference here begins or ends with “{typed.strip()}”.")

    def _choose(self, ref: str) -> bool:
        try:
            row = self.session.workbook.lists.row_of_case(self.model.query, ref)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        if row is None or row >= self.model.rowCount():
            return False
        self.table.setCurrentIndex(self.model.index(row, max(0, self.table.currentIndex().column())))
        return True

    def _chosen_ref(self) -> str:
        here = self.table.currentIndex()
        row = self.model.row(here.row()) if here.isValid() else None
        return row.ref if row else ""

    def _open(self, index: QModelIndex) -> None:
        case_id = index.data(roles.IdRole)
        if case_id:
            self.go.case(case_id)

    def _to_list(self) -> None:
        target = self.table if self.model.rowCount() else self.nothing_yet.button
        if target is not None and self.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step_back(self) -> None:
        """Leave the search field, take filters away that leave nothing, or go back to the start page."""
        if self.model.rowCount() and not self.table.hasFocus():
            self._to_list()
        elif self.nothing_found.isVisible():
            self.filters.clear_all()
            self._to_list()
        else:
            self.go.home()
