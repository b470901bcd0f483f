"""Every figure of the ledger, worked out anew from raw answers and held against every place.

The workbook is the practice one with odd cases added. A figure that nothing here works out fails, and so do a
place that shows another number, and two numbers under one name.
"""

import re
import time
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QAbstractButton

from hssib_desk.cli.selftest import HOME_FOLDERS
from hssib_desk.domain.bank_holidays import is_bank_holiday
from hssib_desk.domain.caseload.choices import RowChoice
from hssib_desk.domain.figures.ledger import figure, ledger
from hssib_desk.domain.figures.rater_agreement import concord
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.second_review import shown_view, state_of
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.html.summary import write_summary_twice
from hssib_desk.practice import make_practice
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.actions.screen import ActionsScreen
from hssib_desk.ui.case.changes import summary
from hssib_desk.ui.case.signing.sign_cards import SealingCard
from hssib_desk.ui.case.signing.signoff import SignOffPage
from hssib_desk.ui.cases.import_screen import offer
from hssib_desk.ui.cases.screen import CasesScreen
from hssib_desk.ui.file.copies import read_copies
from hssib_desk.ui.home.screen import HomeScreen
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.learning import questions
from hssib_desk.ui.learning.screen import LearningScreen
from hssib_desk.ui.panel.screen import PanelScreen
from hssib_desk.ui.retention.screen import DisposalScreen
from hssib_desk.ui.session import Session
from tests.domain.caseload.test_comparison import plan_of, stored
from tests.hands import wait_for_answers
from tests.raw_workbook import SET_ASIDE, TODAY, Asked, Form, Raw, first_day, last_day, toml
from tests.screened import death_to_screen, screened
from tests.ui.conftest import Sent

APRIL = date(TODAY.year if TODAY.month >= 4 else TODAY.year - 1, 4, 1)
AGES = {
    0: "Not overdue",
    30: "1 to 30 days",
    60: "31 to 60 days",
    90: "61 to 90 days",
    10**6: "More than 90 days",
}
LONG = "Word by word. " * 3000  # longer than a cell holds
PAIRS = {(1, 1): 9, (2, 2): 8, (3, 3): 7, (4, 5): 5, (2, 4): 2, (5, 5): 4, (1, 3): 1}


def days(n):
    return (TODAY + timedelta(days=n)).isoformat()


class Clock:
    """The time that the workbook records; each look is a second later."""

    def __init__(self):
        midnight = datetime.combine(TODAY, datetime.min.time()).astimezone()
        self.at = max(datetime.now(UTC) - timedelta(minutes=30), midnight.astimezone(UTC))

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


def actions_of_every_kind():
    """Actions at both sides of every limit, and of every kind that is not counted."""
    for late in (-20, -14, -1, 0, 1, 30, 31, 60, 61, 90, 91, 400):
        yield {
            "action_target_date": days(-late),
            "action_status": "in_progress",
            "action_owner": "ward_manager",
        }
    yield {"action_target_date": f"{TODAY.year - 1}-03", "action_theme": "PHY", "action_strength": "train"}
    yield {"action_target_date": days(-20), "action_revised_date": days(20), "action_owner": "A made-up role"}
    yield {"action_target_date": days(40), "action_revised_date": days(30)}  # earlier
    for due in (-1, 0, 14, 15):
        yield {"action_status": "closed", "action_assurance_due": days(due)}
    yield {"action_status": "in_progress", "action_assurance_due": days(-1)}
    yield {
        "action_status": "closed",
        "action_assurance_due": days(-1),
        "action_assurance_result": "sustained",
    }
    for status in ("superseded", "not_accepted", "transferred", "implemented", "closed", "on_hold"):
        yield {"action_status": status, "action_target_date": days(-100), "action_ward": "Odd Ward"}


