"""How far a case is: the state of each page, what is missing, and one percentage with its definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hssib_desk.domain.forms import rules
from hssib_desk.domain.forms.form import Choice, Field, Form, Page, Section
from hssib_desk.domain.forms.levels import is_asked_at
from hssib_desk.domain.forms.library import imported_fields
from hssib_desk.domain.forms.rules import Advised, Context, Finding
from hssib_desk.domain.forms.vocabulary import SCREENING_RECORD
from hssib_desk.domain.forms.wording import remarks
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.second_review import state_of

State = Literal["done", "part", "empty", "not_applicable"]


@dataclass(frozen=True)
class PageState:
    """One line of the outline; `score` is the chosen step.

    `shown` is False when the page is not asked; `written` is True when answers to it are kept all the same.
    """

    page: Page
    state: State
    missing: int
    shown: bool = True
    written: bool = False
    scored: bool = False
    score: Choice | None = None
    is_agreed: bool = False  # the score is the one that two reviewers agreed


@dataclass(frozen=True)
class Completeness:
    """How far the whole case is; `to_finish` counts missing and odd answers."""

    percent: int
    to_finish: int
    next_page: Page | None = None
    needed: int = 0  # answers that signing asks for, and those of them that are given
    given: int = 0


def page_entries(case: CaseFile, page: Page) -> list[tuple[EntryFile, tuple[Section, ...]]]:
    """The entries a page shows with the sections it shows of each; a form not begun is an empty entry."""
    found = lent_entries(case, page.before)
    if page.form:
        found.append(own_entry(case, page))
        found += [(other, other.form.sections) for other in _screened_with(case, page)]
    found += lent_entries(case, page.after)
    for key in page.entries if case.level != "screen" else ():
        found += [(entry, entry.form.sections) for entry in case.all_of(key)]
    return found


def own_entry(case: CaseFile, page: Page) -> tuple[EntryFile, tuple[Section, ...]]:
    """The entry of a page's own form with the sections that the page shows of it."""
    entry = case.entry(page.form) or case.not_begun(page.form)
    return entry, _sections(case, page, entry)


def lent_entries(case: CaseFile, names: Sequence[str]) -> list[tuple[EntryFile, tuple[Section, ...]]]:
    """The entries of other forms with those of their questions that are named, in that order."""
    found: list[tuple[EntryFile, tuple[Section, ...]]] = []
    asked: dict[str, list[str]] = {}
    for name in names if case.level != "screen" else ():
        form, _, key = name.partition(".")
        if form in case.library.forms:
            asked.setdefault(form, []).append(key)
    for form, keys in asked.items():
        entry = case.entry(form) or case.not_begun(form)
        late = not entry.id and not entry.form.after_seal and any(other.seal for other in case.entries)
        fields = [entry.form.by_key[key] for key in keys if key in entry.form.by_key and not late]
        sections = dict.fromkeys(field.section for field in fields)
        found.append((entry, tuple(_part(entry.form.by_section[key], fields) for key in sections)))
    return found


def _part(section: Section, fields: Sequence[Field]) -> Section:
    """A section with those of its questions that another page asks, without what it says besides."""
    own = tuple(field for field in fields if field.section == section.key)
    return replace(section, fields=own, guidance=(), themes=())


def is_screening_page(case: CaseFile, page: Page) -> bool:
    """Whether a page is the one that decides how much of the case is asked."""
    form = case.library.screening
    first = next((other for other in case.library.outline.pages if form and other.form == form.key), None)
    return page == first


def _screened_with(case: CaseFile, page: Page) -> list[EntryFile]:
    """The entries of other forms that the screening page asks too, while it is the one page of the case."""
    form = case.library.screening
    if form is None or case.level != "screen" or not is_screening_page(case, page):
        return []
    keys = dict.fromkeys(name.partition(".")[0] for name in form.ask)
    return [case.entry(key) or case.not_begun(key) for key in keys if key != form.key]


def _sections(case: CaseFile, page: Page, entry: EntryFile) -> tuple[Section, ...]:
    if not entry.id and not entry.form.after_seal and any(other.seal for other in case.entries):
        return ()  # a form that came after the signature was never asked
    if case.level == "screen" and not is_screening_page(case, page) and not _stays(entry.form):
        return ()  # all else that a screening asks stands on its own page
    own = [_left(case, entry, key) for key in page.sections if key in entry.form.by_section]
    pages = [other for other in case.library.outline.pages if other.form == page.form]
    if page in pages[-1:]:
        # Sections of an older form version that no page names any more follow on the form's last page.
        named = {key for other in pages for key in other.sections}
        now = case.library.forms[page.form].by_section  # a section of today without a page is on none
        own += [s for s in entry.form.sections if s.key not in named and s.key not in now]
    return tuple(own)


