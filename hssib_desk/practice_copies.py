"""Varied copies of the written practice cases: other people, days, wards and scores, as many as wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from hssib_desk.domain.forms.form import Answer, Field, Form, Library
from hssib_desk.domain.forms.kinds import kind_of

DAY = re.compile(r"day (-?\d+)")
YEARS = 1_280  # days over which the deaths of the copies are spread
_SIGNED_AFTER = 40  # days; a younger copy of a signed case may still be a draft
_IS_UNSIGNED, _IS_UNTOUCHED = 0.12, 0.15
_STEPS, _STEP_WEIGHTS = (-1, 0, 1), (20, 55, 25)
_STAYS_OPEN = 0.15  # share of old actions that nobody has closed
_OPEN = ("draft", "agreed", "in_progress", "implemented", "verified")
_SHORTEST_NAME = 3
_MOST_EVENTS = 4

Raw = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """One copy to be made: of which written case, moved back by how many days, and when it was written."""

    number: int
    of: int
    shift: int
    day: int  # on which everything of it has happened; days before today are negative
    signed: bool


@dataclass(frozen=True)
class Story:
    """A written case as its file tells it, and the day of its last event."""

    raw: Mapping[str, Any]
    last: int


def read_story(raw: Mapping[str, Any], library: Library) -> Story:
    """The story with what happened later put into its answers."""
    told = {**raw, "answers": dict(raw.get("answers", {})), "entry": [dict(e) for e in raw.get("entry", [])]}
    for item in sorted(raw.get("later", []), key=lambda item: int(item["day"])):
        if "form" in item:
            told["entry"].append({"form": item["form"], "answers": item["answers"]})
            continue
        entry = next((e for e in told["entry"] if e.get("name") == item["entry"]), None)
        if entry:
            entry["answers"] = {**entry["answers"], **item["answers"]}
        else:
            told["answers"][item["entry"]] = {**told["answers"].get(item["entry"], {}), **item["answers"]}
    return Story(told, max(_days(told, library), default=-3))


def _days(raw: Mapping[str, Any], library: Library) -> Iterator[int]:
    for form, answers in _given(raw):
        target = library.forms[form].role("target_date")
        for key, value in answers.items():
            field, day = library.forms[form].by_key.get(key), _day(value)
            if field and day is not None and (field.max == "today" or field is target):
                # An action may be closed some weeks after its date.
                yield day + (45 if field is target else 0)


def _given(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from raw["answers"].items()
    yield from ((entry["form"], entry["answers"]) for entry in raw["entry"])


def plan_copies(stories: Sequence[Story], count: int, seed: int) -> list[Plan]:
    """So many copies, oldest first; the same seed gives the same plan."""
    random = Random(f"{seed} plan")
    plans = []
    for number in range(count):
        of = random.randrange(len(stories))
        shift = random.randrange(7, YEARS)
        day = stories[of].last - shift + 1
        ready = day < -_SIGNED_AFTER and bool(stories[of].raw.get("signed"))
        signed = ready and random.random() > _IS_UNSIGNED
        plans.append(Plan(number, of, shift, min(day, -3), signed))
    return sorted(plans, key=lambda plan: (plan.day, plan.number))


class Copier:
    """Makes copies of the written cases; each copy depends on the seed and its own number only."""

    def __init__(
        self, stories: Sequence[Story], names: Mapping[str, Any], library: Library, seed: int
    ) -> None:
        self._stories, self._names, self._library, self._seed = stories, names, library, seed
        numbers = (form.role("nhs_number") for form in library.forms.values())
        keys = [field.key for field in numbers if field]
        given = [answers for story in stories for _, answers in _given(story.raw)]
        self._taken = {str(answers[key]) for answers in given for key in keys if key in answers}

    def copy(self, plan: Plan) -> Raw:
        """The raw case behind a plan, its days still told as days before today."""
        random = Random(f"{self._seed} {plan.number}")
        raw = self._stories[plan.of].raw
        told = self._renamed({**raw, "entry": self._fewer(raw["entry"])}, random, plan.number)
        change = partial(self._changed, random, plan)
        entries = [
            {**e, "answers": change(self._library.forms[e["form"]], e["answers"])} for e in told["entry"]
        ]
        answers = {key: change(self._library.forms[key], given) for key, given in told["answers"].items()}
        made: Raw = {**told, "answers": answers, "entry": entries, "later": []}
        if plan.signed:
            return {**made, "signed": {**told["signed"], "day": plan.day + 1, "name": self._signer(told)}}
        made["signed"] = {}
        return self._begun(made, random) if not raw.get("signed") or random.random() < 0.5 else made

    def _fewer(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The entries with the first events only: what is told of thousands is told more briefly."""
        events = [item for item in entries if self._library.forms[item["form"]].role("event_source")]
        return [item for item in entries if item not in events[_MOST_EVENTS:]]

    def _renamed(self, raw: Mapping[str, Any], random: Random, number: int) -> Raw:
        """The case told of somebody else, elsewhere: names are replaced in every text."""
        new: dict[str, str] = {}
        own: list[tuple[str, str, str]] = []
        for form, answers in ((self._library.forms[key], given) for key, given in raw["answers"].items()):
            for field in (field for field in form.fields if field.key in answers):
                if chosen := self._another(field.role, form, answers, random, number):
                    own.append((form.key, field.key, chosen))
                    new.update(_words_for(field.role, str(answers[field.key]), chosen))
        words = "|".join(re.escape(word) for word in sorted(new, key=len, reverse=True))
        find = re.compile(rf"(?<!\w)(?:{words})(?!\w)" if new else "(?!)")
        say = partial(find.sub, lambda found: new[found[0]])
        told = {**raw, "answers": _each_text(raw["answers"], say), "entry": _each_text(raw["entry"], say)}
        for form_key, key, chosen in own:
            told["answers"][form_key][key] = chosen
        return told

    def _another(
        self, role: str, form: Form, answers: Mapping[str, Any], random: Random, number: int
    ) -> str | None:
        """What a copy says in place of a name or number, or None where it says the same."""
        if role == "nhs_number":
            return nhs_number(number, self._seed, self._taken)
        if role == "local_number":
            return f"W-{100_000 + number}"
        pools = {"name": "surnames", "ward": "wards", "team": "teams", "reviewer_name": "reviewers"}
        if role in pools:
            return str(random.choice(self._names[pools[role]]))
        return random.choice(self._given_names(form, answers)) if role == "given_name" else None

    def _signer(self, told: Raw) -> str:
        for key, answers in told["answers"].items():
            field = self._library.forms[key].role("reviewer_name")
            if field and field.key in answers:
                return str(answers[field.key])
        return str(told["signed"]["name"])

    def _given_names(self, form: Form, answers: Mapping[str, Any]) -> list[str]:
        asked, lists = form.role("sex"), self._names["given"]
        both = [name for names in lists.values() for name in names]
        return list(lists.get(str(answers.get(asked.key)) if asked else "", both))

    def _changed(self, random: Random, plan: Plan, form: Form, answers: Mapping[str, Any]) -> Raw:
        """The answers with scores a step away at most, old actions mostly closed, every day moved back."""
        made = {key: self._scored(form.by_key[key], value, random) for key, value in answers.items()}
        if plan.signed and form.role("target_date"):
            made |= self._closed(form, made, random)
        born = form.role("date_of_birth")
        away = {born.key: random.randrange(-150, 150)} if born else {}
        return {key: _moved(value, plan.shift + away.get(key, 0)) for key, value in made.items()}

    def _scored(self, field: Field, value: Any, random: Random) -> Any:
        if not kind_of(field).is_score or field.options is None:
            return value
        points = {choice.points: choice.code for choice in field.options.offered}
        had = field.options.by_code[value].points
        wanted = None if had is None else had + random.choices(_STEPS, _STEP_WEIGHTS)[0]
        return points.get(wanted, value) if wanted is not None else value

    def _closed(self, form: Form, answers: Mapping[str, Any], random: Random) -> Raw:
        """What an old action says once it was done, seen and closed; a few stay open."""
        status, target = form.role("status"), form.role("target_date")
        if status is None or status.options is None or target is None:
            return {}
        is_open = status.options.means(str(answers.get(status.key))) in _OPEN
        day = _day(answers.get(target.key))
        if not is_open or day is None or random.random() < _STAYS_OPEN:
            return {}
        done = day + random.randrange(-20, 10)
        said: dict[str, Any] = {
            "status": status.options.codes_meaning("closed")[0],
            "implemented_date": f"day {done}",
            "verified_date": f"day {done + random.randrange(3, 15)}",
            "closed_date": f"day {done + random.randrange(16, 30)}",
            "closed_by": random.choice(self._names["closed_by"]),
            "evidence": random.choice(self._names["evidence"]),
            "verified_by": _other_role(form, "verified_by", "owner", answers, random),
        }
        fields = {role: form.role(role) for role in said}
        return {field.key: said[role] for role, field in fields.items() if field and said[role]}

    def _begun(self, raw: Raw, random: Random) -> Raw:
        """A review that somebody is in the middle of: the pages after some page are still empty.

        What its screening asked was answered before.
        """
        form = self._library.screening
        screened = {name.partition(".")[0] for name in form.ask} if form else set()
        pages = self._library.for_forms(raw["answers"]).outline.pages
        reached = 1 if random.random() < _IS_UNTOUCHED else random.randrange(2, len(pages) + 1)
        done = {(page.form, section) for page in pages[:reached] for section in page.sections}
        lists = {key for page in pages[:reached] for key in page.entries}
        answers = {}
        for key, given in raw["answers"].items():
            fields = self._library.forms[key].by_key
            answers[key] = {
                name: value
                for name, value in given.items()
                if key in screened or (key, fields[name].section) in done
            }
        entries = [entry for entry in raw["entry"] if entry["form"] in lists]
        return {**raw, "answers": answers, "entry": entries}