def add_odd_cases(path):
    """What the practice cases have too little of."""
    clock = Clock()
    with Workbook.open(path, library=load_library(), actor="somebody else", now=clock) as workbook:

        def new(review="", **person):
            given = {"inpatient_at_death": "yes", "date_of_death": days(-60), "surname": "Odd"} | person
            return workbook.new_case({"person": given}, review=review)

        def fill(case, form, **answers):
            workbook.save(workbook.case(case.id).entry(form).id, answers)

        def sign(case):
            workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")

        many = new()
        for answers in actions_of_every_kind():
            workbook.add_entry(many.id, "action", answers={"action_title": "Odd", **answers})
        gone = workbook.add_entry(many.id, "action", answers={"action_title": "Gone", "action_theme": "PHY"})
        workbook.remove_entry(gone.id, "Entered twice")
        fill(
            many,
            "judgement",
            initial_score="3",
            initial_headline="Kept",
            initial_well=LONG,
            initial_better="A\x0bB",
            other_score="4",
        )
        fill(many, "judgement", initial_score="na")
        death_to_screen(workbook, "no_further", {"date_of_death": days(-40)})
        for outcome in ("no_further", "leder", "short", "full"):
            screened(workbook, outcome, {"date_of_death": days(-40)})
        screened(workbook, "coroner_first", {"date_of_death": days(-40)}, look_again=days(20))
        for died in (APRIL, APRIL - timedelta(days=1), TODAY.replace(day=1)):
            new(date_of_death=died.isoformat())
        new(date_of_death=str(TODAY.year - 1))
        new(date_of_death="unknown")
        workbook.import_cases(
            [{"person": {"date_of_death": days(-n), "inpatient_at_death": "yes"}} for n in (3, 9)], "list.csv"
        )
        again, reopened, acute, blind, low = new(), new(), new(review="acute"), new(), new()
        fill(acute, "judgement_acute", overall_score="2")
        fill(blind, "judgement", overall_score="2", initial_score="1")
        fill(low, "judgement", overall_score="1", initial_score="na")
        fill(low, "decisions", candour="yes", coroner_status="referred", pfd="yes")
        workbook.add_entry(blind.id, "action", answers={"action_title": "Hidden", "action_theme": "PHY"})
        # Signed today, so that there is something to count on the first of April too.
        weak = {"action_title": "Odd", "action_strength": "train", "action_theme": "PHY"}
        workbook.add_entry(again.id, "action", answers=weak)
        for case in (again, reopened, acute, blind, low):
            sign(case)
        for case in (again, reopened):
            workbook.reviews.reopen(case.id, "A date was wrong")
        sign(again)
        workbook.reviews.start_second(blind.id, name="S. Second", role="Nurse")
        old = new(date_of_death="1990-05-06")
        held = new(date_of_death="1991-05-06")
        workbook.retention.set_hold(held.id, "A public inquiry")
        attached = workbook.case(old.id).entry("information")
        for name in ("a.txt", "b.txt"):
            file = path.with_name(name)
            file.write_text(name)
            last = workbook.attach(attached.id, "sources_attached", file)
        workbook.detach(last.id, "Not theirs")
        workbook.copies.backup()
        before = (APRIL - timedelta(days=9)).isoformat()
        signed = [new(date_of_death=before), new(date_of_death=before)]
        for case, minutes in zip(signed, (30, 90), strict=True):
            # Half an hour before midnight in Greenwich is half an hour after it on the wards.
            clock.at = datetime(APRIL.year, 4, 1, tzinfo=UTC) - timedelta(minutes=minutes)
            sign(case)
        return {"old": old.id, "low": low.id, "many": many.id}


