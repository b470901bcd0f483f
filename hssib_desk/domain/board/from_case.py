"""From a case to what the report knows of its death; `forms/board.toml` names the questions it reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hssib_desk.domain.actions.measures import (
    NOT_OPEN,
    action_facts,
    brag,
    is_action,
    meaning,
)
from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import (
    Action,
    CoronersReport,
    Death,
    NextStep,
    OwedDuty,
    Problem,
    Scope,
    SecondReview,
    Standards,
)
from hssib_desk.domain.dates import local_day, read_iso
from hssib_desk.domain.duties.day_settings import days_of
from hssib_desk.domain.duties.rule import BASES
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Library
from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.review import screening
from hssib_desk.domain.review.blinding import shown_duties
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Stage, WorkbookFacts
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.ending import is_not_reviewed
from hssib_desk.domain.review.index import scores_of
from hssib_desk.domain.review.scope import CONTRADICTIONS, scope_of
from hssib_desk.domain.review.second_review import (
    needs_second_review,
    reasons,
    shown_view,
    state_of,
)

DATES = ("date_of_birth", "date_of_death", "admission_date", "discharge_date", "known_on")
SCOPES: dict[str, Scope] = {"in_scope": "in", "outside": "out"}


def standards_of(facts: WorkbookFacts) -> Standards:
    """The days of the provider's own standards."""
    names = ("days_screen", "days_review", "days_response", "days_share")
    return Standards(*(days_of(name, facts.settings) for name in names))


def labels_of(library: Library) -> Labels:
    """What the report calls problems, themes, phases and duties."""
    lists: dict[str, dict[str, str]] = {}
    for role in ("problem_type", "theme", "seips"):
        fields = (form.role(role) for form in library.forms.values() if form.repeat)
        options = next((field.options for field in fields if field and field.options), None)
        lists[role] = {choice.code: choice.label for choice in options.choices} if options else {}
    phases = {s.key: s.title for form in library.forms.values() for s in form.phases}
    duties = {rule.key: rule.title for rule in library.duties}
    return Labels(lists["problem_type"], lists["theme"], lists["seips"], phases, duties)


def death_of(case: CaseFile, with_blind: bool = False) -> Death:
    """What the report knows of one death; while a second review is blind, nothing of what was judged."""
    shown = standing(case if with_blind else shown_view(case))
    context, scope = Context(case), scope_of(case)
    dates = {role: read_iso(case.value(role)) for role in DATES}
    died = _day(dates["date_of_death"])
    return Death(
        ref=case.ref,
        died=died,
        scope=SCOPES.get(scope.code, "undecided") if died else "undecided",
        left=_day(dates["discharge_date"]) if scope.setting != "inpatient" else None,
        known=_day(dates["known_on"]),
        known_from=str(_answer(case, "learnt_from") or ""),
        same_day=scope.days == 0,
        uncertain=any(found is not None and found.exact is None for found in dates.values()),
        contradicts=bool({flag.code for flag in scope.flags} & CONTRADICTIONS),
        blind=state_of(case) == "blind" and not with_blind,
        second=_second(case),
        duties=tuple(_duties(case)),
        coroners_report=_coroners_report(case),
        commissioner=_code(_answer(case, "commissioner")),
        **_person(case, context),
        **_looked_at(case, context),
        **_family(case, context),
        **_found(case, shown, context),
    )


def _person(case: CaseFile, context: Context) -> dict[str, Any]:
    """Who died, how and where."""
    return {
        "age": _age(context),
        "disability": context.fact("ld_aut", context.bystander) == "yes",
        "detained": context.fact("detained", context.bystander) == "yes",
        **{split: _group(split, case, context) for split in ("sex", "ethnicity", "kind", "place")},
    }


def _looked_at(case: CaseFile, context: Context) -> dict[str, Any]:
    """How far the death was looked at: screening, review, investigation."""
    seal, led = case.seal_of("first"), case.level in ("short", "full")
    step = _next_step(case, context)
    asks = _outcome(case) in board_form().codes["review"]
    return {
        "before_screening": led and not screening.is_signed(case),
        "screened": screening.signed_on(case),
        "next_step": step,
        "needs_review": asks or (led and step not in ("closed", "led")),
        "reviewed": local_day(seal.at) if seal and led else None,
        "level": case.level if led else "",
        "to_investigate": _is_to_investigate(case),
        "investigated": _investigated(case),
    }


