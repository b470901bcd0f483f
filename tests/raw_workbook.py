"""A workbook as any other program would read it: rows of SQLite, answers as JSON, forms as TOML.

It knows nothing of the columns, queries and rules of the program, so that what the program counts can be held
against it.
"""

import json
import re
import sqlite3
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise

from hssib_desk.resources import forms_dir

TODAY = date.today()
PHASES = ("initial", "ongoing", "admission", "discharge", "end_of_life", "other")
SET_ASIDE = {"superseded", "not_accepted", "transferred"}
DONE = {"implemented", "verified", "closed"}


@cache
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


# What the program itself writes of a screening.
RECORD = ("level", "screened_by", "screened_role", "screened_on", "screened_time")


class Raw:
    """The workbook as it lies on the disk."""

    def __init__(self, path):
        db = sqlite3.connect(path)
        self.refs = dict(db.execute("SELECT id, ref FROM cases"))
        self.cases = list(self.refs)
        self.entries = {case: [] for case in self.cases}
        self.filled = Counter()
        columns = "case_id, form_key, stage, ref, answers, seal_id, removed_at"
        for case, *entry, answers, seal, removed in db.execute(f"SELECT {columns} FROM entries"):
            told = json.loads(answers)
            self.filled[case] += bool(told)
            if not removed:
                self.entries[case].append((*entry, told, seal))
        self.sealed_at = dict(db.execute("SELECT id, at FROM sealed_versions"))
        self.counts = {
            table: Counter(dict(db.execute(f"SELECT case_id, count(*) FROM {table} GROUP BY case_id")))
            for table in ("attachments", "sealed_versions", "changes")
        }
        reopened = (
            "SELECT case_id, count(*) FROM sealed_versions WHERE reopened_at IS NOT NULL GROUP BY case_id"
        )
        self.reopened = Counter(dict(db.execute(reopened)))
        self.created = dict(db.execute("SELECT id, created_at FROM cases"))
        db.close()
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

    def is_ended(self, case):
        """Whether its screening is signed and leaves the death to others, or to nobody."""
        told = self.answers(case, "screening")
        left = told.get("outcome") in ("no_further", "psii", "cdr", "leder", "other_provider")
        return self.level(case) == "screen" and bool(told.get("screened_on")) and left

    def level(self, case):
        """How much of a case is asked; full where nothing says otherwise."""
        return self.answers(case, "screening").get("level", "full")

    def status(self, case):
        if self.is_signed(case):
            return "second_review" if self.second_is_due(case) else "signed"
        if self.is_ended(case):
            return "not_reviewed"
        if self.level(case) == "screen":
            told = self.answers(case, "screening")
            waits = told.get("outcome") == "coroner_first" and told.get("screened_on")
            return "waiting" if waits else "to_screen"
        return "draft" if self.is_begun(case) else "not_started"

    def is_begun(self, case):
        """Whether anything was answered beyond the particulars of the death and what a list brings."""
        return any(
            filled(value)
            for form, _, _, answers, _ in self.entries[case]
            for key, value in answers.items()
            if form != "person" and key != "coroner_status" and key not in RECORD
        )

    def of(self, *statuses):
        return {case for case in self.cases if self.status(case) in statuses}

    @property
    def signed(self):
        return self.of("signed", "second_review")

    @property
    def reviews(self):
        """The cases that scores and themes are counted of."""
        return self.of("not_started", "draft", "signed", "second_review") - self.blind

    def signed_on(self, case):
        """The local day of the first review's signature."""
        return datetime.fromisoformat(self.sealed_at[self.seal(case, "first")]).astimezone().date()

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
        if inpatient == "no" and told.get("ward_type") == "none" and not left:
            return "outside"
        if not (first_day(left) and first_day(died)):
            return "unclear"
        low = max(0, (first_day(died) - last_day(left)).days)
        high = (last_day(died) - first_day(left)).days
        return "in_scope" if high <= 30 else "outside" if low > 30 else "unclear"

    def quarters(self):
        """Deaths in scope in the last 20 quarters that are over, by first and last day."""
        counts = Counter()
        for text in self._died():
            year, month = int(text[:4]), int(text[5:7])
            back = (TODAY.year - year) * 4 + (TODAY.month - 1) // 3 - (month - 1) // 3
            first = (month - 1) // 3 * 3 + 1
            last = f"{first + 2:02d}-{31 if first in (1, 10) else 30}"
            counts[f"{year}-{first:02d}-01..{year}-{last}"] += 1 <= back <= 20
        return +counts

    def months(self):
        """The same by month."""
        shown = {int(key[:4]) * 4 + (int(key[5:7]) - 1) // 3 for key in self.quarters()}
        counts = Counter(text[:7] for text in self._died())
        return {m: n for m, n in counts.items() if int(m[:4]) * 4 + (int(m[5:7]) - 1) // 3 in shown}

    def gaps(self):
        """The days from one death to the next, of those known to the day in the same quarters."""
        shown = {day for key in self.quarters() for day in [key[:10]]}
        days = sorted(
            text
            for text in self._died()
            if len(text) == 10 and f"{text[:5]}{(int(text[5:7]) - 1) // 3 * 3 + 1:02d}-01" in shown
        )
        return {f"{a}..{b}": (date.fromisoformat(b) - date.fromisoformat(a)).days for a, b in pairwise(days)}

    def _died(self):
        known = [self.answers(case, "person")["date_of_death"] for case in self.in_scope("in_scope")]
        return [text for text in known if re.match(r"\d{4}-\d\d", text)]

    def no_month(self):
        known = [self.answers(case, "person").get("date_of_death", "") for case in self.in_scope("in_scope")]
        return sum(not re.match(r"\d{4}-\d\d", text) for text in known)

    def in_scope(self, scope):
        return {case for case in self.cases if self.scope(case) == scope}

    # Scores and themes

    def is_acute(self, case):
        return any(entry[0] == "judgement_acute" for entry in self.entries[case])

    def scores(self, case, stage=None):
        """The scores by section: those that count are agreed once signed."""
        stage = stage or ("agreed" if self.seal(case, "agreed") else "first")
        form = "judgement_acute" if self.is_acute(case) else "judgement"
        found = {}
        for key, value in {**self.answers(case, form), **self.answers(case, form, stage)}.items():
            if key.endswith("_score") and isinstance(value, str):
                found[key.removesuffix("_score")] = value
        touched = [*(self.answers(case, "screening").get("phases_touched") or []), "overall"]
        if self.level(case) == "short":
            return {phase: value for phase, value in found.items() if phase in touched}
        return {} if self.level(case) == "screen" else found

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

    def due(self, action):
        """The last day of the target date in force."""
        revised, first = action.get("action_revised_date"), action.get("action_target_date")
        return last_day(revised or "") or last_day(first or "")

    def days_overdue(self, action):
        due = self.due(action)
        waits = action.get("action_status", "") not in SET_ASIDE | DONE
        return (TODAY - due).days if waits and due and due < TODAY else 0


def roles():
    """The keys of the questions that play a role, by form and role."""
    found = {}
    for path in forms_dir().glob("*.toml"):
        for section in toml(path.name).get("section", []):
            for field in section.get("field", []):
                if "role" in field:
                    found.setdefault((path.stem, field["role"]), []).append(field["key"])
    return found


ROLES = roles()


class Facts(dict):
    """The facts of a case, by the rules as forms/facts.toml prints them."""

    def __init__(self, asked):
        raw, case = asked.raw, asked.case
        told = raw.answers(case, "person")
        born, died, left, came = (
            told.get(key) or ""
            for key in ("date_of_birth", "date_of_death", "discharge_date", "admission_date")
        )
        given = [raw.scores(case, "first").get(phase) for phase in PHASES]
        points = [int(code) for code in given if code and code.isdecimal()]
        scope = {"in_scope": "yes", "outside": "no"}.get(raw.scope(case), "unclear")
        exact = len(left) == len(died) == len("2025-01-01")
        ended = died if told.get("inpatient_at_death") == "yes" else left
        stay = len(came) == len(ended) == len("2025-01-01")
        setting = self._setting(told, scope)
        super().__init__(
            in_scope=scope,
            level=raw.level(case),
            screening=asked.screening,
            setting=setting,
            review="acute" if raw.is_acute(case) else "mental_health",
            overall=raw.scores(case, "first").get("overall", ""),
            lowest=str(min(points)) if points else "",
            days=str((first_day(died) - first_day(left)).days) if exact and setting == "discharged" else "",
            age=self._years(first_day(born), last_day(died)),
            youngest=self._years(last_day(born), first_day(died)),
            stay_days=str((first_day(ended) - first_day(came)).days) if stay else "",
            signed="yes" if raw.is_signed(case) else "no",
            since=self._since(told, left, died) if exact and setting == "discharged" else "",
        )
        self.asked = asked

    def _setting(self, told, scope):
        inpatient, left = told.get("inpatient_at_death"), told.get("discharge_date")
        if scope == "unclear" or inpatient == "yes":
            return "inpatient" if scope != "unclear" else "unclear"
        if told.get("ward_type") == "none" and not left:
            return "community"
        return "unclear" if left == told.get("date_of_death") and inpatient != "no" else "discharged"

    def _since(self, told, left, died):
        start, end = first_day(left), first_day(died)
        hours = 24 * (end - start).days
        times = [told.get(key) for key in ("discharge_time", "time_of_death")]
        if all(times):
            minutes = [int(clock[:2]) * 60 + int(clock[3:]) for clock in times]
            hours += (minutes[1] - minutes[0]) / 60
        month = start.month + 2
        third = date(start.year + month // 12, month % 12 + 1, 1)
        last = min(start.day, last_day(third.isoformat()[:7]).day)
        if hours <= 72:
            return "h72"
        if (end - start).days <= 30:
            return "d30"
        return "m3" if end <= third.replace(day=last) else "later"

    def _years(self, born, died):
        if not born or not died:
            return ""
        return str(died.year - born.year - ((died.month, died.day) < (born.month, born.day)))

    def __missing__(self, key):
        fact = FACTS[key]
        fits = (rule["value"] for rule in fact["rule"] if self.asked.holds(rule["when"], None, {}, {}))
        self[key] = next(fits, fact["otherwise"])
        return self[key]


FACTS = {fact["key"]: fact for fact in toml("facts.toml")["fact"]}


def with_duties(raw):
    """The questions of duties, as their file says they are made."""
    sections = []
    for duty in raw["duty"]:
        born = [duty[key] for key in ("born_if", "decide_if") if key in duty]
        kinds = {"done": "date", "ref": "text", "na": "text"}
        if "ends_by" in duty:
            del kinds["done"]
        if duty.get("reference") is not True:
            del kinds["ref"]
        same = {"level": "screen", "living": True}  # a duty is owed at any level, and answered at any time
        kinds |= {more["key"]: "date" for more in duty.get("also", [])}
        fields = [
            {"key": f"{duty['key']}_{name}", "kind": kind, "identifying": name == "ref", **same}
            for name, kind in kinds.items()
        ]
        sections.append({"key": duty["key"], "show_if": {"any": born}, "field": fields})
    return {**raw, "section": sections}


class Form:
    """A form as its file says it, the fields of its blocks under their own names in each section."""

    def __init__(self, key):
        raw = toml(f"{key}.toml")
        raw = with_duties(raw) if "duty" in raw else raw
        self.key = key
        blocks = {block["key"]: block for block in raw.get("block", []) if "key" in block}
        for block in raw.get("block", []):
            if "borrow" in block:
                lender, name = block["borrow"].split(".")
                blocks |= {
                    item["key"]: item for item in toml(f"{lender}.toml")["block"] if item["key"] == name
                }
        self.sections, self.fields, self.advice = {}, {}, []
        for section in raw["section"]:
            self._read(section, blocks.get(section.get("block"), {}))
        self.advice += [(None, rule, {}) for rule in raw.get("advise", [])]

    def _read(self, section, block):
        key = section["key"]
        self.sections[key] = section
        renames = {field["key"]: f"{key}_{field['key']}" for field in block.get("field", [])}
        for field, names in (
            *((field, renames) for field in block.get("field", [])),
            *((field, {}) for field in section.get("field", [])),
        ):
            name = names.get(field["key"], field["key"])
            self.fields[name] = {**field, "key": name, "section": key, "names": names}
        self.advice += [(key, rule, renames) for rule in block.get("advise", [])]
        self.advice += [(key, rule, {}) for rule in section.get("advise", [])]


class Asked:
    """What the mental health review asks in one case, by the rules as the form files print them."""

    def __init__(self, raw, case):
        self.raw, self.case = raw, case
        outline = toml("outline.toml")
        self.pages = outline["page"]
        keys = {page["form"] for page in self.pages if "form" in page}
        keys |= {key for page in self.pages for key in page.get("entries", [])}
        self.forms = {key: Form(key) for key in keys}

    @cached_property
    def facts(self):
        return Facts(self)

    def told(self, role):
        """What was answered under a role, of a form that repeats all of it."""
        found = []
        for form, stage, _, answers, _ in self.raw.entries[self.case]:
            for key in ROLES.get((form, role), ()):
                if stage == "first" and key in answers:
                    found += answers[key] if isinstance(answers[key], list) else [answers[key]]
        return found if len(found) != 1 else found[0]

    @property
    def screening(self):
        """How far the screening is: open, done, or empty where there is none."""
        if self.raw.answers(self.case, "screening").get("screened_on"):
            return "done"
        return "open" if self.raw.level(self.case) == "screen" else ""

    def holds(self, rule, form, answers, names):
        if "any" in rule:
            return any(self.holds(part, form, answers, names) for part in rule["any"])
        if "all" in rule:
            return all(self.holds(part, form, answers, names) for part in rule["all"])
        if "not" in rule:
            return not self.holds(rule["not"], form, answers, names)
        if "option" in rule:
            options = {option["key"]: option["choice"] for option in toml("options.toml")["option"]}
            return options[rule["option"]][0]["code"] in rule["is"]  # no workbook here chose another
        if "role" in rule:
            value = self.told(rule["role"])
        elif "fact" in rule:
            value = self.facts[rule["fact"]]
        else:
            value = self.value(rule["field"], form, answers, names)
        if "same" in rule:
            return bool(value) and value == self.value(rule["same"], form, answers, names)
        filled = value not in (None, "", [])
        if "filled" in rule or "empty" in rule:
            return filled is ("filled" in rule)
        if not filled:
            return False
        if "is" in rule:
            return bool(set(value if isinstance(value, list) else [str(value)]) & set(rule["is"]))
        if "since" in rule:
            day = last_day(value)
            return bool(day and day >= date.fromisoformat(rule["since"]))
        return float(value) > rule["above"] if "above" in rule else float(value) < rule["below"]

    def value(self, name, form, answers, names):
        if "." in name:
            key, name = name.split(".")
            form, answers = self.forms[key], self.raw.answers(self.case, key)
        name = names.get(name, name)
        field = form.fields.get(name)
        return answers.get(name) if field and self.is_asked(field, form, answers) else None

    def is_open(self, section, form, answers):
        own = [field for field in form.fields.values() if field["section"] == section]
        is_judged = any(field.get("role") == "phase_score" for field in own)
        if self.raw.level(self.case) == "short" and is_judged and section != "overall":
            return section in (self.raw.answers(self.case, "screening").get("phases_touched") or [])
        if self.raw.level(self.case) != "full" and not any(map(self.is_of_level, own)):
            return False
        rule = form.sections[section].get("show_if")
        return rule is None or self.holds(rule, form, answers, {})

    def is_of_level(self, field):
        """Whether the level of the case asks a question."""
        levels = ("screen", "short", "full")
        return levels.index(field.get("level", "full")) <= levels.index(self.raw.level(self.case))

    def is_asked(self, field, form, answers):
        if not self.is_of_level(field):
            return False
        if field.get("role") == "agreed_reason" or not self.is_open(field["section"], form, answers):
            return False
        if "asked_if" in field and not filled(answers.get(field["key"])):
            may = field.get("living") or not self.is_sealed(answers)  # a signed review was never asked it
            if not may or not self.holds(field["asked_if"], form, answers, field["names"]):
                return False
        rule = field.get("show_if")
        return rule is None or self.holds(rule, form, answers, field["names"])

    def is_sealed(self, answers):
        """Whether a signature stands under the entry of these answers."""
        return any(told is answers and seal for *_, told, seal in self.raw.entries[self.case])

    def is_required(self, field, form, answers):
        rule = field.get("required_if")
        must = field.get("required") or (rule and self.holds(rule, form, answers, field["names"]))
        return bool(must) and self.is_asked(field, form, answers)

    def first_entries(self):
        """Every entry of the first review with its form, and an empty one for a form not begun."""
        own = [
            entry for entry in self.raw.entries[self.case] if entry[1] == "first" and entry[0] in self.forms
        ]
        begun = {entry[0] for entry in own}
        missing = [page["form"] for page in self.pages if "form" in page and page["form"] not in begun]
        yield from ((self.forms[form], answers) for form, _, _, answers, _ in own)
        yield from ((self.forms[form], {}) for form in dict.fromkeys(missing))

    def complete(self):
        """How many questions must be answered, and how many of them are."""
        must = [
            filled(answers.get(key))
            for form, answers in self.first_entries()
            for key, field in form.fields.items()
            if self.is_required(field, form, answers)
        ]
        return sum(must), len(must)

    def percent(self):
        done, must = self.complete()
        return 100 * done // must if self.raw.is_begun(self.case) else 0

    def shown_pages(self):
        single = {form.key: (form, answers) for form, answers in self.first_entries()}
        if self.raw.level(self.case) == "screen":
            owed, answers = single["duties"]  # the page of the screening holds all else that is asked
            return 1 + any(self.is_open(key, owed, answers) for key in owed.sections)
        found = 0
        for page in self.pages:
            listed = [field for key in page.get("entries", ()) for field in self.forms[key].fields.values()]
            if "form" not in page and not any(map(self.is_of_level, listed)):
                continue
            form, answers = single.get(page.get("form"), (None, {}))
            named = [page["section"]] if "section" in page else page.get("sections")
            sections = named or (form.sections if form else ())
            found += form is None or any(self.is_open(key, form, answers) for key in sections)
        return found

    def answers_by(self, is_asked, only=""):
        """The answers whose questions are asked, or are not."""
        return [
            field
            for form, answers in self.first_entries()
            if only in ("", form.key)
            for key, field in form.fields.items()
            if filled(answers.get(key)) and self.is_asked(field, form, answers) is is_asked
        ]

    def remarks(self):
        """How many remarks of the forms' own hold; a case without words has no others."""
        return sum(
            (section is None or self.is_open(section, form, answers))
            and not ("choice" in rule and rule["choice"] in answers.get(rule["field"], ()))
            and self.holds(rule["when"], form, answers, names)
            for form, answers in self.first_entries()
            for section, rule, names in form.advice
        )


def filled(value):
    return value is not None and value != [] and bool(str(value).strip())
