"""Every number of the practice workbook, worked out anew from the raw answers and held against every place.

The oracle reads the file as any other program would: rows of SQLite, answers as JSON, forms as TOML. It
knows nothing of the columns, queries and rules of the program.
"""

import json
import sqlite3
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QAbstractButton

from hssib_desk.domain.figures.ledger import figure, ledger
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.practice import make_practice
from hssib_desk.resources import forms_dir
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.actions.screen import ActionsScreen
from hssib_desk.ui.cases.screen import CasesScreen
from hssib_desk.ui.home.screen import HomeScreen
from hssib_desk.ui.learning.screen import LearningScreen
from hssib_desk.ui.session import Session
from tests.ui.conftest import Sent

TODAY = date.today()
SET_ASIDE = {"superseded", "not_accepted", "transferred"}
DONE = {"implemented", "verified", "closed"}


def toml(name):
    return tomllib.loads((forms_dir() / name).read_text("utf-8"))


def first_day(text):
    parts = [int(part) for part in text.split("-")] if text and text[0].isdigit() else []
    return date(*[*parts, 1, 1][:3]) if parts else None


def last_day(text):
    start = first_day(text)
    if start is None or len(text) == len("2025-01-01"):
        return start
    after = (
        date(start.year + 1, 1, 1)
        if len(text) == len("2025")
        else date(start.year + start.month // 12, start.month % 12 + 1, 1)
    )
    return after - timedelta(days=1)


class Raw:
    """The workbook as it lies on the disk."""

    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.cases = [row[0] for row in self.db.execute("SELECT id FROM cases")]
        self.entries = {}
        columns = "case_id, form_key, stage, ref, answers, seal_id"
        for case, *rest in self.db.execute(f"SELECT {columns} FROM entries WHERE removed_at IS NULL"):
            form, stage, ref, answers, seal = rest
            self.entries.setdefault(case, []).append((form, stage, ref, json.loads(answers), seal))
        self.sealed_at = dict(self.db.execute("SELECT id, at FROM sealed_versions"))
        self.db.close()
        self.themes = toml("lists/themes.toml")["choice"]

    def answers(self, case, form, stage="first"):
        found = (e[3] for e in self.entries[case] if e[0] == form and e[1] == stage)
        return next(found, {})

    def seal(self, case, stage):
        return next((e[4] for e in self.entries[case] if e[1] == stage and e[4]), None)

    def has(self, case, stage):
        return any(e[1] == stage for e in self.entries[case])

    # Status

    def is_signed(self, case):
        return self.seal(case, "first") is not None

    def is_blind(self, case):
        return self.is_signed(case) and self.has(case, "second") and not self.seal(case, "second")

    def second_is_due(self, case):
        if self.has(case, "second"):
            return not self.seal(case, "agreed")
        decisions = self.answers(case, "decisions")
        if decisions.get("second_review_done"):
            return False  # on paper
        decided = decisions.get("second_review")
        if decided in ("yes", "no"):
            return decided == "yes"
        return self.scores(case).get("overall") in ("1", "2")

    def status(self, case):
        if self.is_signed(case):
            return "second_review" if self.second_is_due(case) else "signed"
        beyond = [
            value
            for form, _, _, answers, _ in self.entries[case]
            for key, value in answers.items()
            if form != "person" and value not in (None, "", []) and key != "coroner_status"
        ]
        return "draft" if beyond else "not_started"

    def of(self, *statuses):
        return {case for case in self.cases if self.status(case) in statuses}

    @property
    def signed(self):
        return self.of("signed", "second_review")

    @property
    def blind(self):
        return {case for case in self.cases if self.is_blind(case)}

    # Scope and months

    def scope(self, case):
        told = self.answers(case, "person")
        born, admitted, left, died = (
            told.get(key) or ""
            for key in ("date_of_birth", "admission_date", "discharge_date", "date_of_death")
        )
        order = [text for text in (born, admitted, left, died) if first_day(text)]
        if any(first_day(a) > last_day(b) for n, a in enumerate(order) for b in order[n + 1 :]):
            return "unclear"
        inpatient = told.get("inpatient_at_death")
        if inpatient == "yes":
            later = first_day(left) and first_day(died) and first_day(died) > last_day(left)
            return "unclear" if later else "in_scope"
        if not (first_day(left) and first_day(died)):
            return "unclear"
        low = max(0, (first_day(died) - last_day(left)).days)
        high = (last_day(died) - first_day(left)).days
        return "in_scope" if high <= 30 else "outside" if low > 30 else "unclear"

    def months(self):
        known = [self.answers(case, "person")["date_of_death"] for case in self.in_scope("in_scope")]
        counts = Counter(text[:7] for text in known if len(text) >= 7)
        return {month: n for month, n in counts.items() if month < f"{TODAY:%Y-%m}"}

    def in_scope(self, scope):
        return {case for case in self.cases if self.scope(case) == scope}

    # Scores and themes

    def scores(self, case):
        """The scores that count by section, of the mental health form: agreed once signed, else the first."""
        stage = "agreed" if self.seal(case, "agreed") else "first"
        found = {}
        for key, value in {
            **self.answers(case, "judgement"),
            **self.answers(case, "judgement", stage),
        }.items():
            if key.endswith("_score") and isinstance(value, str):
                found[key.removesuffix("_score")] = value
        return found

    def mains(self, code):
        choice = next(item for item in self.themes if item["code"] == code)
        main = [item["code"] for item in self.themes if item["label"] == choice.get("group")]
        return {code, *main}

    def raised(self, case):
        """The themes of a case, main and finer."""
        found = set()
        for _, _, ref, answers, _ in self.entries[case]:
            for key, value in answers.items() if ref else ():
                if key.endswith("_theme") or key in ("theme", "themes"):
                    for code in value if isinstance(value, list) else [value]:
                        found |= self.mains(code)
        return found

    # Actions

    def actions(self, cases=None):
        chosen = set(self.cases if cases is None else cases) - self.blind
        return [e[3] for case in chosen for e in self.entries[case] if e[0] == "action"]

    def colour(self, action):
        status = action.get("action_status", "")
        due = last_day(action.get("action_revised_date") or "") or last_day(
            action.get("action_target_date") or ""
        )
        first = last_day(action.get("action_target_date") or "")
        if status == "closed":
            return "blue"
        if status in SET_ASIDE:
            return "set_aside"
        if status in DONE:
            return "green"
        if due and due < TODAY:
            return "red"
        later = first and due and due > first and action.get("action_revised_date")
        soon = due and due <= TODAY + timedelta(days=14)
        if action.get("action_risk_flag") == "yes" or status == "on_hold" or soon or later:
            return "amber"
        return "not_started" if status in ("", "draft", "agreed") else "green"

    def is_open(self, action):
        return action.get("action_status", "") not in SET_ASIDE | {"closed"}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return make_practice(tmp_path_factory.mktemp("ledger") / "practice.hssib", today=TODAY)


@pytest.fixture(scope="module")
def raw(path):
    return Raw(path)


@pytest.fixture
def session(qtbot, path):
    with Workbook.open(path, library=load_library(), actor="tester", read_only=True) as workbook:
        yield Session(workbook)


def counted(raw):
    """Every figure that a list shows, by its key, from the raw answers."""
    april = date(TODAY.year if TODAY.month >= 4 else TODAY.year - 1, 4, 1)
    since = {
        case
        for case in raw.signed - raw.blind
        if datetime.fromisoformat(raw.sealed_at[raw.seal(case, "first")]).astimezone().date() >= april
    }
    actions = raw.actions()
    colours = Counter(raw.colour(action) for action in actions)
    return {
        "cases": len(raw.cases),
        "to_finish": len(raw.of("draft", "not_started")),
        "not_started": len(raw.of("not_started")),
        "draft": len(raw.of("draft")),
        "not_reviewed": sum(
            raw.answers(case, "why").get("scope_decision") == "no_review" for case in raw.cases
        ),
        "reviews": len(raw.of("draft", "not_started", "signed", "second_review")),
        "signed_reviews": len(raw.signed),
        "signed": len(raw.of("signed")),
        "second_review": len(raw.of("second_review")),
        "signed_since": len(since),
        "in_scope": len(raw.in_scope("in_scope")),
        "outside": len(raw.in_scope("outside")),
        "unclear": len(raw.in_scope("unclear")),
        "blind": len(raw.blind),
        "deaths_without_month": 0,
        "pairs": sum(bool(raw.seal(case, "second")) for case in raw.signed),
        "weak_only": weak_only(raw),
        "actions": len(actions),
        "open": sum(map(raw.is_open, actions)),
        "overdue": colours["red"],
        "set_aside": colours["set_aside"],
        **{f"brag {code}": n for code, n in colours.items()},
    }


def lists(workbook):
    """The same from the lists behind the figures."""
    found = {}
    april = date(TODAY.year if TODAY.month >= 4 else TODAY.year - 1, 4, 1)
    for one in ledger().values():
        if one.key == "signed_since":
            found[one.key] = workbook.count_cases(CaseQuery(**one.where, signed_from=april))
        elif one.key in ("cases", "actions"):
            count = workbook.count_cases if one.key == "cases" else workbook.count_actions
            found[one.key] = count(CaseQuery() if one.key == "cases" else ActionQuery())
        elif one.where and (not one.by or one.key == "pairs") and one.unit in ("cases", "actions"):
            query = (ActionQuery if one.unit == "actions" else CaseQuery)(**one.where)
            count = workbook.count_actions if one.unit == "actions" else workbook.count_cases
            found[one.key] = count(query)
    return found


def test_every_list_behind_a_figure_shows_what_the_answers_say(raw, session):
    told, shown = counted(raw), lists(session.workbook)
    assert shown == {key: told[key] for key in shown}


def weak_only(raw):
    strengths = {item["code"]: item["means"] for item in toml("lists/strength.toml")["choice"]}
    found = 0
    for case in raw.cases:
        active = [a for a in raw.actions([case]) if a.get("action_status") not in SET_ASIDE]
        found += {strengths.get(a.get("action_strength")) for a in active} == {"weak"}
    return found


def places(qtbot, session, tmp_path):
    """Every number with a name, as (name, place, number), without filters: one name is one number."""
    go, workbook = Sent(), session.workbook
    home, cases = HomeScreen(session, go), CasesScreen(session, go)
    actions, learning = ActionsScreen(session, go), LearningScreen(session, go)
    for screen in (home, cases, actions, learning):
        qtbot.addWidget(screen)
        screen.refresh()
    for card in (home.reviews, home.second, home.overdue):
        yield card.title.text(), "Home", int(card.count.text())
    for view in cases.filters.views.findChildren(QAbstractButton):
        if view.value != "all":
            yield view.text(), "Cases", view.count
    for tile in actions.strip.tiles.values():
        yield tile.text(), "Actions", tile.count
    learning.status.set_value("")
    learning.refresh()
    for row in learning.cards["brag"].view.chart.rows:
        yield row.label, "Learning", row.value
    yield from in_excel(workbook, tmp_path)


def in_excel(workbook, tmp_path):
    log, data = tmp_path / "log.xlsx", tmp_path / "data.xlsx"
    shown = [shown_view(case) for case in workbook.case_files()]
    write_action_log(shown, workbook.facts, workbook.library, log, today=TODAY)
    write_data(shown, workbook.facts, workbook.library, data, today=TODAY)
    rows = [[cell.value for cell in row] for row in load_workbook(log)["Summary"].iter_rows(max_col=4)]
    start = next(at for at, row in enumerate(rows) if row[1] == "All")
    for name, every, is_open, overdue in rows[start + 1 : start + 8]:
        yield name, "Action log", every
        if name == figure("actions").name:
            yield figure("open").heading, "Action log", is_open
            yield figure("overdue").heading, "Action log", overdue
    sheet = load_workbook(data)["Cases"]
    heads = [cell.value for cell in sheet[1]]
    for head in ("Status", "In scope"):
        column = [row[heads.index(head)].value for row in sheet.iter_rows(min_row=2)]
        for name, n in Counter(column).items():
            yield (
                {"outside": figure("outside").named(), "unclear": figure("unclear").name}.get(
                    name, name[0].upper() + name[1:]
                ),
                "Data",
                n,
            )


def test_one_name_has_one_number_wherever_it_is_shown(qtbot, raw, session, tmp_path):
    told = counted(raw)
    expected = {ledger()[key].heading: n for key, n in told.items() if key in ledger()}
    expected |= {ledger()[key].named(): n for key, n in told.items() if key in ledger()}
    words = {"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue", "not_started": "Not started"}
    colours = {word: told.get(f"brag {code}", 0) for code, word in words.items()}
    wrong, seen = [], set()
    for name, place, n in places(qtbot, session, tmp_path):
        is_action = place in ("Actions", "Learning", "Action log")
        right = colours.get(name) if is_action and name in colours else expected[name]
        seen.add((place, name))
        if n != right:
            wrong.append((name, place, n, right))
    assert not wrong
    assert len({place for place, _ in seen}) == 6


def test_charts_show_what_the_answers_say(raw, session):
    workbook, chosen = session.workbook, raw.signed - raw.blind
    found = workbook.figures(CaseQuery(status="sealed"))
    months = {count.code: count.n for count in workbook.figures().deaths_by_month if count.n}
    assert months == raw.months()
    in_mind = [case for case in chosen if raw.answers(case, "judgement")]
    for spread in (spread for spread in found.scores if spread.review == "mental_health"):
        given = Counter(raw.scores(case).get(spread.section) for case in in_mind)
        assert {count.code: count.n for count in spread.counts if count.n} == {
            code: n for code, n in given.items() if code and code.isdecimal()
        }, spread.title
        assert (spread.not_applicable, spread.unscored) == (given["na"], given[None]), spread.title
    raised = Counter(code for case in chosen for code in raw.raised(case))
    assert {theme.code: theme.cases for theme in found.themes if theme.cases} == raised
    active = [action for action in raw.actions(raw.signed) if action.get("action_status") not in SET_ASIDE]
    assert sum(count.n for count in found.strength) == len(active)


def test_home_covers_the_themes_of_the_year(raw, session):
    home = session.workbook.home(TODAY)
    query = CaseQuery(status="sealed", signed_from=home.signed_since, blind="no")
    ids = {row.id for row in session.workbook.cases(query, 0, 99)}
    assert home.signed == len(ids) == counted(raw)["signed_since"]
    raised = Counter(code for case in ids for code in raw.raised(case))
    for theme in home.themes:
        own = [
            a
            for a in raw.actions(ids)
            if theme.code in raw.mains(a.get("action_theme"))
            if a.get("action_theme")
        ]
        active = [a for a in own if a.get("action_status") not in SET_ASIDE]
        assert theme.cases == raised[theme.code]
        assert (theme.actions, theme.overdue) == (len(active), sum(raw.colour(a) == "red" for a in active))
        shown = session.workbook.count_cases(replace(query, theme=theme.code))
        assert shown == theme.cases
