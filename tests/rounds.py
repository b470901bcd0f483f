"""In how many rounds every question of a form can be asked: some of them rule one another out."""

from dataclasses import dataclass, field, replace

from hssib_desk.domain.forms import rules
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.vocabulary import MINUTES_RECORD, SCREENING_RECORD
from hssib_desk.domain.review.privacy import identifies
from tests.factories import FACTS, make_case, make_entry, sample

FACT, OPTION = "a fact", "an option"
UNKEPT = ("link", "attachment")  # these answers are made of other entries and files, not of keys


class NotHere(Exception):
    """A rule looks at something that no answer of a first review can bring about."""


@dataclass
class Round:
    """What is typed into one entry, and the answers that must be there so that it is asked."""

    typed: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)  # by form key, or under one of the two words below

    def answers(self):
        """The answers to be given, by form key."""
        return {key: given for key, given in self.given.items() if key not in (FACT, OPTION)}

    @property
    def review(self):
        """The review form that the case must be on, or an empty text."""
        return self.given.get(FACT, {}).get("review", "")

    @property
    def options(self):
        """What the organisation must have chosen."""
        return self.given.get(OPTION, {})


def own_sample(item):
    """A good answer; a date that identifies somebody is one that no other question has."""
    return "1961-02-03" if item.kind == "date" and identifies(item) else sample(item)


def rounds_of(form, library):
    """Rounds in which every question is typed once; and the questions that no first review asks."""
    left, never = [], []
    for item in form.fields:
        if item.role in SCREENING_RECORD | MINUTES_RECORD:
            never.append(item)  # answered by the program
            continue
        try:
            _wanted(item, form, library)
            left.append(item)
        except NotHere:
            never.append(item)
    found = []
    while left:
        made = _round(left, form, library)
        if not made.typed:
            return found, never + left
        found.append(made)
        left = [item for item in left if item.key not in made.typed]
    return found, never


def _round(left, form, library):
    made = Round()
    for item in left:
        given = _merged(made.given, _wanted(item, form, library))
        typed = {**made.typed, item.key: own_sample(item)}
        if made.options and made.options != given[OPTION]:
            continue  # an answer given under one choice of the organisation stays under another
        answered = {**given.get(form.key, {}), **typed}
        if any(answered.keys() & form.by_key[key].apart_from for key in answered):
            continue  # what is chosen in one list moves there from the other
        if _are_asked(Round(typed, given), form, library):
            made = Round(typed, given)
    own = made.given.get(form.key, {})
    given = {key: value for key, value in own.items() if key not in made.typed}
    return Round(made.typed, {**made.given, form.key: given})


def _are_asked(made, form, library):
    """Whether every answer of a round is asked for, and none was given otherwise than it was wanted."""
    own = made.given.get(form.key, {})
    if any(made.typed.get(key, value) != value for key, value in own.items()):
        return False
    others = {key: given for key, given in made.answers().items() if key != form.key}
    view = library.for_review(made.review) if made.review else library.for_forms([form.key, *others])
    facts = replace(FACTS, settings=made.options)

    def shows(keys, without=""):
        typed = {key: value or ["x"] for key, value in {**own, **made.typed}.items() if key != without}
        case = make_case(
            answers=others, entries=[make_entry(form, typed, ref="1")], library=view, facts=facts
        )
        context, kept = Context(case), next(e for e in case.entries if e.form is form)
        return all(rules.is_shown(form.by_key[key], kept, context) for key in keys)

    # What is asked only in some cases stays once it is answered, so it is looked at before that.
    waiting = [
        key for key in made.typed if form.by_key[key].asked_if and not form.by_key[key].asked_if.option
    ]
    return shows(made.typed) and all(shows([key], key) for key in waiting)


def _merged(first, second):
    both = {key: dict(value) for key, value in first.items()}
    for key, value in second.items():
        both.setdefault(key, {}).update(value)
    return both