def _family(case: CaseFile, context: Context) -> dict[str, Any]:
    """How the family was heard and told, and their questions."""
    asked = [entry for entry in case.entries if entry.form.repeat and entry.form.role("question")]
    waiting = [entry for entry in asked if not entry.value("answer")]
    since = [day for entry in waiting if (day := read_iso(entry.value("event_date")))]
    return {
        "shared": _day(read_iso(_answer(case, "shared"))),
        "contact": _group("contact", case, context),
        "voice": _group("voice", case, context),
        "asked": len(asked),
        "answered": len(asked) - len(waiting),
        "oldest_question": min((day.first for day in since), default=None),
    }


def _found(case: CaseFile, shown: CaseFile, context: Context) -> dict[str, Any]:
    """What the review found; nothing before it is signed."""
    phases = {"phases": tuple(_phases(shown, context))}
    if not case.seal_of("first"):
        return phases
    themes = _codes(shown, "theme", "problem_type", "good_practice")
    return {
        **phases,
        "judged": _judged(shown),
        "scores": _scores(shown) if case.level in ("short", "full") else {},
        "problems": tuple(_problems(shown)),
        "themes": tuple(dict.fromkeys(themes)),
        "elements": _elements(shown),
        "good_practice": any(meaning(entry, "good_practice") == "yes" for entry in shown.entries),
        "treated": str(_answer(shown, "treated") or ""),
    }


def _code(answer: Answer | None) -> str:
    """An organisation code as it is compared: in capitals, without spaces."""
    return "".join(str(answer or "").split()).upper()


def _day(found: object) -> date | None:
    """The day of a date; of one known to the month or the year, its first."""
    return getattr(found, "first", None)


def _answer(case: CaseFile, name: str, stage: Stage | None = None) -> Answer | None:
    """The answer to a question that the ledger of the report names."""
    form, _, key = board_form().answers[name].partition(".")
    entry = case.entry(form, stage)
    return entry.answers.get(key) if entry else None


def _group(split: str, case: CaseFile, context: Context) -> str:
    """The group of a split into which a case falls."""
    for group in board_form().splits[split]:
        if group.when is None or holds(group.when, context.bystander, context):
            return group.key
    return ""


def _age(context: Context) -> int | None:
    return whole(context.fact("age", context.bystander))


def whole(answer: Answer | None) -> int | None:
    """The whole number that an answer is; None where it is none, as anything may have been typed."""
    try:
        return int(float("" if answer is None else str(answer)))
    except (ValueError, OverflowError):
        return None


def _outcome(case: CaseFile) -> str:
    chosen = screening.outcome_of(case) if screening.is_signed(case) else None
    return chosen.code if chosen else ""


def _next_step(case: CaseFile, context: Context) -> NextStep:
    code, codes = _outcome(case), board_form().codes
    if code in codes["closed"] or (not code and case.level != "screen" and is_not_reviewed(case, context)):
        return "closed"
    if code in codes["led"]:
        return "led"
    return "open" if code else ""


def _is_to_investigate(case: CaseFile) -> bool:
    codes = board_form().codes["investigation"]
    return _outcome(case) in codes or str(case.value("learning_response") or "") in codes


def _investigated(case: CaseFile) -> date | None:
    """The day on which an investigation was finished; another learning response is none."""
    if str(case.value("learning_response") or "") not in board_form().codes["investigation"]:
        return None
    return _day(read_iso(_answer(case, "investigated")))


def _judged(case: CaseFile) -> str:
    said = str(_answer(case, "judged") or "")
    return said if said in ("yes", "no") else ""


def _scores(case: CaseFile) -> dict[str, int | None]:
    return {
        row.section: row.points
        for entry in _counted(case)
        if not entry.form.repeat
        for row in scores_of(entry.form, entry.answers)
    }


def _phases(case: CaseFile, context: Context) -> Iterator[str]:
    """The phases that the review of a case asks for, whether scored or not."""
    for entry in _counted(case):
        for section in entry.form.phases if not entry.form.repeat else ():
            if section.score_field and context.is_shown(section.score_field, entry):
                yield section.key


def _counted(case: CaseFile) -> Iterator[EntryFile]:
    return (entry for entry in case.entries if entry.stage == "first")


def _problems(case: CaseFile) -> Iterator[Problem]:
    for entry in _counted(case):
        if entry.form.repeat and entry.form.role("problem_type"):
            harm = meaning(entry, "harm").removeprefix("harm_")
            yield Problem(str(entry.value("problem_type") or ""), harm or "no")


def _codes(case: CaseFile, role: str, *of_forms: str) -> Iterator[str]:
    for entry in _counted(case):
        field = entry.field(role)
        if field and any(entry.form.role(name) for name in of_forms):
            yield from filter(None, kinds.codes(field, entry.answers.get(field.key, "")))


