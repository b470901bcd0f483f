"""Buttons, cards, charts, table and frame: named for everyone, usable by keyboard."""

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QHeaderView, QVBoxLayout, QWidget

from hssib_desk.domain.figures.charts import BarRow, Bars, Columns, Level, Point, Run, ScoreRow, StackedScores
from hssib_desk.ui.charts.card import ChartCard
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.brag import BragChip
from hssib_desk.ui.kit.buttons import FilterButton, LinkButton, ViewSwitch, button, icon_button
from hssib_desk.ui.kit.cards import AdviceStrip, Card, CardRow, Chip, EmptyState, ProgressBar, SaveState
from hssib_desk.ui.kit.fields.editors import LineField, TickBox
from hssib_desk.ui.kit.fields.score import ScoreBlock, ScoreSelector
from hssib_desk.ui.kit.focus import FocusRing
from hssib_desk.ui.kit.layout import Page, ScrollArea, SplitRow
from hssib_desk.ui.kit.shell import Rail, TopBar
from hssib_desk.ui.kit.table import DataTable
from hssib_desk.ui.kit.theme import install_theme

# The offscreen platform says this of every menu.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)

STEPS = (("1", "Very poor"), ("2", "Poor"), ("3", "Adequate"), ("4", "Good"), ("5", "Excellent"))
BARS = Bars(
    "How strong?", (BarRow("Strong", 11, 27, "s"), BarRow("Weak", 30, 73, "w")), "Actions.", 41, "actions"
)
SCORES = StackedScores("Judged?", STEPS, (ScoreRow("Ongoing care", {"1": 1, "4": 3}, 2),), "Reviews.", 4)
RUN = Run(
    "Changing?",
    tuple(Point(f"m{i}", i % 3 + 1.0) for i in range(14)),
    (Level(0, 6, 2.0), Level(7, 13, 2.0, (0.5, 5.2))),
    frozenset({3}),
    "Rule: x, y",
    "Deaths.",
    28,
)
COLUMNS = Columns(
    "Changed?", (Point("Q1", 3.0, "a"), Point("Q2", 0.0)), "No signal.", "Deaths.", 3, breaks=frozenset({1})
)


@pytest.mark.parametrize("kind", ["secondary", "primary", "quiet", "sign", "small"])
def test_enter_and_space_press_a_button(qtbot, kind):
    made = button("Export", "upload", kind)
    qtbot.addWidget(made)
    pressed: list[bool] = []
    made.clicked.connect(lambda: pressed.append(True))
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert len(pressed) == 2
    assert made.accessibleName() == "Export"


@pytest.mark.parametrize(
    ("kind", "height"), [("secondary", 36), ("primary", 36), ("small", 32), ("sign", 40)]
)
def test_buttons_have_the_heights_of_the_design(qtbot, kind, height):
    made = button("Export", kind=kind)
    qtbot.addWidget(made)
    assert made.sizeHint().height() == height


@pytest.mark.parametrize("screen", [TopBar, lambda: ChartCard(BARS), lambda: icon_button("plus", "Add")])
def test_every_icon_only_button_has_tool_tip_and_name(qtbot, screen):
    made = screen()
    qtbot.addWidget(made)
    buttons = [*made.findChildren(QAbstractButton), *([made] if isinstance(made, QAbstractButton) else [])]
    unnamed = [one for one in buttons if not one.text() and not one.accessibleName()]
    without_tip = [one for one in buttons if one.property("kind") == "icon" and not one.toolTip()]
    assert (unnamed, without_tip) == ([], [])


def test_a_view_switch_tells_what_was_chosen(qtbot):
    switch = ViewSwitch([("all", "All", 48), ("open", "To finish", 6)])
    qtbot.addWidget(switch)
    said: list[str] = []
    switch.chosen.connect(said.append)
    switch.set_value("all")
    assert said == []
    qtbot.mouseClick(switch.findChildren(QAbstractButton)[1], Qt.MouseButton.LeftButton)
    assert (said, switch.value()) == (["open"], "open")
    switch.set_count("open", 7)
    assert switch.findChildren(QAbstractButton)[1].accessibleName() == "To finish, 7"