def _stays(form: Form) -> bool:
    """Whether a form has its page at every level, as all of it is asked at each: what a death calls for."""
    return form.after_seal and all(field.level == "screen" for field in form.fields)


def _left(case: CaseFile, entry: EntryFile, key: str) -> Section:
    """A section with the questions that stand on its own page, and on none of another form."""
    section, lent = entry.form.by_section[key], case.library.outline.lent
    if not any(f"{entry.form.key}.{field.key}" in lent for field in section.fields):
        return section
    kept = (field for field in section.fields if f"{entry.form.key}.{field.key}" not in lent)
    return replace(section, fields=tuple(kept))


def page_states(case: CaseFile, context: Context | None = None) -> list[PageState]:
    """The outline in order; its scores are the agreed ones once signed. `context` is one of the case."""
    context = context or Context(case)
    states = [_state(case, page, context) for page in case.library.outline.pages]
    if state_of(case) != "settled":
        return states
    agreed = standing(case)
    context = Context(agreed)
    counts = [_state(agreed, page, context).score for page in case.library.outline.pages]
    return [
        replace(state, score=score, is_agreed=True) if state.scored else state
        for state, score in zip(states, counts, strict=True)
    ]


def pages_asked(case: CaseFile) -> int:
    """How many pages are asked in a case: those that its answers rule out do not count."""
    return sum(state.shown for state in page_states(case))


def _state(case: CaseFile, page: Page, context: Context) -> PageState:
    pairs = page_entries(case, page)
    if page.entries and not page.form and not _is_listed(case, page):
        return PageState(page, "not_applicable", 0, shown=False, written=bool(pairs))
    shown = _shown(page, pairs, context)
    if pairs and not shown and (page.form or page.lent):
        fields = ((field, e) for e, sections in pairs for s in sections for field in s.fields)
        written = any(rules.is_answered(field, e) for field, e in fields)
        return PageState(page, "not_applicable", 0, shown=False, written=written)
    gaps = [item for entry, section in shown for item in findings_of(entry, section, context)]
    score_field, score = _score(shown)
    if score is not None and score.points is None and not gaps:
        return PageState(page, "not_applicable", 0, scored=True, score=score)
    answered = any(rules.is_answered(field, e) for e, s in shown for field in _asked(s, e, context))
    state: State = "empty" if not answered else "part" if gaps else "done"
    return PageState(page, state, len(gaps), scored=score_field is not None, score=score)


def _shown(
    page: Page, pairs: Sequence[tuple[EntryFile, tuple[Section, ...]]], context: Context
) -> list[tuple[EntryFile, Section]]:
    """The sections that a page asks; what other forms lend it is asked with its own, or where it has none."""
    asked = [(e, s) for e, sections in pairs for s in sections if rules.section_shown(s, e, context)]
    if not page.lent or context.case.level == "screen":
        return asked
    own = [(e, s) for e, s in asked if e.form.key == page.form or e.form.repeat]
    if page.form and not own:
        return []
    return [(e, s) for e, s in asked if (e, s) in own or any(rules.is_shown(f, e, context) for f in s.fields)]


def _is_listed(case: CaseFile, page: Page) -> bool:
    """Whether the level of a case asks anything of the entries that a page lists."""
    forms = (case.library.forms[key] for key in page.entries)
    return case.level != "screen" and any(
        is_asked_at(field.level, case.level) for form in forms for field in form.fields
    )


def _asked(section: Section, entry: EntryFile, context: Context) -> Iterator[Field]:
    return (field for field in section.fields if rules.is_shown(field, entry, context))


def _score(shown: list[tuple[EntryFile, Section]]) -> tuple[Field | None, Choice | None]:
    for entry, section in shown:
        field = section.score_field
        if field and field.options:
            return field, field.options.by_code.get(str(entry.answers.get(field.key)))
    return None, None


def findings_of(entry: EntryFile, section: Section, context: Context) -> list[Finding]:
    """What is missing or odd in one section of an entry."""
    keys = {field.key for field in section.fields}
    return [item for item in context.findings(entry) if item.field.key in keys]


