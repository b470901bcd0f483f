"""The board reports of the practice workbook's last two quarters, worked out anew from raw answers.

Nothing of the program counts here: rows of SQLite, answers as JSON, the lists as TOML.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pypdf
import pytest

from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.board.from_case import labels_of
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.board.content import Table
from hssib_desk.export.board.pdf import write_pdf
from hssib_desk.export.board.public import Cleared, public_report
from hssib_desk.export.board.report import board_report
from hssib_desk.store.lists.board import board_data, denominators_of
from hssib_desk.store.workbook import Workbook
from tests.raw_workbook import TODAY, Raw, first_day, roles, toml

# What is worked out elsewhere: duties, medians, intervals, the test of the number, what needs two reports.
ELSEWHERE = {"F12", "F13", "F14", "F21", "F25", "F28", "F30", "F31", "F32", "F33", "F36"}
SCREEN, REVIEW = 7, 90


def quarter(back):
    """The first and last day of the quarter that was over so many quarters ago."""
    months = TODAY.year * 12 + (TODAY.month - 1) // 3 * 3 - 3 * back
    start = date(months // 12, months % 12 + 1, 1)
    after = date((months + 3) // 12, (months + 3) % 12 + 1, 1)
    return start, after - timedelta(days=1)


@pytest.fixture(scope="module")
def made(practice_path):
    """The practice workbook as it lies on the disk, and as the report reads it."""
    library = load_library()
    with Workbook.open(practice_path, library=library, actor="R. Reader", read_only=True) as book:
        data = board_data(book.lists.case_files(), book.facts, library, TODAY, denominators_of(book.records))
        return Oracle(Raw(practice_path)), data, book.facts, labels_of(library)


class Oracle:
    """What the raw answers come to."""

    def __init__(self, raw):
        self.raw, self.roles = raw, roles()
        self.harms = {c["code"]: c.get("means", "") for c in toml("lists/harm.toml")["choice"]}
        self.strengths = {c["code"]: c.get("means", "") for c in toml("lists/strength.toml")["choice"]}

    def told(self, case, form, role):
        keys = self.roles.get((form, role), [])
        return next((v for k in keys if (v := self.raw.answers(case, form).get(k))), None)

    def all_of(self, case, form):
        return [e[3] for e in self.raw.entries[case] if e[0] == form and e[1] == "first"]

    def deaths(self, start, end):
        found = []
        for case in self.raw.in_scope("in_scope"):
            died = first_day(self.raw.answers(case, "person").get("date_of_death") or "")
            if died and start <= died <= end:
                found.append((case, died))
        return found

    def day(self, case, form, key):
        return first_day(self.raw.answers(case, form).get(key) or "")

    def screened(self, case):
        return self.day(case, "screening", "screened_on")

    def reviewed(self, case):
        if not self.raw.is_signed(case) or self.raw.level(case) == "screen":
            return None
        return self.raw.signed_on(case)

    def investigated(self, case):
        decisions = self.raw.answers(case, "decisions")
        is_one = decisions.get("learning_response") == "psii"
        return first_day(decisions.get("response_done") or "") if is_one else None

    def is_reviewed(self, case):
        return bool(self.reviewed(case) or self.investigated(case))

    def judged(self, case):
        if not self.raw.is_signed(case) or self.raw.is_blind(case):
            return ""
        told = dict(self.raw.answers(case, "judgement"))
        if self.raw.seal(case, "agreed"):
            told |= self.raw.answers(case, "judgement", "agreed")
        said = told.get("more_likely")
        return said if said in ("yes", "no") else ""

    def age(self, case, died):
        born = self.day(case, "person", "date_of_birth")
        if born:
            return died.year - born.year - ((died.month, died.day) < (born.month, born.day))
        return self.raw.answers(case, "person").get("age_at_death")

    def block(self, case, died):
        age = self.age(case, died)
        return (
            "age_not_known"
            if age in (None, "")
            else ["under_18", "adult", "older"][(int(age) >= 18) + (int(age) >= 65)]
        )

    def has_voice(self, case):
        account = any(self.told(case, "family", role) for role in ("family_account", "family_corrections"))
        (question,) = self.roles["family_question", "question"]
        asked = any(entry.get(question) for entry in self.all_of(case, "family_question"))
        return bool(account or asked)

    def questions(self, case):
        (answer,) = self.roles["family_question", "answer"]
        found = self.all_of(case, "family_question")
        return len(found), sum(bool(entry.get(answer)) for entry in found)

    def open_to_readers(self, case):
        """Whether what was judged may be told: signed, and not under blind second review."""
        return self.raw.is_signed(case) and not self.raw.is_blind(case)

    def problems(self, case):
        (kind,) = self.roles["problem", "problem_type"]
        (harm,) = self.roles["problem", "harm"]
        if not self.open_to_readers(case):
            return []
        return [(e.get(kind), self.harms.get(e.get(harm), "")) for e in self.all_of(case, "problem")]

    def has_good_practice(self, case):
        (asked,) = self.roles["learning", "good_practice"]
        kinds = {c["code"] for c in toml("lists/learning_kinds.toml")["choice"] if c.get("means") == "yes"}
        return self.open_to_readers(case) and any(
            e.get(asked) in kinds for e in self.all_of(case, "learning")
        )

    # Figures

    def of(self, start, end):
        """Numbers by figure and group, of the deaths of one period."""
        deaths = self.deaths(start, end)
        cases = [case for case, _ in deaths]
        reviewed = [case for case in cases if self.is_reviewed(case)]
        found = Counter()
        found["F01", ""] = len(cases)
        found["F02", ""] = sum(bool(self.screened(case)) for case in cases)
        for case, died in deaths:
            found["F01", self.block(case, died)] += 1
            found["F29", f"age_{self.block(case, died)}"] += 1
            found["F04", self.block(case, died)] += self.is_reviewed(case)
            sex = self.raw.answers(case, "person").get("gender")
            found["F29", {"1": "sex_men", "2": "sex_women"}.get(sex, "sex_other")] += 1
        found["F04", ""] = found["F05", "either"] = len(reviewed)
        found["F05", "reviews"] = sum(bool(self.reviewed(case)) for case in cases)
        found["F05", "investigations"] = sum(bool(self.investigated(case)) for case in cases)
        found["F05", "both"] = sum(bool(self.reviewed(c) and self.investigated(c)) for c in cases)
        found["F03", "investigated"] = found["F05", "investigations"]
        for level in ("short", "full"):
            own = [c for c in cases if self.reviewed(c) and not self.investigated(c)]
            found["F03", level] = sum(self.raw.level(case) == level for case in own)
        judged = Counter(self.judged(case) for case in cases)
        found["F06", "yes"], found["F06", "no"] = judged["yes"], judged["no"]
        found["F06", "not_judged"] = judged[""]
        found["F07", ""] = sum(self.has_voice(case) for case in reviewed)
        asked = [self.questions(case) for case in cases]
        found["F09", ""] = sum(answered for _, answered in asked)
        in_touch = [c for c in reviewed if self.raw.answers(c, "family").get("contact_status") == "in_touch"]
        found["F08", ""] = sum(bool(self.day(case, "family", "findings_shared")) for case in in_touch)
        found["F34", ""] = sum(self.raw.answers(case, "decisions").get("pfd") == "yes" for case in cases)
        self._scopes(found, start, end)
        found["F20", ""] = sum(self.has_good_practice(case) for case in reviewed)
        self._in_time(found, deaths)
        self._learnt(found, reviewed)
        self._where(found, cases)
        return found

    def _scopes(self, found, start, end):
        names = {"in_scope": "in", "outside": "out", "unclear": "undecided"}
        for case in self.raw.cases:
            died = first_day(self.raw.answers(case, "person").get("date_of_death") or "")
            if died and start <= died <= end:
                found["F00", names[self.raw.scope(case)]] += 1
                found["F00", ""] += 1

    def themes(self, case):
        """The themes of what was raised, each once."""
        found = set()
        for form in ("problem", "learning") if self.open_to_readers(case) else ():
            for key in self.roles[form, "theme"]:
                found |= {entry[key] for entry in self.all_of(case, form) if entry.get(key)}
        return found

    def _in_time(self, found, deaths):
        for figure, done, days in (("F10", self.screened, SCREEN), ("F11", self.reviewed, REVIEW)):
            for case, died in deaths:
                if figure == "F11" and self.raw.level(case) == "screen":
                    continue
                due, when = died + timedelta(days), done(case)
                if due > TODAY:
                    found[figure, "early" if when else "not_due"] += 1
                else:
                    found[figure, "overdue" if not when else "in_time" if when <= due else "late"] += 1

    def _learnt(self, found, reviewed):
        for case in reviewed:
            own = self.problems(case)
            for theme in self.themes(case):
                found["F19", theme] += 1
            found["F18", ""] += bool(own)
            found["F18", "mentions"] += len(own)
            for _, harm in own:
                found["F18", f"harm:{harm.removeprefix('harm_') or 'no'}"] += 1
            for kind in {kind for kind, _ in own if kind}:
                found["F18", f"type:{kind}"] += 1
            if self.open_to_readers(case):
                for phase, score in self.raw.scores(case).items():
                    group = score if score in "12345" else "not_applicable"
                    found["F17", f"{phase}:{group}"] += 1

    def _where(self, found, cases):
        codes = {"EN1": "expected_natural", "EN2": "expected_natural", "UN1": "unexpected_natural"}
        codes |= {"UN2": "unexpected_natural", "EU": "unnatural", "UU": "unnatural"}
        for case in cases:
            person = self.raw.answers(case, "person")
            kind = codes.get(person.get("death_category"))
            if kind:
                found["F15", kind] += 1
            inpatient = person.get("inpatient_at_death") == "yes"
            found["F16", "inpatient" if inpatient else "discharged"] += 1

    def log(self):
        """The actions on the day, by figure and group."""
        found, log = Counter(), self.raw.actions()
        found["F22", ""] = len(log)
        found["F22", "open"] = sum(map(self.raw.is_open, log))
        (strength,) = self.roles["action", "strength"]
        for action in log:
            found["F22", self.raw.colour(action)] += 1
            found["F24", self.strengths.get(action.get(strength), "") or "not_said"] += 1
            late = self.raw.days_overdue(action)
            found["F23", ""] += late > 0
            found["F23", "longest"] = max(found["F23", "longest"], late)
            found["F23", "extended"] += self.raw.is_open(action) and bool(action.get("action_revised_date"))
            found["F27", "sent"] += action.get("action_status") == "transferred"
            found["F26", "closed"] += action.get("action_status") == "closed"
        return found

    def work(self, start, end):
        """What was signed between two days, whatever the date of death."""
        done = {"screenings": self.screened, "reviews": self.reviewed, "investigations": self.investigated}
        return {
            ("F35", group): sum(bool(day and start <= day <= end) for day in map(when, self.raw.cases))
            for group, when in done.items()
        }


@pytest.mark.parametrize("back", [2, 1])
def test_every_number_of_a_quarter_follows_from_the_raw_answers(made, back):
    oracle, data, *_ = made
    start, end = quarter(back)
    figures = counting.count(data, start, end)
    before, year = quarter(back + 1), date(end.year - (end.month < 4), 4, 1)
    wrong = []
    for key, first, last in (("before", *before), ("now", start, end), ("year", year, end)):
        for (figure, group), number in oracle.of(first, last).items():
            shown = figures.get(figure, group, key).n
            wrong += [(key, figure, group, number, shown)] if shown != number else []
    for (figure, group), number in {**oracle.log(), **oracle.work(start, end)}.items():
        shown = figures.get(figure, group).n
        wrong += [("now", figure, group, number, shown)] if shown != number else []
    assert wrong == []


def test_what_is_not_worked_out_here_is_named(made):
    """A figure that is added later is worked out here or said to be worked out elsewhere."""
    oracle, *_ = made
    here = {figure for figure, _ in (*oracle.of(*quarter(1)), *oracle.log(), *oracle.work(*quarter(1)))}
    assert here.isdisjoint(ELSEWHERE) and here | ELSEWHERE == set(board_form().figures)


def test_the_deaths_of_a_quarter_are_those_of_the_raw_answers(made):
    oracle, data, *_ = made
    for back in (1, 2, 3):
        start, end = quarter(back)
        cases = sorted(oracle.raw.refs[case] for case, _ in oracle.deaths(start, end))
        window = counting.count(data, start, end).get("F01")
        assert sorted(window.cases) == cases


@pytest.mark.parametrize("back", [2, 1])
def test_the_internal_report_has_ten_to_twelve_sides_and_the_public_one_six_at_most(made, tmp_path, back):
    _, data, facts, labels = made
    start, end = quarter(back)
    report = board_report(data, facts, labels, start, end)
    write_pdf(report, tmp_path / "board.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "board.pdf").pages]
    appendix = next(at for at, text in enumerate(pages) if "Appendix: definitions" in text)
    assert 9 <= appendix <= 12
    public = public_report(data, facts, labels, end, Cleared(True, TODAY))
    write_pdf(public, tmp_path / "public.pdf")
    assert len(pypdf.PdfReader(tmp_path / "public.pdf").pages) <= 6


@pytest.mark.parametrize("back", [2, 1])
def test_the_public_numbers_are_the_raw_ones_exact_by_law_or_rounded(made, back):
    oracle, data, facts, labels = made
    _, end = quarter(back)
    report = public_report(data, facts, labels, end, Cleared(True, TODAY))
    period = report.periods[0]
    raw = oracle.of(period.start, period.end)
    tables = {b.title: dict(row[:2] for row in b.rows) for s in report.sections for b in s.blocks
              if isinstance(b, Table) and b.closes}  # fmt: skip
    assert data.is_nhs  # so the total, the quarters, reviews and judgements are exact
    assert tables["Reviewed"]["Signed review or finished investigation"] == str(raw["F04", ""])
    assert tables["Quarter of death"]["All deaths in scope"] == str(raw["F01", ""])
    assert tables["Judged more likely than not due to problems in care"]["Yes"] == str(raw["F06", "yes"])
    if "Age" in tables:
        for words, block in (("Under 18", "under_18"), ("18 to 64", "adult")):
            if words in tables["Age"]:
                assert tables["Age"][words] == _in_public(raw["F01", block])


def _in_public(number):
    """A number as board.md has it: 0, a star for 1 to 7, else the nearest five."""
    return "0" if not number else "*" if number < 8 else str(5 * round(number / 5))