def _wanted(item, form, library):
    """Answers that make a question asked, and those that make these asked in turn."""
    wanted = {}
    for rule in (form.by_section[item.section].show_if, item.asked_if, item.show_if):
        if rule:
            wanted = _merged(wanted, _true(rule, form, library))
    for key in list(wanted.get(form.key, {})):
        wanted = _merged(_wanted(form.by_key[key], form, library), wanted)
    return wanted


def _true(rule, form, library):
    if rule.test == "all":
        wanted = {}
        for part in rule.parts:
            wanted = _merged(wanted, _true(part, form, library))
        return wanted
    if rule.test == "any":
        for part in rule.parts:
            try:
                return _true(part, form, library)
            except NotHere:
                continue
        raise NotHere
    if rule.test in ("not", "empty"):
        return {}  # no answer is not the answer that is ruled out
    if rule.option:
        return {OPTION: {rule.option: rule.accepts[0]}}
    if rule.fact:
        return _fact(rule, library)
    if rule.role:
        if not library.form_with_role(rule.role, repeat=False):
            raise NotHere
        asked = library.form_with_role(rule.role, repeat=False).role(rule.role)
        if rule.test in ("filled", "since"):
            return _by_role({rule.role: rule.since or sample(asked)}, library)
        value = rule.accepts[0]
        return _by_role({rule.role: [value] if asked.kind == "choices" else value}, library)
    other, _, key = rule.field.rpartition(".")
    holder = library.forms[other] if other else form
    asked = holder.by_key[key]
    # Of another form an answer counts while it is asked for; what asks for one of the same form comes later.
    wanted = _wanted(asked, holder, library) if other else {}
    return _merged(wanted, {holder.key: {key: _answer(rule, asked)}})


def _answer(rule, asked):
    if rule.test == "filled":
        return sample(asked)
    if rule.test == "since":
        if not rule.since:
            raise NotHere
        return rule.since
    value = rule.accepts[0]
    return [value] if asked.kind == "choices" else value


# Answers by role that bring about a fact which is worked out from dates.
_DIED = {"date_of_death": "2025-10-19"}
_COMPUTED = {
    ("setting", "inpatient"): {**_DIED, "inpatient_at_death": "yes"},
    ("setting", "discharged"): {**_DIED, "inpatient_at_death": "no", "discharge_date": "2025-10-07"},
    ("in_scope", "yes"): {**_DIED, "discharge_date": "2025-10-07"},
    ("in_scope", "no"): {**_DIED, "discharge_date": "2025-01-07"},
    ("since", "d30"): {**_DIED, "inpatient_at_death": "no", "discharge_date": "2025-10-07"},
}
# The same for days of a stay; a year of age more or less than a rule names is worked out.
_COUNTED = {
    ("stay_days", "above"): {**_DIED, "inpatient_at_death": "yes", "admission_date": "2025-10-01"},
}


def _fact(rule, library):
    if rule.fact == "review":
        return {FACT: {"review": rule.accepts[0]}}
    if rule.fact in ("level", "screening"):
        form = library.form_with_role("level", repeat=False)
        level = rule.accepts[0] if rule.fact == "level" else "screen"
        return {form.key: {form.role("level").key: level}}
    if rule.fact == "overall":
        form = library.form_with_role("overall_score", repeat=False)
        return {form.key: {form.role("overall_score").key: rule.accepts[0]}}
    if rule.fact in ("age", "youngest") and rule.bound is not None:
        age = int(rule.bound) + (1 if rule.test == "above" else -1)
        return _by_role({**_DIED, "date_of_birth": f"{2025 - age}-06-01"}, library)
    if (rule.fact, rule.test) in _COUNTED:
        return _by_role(_COUNTED[rule.fact, rule.test], library)
    for value in rule.accepts:
        if (rule.fact, value) in _COMPUTED:
            return _by_role(_COMPUTED[rule.fact, value], library)
        known = facts()[rule.fact]
        if value == known.otherwise and known.rules:
            return {}
        for one in known.rules:
            if one.value == value:
                return _true(one.when, None, library)
    raise NotHere


def _by_role(given, library):
    wanted = {}
    for role, value in given.items():
        form = library.form_with_role(role, repeat=False)
        wanted = _merged(wanted, {form.key: {form.role(role).key: value}})
    return wanted