def look_then_change(path, ids):
    """Somebody looks at everything; then another changes two cases and takes one of the changes back."""
    with Workbook.open(path, library=load_library(), actor="tester", back_up=False) as workbook:
        workbook.since.looked_at_all()
        workbook.since.keep()
    with Workbook.open(path, library=load_library(), actor="somebody else", back_up=False) as workbook:
        many = workbook.case(ids["many"])
        workbook.save(many.entry("person").id, {"ward": "Another"})
        workbook.save(many.entry("judgement").id, {"overall_score": "4"})
        old = workbook.case(ids["old"]).entry("person")
        workbook.save(old.id, {"ward": "Another"})
        workbook.undo(ids["old"])
        workbook.add_entry(many.id, "problem", answers={"problem_title": "Odd"})
    with Workbook.open(path, library=load_library(), actor="tester", back_up=False) as workbook:
        workbook.new_case()


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """A home folder that remembers what was looked at, and a clock an hour ahead of Greenwich on 1 April."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in HOME_FOLDERS.items():
            patch.setenv(variable, str(home / folder))
        patch.setenv("TZ", "Europe/London")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="module")
def made(tmp_path_factory, ward):
    path = make_practice(tmp_path_factory.mktemp("ledger") / "practice.hssib", today=TODAY)
    ids = add_odd_cases(path)
    look_then_change(path, ids)
    return path, ids


@pytest.fixture(scope="module")
def raw(made):
    return Raw(made[0])


# What the raw answers say


def told_of_cases(raw):
    since = {case for case in raw.signed - raw.blind if raw.signed_on(case) >= APRIL}
    statuses = {
        key: raw.of(key)
        for key in ("to_screen", "waiting", "not_started", "draft", "not_reviewed", "signed", "second_review")
    }
    return {
        **{key: len(found) for key, found in statuses.items()},
        **{key: len(raw.in_scope(key)) for key in ("in_scope", "outside", "unclear")},
        "cases": len(raw.cases),
        "to_finish": len(raw.of("draft", "not_started")),
        "unscreened": len(raw.of("to_screen", "waiting")),
        "reviews": len(raw.of("draft", "not_started", "signed", "second_review")),
        "signed_reviews": len(raw.signed),
        "signed_since": len(since),
        "blind": len(raw.blind),
        "deaths": raw.quarters(),
        "deaths_by_month": raw.months(),
        "days_between": raw.gaps(),
        "deaths_without_month": raw.no_month(),
        "weak_only": weak_only(raw),
        "duties": duties(raw),
        "late_duties": late_duties(raw),
        "panel_waiting": panel_waiting(raw),
        "themes": Counter(code for case in raw.reviews for code in raw.raised(case)),
        "theme_raised": Counter(code for case in since for code in raw.raised(case) & MAINS),
        "themes_judged": judged(raw, since),
        "theme_actions": theme_actions(raw, since),
        "pairs": pairs(raw),
        **scored(raw),
    }


MAINS = {choice["code"] for choice in toml("lists/themes.toml")["choice"] if not choice.get("group")}


def scored(raw):
    """The mental health reviews by score in each phase, and those without one, by reason."""
    given, neither = Counter(), Counter()
    for case in raw.reviews:
        if not raw.is_acute(case):
            scores = raw.scores(case)
            given.update(f"{phase} {scores.get(phase)}" for phase in SECTIONS)
    for phase in SECTIONS:
        neither[phase] = given.pop(f"{phase} None", 0)
    not_applicable = {phase: given.pop(f"{phase} na", 0) for phase in SECTIONS}
    return {"scores": given, "not_applicable": not_applicable, "not_scored": neither}


SECTIONS = ("initial", "ongoing", "admission", "discharge", "end_of_life", "other", "overall")


def judged(raw, cases):
    found = Counter()
    for case in cases:
        forms = ("judgement", "judgement_acute")  # overall care is the same section in both
        sections = [section for form in forms for section in toml(f"{form}.toml")["section"]]
        themes = {s["key"]: s.get("themes", ()) for s in sections if "key" in s}  # others are borrowed
        given = {section for section, code in raw.scores(case).items() if code.isdecimal()}
        found.update(
            {main for key in given for code in themes.get(key, ()) for main in raw.mains(code)} & MAINS
        )
    return found


def theme_actions(raw, cases):
    found = Counter()
    for action in raw.actions(cases):
        if action.get("action_theme") and action.get("action_status") not in SET_ASIDE:
            for code in raw.mains(action["action_theme"]) & MAINS:
                found.update([code] + [f"{code} overdue"] * (raw.colour(action) == "red"))
    return found


def pairs(raw):
    """Cases by how many points apart the scores of overall care are that two reviewers signed."""
    found = Counter()
    for case in raw.signed:
        if raw.seal(case, "second"):
            first, second = (raw.scores(case, stage).get("overall", "") for stage in ("first", "second"))
            if first.isdecimal() and second.isdecimal():
                found[str(min(abs(int(first) - int(second)), 2))] += 1
    return found


def same_sections(raw, case):
    first, second = (raw.scores(case, stage) for stage in ("first", "second"))
    given = set(first) | set(second)
    return sum(first.get(key) == second.get(key) for key in given), len(given)


def weak_only(raw):
    found = 0
    for case in set(raw.cases) - raw.blind:
        active = [a for a in raw.actions([case]) if a.get("action_status") not in SET_ASIDE]
        found += {STRENGTHS.get(action.get("action_strength")) for action in active} == {"weak"}
    return found


STRENGTHS = {choice["code"]: choice["means"] for choice in toml("lists/strength.toml")["choice"]}


def duties(raw):
    """The duties that are open; a blind second reviewer is told of no decision of the first."""
    return sum(is_open(raw, case, duty) for case in set(raw.cases) - raw.blind for duty in DUTIES)


DUTIES = [duty for duty in toml("duties.toml")["duty"] if duty.get("list") not in ("reviews", "screening")]


class AnyLevel(Asked):
    """What rules of duties see: a duty stays whatever the level of its case."""

    def is_of_level(self, _field):
        return True


def is_open(raw, case, duty):
    """Whether a duty is owed and nobody has answered it."""
    asked, told = AnyLevel(raw, case), raw.answers(case, "person")
    holds = {key: key in duty and asked.holds(duty[key], None, {}, {}) for key in (*BORN, *ENDED)}
    known = any(told.get(key) for key in ("date_of_death", "died_manner", "known_on"))
    if not any(holds[key] for key in BORN) or any(holds[key] for key in ENDED):
        return False
    if "role:date_of_death" in duty["counted_from"] and not known:
        return False
    if duty.get("list") == "second_reviews" and raw.status(case) == "second_review":
        return False
    if answered(raw, case, f"duties.{duty['key']}_na"):
        return False
    ends = duty.get("ends_by", [f"duties.{duty['key']}_done"])
    every = [item if isinstance(item, list) else [item] for item in ends]
    return "done_if" in duty or not any(all(answered(raw, case, key) for key in item) for item in every)


def panel_waiting(raw):
    """The signed cases of which no meeting has decided, or one that asked for more."""
    decided = {
        case
        for case, entries in raw.entries.items()
        for entry in entries
        if entry[0] == "panel" and entry[3].get("panel_decision") in ("agree", "changed", "psii", "close")
    }
    return len(set(raw.of("signed")) - decided)


def late_duties(raw):
    """The cases that owe something whose day is past."""
    own = [duty for duty in DUTIES if "list" not in duty]
    return sum(
        any(is_open(raw, case, duty) and is_past(due_of(raw, case, duty)) for duty in own)
        for case in set(raw.cases) - raw.blind
    )


def is_past(day):
    return day is not None and day < TODAY


def due_of(raw, case, duty):
    """The day by which a duty is due: as printed, else counted from the first of its days that is known."""
    asked = Asked(raw, case)

    def day(name):
        if name == "signature":
            return raw.signed_on(case) if raw.is_signed(case) else None
        told = asked.told(name[5:]) if name.startswith("role:") else answered(raw, case, name)
        return first_day(told) if isinstance(told, str) else None

    if printed := next(filter(None, map(day, duty.get("printed", []))), None):
        return printed
    start = next(filter(None, map(day, duty["counted_from"])), None)
    if start is None or duty["due"] == "none":
        return None
    if "role:date_of_death" in duty["counted_from"]:
        start = max(start, day("role:known_on") or start)
    n = DAYS.get(duty.get("setting"), duty.get("days", 0))
    if duty["due"] == "months":
        month = start.month - 1 + n
        last = monthrange(start.year + month // 12, month % 12 + 1)[1]
        return date(start.year + month // 12, month % 12 + 1, min(start.day, last))
    if duty["due"] == "working_days":
        while n:
            start += timedelta(days=1)
            n -= start.weekday() < 5 and not is_bank_holiday(start)
        return start
    return start + timedelta(days={"same_day": 0, "without_delay": 1}.get(duty["due"], n))


DAYS = {item["key"]: item["days"] for item in toml("settings.toml")["setting"] if "days" in item}
BORN, ENDED = ("born_if", "decide_if"), ("na_if", "ended_if", "done_if")


def answered(raw, case, name):
    if name.startswith("signature"):
        return raw.seal(case, name.partition(":")[2] or "first")
    form, _, key = name.partition(".")
    return raw.answers(case, form).get(key)


def told_of_actions(raw):
    actions = raw.actions()
    is_open = [action for action in actions if raw.is_open(action)]
    active = [action for action in actions if action.get("action_status") not in SET_ASIDE]
    colours = Counter(map(raw.colour, actions))
    set_aside = colours.pop("set_aside")
    waiting = [a for a in is_open if a.get("action_status", "") not in ("implemented", "verified")]
    targets = [last_day(action.get("action_target_date") or "") for action in waiting]
    return {
        "actions": len(actions),
        "open": len(is_open),
        "overdue": colours["red"],
        "brag": colours,
        "set_aside": set_aside,
        "owed": sum(
            a.get("action_status") == "transferred" and not a.get("action_answered_date") for a in actions
        ),
        "effects_due": sum(is_check_due(action) for action in actions),
        "strength": Counter(STRENGTHS.get(action.get("action_strength"), "Not said") for action in active),
        "past_first_target": sum(bool(target and target < TODAY) for target in targets),
        "later_date": sum(is_later(action) for action in is_open),
        "without_owner": sum(not (action.get("action_owner") or "").strip() for action in is_open),
        "days_overdue": Counter(age(raw.days_overdue(action)) for action in is_open),
        "actions_by_answer": by_answer(raw, actions),
        "cases_with_actions": sum(bool(raw.actions([case])) for case in raw.cases),
    }


def is_check_due(action):
    due, found = action.get("action_assurance_due") or "", action.get("action_assurance_result")
    done = action.get("action_status") in ("verified", "closed")
    return bool(done and due and not found and due <= days(14))


def is_later(action):
    revised, first = (last_day(action.get(f"action_{name}_date") or "") for name in ("revised", "target"))
    return bool(revised and first and revised > first)


def age(late):
    return next(label for most, label in AGES.items() if late <= most)


def by_answer(raw, actions):
    """All, open and overdue actions by strength, theme, ward and owner, in the words of the lists."""
    words = {
        "strength": {c["code"]: c.get("short") or c["label"] for c in toml("lists/strength.toml")["choice"]},
        "theme": {c["code"]: c["label"] for c in toml("lists/themes.toml")["choice"]},
        "owner": {c["code"]: c["label"] for c in toml("lists/person_roles.toml")["choice"]},
        "ward": {c["code"]: c["label"] for c in toml("lists/areas.toml")["choice"]},
    }
    found = Counter()
    for action in actions:
        counted = ["all"] + ["open"] * raw.is_open(action) + ["overdue"] * (raw.colour(action) == "red")
        for role, labels in words.items():
            code = (action.get(f"action_{role}") or "").strip()
            found.update((role, labels.get(code, code) or "(not said)", what) for what in counted)
    return found


def told_of_each_case(raw):
    """What is counted within one case, by its reference; of acute and blind ones other tests speak."""
    plain = [case for case in raw.cases if not raw.is_acute(case) and case not in raw.blind]
    asked = {case: Asked(raw, case) for case in plain}
    ref = raw.refs
    return {
        "complete": {ref[case]: asked[case].percent() for case in plain},
        "pages": {ref[case]: asked[case].shown_pages() for case in plain},
        "advice_answered": {ref[case]: asked[case].remarks() for case in plain if raw.filled[case] == 1},
        "sealed_answers": {ref[case]: sealed(raw, asked[case]) for case in plain if raw.is_signed(case)},
        "same_sections": {
            ref[case]: same_sections(raw, case) for case in raw.signed if raw.seal(case, "second")
        },
        "attached_files": {ref[case]: raw.counts["attachments"][case] for case in raw.cases},
        "filled_forms": {ref[case]: raw.filled[case] for case in raw.cases},
        "signed_versions": {ref[case]: raw.counts["sealed_versions"][case] for case in raw.cases},
        "earlier_versions": {ref[case]: raw.reopened[case] for case in raw.cases},
        "history_lines": {ref[case]: raw.counts["changes"][case] for case in raw.cases},
    }


def sealed(raw, asked):
    """The answers under the first signature, those of the signature itself included."""
    signature = [e[3] for e in raw.entries[asked.case] if e[0] == "sign_off" and e[1] == "first"]
    return len(asked.answers_by(True)) + sum(len(answers) for answers in signature)


IDENTIFYING = {
    (form, key)
    for form in toml("outline.toml")["page"]
    for form in (form.get("form"), *form.get("entries", ()), "sign_off", "parts")
    if form
    for key, field in Form(form).fields.items()
    if field.get("identifying")
}
KEPT_FROM_SECOND = {"judgement", "decisions", "action", "problem", "learning", "sign_off"}
# Read by hand from the two lists; one difference of the fifth row is taken.
FATES = {"changed": 6, "held": 1, "duplicate": 1, "warning": 1}
CHOICES = {("", 5): RowChoice(answers={"ward": "take", "legal_status": "keep"})}


def told_of_files(raw, path):
    asked = [Asked(raw, case) for case in raw.cases if case not in raw.blind]
    entries = [
        entry
        for case in raw.cases
        for entry in raw.entries[case]
        if not (case in raw.blind and entry[1] == "first" and entry[0] in KEPT_FROM_SECOND)
    ]
    names = [key for form, _, _, answers, _ in entries for key in answers if (form, key) in IDENTIFYING]
    texts = [value for *_, answers, _ in entries for value in answers.values() if isinstance(value, str)]
    return {
        "rows_written": {
            "Action log": len(raw.actions()),
            "Cases": len(raw.cases),
            "Actions": len(raw.actions()),
        },
        "not_asked": {
            "Data": sum(len(one.answers_by(False)) for one in asked),
            "Action log": sum(len(one.answers_by(False, "action")) for one in asked),
        },
        "identifying": len(names),
        "continued_texts": sum(len(text) > 32_767 for text in texts),
        "replaced_characters": sum(text.count("\x0b") for text in texts),
        "changed_cases": 1,
        "changes": 3,
        "copies_kept": len(list(path.parent.glob("*/*.hssib"))),
        "disposal_due": sum(is_over(raw, case) for case in raw.cases) - 1,  # one is on hold
        "rows_read": FATES,
        "cases_imported": FATES["warning"],
        "answers_taken": 1,
        "coefficients": {"kappa": weighted(PAIRS, by_margins), "AC2": weighted(PAIRS, by_prevalence)},
    }


def is_over(raw, case):
    """Whether ten years have passed since the death, or since a case without its date was begun."""
    died = last_day(raw.answers(case, "person").get("date_of_death", ""))
    begun = datetime.fromisoformat(raw.created[case]).date()
    years = 20 if raw.answers(case, "decisions").get("learning_response") == "psii" else 10
    return (died or begun) + timedelta(days=365.25 * years) < TODAY


def weighted(pairs, by_chance):
    """Agreement beyond chance: a step apart counts a quarter less."""
    n = sum(pairs.values())
    seen = sum(count * weight(a, b) for (a, b), count in pairs.items()) / n
    chance = by_chance(
        *([sum(c for p, c in pairs.items() if p[at] == k) / n for k in STEPS] for at in (0, 1))
    )
    return round((seen - chance) / (1 - chance), 2)


STEPS = (1, 2, 3, 4, 5)


def weight(a, b):
    return 1 - abs(a - b) / 4


def by_margins(first, second):
    return sum(first[a - 1] * second[b - 1] * weight(a, b) for a in STEPS for b in STEPS)


def by_prevalence(first, second):
    shares = [(a + b) / 2 for a, b in zip(first, second, strict=True)]
    spread = sum(share * (1 - share) for share in shares)
    return sum(weight(a, b) for a in STEPS for b in STEPS) * spread / 20


@pytest.fixture(scope="module")
def told(made, raw):
    """Every figure from the raw answers: a number, or numbers by what the figure is split by."""
    return told_of_cases(raw) | told_of_actions(raw) | told_of_each_case(raw) | told_of_files(raw, made[0])


# What the program shows: key of the figure, what of it, where, and the number


def on_home(session, made):
    home = HomeScreen(session, Sent())
    made.append(home)
    home.refresh()
    cards = {
        "to_finish": home.reviews,
        "second_review": home.second,
        "overdue": home.overdue,
        "duties": home.duties,
        "effects_due": home.effects,
    }
    parts = session.workbook.lists.home(TODAY).parts.count  # they share the card of second reviews
    assert parts == 2 and home.second.title.text() == "Second reviews and parts"
    for key, card in cards.items():
        assert card is home.second or card.title.text() == figure(key).heading
        yield key, "", int(card.count.text()) - (parts if card is home.second else 0)
    said = " ".join(label.text() for label in home.findChildren(Headline))
    yield "changed_cases", "", int(re.search(r"(\d+) cases? changed since you last looked", said)[1])
    kept = home.backups.words.text()
    yield "copies_kept", "", int(re.search(rf"{figure('copies_kept').name}: (\d+)\.", kept)[1])
    yield "blind", "", session.workbook.lists.home(TODAY).blind


def on_coverage(session):
    facts = session.workbook.lists.coverage(TODAY)
    yield "signed_since", "", facts.signed
    for theme in facts.themes:
        yield "theme_raised", theme.code, theme.cases
        yield "themes_judged", theme.code, theme.judged
        yield "theme_actions", theme.code, theme.actions
        yield "theme_actions", f"{theme.code} overdue", theme.overdue


def on_cases(session, made):
    cases = CasesScreen(session, Sent())
    made.append(cases)
    cases.refresh()
    for view in cases.filters.views.findChildren(QAbstractButton):
        key = {"all": "cases"}.get(view.value, view.value)
        yield key, "", view.count
    for status in ("to_screen", "waiting", "not_started", "draft", "not_reviewed", "sealed", "reviews"):
        n = session.workbook.lists.count_cases(CaseQuery(status=status))
        yield {"sealed": "signed_reviews"}.get(status, status), "", n
    for row in session.workbook.lists.cases(CaseQuery(), 0, 999):
        yield "complete", row.ref, row.percent


def on_panel(session, made):
    panel = PanelScreen(session, Sent())
    made.append(panel)
    panel.start()
    yield "panel_waiting", "", int(panel.list.wait.text().split()[0])


def on_actions(session, made):
    actions = ActionsScreen(session, Sent())
    made.append(actions)
    actions.refresh()
    for code, words in actions.filters.buttons["brag"]._options[1:]:
        n = int(words.rpartition(", ")[2])
        yield ("set_aside", "", n) if code == "set_aside" else ("brag", code, n)
    for key in ("open", "overdue", "effects_due", "owed"):
        yield key, "", actions.views._buttons[{"effects_due": "effects"}.get(key, key)].count
    yield "actions", "", session.workbook.lists.count_actions(ActionQuery())


def on_learning(session, made):
    learning = LearningScreen(session, Sent())
    made.append(learning)
    learning.status.set_value("")
    learning.refresh()
    wait_for_answers()
    charts = {name: card.view.chart for name, card in learning.cards.items()}
    for row in charts["scores"].phases:
        yield from (("scores", f"{row.key} {code}", n) for code, n in row.counts.items())
        yield "not_applicable", row.key, row.not_applicable
        yield "not_scored", row.key, row.not_scored
    yield from (("deaths", point.key, point.value) for point in charts["deaths"].points)
    found = questions.series_of(session.workbook.lists.figures())
    yield from (("days_between", point.key, point.value) for point in questions.gaps(found).points)
    yield from (("deaths_by_month", point.key[:7], point.value) for point in questions.months(found).points)
    for key, n in re.findall(r'<a href="(\w+)">(\d+)</a>', learning.cards["deaths"].note.plain()):
        if key not in ("later", "earlier"):
            yield key, "", int(n)
    yield from (("themes", row.key, row.value) for row in charts["themes"].rows)
    yield from (("strength", row.key or row.label, row.value) for row in charts["strength"].rows)
    yield from (("brag", row.key, row.value) for row in charts["brag"].rows)
    yield from (("pairs", str(steps), row.value) for steps, row in enumerate(charts["twice"].rows))
    notes = {name: card.note.plain() for name, card in learning.cards.items()}
    yield "not_reviewed", "", int(re.search(r'<a href="not_reviewed">(\d+)</a>', notes["themes"])[1])
    yield "unscreened", "", int(re.search(r'<a href="unscreened">(\d+)</a>', notes["themes"])[1])
    yield "weak_only", "", int(re.match(r"(\d+)", notes["strength"])[1])
    yield "set_aside", "", int(re.match(r"(\d+)", notes["brag"])[1])
    said = questions.twice(concord(PAIRS, STEPS)).note
    for name, value in re.findall(r"(kappa|AC2) (0\.\d+) \(95%", said):
        yield "coefficients", name, float(value)


def on_all_figures(session, made):
    learning = LearningScreen(session, Sent())
    made.append(learning)
    learning.refresh()
    wait_for_answers()
    learning.show_definitions()
    for key, link in learning.definitions.links.items():
        n = int(re.search(r"show ([\d,]+)$", link.accessibleName())[1])
        yield "pairs" if key == "coefficients" else key, "", n


def in_the_case(session, made):
    page = SignOffPage(session, Sent())
    made.append(page)
    workbook = session.workbook
    for case in workbook.lists.case_files():
        if case.library.outline.key == "acute" or state_of(case) == "blind":
            continue
        made.append(card := SealingCard())
        card.show_case(case, 0)
        numbers = [label.text() for label in card.findChildren(Headline) if label.text()[:1].isdigit()]
        yield "pages", case.ref, int(numbers[0])
        if case.seal:
            yield "sealed_answers", case.ref, int(numbers[1])
        if sum(bool(entry.answers) for entry in case.entries) == 1 and not case.seal:
            page.show_case(case)
            settled = re.match(r"0 of (\d+)|none", page.panel.conditions["warnings"].words.text())
            yield "advice_answered", case.ref, int(settled[1] or 0)
        found = workbook.since.news(case.id)
        if found.items:
            yield "changes", "", int(re.match(r"(\d+) changes", summary(found))[1])


def in_the_action_log(session, folder):
    workbook, out = session.workbook, folder / "log.xlsx"
    shown = [shown_view(case) for case in workbook.lists.case_files()]
    write_action_log(shown, workbook.facts, workbook.library, out, today=TODAY)
    book = load_workbook(out)
    by_name = {figure(key).name: key for key in ("cases_with_actions", "past_first_target", "later_date")}
    by_name |= {figure("without_owner").name: "without_owner"}
    for name, n, *_ in book["Read me"].iter_rows(values_only=True, max_col=4):
        if name in (figure("rows_written").name, figure("not_asked").name):
            yield "rows_written" if name == figure("rows_written").name else "not_asked", "Action log", n
        elif name in by_name:
            yield by_name[name], "", n
    title, form = "", workbook.library.forms["action"]
    roles = {"Strength": "strength"} | {form.role(role).column: role for role in ("theme", "ward", "owner")}
    colours = {"Red": "red", "Amber": "amber", "Green": "green", "Blue": "blue", "Not started": "not_started"}
    for name, every, is_open, overdue in book["Summary"].iter_rows(values_only=True, max_col=4):
        if every in ("All", figure("open").name):
            title = name
        elif title == "Days overdue" and isinstance(every, int):
            yield "days_overdue", name, every
        elif name in by_name and isinstance(every, int):
            yield by_name[name], "", every
        elif title == figure("brag").name and name in colours:
            yield "brag", colours[name], every
        elif title == figure("brag").name and name == figure("actions").name:
            yield from (("actions", "", every), ("open", "", is_open), ("overdue", "", overdue))
        elif title == figure("brag").name and isinstance(every, int):
            yield "set_aside", "", every
        elif title in roles and isinstance(every, int):
            for what, n in (("all", every), ("open", is_open), ("overdue", overdue)):
                yield "actions_by_answer", (roles[title], name, what), n


def in_the_data(session, folder):
    workbook, out = session.workbook, folder / "data.xlsx"
    shown = [shown_view(case) for case in workbook.lists.case_files()]
    write_data(shown, workbook.facts, workbook.library, out, today=TODAY)
    book = load_workbook(out)
    not_asked = identifying = 0
    control = list(book["Control"].iter_rows(values_only=True, max_col=6))
    start = next(at for at, row in enumerate(control) if row[0] == "Sheet")
    assert control[start][3:] == tuple(
        figure(key).name for key in ("rows_written", "not_asked", "identifying")
    )
    for sheet, _row, _selected, rows, *left_out in control[start + 1 :]:
        if isinstance(rows, int):
            not_asked, identifying = not_asked + left_out[0], identifying + left_out[1]
            if sheet in ("Cases", "Actions"):
                yield "rows_written", sheet, rows
    yield "not_asked", "Data", not_asked
    yield "identifying", "", identifying
    for line in (str(row[0]) for row in control):
        for key in ("replaced_characters", "continued_texts"):
            if line.startswith(f"{figure(key).name}: "):
                yield key, "", int(line.rpartition(" ")[2])
    heads, *rows = book["Cases"].iter_rows(values_only=True)
    cells = [dict(zip(heads, row, strict=True)) for row in rows]
    keys = {
        figure(key).name: key
        for key in ("to_screen", "waiting", "not_started", "draft", "not_reviewed", "signed", "second_review")
    }
    yield from ((keys[name], "", n) for name, n in Counter(row["Status"] for row in cells).items())
    scope = Counter(row["In scope"].replace(" ", "_") for row in cells)
    yield from ((key, "", n) for key, n in scope.items())
    for row in cells:
        if row["Second review"] != "under way, blind":
            yield "earlier_versions", row["Case ref"], row[figure("earlier_versions").name]


def in_pdf_and_html(session, folder):
    """The numbers that a printed review gives: of cases with two signed reviews, or a signed version each."""
    for case in session.workbook.lists.case_files():
        if case.seal and (case.seal_of("second") or case.sealed_versions > 1):
            pdf = write_summary_twice(case, folder / f"{case.ref}.pdf").path
            printed = " ".join(part.extract_text() for part in pypdf.PdfReader(pdf).pages)
            for text in (printed, pdf.with_suffix(".html").read_text("utf-8")):
                words = " ".join(text.replace("\u00a0", " ").split())
                if same := re.search(r"The same score for (\d+) of (\d+) sections", words):
                    yield "same_sections", case.ref, (int(same[1]), int(same[2]))
                if kept := re.search(r"Sealed versions kept in the workbook: (\d+)\.", words):
                    yield "signed_versions", case.ref, int(kept[1])


def on_disposal(session, made):
    screen = DisposalScreen(session, Sent())
    made.append(screen)
    screen.refresh()
    due = [item for item in session.workbook.retention.keeping_due() if item.over and not item.hold]
    yield "disposal_due", "", len(due)
    for item in session.workbook.retention.keeping([case.id for case in session.workbook.lists.case_files()]):
        yield from (("attached_files", item.ref, item.files), ("filled_forms", item.ref, item.entries))
        yield from (("signed_versions", item.ref, item.versions), ("history_lines", item.ref, item.lines))


def at_the_import(made):
    library = load_library()
    existing = list(stored(plan_of(library, "first-list.csv"), library))
    plan = plan_of(library, "corrected-list.csv", existing, choices=CHOICES)
    yield from (("rows_read", fate, n) for fate, n in plan.counts.items())
    said = re.match(r"Import (\d+) cases?, take (\d+) answers?", offer(plan))
    yield from (("cases_imported", "", int(said[1])), ("answers_taken", "", int(said[2])))


def among_the_copies(session):
    yield "copies_kept", "", len(read_copies(session.workbook.path, session.workbook.driver, None).copies)


@pytest.fixture(scope="module")
def shown(qapp, made, tmp_path_factory):
    """Every number that a place shows, by the place."""
    folder, widgets = tmp_path_factory.mktemp("written"), []
    with Workbook.open(made[0], library=load_library(), actor="tester", read_only=True) as workbook:
        session = Session(workbook)
        yield {
            "Home": list(on_home(session, widgets)),
            "Cases": list(on_cases(session, widgets)),
            "Panel": list(on_panel(session, widgets)),
            "Actions": list(on_actions(session, widgets)),
            "Learning": [*on_learning(session, widgets), *on_coverage(session)],
            "All figures": list(on_all_figures(session, widgets)),
            "Case": list(in_the_case(session, widgets)),
            "Action log": list(in_the_action_log(session, folder)),
            "Data": list(in_the_data(session, folder)),
            "PDF and HTML": list(in_pdf_and_html(session, folder)),
            "Disposal": list(on_disposal(session, widgets)),
            "Import": list(at_the_import(widgets)),
            "Backups": list(among_the_copies(session)),
        }
        for widget in widgets:
            widget.close()
            widget.deleteLater()


def test_every_entry_of_the_ledger_is_worked_out_anew(told):
    """A figure that is added has to be worked out here from the raw answers too."""
    assert set(told) == set(ledger())


def test_every_place_shows_what_the_answers_say(told, shown):
    wrong, seen = [], set()
    for place, numbers in shown.items():
        for key, part, n in numbers:
            seen.add(key)
            right = told[key] if part == "" else told[key].get(part, 0)
            right = sum(right.values()) if isinstance(right, dict) else right
            if n != right and not (part and key in ONE_CASE and part not in told[key]):
                wrong.append(f"{place}: {figure(key).name} {part}: shows {n}, the answers say {right}")
    assert not wrong, "\n".join(wrong)
    assert seen == set(ledger())


def test_every_part_of_a_figure_is_shown(told, shown):
    """What a place splits adds up: no ward, owner, month or colour is dropped."""
    for place, numbers in shown.items():
        parts = defaultdict(dict)
        for key, part, n in numbers:
            if part:
                parts[key][part] = n
        for key in WHOLE & parts.keys():
            right = {part: n for part, n in told[key].items() if n}
            assert {part: n for part, n in parts[key].items() if n} == right, (place, key)


def test_one_name_is_one_number(shown):
    """Two places that print one name print one number, and no two figures share a name."""
    found = defaultdict(set)
    for numbers in shown.values():
        for key, part, n in numbers:
            for name in {figure(key).named(), figure(key).heading}:
                found[name, part].add(n)
    assert {name: numbers for name, numbers in found.items() if len(numbers) > 1} == {}


def test_the_workbook_shows_every_figure_with_something_to_count(told):
    """A figure that is nought everywhere could be wrong without anybody seeing it."""
    empty = {key for key, n in told.items() if not n or (isinstance(n, dict) and not any(n.values()))}
    assert empty == set()


ONE_CASE = {
    "complete", "pages", "advice_answered", "sealed_answers", "attached_files", "filled_forms",
    "signed_versions", "earlier_versions", "history_lines",
}  # fmt: skip
# Shown with all their parts wherever they are shown; the others are shown in part.
WHOLE = {
    "deaths",
    "scores",
    "themes",
    "brag",
    "strength",
    "pairs",
    "days_overdue",
    "actions_by_answer",
    "rows_read",
}