def _other_role(
    form: Form, role: str, than: str, answers: Mapping[str, Any], random: Random
) -> Answer | None:
    field, other = form.role(role), form.role(than)
    if field is None or field.options is None:
        return None
    taken = answers.get(other.key) if other else None
    return random.choice([choice.code for choice in field.options.offered if choice.code != taken])


def nhs_number(number: int, seed: int, taken: Container[str] = ()) -> str:
    """A valid number of the range kept for tests; of 100,000 numbers no two are the same."""
    first = f"999{(seed * 7_919 + number) % 100_000:05d}"
    # One last digit in ten at most has no check digit, so that the next one will do.
    made = (nine + str(_check_digit(nine)) for nine in (f"{first}{(seed + step) % 10}" for step in range(10)))
    return next(found for found in made if len(found) == 10 and found not in taken)


def _check_digit(nine: str) -> int:
    return (11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11) % 11


def _words_for(role: str, old: str, new: str) -> Iterator[tuple[str, str]]:
    """How a text may call what has another name now, each with what it is to say instead."""
    if role in ("name", "given_name"):
        plain = re.sub(r"\s*\(.*", "", old)
        words = re.sub(r"[(),]", " ", old).split()
        yield from ((word, new) for word in (old, plain, *words) if len(word) >= _SHORTEST_NAME)
    elif role in ("ward", "team"):
        yield old, new
        if old.endswith((" ward", " house", " unit")):
            yield old.rpartition(" ")[0], new.rpartition(" ")[0]


def _each_text(value: Any, say: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _each_text(item, say) for key, item in value.items()}
    if isinstance(value, list):
        return [_each_text(item, say) for item in value]
    return say(value) if isinstance(value, str) else value


def _day(value: Any) -> int | None:
    found = DAY.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def _moved(value: Any, back: int) -> Any:
    day = _day(value)
    return value if day is None else f"day {day - back}"


def dated(value: Any, today: date) -> Any:
    """Every "day -12" in it as the date that many days from today."""
    if isinstance(value, Mapping):
        return {key: dated(item, today) for key, item in value.items()}
    if isinstance(value, list):
        return [dated(item, today) for item in value]
    day = _day(value)
    return value if day is None else (today + timedelta(days=day)).isoformat()
