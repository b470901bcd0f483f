"""Learning: every figure says what it counts, and leads to exactly the cases or actions it counted."""

import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt

from hssib_desk.domain.board.people import quarter_start, quarters_on
from hssib_desk.domain.figures.charts import Bars, StackedScores
from hssib_desk.domain.figures.ledger import ledger
from hssib_desk.domain.figures.rater_agreement import concord
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.rates.baseline import Baseline
from hssib_desk.domain.rates.periods import periods
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, Count, DeathCounts, Figures, LearningQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.learning import questions
from hssib_desk.ui.learning.definitions import definitions
from hssib_desk.ui.learning.screen import LearningScreen, counted
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural
from tests.factories import action_form, code_meaning, keyed
from tests.hands import wait_for_answers
from tests.screened import screened
from tests.ui.conftest import person

TODAY = date.today()


# Of the 14 deaths in the months that are over, those in quarters that are over; the first of them began one.
WHOLE = 14 - (TODAY.month - 1) % 3


def months_ago(n, day=10):
    number = TODAY.year * 12 + TODAY.month - 1 - n
    return date(number // 12, number % 12 + 1, day).isoformat()


def fill_reviews(workbook):
    """Fourteen deaths, one a month, the signed reviews of the first eight, and a death this month."""
    library = workbook.library
    form, judgement = action_form(library), next(f for f in library.forms.values() if f.phases)
    theme = [choice.code for choice in form.role("theme").options.offered]
    scale = judgement.phases[0].score_field.options
    without_points = next(choice.code for choice in scale.choices if choice.points is None)
    for n in range(15):
        died = months_ago(14 - n, 1 if n == 14 else 10)
        case = workbook.new_case(
            person(
                library,
                date_of_death=died,
                discharge_date=(date.fromisoformat(died) - timedelta(days=9)).isoformat(),
            )
        )
        if n >= 8:
            continue
        entry = case.entry(judgement.key)
        scores = {phase.score_field.key: str(1 + n % 5) for phase in judgement.phases}
        if n == 5:
            scores[judgement.phases[0].score_field.key] = without_points
        workbook.save(entry.id, scores)
        kind = ("strong", "weak", "weak")[n % 3]
        status = "superseded" if n == 3 else "agreed"
        given = {
            "title": f"Action {n}",
            "theme": theme[n % 2],
            "strength": code_meaning(form.role("strength"), kind),
            "status": code_meaning(form.role("status"), status),
            "target_date": months_ago(n - 4),
        }
        workbook.add_entry(case.id, form.key, answers=keyed(form, given))
        workbook.reviews.sign(case.id, name="R. Reviewer", role="Consultant nurse", warnings={})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The workbook of these tests, made once."""
    path = tmp_path_factory.mktemp("learning") / "oak-house.hssib"
    with Workbook.create(path, library=load_library(), actor="tester") as made:
        fill_reviews(made)
    return path


@pytest.fixture
def filled_path(tmp_path, written):
    return Path(shutil.copy(written, tmp_path / "oak-house.hssib"))


@pytest.fixture
def screen(qtbot, qapp, session, go):
    # Without an event loop the pages of earlier tests would stay, and be dressed again with each theme.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    install_theme(qapp, "light")
    made = LearningScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.refresh()
    wait_for_answers()
    return made


def found(workbook, call):
    """How many cases or actions a move to a list shows."""
    move, (query,), _ = call
    return {"cases": workbook.lists.count_cases, "action_log": workbook.lists.count_actions}[move](query)


def test_every_chart_has_a_question_a_definition_and_its_n(screen):
    titles = [card.title.text() for card in screen.cards.values()]
    assert len(titles) == 7
    assert all(title.endswith("?") for title in titles if title)
    assert screen.cards["scores"].definition.plain().startswith("Signed reviews")
    assert screen.cards["scores"].definition.plain().endswith("n = 8 reviews.")
    assert screen.cards["deaths"].definition.plain().endswith(f"n = {WHOLE} deaths.")
    assert screen.cards["strength"].definition.plain().endswith("n = 7 actions.")


@pytest.mark.parametrize("name", ["scores", "deaths", "strength", "themes", "brag"])
def test_each_part_of_a_chart_leads_to_exactly_what_it_counted(screen, go, session, name):
    chart = screen.cards[name].view.chart
    if isinstance(chart, StackedScores):
        parts = [(row.key, row.n) for row in chart.phases]
        parts += [(f"{row.key}/{code}", n) for row in chart.phases for code, n in row.counts.items()]
        parts += [(f"{row.key}/not_applicable", row.not_applicable) for row in chart.phases]
        parts += [(f"{row.key}/not_scored", row.not_scored) for row in chart.phases]
    elif isinstance(chart, Bars):
        parts = [(row.key, row.value) for row in chart.rows]
    else:
        parts = [(point.key, point.value) for point in chart.points]
    counted = [(key, n) for key, n in parts if key]
    assert counted
    for key, n in counted:
        screen.cards[name].chosen.emit(key)
        assert found(session.workbook, go.calls[-1]) == n, key


@pytest.mark.parametrize("name", ["scores", "deaths", "strength", "themes", "brag"])
def test_the_link_leads_to_all_of_them(qtbot, screen, go, session, name):
    card = screen.cards[name]
    card.link.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(card.link, Qt.Key.Key_Return)
    assert found(session.workbook, go.calls[-1]) == card.view.chart.n


def test_reviews_with_weak_actions_only_are_named_and_shown(screen, go, session):
    note = screen.cards["strength"].note
    assert note.plain().startswith("5 cases have weak actions only")
    note.linkActivated.emit("weak_only")
    assert found(session.workbook, go.calls[-1]) == 5


def test_the_filters_count_again(screen):
    screen.status._choose(next(a for a in screen.status._actions.actions() if a.data() == ""))
    wait_for_answers()
    assert screen.cards["scores"].view.chart.n == 15
    assert screen.cards["scores"].definition.plain().startswith("All cases")
    screen.died._choose(next(a for a in screen.died._actions.actions() if a.data() == "12"))
    wait_for_answers()
    assert screen.cards["deaths"].view.chart.n == 12
    assert screen.query().died_from == quarters_on(quarter_start(TODAY), -4)


def test_no_review_signed_says_so_and_offers_the_others(qtbot, screen, session):
    screen.ward.set_value("nowhere")
    screen.refresh()
    wait_for_answers()
    assert screen.empty.isVisible()
    assert not screen.cards["scores"].isVisible()
    button = screen.empty._rows[0].button
    assert button.text() == "Show all dates and wards"
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    wait_for_answers()
    assert screen.cards["scores"].isVisible()
    assert not screen.empty.isVisible()


def test_an_empty_workbook_leads_to_the_cases(qtbot, tmp_path, go):
    with Workbook.create(tmp_path / "new.hssib", library=load_library(), actor="tester") as workbook:
        screen = LearningScreen(Session(workbook), go)
        qtbot.addWidget(screen)
        screen.show()
        screen.refresh()
        wait_for_answers()
        assert screen.empty.isVisible()
        screen.empty._rows[0].clicked.emit()
        wait_for_answers()
        assert go.calls == [("cases", (), {})]
        workbook.new_case()
        screen.refresh()
        wait_for_answers()
        assert "signed off" in screen.empty._rows[0].sentence.plain()
        screen.empty._rows[0].clicked.emit()
        wait_for_answers()
        assert screen.query().status == ""
        assert screen.cards["deaths"].view.chart.points == ()


def test_all_definitions_open_below_the_charts(qtbot, screen):
    assert not screen.definitions.isVisible()
    screen.all_definitions.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(screen.all_definitions, Qt.Key.Key_Return)
    assert screen.definitions.isVisible()
    qtbot.keyClick(screen.all_definitions, Qt.Key.Key_Return)
    assert not screen.definitions.isVisible()
    assert all(text.endswith(".") for _, text in definitions(load_library()))


def test_a_figure_with_a_list_leads_to_exactly_what_it_says(screen, go):
    screen.show_definitions()
    assert screen.definitions.links
    for key, link in screen.definitions.links.items():
        link.click()
        n = found(screen.session.workbook, go.calls[-1])
        unit = "action" if ledger()[key].unit == "actions" else "case"
        assert link.text() == f"Show {plural(n, unit)}", key


def lefts(screen):
    """Where the cards that can be seen begin."""
    return {card.x() for card in screen.cards.values() if card.isVisible()}


def test_figures_as_tables_and_in_one_column_where_it_is_narrow(qtbot, screen):
    assert len(lefts(screen)) == 2
    screen.cards["themes"].switch.click()
    assert screen.cards["themes"].table.isVisible()
    screen.resize(700, 800)
    qtbot.waitUntil(lambda: len(lefts(screen)) == 1)


def figures(by_day, **more):
    basic = {
        "query": CaseQuery(), "today": date(2025, 11, 18), "cases": 0, "blind": 0, "scores": (), "actions": 0,
        "brag": (), "strength": (), "weak_only": 0, "themes": (), "deaths_left_out": (),
        "deaths": DeathCounts(by_day, {}, None, date(2025, 9, 30), more.pop("baselines", ())),
    }  # fmt: skip
    return Figures(**{**basic, **more})


def evenly(a_month, months=36):
    """So many deaths in each of the months up to September 2025."""
    found = {}
    for back in range(months):
        number = 2025 * 12 + 8 - back
        for n in range(a_month):
            day = date(number // 12, number % 12 + 1, 1 + 27 * n // a_month)
            found[day] = found.get(day, 0) + 1
    return found


def test_rare_deaths_are_drawn_by_quarter_and_as_days_between_without_limits():
    found = figures(evenly(1))
    bars, dots = questions.deaths(found), questions.second(found)
    assert [point.value for point in bars.points] == [3] * 12
    assert bars.rule_text.startswith(
        "6 in the last two quarters, 18 in the six before: about what chance gives"
    )
    assert "about 3 times in 10" in bars.rule_text
    assert "signals falsely about 5 times in 100 each way" in bars.definition
    assert (len(dots.points), dots.n, dots.joined, dots.signals) == (23, 24, False, frozenset())
    assert all(level.limits is None for level in dots.levels)
    assert "No limits are drawn" in dots.definition
    assert "falsely in about 2 of 100 charts" in dots.definition


def test_between_four_and_eight_a_month_the_quarters_stand_alone_and_from_eight_months_have_limits():
    assert questions.second(figures(evenly(5))) is None
    months = questions.second(figures({**evenly(9), date(2025, 8, 5): 30}))
    assert (len(months.points), months.n) == (24, 9 * 24 + 30)
    assert months.levels[0].limits == (9, 9)
    assert months.rule_text.startswith("Signal: 1 point above the upper limit, Aug 2025. Direction: neutral")
    assert "in about 34 of 100" in months.definition


def test_a_recorded_change_breaks_the_series_and_is_told():
    change = Baseline(date(2025, 1, 1), "break", "Ward 3 opened", "Board")
    chart = questions.deaths(figures(evenly(2), baselines=(change,)))
    assert "no test is made" in chart.rule_text
    assert chart.breaks == {9}
    assert (
        "From 1 January 2025 on something else is counted: Ward 3 opened (decided by Board)."
        in chart.definition
    )


def test_what_no_quarter_shows_is_said_by_reason_and_few_quarters_are_a_table():
    reasons = (Count("later", "", 4), Count("unclear", "", 1), Count("outside", "", 0))
    chart = questions.deaths(figures({date(2025, 6, 2): 2}, deaths_left_out=reasons))
    assert [point.value for point in chart.points] == [2, 0]
    assert chart.as_table
    assert "too few quarters to say" in chart.rule_text
    assert chart.note.startswith(
        "Not drawn: In a quarter that is not over, or not wholly among the dates <a href="
    )
    assert "Outside" not in chart.note


@pytest.mark.parametrize(
    ("today", "key", "label"),
    [
        (date(2025, 11, 18), "12", "Oct 2024 to Sep 2025"),
        (date(2025, 1, 5), "12", "Jan 2024 to Dec 2024"),
        (date(2025, 3, 31), "year", "Since Apr 2024"),
        (date(2025, 4, 1), "before", "Apr 2024 to Mar 2025"),
    ],
)
def test_periods_are_whole_quarters(today, key, label):
    assert {period.key: period.label for period in periods(today)}[key] == label


def test_actions_set_aside_are_not_among_the_active_ones(workbook):
    everything = workbook.lists.count_actions(ActionQuery())
    assert workbook.lists.count_actions(ActionQuery(status="active")) == everything - 1
    assert workbook.lists.count_actions(ActionQuery(cases=CaseQuery(status="to_finish"))) == 0


def test_an_action_that_was_set_aside_has_no_colour_and_no_share(screen, go, session):
    """Its own tile and number on Actions, a line beside the chart here, and never "not started"."""
    chart = screen.cards["brag"].view.chart
    counts = session.workbook.lists.brag_counts(ActionQuery())
    assert counts["set_aside"] == 1
    assert "set_aside" not in {row.key for row in chart.rows}
    assert sum(row.value for row in chart.rows) == chart.n == sum(counts.values()) - 1
    assert screen.cards["brag"].note.plain().startswith("1 set aside")
    screen.cards["brag"].note.linkActivated.emit("set_aside")
    assert found(session.workbook, go.calls[-1]) == 1
    late = ActionQuery(overdue=True)
    assert session.workbook.lists.count_actions(late) == session.workbook.lists.home().overdue.count


def review_twice(workbook, steps):
    """Give signed reviews a second one; `steps` says by how many points overall care differs in each."""
    judgement = next(f for f in workbook.library.forms.values() if f.phases)
    for apart, row in zip(
        steps, workbook.lists.cases(CaseQuery(status="sealed", sort="ref"), 0, 99), strict=False
    ):
        first = workbook.case(row.id).entry(judgement.key).answers
        case = workbook.reviews.start_second(row.id, name="S. Second", role="")
        scores = {}
        for phase in judgement.phases:
            key = phase.score_field.key
            given = int(first[key]) if first[key].isdecimal() else 3
            scores[key] = str(given + apart if given + apart <= 5 else given - apart)
        workbook.save(case.entry(judgement.key).id, scores)
        workbook.reviews.sign(case.id, name="S. Second", role="")


def test_two_reviews_are_compared_once_there_are_some(screen, go, session):
    card = screen.cards["twice"]
    assert not card.isVisible()
    review_twice(session.workbook, [0, 0, 1, 2])
    screen.refresh()
    wait_for_answers()
    assert card.isVisible()
    rows = card.view.chart.rows
    assert [(row.label, row.value, row.percent) for row in rows] == [
        ("Same score", 2, None), ("1 point apart", 1, None), ("2 or more apart", 1, None),
    ]  # fmt: skip
    for row in rows:
        card.chosen.emit(row.key)
        assert found(session.workbook, go.calls[-1]) == row.value
    card.cases_asked.emit()
    assert found(session.workbook, go.calls[-1]) == card.view.chart.n == 4


def test_kappa_never_stands_alone(screen, session):
    review_twice(session.workbook, [0, 0, 1, 2])
    screen.refresh()
    wait_for_answers()
    said = screen.cards["twice"].note.plain()
    assert said.startswith(
        "The same score in 2 of 4 (95% interval 15% to 85%). Below 30 pairs no coefficient"
    )
    assert "kappa" not in said
    assert "AC2" not in said
    assert said.endswith(questions.CHOSEN)
    assert questions.twice(None).note == "Nothing to compare yet: no case was reviewed twice."
    steps = (1, 2, 3, 4, 5)
    mixed = questions.twice(concord({(1, 1): 10, (2, 2): 15, (2, 3): 8, (4, 2): 2}, steps)).note
    assert mixed.count("95% interval") == 3
    assert "Weights by steps apart: 1, 0.75, 0.5, 0.25, 0." in mixed
    alike = questions.twice(concord({(3, 3): 35}, steps)).note
    assert "kappa 1" not in alike
    assert "there is no kappa" in alike
    assert "Weighted AC2 1.00 (no interval" in alike


def test_a_case_that_is_not_reviewed_here_is_counted_beside_the_scores_and_shown(screen, go, session):
    workbook = session.workbook
    screened(workbook, "no_further", {"date_of_death": months_ago(1), "discharge_date": "2020-01-01"})
    screen.status.set_value("")
    screen.refresh()
    wait_for_answers()
    for name in ("scores", "themes"):
        note = screen.cards[name].note
        assert 'Not reviewed here, not counted: <a href="not_reviewed">1</a>.' in note.plain()
        assert screen.cards[name].view.chart.n == 15
        note.linkActivated.emit("not_reviewed")
        assert found(workbook, go.calls[-1]) == 1
        screen.cards[name].link.click()
        assert found(workbook, go.calls[-1]) == 15


def pick(button, value):
    """Choose in the menu of a filter, as a person does."""
    button._choose(next(action for action in button._actions.actions() if action.data() == value))


@pytest.mark.usefixtures("no_patience")
def test_old_figures_stay_and_lead_to_what_they_counted_until_new_ones_come(screen, go, session):
    before = screen.cards["strength"].view.chart
    pick(screen.status, "")
    pick(screen.died, "12")
    assert screen.asking.waits and screen.cards["strength"].view.chart == before
    screen.cards["brag"].link.click()
    assert go.calls[-1][1][0].cases.status == "sealed" and go.calls[-1][1][0].cases.died_from is None
    wait_for_answers()
    screen.cards["brag"].link.click()
    asked = go.calls[-1][1][0].cases
    assert asked.status == "" and asked.died_from is not None
    assert screen.cards["deaths"].view.chart.n == 12


@pytest.mark.usefixtures("no_patience")
def test_figures_that_come_too_late_are_not_shown_behind_the_lock(screen):
    screen.refresh()
    assert screen.put_away(None)
    wait_for_answers()
    assert screen.cards == {}
    screen.refresh()
    wait_for_answers()
    assert len(screen.cards) == 7


@pytest.mark.usefixtures("no_patience")
def test_while_the_first_figures_are_counted_the_page_says_so_and_shows_no_empty_card(
    qtbot, qapp, session, go
):
    screen = LearningScreen(session, go)
    qtbot.addWidget(screen)
    screen.show()
    begun = threading.Event()
    screen.asking.ask(lambda lists: begun.wait() and counted(lists, screen.query()))
    qtbot.waitUntil(screen.counting.isVisible)
    assert not any(card.isVisible() for card in screen.findChildren(Card))
    begun.set()
    qtbot.waitUntil(lambda: "scores" in screen.cards and screen.cards["scores"].isVisible())
    assert not screen.counting.isVisible()


def test_the_filters_are_saved_as_a_view_that_moves_on_with_the_day(qtbot, screen, session):
    assert not screen.saved.isVisible()
    pick(screen.died, "24")
    pick(screen.status, "")
    wait_for_answers()
    qtbot.mouseClick(screen.saved.save, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(screen.saved.name, "Board, quarterly")
    qtbot.keyClick(screen.saved.name, Qt.Key.Key_Return)
    wait_for_answers()
    (view,) = screen.saved.views
    assert view.query == LearningQuery(period="24", status="")
    later = view.query.cases(date(2027, 2, 3))
    assert (later.died_from, later.died_to) == (date(2025, 1, 1), date(2026, 12, 31))
    pick(screen.died, "all")
    pick(screen.status, "sealed")
    wait_for_answers()
    qtbot.mouseClick(screen.saved.switch._buttons[view.id], Qt.MouseButton.LeftButton)
    wait_for_answers()
    assert screen.kept_to() == view.query
    assert screen.query().died_from is not None
    order = Order(EXPORTS["data"]).keep_to_view(view)
    assert order.cases == view.query.cases(TODAY)


def test_a_change_of_what_is_counted_is_recorded_in_the_settings(screen, go):
    screen.cards["deaths"].note.linkActivated.emit("decisions")
    assert go.calls[-1][:2] == ("show_place", ("settings",))
