"""The second review of a case: when one is due, how far it is, what its reviewer sees, and what is agreed.

The stages stand side by side and none replaces another. The first review is signed; a second reviewer fills
in the forms that say `second = true` anew, without seeing what the first wrote; when that is signed too, the
two are compared, and the score of each section is agreed and signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import Answer, Answers, Field, Form, Library, Page
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.parts.standing import is_closed_to_new, same_name, signed_parts, standings
from hssib_desk.domain.review.case_file import CaseFile, CaseStatus, EntryFile, Seal, Stage
from hssib_desk.domain.review.cross_case_links import is_reference
from hssib_desk.domain.review.duties import duties

State = Literal["none", "blind", "compare", "agreeing", "settled"]

# What follows "Second review" where a case is named by its status.
STATES: Mapping[State, str] = {
    "none": "due",
    "blind": "under way, blind",
    "compare": "signed",
    "agreeing": "scores being agreed",
    "settled": "agreed",
}
BLIND = "Second review, blind: the first scores are hidden until this one is signed."


def fills(library: Library) -> tuple[Form, ...]:
    """The forms that a second reviewer fills in anew."""
    return tuple(form for form in library.forms.values() if form.second)


def fills_once(library: Library) -> tuple[Form, ...]:
    """Those of them that do not repeat: a second review begins with an empty entry of each."""
    return tuple(form for form in fills(library) if not form.repeat)


def is_own(form: Form, library: Library) -> bool:
    """Whether a second reviewer fills in a form anew; the forms of today say so, also of older entries."""
    return library.forms.get(form.key, form).second


def is_kept_from_second(form: Form) -> bool:
    """Whether a second reviewer sees nothing of what was filled into a form before theirs is signed."""
    return form.second or form.blind


def state_of(case: CaseFile) -> State:
    """How far the second review is: not begun, blind, to be compared, being agreed, or settled."""
    return state_from({e.stage: case.seal_of(e.stage) is not None for e in case.entries if not e.form.repeat})


def status_in_words(status: CaseStatus, state: State = "none") -> str:
    """The status of a case as every list and document prints it, with how far its second review is."""
    name = figure(status).name
    if status == "second_review":
        return f"{name}: {STATES[state]}"
    return f"{name}, {STATES[state]}" if status == "signed" and state == "settled" else name


def state_from(stages: Mapping[str, bool]) -> State:
    """How far a second review is, from the stages that were begun and whether each is signed."""
    if "second" not in stages:
        return "none"
    if not stages["second"]:
        return "blind"
    if "agreed" not in stages:
        return "compare"
    return "settled" if stages["agreed"] else "agreeing"


def shown_view(case: CaseFile) -> CaseFile:
    """The case as a window shows it: while a second review is blind, only what its reviewer may see."""
    return stage_view(case, "second") if state_of(case) == "blind" else case


def version_view(version: CaseFile) -> CaseFile:
    """The case of a signed version as a document shows it: of a second review, that alone."""
    return stage_view(version, "second", blind=False) if version.stage == "second" else version


def signed_only(case: CaseFile) -> CaseFile:
    """The case without what a later stage has not signed yet, so that no document holds half a judgement."""
    kept = (e for e in case.entries if e.stage in ("first", case.stage) or case.seal_of(e.stage))
    return replace(case, entries=tuple(kept))


# What a second reviewer sees


def stage_view(case: CaseFile, stage: Stage, blind: bool = True) -> CaseFile:
    """The case as one stage sees it: of the forms that a second review fills in anew, only its own entries.

    With `blind`, all that comes from the first judgement is gone: forms and answers marked `blind`, the seal
    with its digest and its signer, and links to what is not there any more. The pages of the outline follow.
    """
    if stage == "first":
        return replace(case, entries=tuple(e for e in case.entries if e.stage == "first"), stage="first")
    own = [e for e in case.entries if e.stage == stage or not is_own(e.form, case.library)]
    if not blind:
        return replace(case, entries=tuple(own), stage=stage)
    kept = [e for e in own if e.stage == stage or not _is_blind(e.form, case.library)]
    ids = {entry.id for entry in kept}
    return replace(
        case,
        entries=tuple(_veiled(entry, ids, case) for entry in kept),
        library=_with_outline(case.library),
        stage=stage,
        sealed_versions=0,
        attachments=tuple(file for file in case.attachments if file.entry_id in ids),
        linked_from=tuple(pair for pair in case.linked_from if pair[0] in ids),
    )


def hidden_answers(case: CaseFile, entry: EntryFile) -> frozenset[str]:
    """The answers of an entry that nobody sees while a second review is blind, by key."""
    if entry.stage != "first" or state_of(case) != "blind":
        return frozenset()
    return frozenset(key for key in entry.answers if is_veiled(case, entry, key))


def is_veiled(case: CaseFile, entry: EntryFile, key: str) -> bool:
    """Whether a blind second reviewer must not learn anything of one answer of an entry."""
    if entry.stage != "first" or state_of(case) != "blind":
        return False
    form = case.library.forms.get(entry.form.key, entry.form)
    return is_kept_from_second(form) or key not in form.by_key or form.by_key[key].blind


def _is_blind(form: Form, library: Library) -> bool:
    return library.forms.get(form.key, form).blind


def _veiled(entry: EntryFile, ids: set[str], case: CaseFile) -> EntryFile:
    """An entry without what would tell of the first judgement."""
    known = case.library.forms.get(entry.form.key, entry.form).by_key
    answers: dict[str, Answer] = {}
    for key, value in entry.answers.items():
        field = entry.form.by_key.get(key)
        if entry.stage == "first" and (field is None or known.get(key, field).blind):
            continue
        if field and kind_of(field).is_link and isinstance(value, list):
            value = [linked for linked in value if linked in ids or is_reference(linked)]
        answers[key] = value
    seal = entry.seal
    if seal and entry.stage == "first":
        seal = Seal("", "", seal.at, "")
    origin = entry.origin if entry.origin and entry.origin.entry_id in ids else None
    return replace(entry, answers=answers, seal=seal, origin=origin)


def _with_outline(library: Library) -> Library:
    pages = (_page(page, library) for page in library.outline.pages)
    kept = tuple(page for page in pages if page.form or page.entries or page.lent)
    return replace(library, outline=replace(library.outline, pages=kept))


def _page(page: Page, library: Library) -> Page:
    form = "" if page.form and library.forms[page.form].blind else page.form
    entries = tuple(key for key in page.entries if not library.forms[key].blind)
    before, after = (
        tuple(name for name in names if not library.forms[name.partition(".")[0]].blind)
        for names in (page.before, page.after)
    )
    sections = page.sections if form else ()
    return replace(page, form=form, sections=sections, entries=entries, before=before, after=after)


def may_add(case: CaseFile, form: Form) -> bool:
    """Whether one more entry of a form may be begun at the stage that is shown."""
    if case.read_only:
        return False
    if case.stage != "first":
        return is_own(form, case.library) and case.seal is None
    if case.seal is None:
        return not is_closed_to_new(case.library, form, signed_parts(case.entries))
    return form.after_seal


def is_closed(case: CaseFile, entry: EntryFile) -> bool:
    """Whether an entry can only be read at the stage that is shown."""
    is_fast = entry.seal is not None or bool(entry.value("minuted"))
    if case.read_only or is_fast or (case.stage != "first" and entry.stage != case.stage):
        return True
    return entry.stage == "first" and is_closed_to_new(case.library, entry.form, signed_parts(case.entries))


# When one is due


def needs_second_review(case: CaseFile) -> bool:
    """Whether a second review is due, under way, or not agreed yet.

    What the reviewer decided comes first, either way; without a decision a reason of the forms asks for one.
    """
    state = state_of(case)
    if state != "none":
        return state != "settled"
    if _done_elsewhere(case):
        return False
    decided = {_meaning(entry, "second_review") for entry in case.entries}
    if decided & {"yes", "no"}:
        return "yes" in decided
    return bool(reasons(case))


def reasons(case: CaseFile) -> list[str]:
    """Why a second review is due, in sentences: a low overall score, and the triggers of the forms."""
    context = Context(case)
    found = [said for entry in case.entries if entry.stage == "first" and (said := _low(entry))]
    for entry in case.entries:
        for trigger in entry.form.triggers if entry.stage == "first" else ():
            if holds(trigger.when, entry, context):
                found.append(trigger.say)
    return list(dict.fromkeys(found))


def _low(entry: EntryFile) -> str:
    for section in entry.form.phases:
        choice, field = section.chosen(entry.answers), section.field_with_role("overall_score")
        if field is None or field.options is None or choice is None or choice.points is None:
            continue
        if choice.points <= field.options.settings.get("second_review_at_or_below", 0):
            return f"Overall care is scored {choice.points}, {choice.label.lower()}."
    return ""


def _meaning(entry: EntryFile, role: str) -> str:
    field = entry.form.role(role)
    value = entry.answers.get(field.key) if field else None
    return field.options.means(str(value)) if field and field.options and value is not None else ""


def _done_elsewhere(case: CaseFile) -> bool:
    """Whether the duty of a second review has its date: it was done on paper."""
    return any(duty.state == "done" for duty in duties(case, listed="second_reviews"))


# Who may sign


def judged_by(case: CaseFile) -> set[str]:
    """The names of whoever signed the judgement of the care in the first review."""
    judging = {case.library.part_of(form.key) for form in fills_once(case.library) if form.phases}
    signed = (item for item in standings(case) if item.state == "signed" and item.part.key in judging)
    seal = case.seal_of("first")
    return {item.by for item in signed} or ({seal.name} if seal else set())


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same, however they are spaced and written small or large."""
    return same_name(one, other)


def signer_answers(form: Form, name: str, role: str) -> Answers:
    """Who takes a stage on, as answers of the form that is signed, with the declaration made."""
    given = {"signer_name": name.strip(), "signer_role": role.strip(), "declaration": "yes"}
    found = ((form.role(key), value) for key, value in given.items())
    return {field.key: _coded(field, value) for field, value in found if field and value}


def _coded(field: Field, text: str) -> str:
    """The code of a choice that was given by its label; any other text as it is."""
    choices = field.options.choices if field.options else ()
    return next((choice.code for choice in choices if choice.label == text), text)


@dataclass(frozen=True)
class Assigned:
    """Who takes a stage on, as readers see it."""

    name: str
    role: str


def assigned(case: CaseFile, stage: Stage) -> Assigned:
    """Who was named when a stage was begun, or who signed it."""
    entry = next((e for e in case.entries if e.stage == stage and e.form.role("signer_name")), None)
    return Assigned(entry.text("signer_name"), entry.text("signer_role")) if entry else Assigned("", "")