def test_two_groups_under_one_another_leave_the_height_to_what_follows(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    views = ViewSwitch([("all", "All", 3), ("draft", "Draft", 1)])
    split = SplitRow(views, button("A button that has no room beside the views"))
    column.addWidget(split)
    column.addStretch(0)
    page.resize(split.minimumSizeHint().width() + 40, 600)
    page.show()
    QApplication.processEvents()
    assert views.height() == views.sizeHint().height()
    assert split.height() == split.heightForWidth(split.width())


def test_a_filter_says_its_choice_and_opens_by_key(qtbot):
    made = FilterButton("Ward", [("", "All"), ("oak", "Oak")])
    qtbot.addWidget(made)
    said: list[str] = []
    made.chosen.connect(said.append)
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert made._menu.isVisible()
    qtbot.keyClick(made._menu, Qt.Key.Key_Down)
    qtbot.keyClick(made._menu, Qt.Key.Key_Down)
    qtbot.keyClick(made._menu, Qt.Key.Key_Return)
    assert (said, made.accessibleName()) == (["oak"], "Ward: Oak")


def test_a_card_row_opens_by_enter_and_reads_whole(qtbot):
    row = CardRow(
        "CQC notification", "was detained", icon="clock", trailing=Chip("bad", "Without delay", "diamond")
    )
    card = Card("Duties", count=3, link="All duties")
    card.add_row(row)
    qtbot.addWidget(card)
    card.show()
    with qtbot.waitSignal(row.clicked):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.accessibleName() == "CQC notification, was detained, Without delay"
    with qtbot.waitSignal(card.link_clicked):
        qtbot.mouseClick(card.link, Qt.MouseButton.LeftButton)
    card.clear_rows()
    assert row.isHidden()
    qtbot.waitUntil(lambda: card.findChildren(CardRow) == [])


def test_the_save_state_says_why_it_is_not_saved(qtbot):
    state = SaveState()
    qtbot.addWidget(state)
    state.show_failed("the disk is full. Trying again")
    assert state.accessibleName() == "Not saved: the disk is full. Trying again"
    state.show_saved("14:02")
    assert (state.state, state.accessibleName()) == ("saved", "Saved 14:02")


@pytest.mark.parametrize("chart", [BARS, SCORES, RUN, COLUMNS], ids=["bars", "scores", "run", "columns"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_chart_draws_and_gives_its_figures_in_words_and_as_a_table(qapp, qtbot, chart, mode):
    install_theme(qapp, mode)
    card = ChartCard(chart)
    qtbot.addWidget(card)
    card.resize(560, 400)
    card.show()
    assert not card.view.grab().isNull()
    assert chart.title in card.view.accessibleName()
    assert f"n = {chart.n}" in card.definition.plain()
    assert card.view._hits
    qtbot.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    assert card.table.isVisible()
    assert not card.view.isVisible()
    install_theme(qapp, "light")


def test_a_bar_leads_to_its_cases(qtbot):
    card = ChartCard(BARS)
    qtbot.addWidget(card)
    card.resize(560, 300)
    card.show()
    card.view.grab()
    with qtbot.waitSignal(card.chosen) as said:
        qtbot.mouseClick(card.view, Qt.MouseButton.LeftButton, pos=card.view._hits[1][0].center().toPoint())
    assert said.args == ["w"]


class Rows(QAbstractTableModel):
    """Three rows with every kind of cell."""

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 3

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 4

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if role == roles.SecondLineRole and section == 2:
            return ["First", None, "Overall"]
        return "ABCD"[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        cells = {
            (1, roles.ChipRole): roles.ChipValue("info", "Draft", "pen-line"),
            (2, roles.ScoresRole): [("4", 4), None, ("na", None)],
            (3, roles.BragRole): ("red", ""),
            (0, roles.WeightRole): 500,
        }
        if role == Qt.ItemDataRole.DisplayRole:
            return f"cell {index.row()} {index.column()}"
        return cells.get((index.column(), role))

    def sort(self, column, order=Qt.SortOrder.AscendingOrder):
        self.sorted = (column, order)


@pytest.fixture
def table(qtbot):
    made = DataTable(44, 48)
    made.setModel(Rows(made))
    for column in range(3):
        made.horizontalHeader().resizeSection(column, 120)
    made.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
    made.set_sort(0)
    qtbot.addWidget(made)
    made.resize(500, 240)
    made.show()
    made.activateWindow()
    return made


def test_the_keyboard_chooses_a_row_and_enter_opens_it(qtbot, table):
    table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(table.hasFocus)
    assert (table.currentIndex().row(), table.shows_keyboard()) == (0, True)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.activated) as said:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert said.args[0].row() == 1


def test_a_click_shows_no_keyboard_border(qtbot, table):
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(2, 1)).center()
    )
    assert table.currentIndex().row() == 2
    assert not table.shows_keyboard()
    table.grab()


def test_ctrl_and_an_arrow_sort_by_the_column_in_hand(qtbot, table):
    table.setCurrentIndex(table.model().index(0, 2))
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert table.model().sorted == (2, Qt.SortOrder.DescendingOrder)


def test_rows_keep_their_height_and_grow_with_the_text(qapp, table):
    assert table.rowHeight(0) == 44
    install_theme(qapp, "light", 200)
    assert table.rowHeight(0) == 88
    install_theme(qapp, "light", 100)


@pytest.fixture
def ringed(qtbot):
    window = QWidget()
    inside = QWidget()
    column = QVBoxLayout(inside)
    for text in ("One", "Two", "Three"):
        column.addWidget(button(text))
    outer = QVBoxLayout(window)
    outer.addWidget(ScrollArea(inside))
    ring = FocusRing(window)
    qtbot.addWidget(window)
    window.resize(300, 300)
    window.show()
    window.activateWindow()
    buttons = inside.findChildren(QAbstractButton)
    buttons[0].setFocus()
    qtbot.waitUntil(buttons[0].hasFocus)
    return window, ring, buttons


def test_the_ring_follows_the_keyboard_two_pixels_outside(ringed):
    window, ring, buttons = ringed
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert buttons[1].hasFocus()
    assert ring.isVisible()
    assert ring.target is buttons[1]
    around = ring.geometry().adjusted(4, 4, -4, -4)
    assert around.topLeft() == buttons[1].mapTo(window, buttons[1].rect().topLeft())
    assert around.size() == buttons[1].size()


def test_the_ring_moves_with_its_button_and_goes_with_it(ringed):
    window, ring, buttons = ringed
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    before = ring.geometry()
    buttons[1].move(buttons[1].x() + 20, buttons[1].y() + 5)
    assert ring.geometry() == before.translated(20, 5)
    buttons[1].hide()
    assert ring.target is not buttons[1]


def test_the_pointer_brings_no_ring(ringed):
    window, ring, buttons = ringed
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    spot = buttons[2].mapTo(window, buttons[2].rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert buttons[2].hasFocus()
    assert not ring.isVisible()


def test_the_rail_tells_only_what_a_person_chose(qtbot):
    rail = Rail([("home", "house", "Home"), ("cases", "folder-open", "Cases")])
    qtbot.addWidget(rail)
    said: list[str] = []
    rail.chosen.connect(said.append)
    rail.set_value("cases")
    assert (rail.value(), said) == ("cases", [])
    rail.set_value("")
    assert rail.value() == ""
    qtbot.mouseClick(rail.button("home"), Qt.MouseButton.LeftButton)
    assert (rail.value(), said, rail.sizeHint().width()) == ("home", ["home"], 80)


def test_the_top_bar_asks_for_what_is_typed(qtbot):
    bar = TopBar("Oak House reviews")
    qtbot.addWidget(bar)
    bar.show()
    qtbot.keyClicks(bar.search, "clozapine")
    with qtbot.waitSignal(bar.search_asked) as said:
        qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    assert said.args == ["clozapine"]
    for made, asked in ((bar.pause, bar.pause_asked), (bar.lock, bar.lock_asked), (bar.menu, bar.menu_asked)):
        with qtbot.waitSignal(asked):
            qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_part_paints_in_both_schemes_and_at_twice_the_size(qapp: QApplication, qtbot, mode, scale):
    install_theme(qapp, mode, scale)
    page = Page("Parts", "with a second line")
    for part in (
        button("Sign", kind="primary"),
        ViewSwitch([("all", "All", 48), ("finish", "To finish", 6)]),
        LineField("A word or a reference", icon="search"),
        TickBox("Only weak actions"),
        ScoreSelector([("1", "1", "Very poor", False), ("na", "", "Not applicable", True)]),
        ScoreBlock("4", 4),
        Chip("ok", "Signed off", "check"),
        SaveState(),
        AdviceStrip("Advice", "saved as it is"),
        EmptyState("Nothing here yet.", "Start"),
        ProgressBar(40, "Complete"),
        BragChip("amber", "Amber: due in 3 days"),
        LinkButton("All cases", "chevron-left"),
    ):
        page.body.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    assert not page.grab().isNull()
    install_theme(qapp, "light", 100)