def findings(case: CaseFile) -> list[tuple[Page, Finding]]:
    """Everything missing or odd in the case, by page in outline order."""
    context = Context(case)
    return [
        (page, item)
        for page in case.library.outline.pages
        for entry, sections in page_entries(case, page)
        for section in sections
        for item in findings_of(entry, section, context)
    ]


def next_finding(case: CaseFile, page: str, entry_id: str, field: str) -> tuple[Page, Finding] | None:
    """What is missing or odd next after a question, or after the start of a page; from the end the first."""
    found = findings(case)
    slots = [
        (shown.key, entry.id, asked.key)
        for shown in case.library.outline.pages
        for entry, sections in page_entries(case, shown)
        for section in sections
        for asked in section.fields
    ]
    keys = [shown.key for shown in case.library.outline.pages]
    at = keys.index(page) if page in keys else -1
    here = (page, entry_id, field)
    done = slots.index(here) if here in slots else -1
    for shown, item in found:
        slot = (shown.key, item.entry.id, item.field.key)
        later = slots.index(slot) > done if here in slots and slot in slots else keys.index(shown.key) >= at
        if later and slot != here:
            return shown, item
    return found[0] if found else None


def advice(case: CaseFile) -> list[tuple[Page, Advised]]:
    """Every remark that holds, by page in outline order."""
    context = Context(case)
    found = []
    for page in case.library.outline.pages:
        for entry, sections in page_entries(case, page):
            found += [(page, item) for item in remarks(entry, context) if _stands(item, page, sections)]
    return found


def _stands(item: Advised, page: Page, sections: Sequence[Section]) -> bool:
    """Whether a remark stands in some sections: with its field, else in its own or the first."""
    if item.field in item.entry.form.by_key:
        return any(field.key == item.field for section in sections for field in section.fields)
    first = item.entry.form.sections[0].key
    own = item.entry.form.repeat or item.entry.form.key == page.form
    return own and (item.section.key if item.section else first) in {section.key for section in sections}


def hidden_answers(case: CaseFile) -> list[tuple[EntryFile, Field]]:
    """Every answer that is kept but no longer asked for."""
    context = Context(case)
    return [(entry, field) for entry in case.entries for field in _hidden(entry, context)]


def _hidden(entry: EntryFile, context: Context) -> list[Field]:
    return [] if context.is_closed(entry) else rules.hidden_answers(entry, context)


def is_begun(case: CaseFile) -> bool:
    """Whether anything was answered beyond the particulars of the death and what a caseload brings."""
    brought = imported_fields()
    return any(
        rules.is_answered(field, entry)
        for entry in case.entries
        if entry.answers and (entry.form.role("date_of_death") is None or entry.form.repeat)
        if entry.form.role("part") is None  # who is to do a part has not done it
        for field in entry.form.fields
        if field.key in entry.answers
        and f"{entry.form.key}.{field.key}" not in brought
        and field.role not in SCREENING_RECORD
        and (field.default is None or entry.answers.get(field.key) != field.default)
    )


def completeness(case: CaseFile, context: Context | None = None) -> Completeness:
    """One percentage over the required questions of every page, and how many things are left to see to."""
    context = context or Context(case)
    asked = answered = left = 0
    next_page = None
    for page in case.library.outline.pages:
        before = left
        for entry, sections in page_entries(case, page):
            keys = {field.key for section in sections for field in section.fields}
            required = [f for f in context.required(entry) if f.key in keys]
            done = sum(rules.is_answered(field, entry) for field in required)
            asked, answered = asked + len(required), answered + done
            left += sum(item.field.key in keys for item in context.findings(entry))
        next_page = next_page or (page if left > before else None)
    percent = 100 * answered // asked if asked else 0
    # Never "100 %" with something left, never "0 %" once somebody has begun, and "0 %" until then.
    percent = min(percent, 99) if left else percent
    percent = (max(percent, 1) if answered else percent) if is_begun(case) else 0
    return Completeness(percent, left, next_page, asked, answered)


def page_of(case: CaseFile, entry: EntryFile, section: str = "", field: str = "") -> Page | None:
    """The page on which an entry, one section of it, or one question of it is filled in."""
    name = f"{entry.form.key}.{field}"
    lends = next((page for page in case.library.outline.pages if name in page.lent), None)
    if lends is not None:
        return lends
    pages = [page for page in case.library.outline.pages if entry.form.key in (page.form, *page.entries)]
    for page in pages:
        if not section or page.form != entry.form.key:
            return page
        if any(shown.key == section for shown in _sections(case, page, entry)):
            return page
    return None
