"""Actions: the log of everything that was agreed, what it is like today, and one action in full beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QVBoxLayout, QWidget

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.review.blinding import left_out
from hssib_desk.export.actions.plain import plain_text
from hssib_desk.export_list.actions import action_listing
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.ui.actions.chooser import CaseChooser
from hssib_desk.ui.actions.detail import READ_ONLY, ActionDetail
from hssib_desk.ui.actions.facts import page_of
from hssib_desk.ui.actions.filters import Filters
from hssib_desk.ui.actions.model import ActionsModel
from hssib_desk.ui.actions.table import ActionsTable
from hssib_desk.ui.actions.words import action_form, brag_words
from hssib_desk.ui.kit.buttons import ViewSwitch, button
from hssib_desk.ui.kit.cards import EmptyState
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.layout import MARGIN, Page, ScrollArea, SplitRow
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.views.saved import SavedViews
from hssib_desk.ui.window.icon_line import IconLine, plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

FIRST = 200  # rows among which the first action is looked for
BESIDE_FROM, DETAIL, LEAST_DETAIL, WIDEST = 1000, 320, 300, 16777215
ROOMY_FROM, SLIM_DETAIL = 1060, 272  # under that width the list needs the room
VIEWS = {
    "all": "All",
    "open": "Open",
    "overdue": figure("overdue").name,
    "effects": figure("effects_due").name,
    "owed": figure("owed").name,
}
QUERIES = {
    "all": ActionQuery(),
    "open": ActionQuery(status="open"),
    "overdue": ActionQuery(overdue=True),
    "effects": ActionQuery(check_due=True),
    "owed": ActionQuery(owed=True),
}
NOTHING_YET = "Actions agreed in reviews appear here, with owner, target date and how they are going."
NOTHING_FITS = "No action fits these filters. Remove a filter to see more."


class ActionsScreen(Place):
    """The action log of the whole workbook."""

    def __init__(self, session: Session, go: Navigator) -> None:
        self._is_built = False  # the text size may change while it is being made
        super().__init__()
        self.session, self.go = session, go
        self.split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.page = Page("Actions")
        self.form = action_form(session.library)
        self.chosen = ""
        self.update_log = button("Re-import edited log", "file-up")
        self.export = button("Export", "file-down")
        self.new = button("New action", "plus", "primary")
        self.views = ViewSwitch([(key, words, 0) for key, words in VIEWS.items()])
        self.saved = SavedViews(session, go, "actions")
        self.filters = Filters(self.form)
        self.model = ActionsModel(session, self)
        self.table = ActionsTable(self.model)
        self.left_out = IconLine("eye-off", "", role="second")
        self.holder = QFrame()
        self.nothing_yet = EmptyState(NOTHING_YET, "New action", "plus")
        self.nothing_fits = EmptyState(NOTHING_FITS, "Clear filters")
        self.chooser = CaseChooser(session)
        self.detail = ActionDetail(session, go)
        self.side = ScrollArea(self.detail)
        self._lay_out()
        self._connect()
        self._is_built = True

    def _lay_out(self) -> None:
        self.page.add_button(self.update_log)
        self.page.add_button(self.export)
        self.page.add_button(self.new)
        self.new.setEnabled(not self.session.read_only)
        self.new.setToolTip(READ_ONLY if self.session.read_only else "")
        if self.nothing_yet.button is not None:
            self.nothing_yet.button.setEnabled(not self.session.read_only)
        self._build_table()
        body = self.page.body
        body.setSpacing(12)
        self.left_out.setObjectName("left-out")
        self.views.setAccessibleName("Views")
        for widget in (SplitRow(self.views, self.saved), self.chooser, self.filters):
            body.addWidget(widget)
        self.split.setSpacing(16)
        self.split.addWidget(self.holder, 1)
        self.split.addWidget(self.side)
        body.addLayout(self.split, 1)
        body.addWidget(self.left_out)
        self.scroller = ScrollArea(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroller)

    def _build_table(self) -> None:
        self.holder.setProperty("role", "card")
        column = QVBoxLayout(self.holder)
        column.setContentsMargins(1, 1, 1, 1)
        for widget in (self.table, self.nothing_yet, self.nothing_fits):
            column.addWidget(widget)

    def _connect(self) -> None:
        self.update_log.clicked.connect(lambda: self.go.update_actions())
        self.export.clicked.connect(lambda: self.go.export("actions", actions=self.model.query))
        for made in (self.new, self.nothing_yet):
            made.clicked.connect(self.begin_action)
        self.nothing_fits.clicked.connect(lambda: self._find(ActionQuery()))
        self.views.chosen.connect(self._show_view)
        self.saved.chosen.connect(self._find)
        self.filters.changed.connect(self._filter)
        self.filters.left.connect(self._to_list)
        self.filters.copy.clicked.connect(self._copy_owner)
        self.model.modelReset.connect(self._choose_again)
        self.model.failed.connect(lambda sentence: self.go.say(sentence, "bad"))
        self.table.selectionModel().currentRowChanged.connect(self._show_row)
        self.table.activated.connect(self._enter)
        self.table.doubleClicked.connect(self._open_case)
        self.chooser.chosen.connect(self._add_action)
        self.chooser.cancelled.connect(self._cancel_new)
        self.detail.changed.connect(self.refresh)
        self.detail.opened.connect(lambda: self.scroller.ensureWidgetVisible(self.detail))
        self.session.case_changed.connect(self._case_changed)
        find = self.filters.search
        on_key(self, "Ctrl+F", lambda: find.setFocus(Qt.FocusReason.ShortcutFocusReason))

    # What the window asks

    def show_query(self, query: ActionQuery | None, entry_id: str = "") -> None:
        """Show the actions of a query, or the list as it was left, with one of them chosen."""
        self._cancel_new()
        if entry_id:
            self.chosen = entry_id
            query = query or ActionQuery()
        self._find(query or self.model.query)
        if entry_id:
            self.model.unfold_action(entry_id)
            self.table.scroll_to_chosen()
        self._to_list()

    def _to_list(self) -> None:
        target = self.nothing_yet.button if self.nothing_yet.isVisible() else self.table
        if target is not None and target.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read everything again; the chosen action and the place in the list stay."""
        self._find(self.model.query)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of what the rows and the card say, behind the lock; `refresh` reads it again."""
        self.model.forget()
        return self.detail.forget()

    def _find(self, query: ActionQuery) -> None:
        try:
            choices = self.session.workbook.lists.choices()
            counts = self._counts(query)
            views = self._view_counts()
            blind = self.session.workbook.lists.blind_cases(query.cases)
            place = self.table.verticalScrollBar().value()
            same = query == self.model.query
            self.model.show_query(query)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        if same:
            self.table.verticalScrollBar().setValue(place)
        self.filters.show_query(query, choices)
        self.filters.show_colours(self._colours(counts))
        self.filters.buttons["brag"].set_value(query.brag)
        self._show_views(views, query)
        self.left_out.say(left_out(len(blind), blind))
        self._fit(query)
        if not same:
            self.table.scroll_to_chosen()

    def _counts(self, query: ActionQuery) -> Mapping[str, int]:
        return self.session.workbook.lists.brag_counts(replace(query, brag=""))

    def _colours(self, counts: Mapping[str, int]) -> list[tuple[str, str]]:
        """The colours as the filter offers them, each with how many there are."""
        return [
            (code, f"{word}, {counts.get(code, 0):,}") for code, word, _ in brag_words(self.session.library)
        ]

    def _view_counts(self) -> Mapping[str, int]:
        lists = self.session.workbook.lists
        return {key: lists.count_actions(query) for key, query in QUERIES.items()}

    def _show_views(self, counts: Mapping[str, int], query: ActionQuery) -> None:
        """Say how many each view holds, and which one this is, however it is sorted and grouped."""
        plain = replace(query, sort="", descending=True, group_by="")
        for key, count in counts.items():
            self.views.set_count(key, count)
        same = (key for key, found in QUERIES.items() if replace(found, sort="") == plain)
        self.views.set_value(next(same, ""))
        is_plain = bool(self.views.value()) and not query.group_by
        find = self.session.workbook.lists.count_actions
        self.saved.show_query(query, is_plain=is_plain, count=find)

    def _show_view(self, key: str) -> None:
        now = self.model.query
        found = QUERIES[key]
        self._find(replace(found, sort=now.sort, descending=now.descending, group_by=now.group_by))

    def _copy_owner(self) -> None:
        """Copy what an owner has to do as plain text, most overdue first."""
        owner, book = self.model.query.owner, self.session.workbook
        query = ActionQuery(owner=owner, status="open")
        try:
            rows = book.lists.actions(query, 0, book.lists.count_actions(query))
            cases = CaseQuery(only=tuple({row.case_id for row in rows}))
            listing = action_listing(book, Order(EXPORTS["actions"], actions=query, cases=cases))
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        QApplication.clipboard().setText(plain_text(listing))
        self.go.say(f"Copied: {plural(len(listing.actions), 'open action')} of {owner}.", "ok")

    def parts(self) -> Sequence[QWidget]:
        """The list, then the action at hand."""
        return (self.views, self.holder, self.side)

    def _fit(self, query: ActionQuery) -> None:
        """Show the table, or why it is empty."""
        count = self.model.found
        self.filters.show_count(count)
        narrowed = replace(query, sort="", descending=True, group_by="") != ActionQuery(sort="")
        self.table.setVisible(count > 0)
        self.nothing_yet.setVisible(count == 0 and not narrowed)
        self.nothing_fits.setVisible(count == 0 and narrowed)
        self.table.show_query(query, self._list_width())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._is_built:
            self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the title what the other columns leave."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        beside = self.width() >= current().px(BESIDE_FROM)
        way = QBoxLayout.Direction
        self.split.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.side.setFixedWidth(self._detail_width()) if beside else self.side.setMaximumWidth(WIDEST)
        self.side.setMinimumWidth(self._detail_width() if beside else 0)
        self.side.setMinimumHeight(0 if beside else current().px(LEAST_DETAIL))
        self.table.fit(self._list_width())

    def _detail_width(self) -> int:
        roomy = self.width() >= current().px(ROOMY_FROM)
        return current().px(DETAIL if roomy else SLIM_DETAIL)

    def _list_width(self) -> int:
        """The room of the list beside the action at hand, or over it."""
        whole = self.page.width() - 2 * MARGIN
        return whole - self._detail_width() - 16 if self.width() >= current().px(BESIDE_FROM) else whole

    def _filter(self, query: object) -> None:
        if isinstance(query, ActionQuery):
            sorted_by = self.model.query
            self._find(replace(query, sort=sorted_by.sort, descending=sorted_by.descending))

    # The chosen action

    def _choose_again(self) -> None:
        """After a new list: keep to the action that was chosen, else show the first."""
        number = self.model.row_of(self.chosen) if self.chosen else -1
        if number < 0 and self.chosen and self.model.is_folded_away(self.chosen):
            return  # it stays beside the list
        if number < 0:
            rows = range(min(self.model.rowCount(), FIRST))
            number = next((n for n in rows if not self.model.is_head(n)), -1)
        if number < 0:
            self.chosen = ""
            self.detail.show_nothing()
            return
        self.table.choose(number)

    def _show_row(self, index: QModelIndex | QPersistentModelIndex, *_: object) -> None:
        row = self.model.row(index.row()) if index.isValid() else None
        if row is None or not row.entry_id:  # the head of a group: what is beside it stays
            return
        self.chosen = row.entry_id
        try:
            self.detail.show_action(row.case_id, row.entry_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")

    def _case_changed(self, case_id: str) -> None:
        """Somebody typed in a case: its rows, the colours and the card say it at once, the order stays."""
        if not self.isVisible():
            return
        self.model.update_case(case_id)
        query = self.model.query
        self.filters.show_colours(self._colours(self._counts(query)))
        if self.detail.case is not None and self.detail.case.id == case_id and self.detail.entry:
            self.detail.show_action(case_id, self.detail.entry.id)

    def _enter(self, index: QModelIndex) -> None:
        """Go into the action at hand, or fold the group that a head is of."""
        if self.model.is_head(index.row()):
            self.table.fold()
        else:
            self.enter_part(self.side)

    def _open_case(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if (
            row is not None
            and row.entry_id
            and self.detail.case is not None
            and self.detail.entry is not None
        ):
            self.go.case(row.case_id, page_of(self.detail.case, self.detail.entry), "", row.entry_id)

    # A new action

    def begin_action(self) -> None:
        """Ask which case it belongs to; without any case, go to where one begins."""
        if self.session.workbook.lists.count_cases(CaseQuery()) == 0:
            self.go.cases()
            self.go.say("An action belongs to a case. Add a case or import a list of deaths first.")
            return
        self.chooser.open()
        self.scroller.ensureWidgetVisible(self.chooser)

    def _cancel_new(self) -> None:
        if not self.chooser.isHidden():
            self.chooser.hide()
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_action(self, case_id: str) -> None:
        self.chooser.hide()
        try:
            made = self.session.act(lambda workbook: workbook.add_entry(case_id, self.form.key), case_id)
            case = self.session.case(case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.chosen = made.id
        self.go.case(case_id, page_of(case, made), "", made.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back the nearest thing: the words sought, the choice of a case, the open panel."""
        if event.key() != Qt.Key.Key_Escape or not self._step_back():
            super().keyPressEvent(event)

    def _step_back(self) -> bool:
        if self.filters.search.hasFocus() and self.filters.search.text():
            self.filters.search.clear()
            return True
        if not self.chooser.isHidden():
            self._cancel_new()
            return True
        if self.detail.close_panel():
            return True
        cursor = QApplication.focusWidget()
        if cursor is not None and self.side.isAncestorOf(cursor):
            self._to_list()
            return True
        return False