def _elements(case: CaseFile) -> dict[str, tuple[str, ...]]:
    """The elements of the work system that entries name, by their theme."""
    found: dict[str, dict[str, None]] = {}
    for entry in _counted(case):
        field, theme = entry.field("seips"), entry.value("theme")
        if field and theme:
            codes = kinds.codes(field, entry.answers.get(field.key, ""))
            found.setdefault(str(theme), {}).update(dict.fromkeys(filter(None, codes)))
    return {theme: tuple(codes) for theme, codes in found.items()}


def _second(case: CaseFile) -> SecondReview | None:
    if not case.seal_of("first") or (state_of(case) == "none" and not needs_second_review(case)):
        return None
    done = case.seal_of("second") is not None
    first, second, agreed = (_overall(case, stage) if done else None for stage in _STAGES)
    chosen = str(_answer(case, "chosen") or "") or ("low" if reasons(case) else "concern")
    return SecondReview(chosen, done, first, second, agreed)


_STAGES: tuple[Stage, ...] = ("first", "second", "agreed")


def _overall(case: CaseFile, stage: Stage) -> int | None:
    for entry in case.entries:
        if entry.stage == stage and not entry.form.repeat:
            for row in scores_of(entry.form, entry.answers):
                if row.overall:
                    return row.points
    return None


def _duties(case: CaseFile) -> Iterator[OwedDuty]:
    for duty in shown_duties(case):
        if duty.rule.listed == "duties":
            yield OwedDuty(
                duty.key,
                duty.title,
                BASES[duty.standard],
                duty.state,
                duty.due,
                duty.done,
                duty.standard == "law",
            )


def _coroners_report(case: CaseFile) -> CoronersReport | None:
    if _answer(case, "report_made") != "yes":
        return None
    days = {
        name: _day(read_iso(_answer(case, f"report_{name}"))) for name in ("dated", "due", "extended", "sent")
    }
    due = days["extended"] or days["due"]
    return CoronersReport(days["dated"], due, days["sent"], _shown(case, "report_about"))


def _shown(case: CaseFile, name: str) -> str:
    """An answer as a reader sees it."""
    form, _, key = board_form().answers[name].partition(".")
    entry = case.entry(form)
    field = entry.form.by_key.get(key) if entry else None
    return kinds.show(field, entry.answers[key]) if entry and field and key in entry.answers else ""


# Actions


def actions_of(case: CaseFile, with_blind: bool = False) -> Iterator[Action]:
    """The actions of a case; none of one whose second review is blind."""
    if state_of(case) == "blind" and not with_blind:
        return
    for entry in case.entries:
        if is_action(entry.form):
            yield _action(entry, case)


def _action(entry: EntryFile, case: CaseFile) -> Action:
    facts, shown = action_facts(entry), brag(entry, case.today, case.library)
    days = {role: read_iso(entry.value(role)) for role in ("target_date", "closed_date", "assurance_due")}
    closed = facts.status == "closed"
    progress = entry.text("progress").strip().split("\n")[0]
    return Action(
        ref=f"{case.ref}-{entry.ref}",
        case=case.ref,
        title=entry.text("title"),
        owner=entry.text("owner"),
        strength=meaning(entry, "strength"),
        status=facts.status,
        colour=shown.code,
        first=_last(days["target_date"]),
        due=_last(facts.target),
        days_over=shown.days_overdue,
        days_over_first=shown.days_over_original,
        extended=facts.is_extended,
        is_open=facts.status not in NOT_OPEN,
        theme=str(entry.value("theme") or ""),
        type=_type_behind(entry, case),
        closed=(_last(days["closed_date"]) or case.today) if closed else None,
        evidence=entry.text("evidence"),
        promised=progress,
        has_measure=bool(entry.value("measure")),
        check_due=_last(days["assurance_due"]),
        check=_check(entry),
        organisation=entry.text("other_organisation"),
        is_sent=facts.status == "transferred",
        answered=entry.value("answered_date") is not None,
        answered_on=_day(read_iso(entry.value("answered_date"))),
    )


def _last(found: object) -> date | None:
    """The day of a target; of one known to the month, its last."""
    return getattr(found, "last", None)


def _check(entry: EntryFile) -> str:
    codes, said = board_form().codes, str(entry.value("assurance_result") or "")
    return next((name for name in ("better", "same", "worse") if said in codes[f"check_{name}"]), "")


def _type_behind(entry: EntryFile, case: CaseFile) -> str:
    """The type of the problem that an action comes from, where it was linked to one."""
    links = entry.value("links")
    named = [case.entry_by_id(link) for link in links] if isinstance(links, list) else []
    types = (problem.value("problem_type") for problem in named if problem)
    return next((str(found) for found in types if found), "")
