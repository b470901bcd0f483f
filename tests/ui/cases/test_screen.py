"""The case list: what it shows, how it is narrowed and sorted, and how a case is found and opened."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.cases.filters import with_late_duties
from hssib_desk.ui.cases.model import CaseListModel
from hssib_desk.ui.cases.periods import GIVEN, months_before, period_of, periods
from hssib_desk.ui.cases.screen import CasesScreen
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.table_model import PAGE
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from tests.ui.conftest import person

TODAY = date.today()
KEY = Qt.Key


def day(ago):
    return (TODAY - timedelta(days=ago)).isoformat()


def scored(library, **codes):
    """Answers that score sections of the judgement, by section key."""
    form = library.form_with_role("overall_score", repeat=False)
    return {form.key: {form.by_section[key].score_field.key: code for key, code in codes.items()}}


@pytest.fixture
def screen(qtbot, session, go):
    made = CasesScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 740)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_query(None)
    return made


def column(screen, key):
    return next(at for at, found in enumerate(screen.model.columns) if found.key == key)


def texts(screen, key="ref"):
    at = column(screen, key)
    return [screen.model.index(row, at).data() for row in range(screen.model.rowCount())]


def choose(screen, name, words):
    """Open a filter and pick one of its choices, as a person does."""
    button = screen.filters.choices[name]
    menu = button.findChild(QMenu)
    next(action for action in menu.actions() if action.text() == words).trigger()


def refs(session, query):
    return [row.ref for row in session.workbook.lists.cases(query)]


# What is shown


def test_columns_speak_the_words_of_the_forms(screen, session):
    form = session.library.form_with_role("overall_score", repeat=False)
    names = [
        screen.model.headerData(at, Qt.Orientation.Horizontal) for at in range(screen.model.columnCount())
    ]
    assert names[:3] == ["Case", "Local number", "Status"]
    assert names[-1] == "Complete"
    above = screen.model.headerData(column(screen, "scores"), Qt.Orientation.Horizontal, roles.SecondLineRole)
    assert [name for name in above if name] == [phase.short or phase.title for phase in form.phases]
    assert above[-2] is None


def test_row_shows_status_days_scores_and_who_reviews(screen, session):
    library = session.library
    first, *_, overall = library.form_with_role("overall_score", repeat=False).phases
    session.workbook.new_case(
        person(library, date_of_death=day(1), discharge_date=day(13), reviewer_role="Night owl")
        | scored(library, **{first.key: "4", overall.key: "2"})
    )
    screen.refresh()
    assert texts(screen, "after")[0] == "12 days"
    assert texts(screen, "reviewer")[0] == "Night owl"
    assert texts(screen, "status")[0] == "Draft"
    blocks = screen.model.index(0, column(screen, "scores")).data(roles.ScoresRole)
    assert blocks[0] == ("4", 4)
    assert blocks[1] == ("", None)
    assert blocks[-2:] == [None, ("2", 2)]
    assert f"{first.short} 4" in texts(screen, "scores")[0]


def test_doubtful_dates_wear_a_warning_that_explains_itself(screen, session):
    session.workbook.new_case(person(session.library, date_of_death=day(2), discharge_date=day(2)))
    screen.refresh()
    cell = screen.model.index(0, column(screen, "after"))
    chip = cell.data(roles.ChipRole)
    assert (chip.kind, chip.text) == ("warn", "Same day: check dates")
    assert cell.data(Qt.ItemDataRole.ToolTipRole).startswith("Discharged on the day of death.")


def test_case_without_reviewer_is_unassigned(screen):
    assert set(texts(screen, "reviewer")) == {"Unassigned"}


def test_reviews_that_wait_for_a_part_are_found_by_it(screen, session):
    waiting, other = session.workbook.lists.cases(CaseQuery(status="to_finish"))[:2]
    session.workbook.reviews.set_part_aside(other.id, "family", "No family or friend is known")
    choose(screen, "part", "Family part")
    assert screen.filters.query.part == "family"
    assert waiting.ref in texts(screen) and other.ref not in texts(screen)
    choose(screen, "part", "Safety part")
    assert {waiting.ref, other.ref} <= set(texts(screen))


# Many rows


def test_long_list_is_fetched_page_by_page(qtbot, session):
    batch = [person(session.library, date_of_death=day(ago)) for ago in range(1, 2 * PAGE + 30)]
    session.workbook.import_cases(batch, "list", back_up=False)
    model = CaseListModel(session)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.reload()
    assert model.rowCount() == session.workbook.lists.count_cases(CaseQuery())
    last = model.rowCount() - 1
    everything = session.workbook.lists.cases(CaseQuery(), limit=1000)
    assert model.index(last, 0).data() == everything[-1].ref
    assert model.index(PAGE, 0).data() == everything[PAGE].ref
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert model.index(0, 0).data() == min(row.ref for row in everything)


def test_only_the_rows_that_changed_say_so(qtbot, screen, session):
    case = session.workbook.case(texts(screen)[1])
    field = session.library.form_with_role("reviewer_role", repeat=False).role("reviewer_role")
    entry = next(entry for entry in case.entries if field.key in entry.form.by_key)
    session.workbook.save(entry.id, {field.key: "Matron"})
    with qtbot.waitSignal(screen.model.dataChanged) as told:
        screen.refresh()
    assert [told.args[0].row(), told.args[1].row()] == [1, 1]
    assert texts(screen, "reviewer")[1] == "Matron"


def test_new_case_appears_and_the_chosen_one_stays_chosen(screen, session):
    screen.table.setCurrentIndex(screen.model.index(1, 0))
    chosen = texts(screen)[1]
    session.workbook.new_case(person(session.library, date_of_death=day(0)))
    screen.refresh()
    assert screen.model.rowCount() == 4
    assert screen.table.currentIndex().siblingAtColumn(0).data() == chosen


# Order


def test_heading_sorts_in_the_workbook_and_the_order_is_said(qtbot, screen, session):
    header = screen.table.horizontalHeader()
    at = column(screen, "after")
    spot = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert screen.model.query.sort == "days"
    assert texts(screen) == refs(session, CaseQuery(sort="days", descending=screen.model.query.descending))
    assert screen.summary.text().startswith("3 cases, ")
    assert "days after discharge first" in screen.summary.text()


@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts(screen, session, descending):
    order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
    for at, found in enumerate(screen.model.columns):
        screen.table.sortByColumn(at, order)
        assert texts(screen) == refs(session, CaseQuery(sort=found.sort, descending=descending))


def test_list_begins_with_the_newest_death(screen):
    assert screen.summary.text() == "3 cases, newest death first"


# Narrowing


def test_views_narrow_and_count(qtbot, screen):
    outside = next(b for b in screen.filters.views._buttons.values() if b.value == "outside")
    assert outside.count == 1
    qtbot.mouseClick(outside, Qt.MouseButton.LeftButton)
    assert len(texts(screen)) == 1
    assert screen.summary.text().startswith("1 case,")


def test_ctrl_f_leads_to_the_search_and_enter_to_the_list(qtbot, screen):
    qtbot.keyClick(screen.table, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert screen.filters.search.hasFocus()
    qtbot.keyClicks(screen.filters.search, "choir")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    counts = {view: button.count for view, button in screen.filters.views._buttons.items()}
    assert counts["all"] == 1
    assert counts["outside"] == 0
    qtbot.keyClick(screen.filters.search, KEY.Key_Return)
    assert screen.table.hasFocus()


def test_search_leaves_a_space_that_is_being_typed(qtbot, screen):
    screen.filters.begin_search()
    qtbot.keyClicks(screen.filters.search, "the ")
    qtbot.waitUntil(lambda: screen.filters.query.text == "the")
    qtbot.keyClicks(screen.filters.search, "choir")
    assert screen.filters.search.text() == "the choir"


def test_period_ward_type_and_reviewer_narrow(screen, session):
    library = session.library
    ward = library.form_with_role("ward_type", repeat=False).role("ward_type").options.offered[0]
    session.workbook.new_case(
        person(library, date_of_death=day(400), ward_type=ward.code, reviewer_role="Matron")
    )
    screen.refresh()
    choose(screen, "ward_type", ward.label)
    assert texts(screen, "ward") == [ward.short or ward.label]
    choose(screen, "ward_type", "All")
    choose(screen, "reviewer", "Matron")
    assert len(texts(screen)) == 1
    choose(screen, "died", "Last 12 months")
    assert texts(screen) == []
    assert screen.nothing_found.isVisible()
    screen.nothing_found.button.click()
    assert screen.model.rowCount() == 4
    assert not screen.filters.clear.isVisible()


def test_day_by_which_a_review_is_to_be_finished_is_listed_marked_late_and_filtered(screen, session):
    library = session.library
    late = session.workbook.new_case(person(library, date_of_death=day(60), due_date=day(3)))
    soon = session.workbook.new_case(person(library, date_of_death=day(20), due_date=day(-5)))
    screen.refresh()
    title = library.form_with_role("due_date", repeat=False).role("due_date").short
    at = column(screen, "due")
    assert screen.model.headerData(at, Qt.Orientation.Horizontal) == title
    rows = {screen.model.index(row, 0).data(): row for row in range(screen.model.rowCount())}
    assert screen.model.index(rows[late.ref], at).data(roles.ChipRole).kind == "bad"
    assert screen.model.index(rows[soon.ref], at).data(roles.ChipRole) is None
    choose(screen, "due", "Overdue")
    assert texts(screen) == [late.ref]
    choose(screen, "due", "Within 7 days")
    assert set(texts(screen)) == {late.ref, soon.ref}
    assert screen.filters.clear.isVisible()
    choose(screen, "due", "All")
    assert len(texts(screen)) > 2


def test_cases_are_found_by_what_they_owe_and_what_is_past_its_day(qtbot, screen, session):
    died = {"inpatient_at_death": "yes", "legal_status": "03", "died_manner": "natural"}
    past = session.workbook.new_case({"person": {**died, "date_of_death": day(40)}})
    told = {"coroner_referred": day(40), "coroner_status": "investigation", "cqc_told": day(39)}
    quiet = {"person": {**died, "date_of_death": day(1)}, "decisions": {**told, "coroner_referred": day(1)}}
    quiet["decisions"]["cqc_told"] = day(0)
    fresh = session.workbook.new_case(quiet)
    screen.refresh()
    view = screen.filters.views._buttons["late_duties"]
    assert view.count == session.workbook.lists.count_cases(with_late_duties(CaseQuery())) > 0
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert past.ref in texts(screen) and fresh.ref not in texts(screen)
    assert not screen.filters.further.isVisible()  # the view says it
    screen.filters.views._buttons["all"].click()
    assert screen.filters.query == CaseQuery()
    screen.filters.more.setChecked(True)
    choose(screen, "duty", "CQC told, detained")
    assert past.ref in texts(screen) and fresh.ref not in texts(screen)
    choose(screen, "duty", "Family told and asked")
    assert {past.ref, fresh.ref} <= set(texts(screen))
    choose(screen, "duty_by", "Overdue")
    assert past.ref in texts(screen) and fresh.ref not in texts(screen)
    choose(screen, "duty", "All")
    assert screen.filters.query == CaseQuery()
    choose(screen, "duty_by", "Within 28 days")  # of any duty
    assert screen.filters.query.duty == "any" and fresh.ref in texts(screen)


def test_cases_behind_a_chart_show_what_they_were_chosen_by(screen, session):
    library = session.library
    first = library.form_with_role("overall_score", repeat=False).phases[0]
    low = session.workbook.new_case(scored(library, **{first.key: "1"}))
    screen.show_query(CaseQuery(phase=first.key, score="1", died_from=None))
    assert texts(screen) == [low.ref]
    assert screen.filters.further.isVisible()
    assert screen.filters.choices["phase"].value() == first.key
    assert screen.filters.choices["score"].accessibleName().startswith("Score: 1 ")
    choose(screen, "phase", "All")
    assert screen.filters.query.score == ""
    assert screen.model.rowCount() == 4


def test_list_stays_narrowed_while_somebody_is_elsewhere(screen):
    screen.show_query(CaseQuery(status="outside"))
    screen.show_query(None)
    assert screen.filters.views.value() == "outside"
    assert screen.model.rowCount() == 1


def test_status_that_is_no_view_is_shown_among_the_filters(screen):
    screen.show_query(CaseQuery(status="draft"))
    assert screen.filters.views.value() == ""
    assert screen.filters.choices["status"].value() == "draft"
    assert screen.filters.further.isVisible()


def test_periods_include_both_ends_and_know_themselves_again():
    today = date(2025, 3, 31)
    spans = periods(today)
    assert spans["12_months"][1] == (date(2024, 3, 31), None)
    assert spans["last_year"][0] == "1 Apr 2023 to 31 Mar 2024"
    assert months_before(today, 1) == date(2025, 2, 28)
    assert months_before(date(2025, 1, 15), 3) == date(2024, 10, 15)
    for key, (_, (first, last)) in spans.items():
        assert period_of(CaseQuery(died_from=first, died_to=last), today)[0] == key
    given = CaseQuery(died_from=date(2024, 5, 1), died_to=date(2024, 5, 31))
    assert period_of(given, today) == (GIVEN, "1 May 2024 to 31 May 2024")


# Finding and opening


def test_enter_opens_the_chosen_case(qtbot, screen, session, go):
    qtbot.keyClick(screen.table, KEY.Key_Down)
    qtbot.keyClick(screen.table, KEY.Key_Return)
    ref = screen.table.currentIndex().siblingAtColumn(0).data()
    assert go.calls == [("case", (session.workbook.case(ref).id,), {})]


def test_double_click_opens(qtbot, screen, go):
    spot = screen.table.visualRect(screen.model.index(0, 0)).center()
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [call[0] for call in go.calls] == ["case"]


def test_typing_finds_a_reference(qtbot, screen):
    wanted = texts(screen)[2]
    qtbot.keyClicks(screen.table, wanted[-3:])
    assert screen.table.currentIndex().row() == 2
    assert screen.summary.text().startswith("3 cases")


def test_reference_that_is_not_there_is_said(qtbot, screen):
    qtbot.keyClicks(screen.table, "777")
    assert screen.summary.text() == "No reference here begins or ends with “777”."


def test_buttons_begin_a_case_and_an_import(screen, go):
    screen.new.click()
    screen.take.click()
    assert [call[0] for call in go.calls] == ["new_case", "import_caseload"]


def test_escape_leaves_the_filters_then_the_page(qtbot, screen, go):
    screen.filters.begin_search()
    qtbot.keyClick(screen.filters.search, KEY.Key_Escape)
    assert screen.table.hasFocus()
    assert go.calls == []
    qtbot.keyClick(screen.table, KEY.Key_Escape)
    assert [call[0] for call in go.calls] == ["home"]


# When there is nothing, or nothing can be done


def test_empty_workbook_says_how_to_begin(qtbot, tmp_path, go):
    with Workbook.create(tmp_path / "new.hssib", library=load_library(), actor="tester") as workbook:
        screen = CasesScreen(Session(workbook), go)
        qtbot.addWidget(screen)
        screen.show()
        screen.show_query(None)
        assert screen.nothing_yet.isVisible()
        assert not screen.filters.isVisible()
        screen.nothing_yet.button.click()
        screen.take_first.click()
        assert [call[0] for call in go.calls] == ["new_case", "import_caseload"]


def test_workbook_open_to_read_offers_no_change(qtbot, filled_path, go):
    with Workbook.open(filled_path, library=load_library(), actor="tester", read_only=True) as workbook:
        screen = CasesScreen(Session(workbook), go)
        qtbot.addWidget(screen)
        screen.refresh()
        assert not screen.new.isEnabled()
        assert not screen.take.isEnabled()
        assert "reading only" in screen.new.toolTip()
        assert screen.model.rowCount() == 3


def test_workbook_that_cannot_be_read_is_said(screen, session, go, monkeypatch):
    def gone(*_):
        raise WorkbookError("The drive is not connected.")

    monkeypatch.setattr(session.workbook.lists, "count_cases", gone)
    screen.show_query(CaseQuery(status="draft"))
    assert ("The drive is not connected.", "bad") in go.said


def test_everything_can_be_reached_and_is_named(screen):
    reached, widget = set(), screen.table
    while widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    screen.filters.more.setChecked(True)
    wanted = [screen.table, screen.new, screen.take, screen.filters.search, *screen.filters.choices.values()]
    assert set(wanted) <= reached
    for one in wanted:
        assert QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)


def test_twice_the_text_size_fits_the_window(qtbot, qapp, screen):
    install_theme(qapp, "light", 200)
    try:
        screen.filters.more.setChecked(True)
        screen.resize(1154, 690)
        qtbot.waitUntil(lambda: screen.page.width() <= screen.width())
        assert screen.page.minimumSizeHint().width() <= 1154
    finally:
        install_theme(qapp, "light", 100)


def test_the_local_number_stands_beside_the_reference(screen, session):
    numbers = set(texts(screen, column_key(session, "local_number")))
    assert {"H20931", "H20944", "H20951"} <= numbers


def column_key(session, role):
    return session.library.form_with_role(role, repeat=False).role(role).key


def test_a_narrow_window_leaves_out_what_is_missed_least_and_cuts_nothing(qtbot, screen):
    keys = [made.key for made in screen.model.columns]
    shown = {}
    for width in (1920, 1286, 1200, 1013, 700):
        screen.resize(width, 700)
        table = screen.table
        qtbot.waitUntil(lambda: screen.table.horizontalScrollBar().maximum() == 0)
        shown[width] = [key for at, key in enumerate(keys) if not table.isColumnHidden(at)]
        assert sum(table.columnWidth(keys.index(key)) for key in shown[width]) == table.viewport().width()
    assert shown[1920] == keys
    gone = [set(keys) - set(shown[width]) for width in shown]
    assert gone[1] == {"due", "percent", "ward"}
    assert gone[1] < gone[2] < gone[3] < gone[4]
    assert shown[700] == ["ref", "status", "died", "after"]
