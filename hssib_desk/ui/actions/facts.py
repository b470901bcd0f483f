"""What the card of an action says: short facts, each under its question's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from hssib_desk.domain.actions.progress import latest_note
from hssib_desk.domain.actions.promises import promised_before
from hssib_desk.domain.forms.form import Section
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.ui.actions.words import label_of

Place = tuple[str, str, str]  # page of the case, field, entry


def area_fact(entry: EntryFile) -> tuple[str, str]:
    """What has to become better."""
    return label_of(entry.form, "area"), entry.text("area") or "Not written yet"


def progress_fact(entry: EntryFile, history: Sequence[Change], case: CaseFile) -> tuple[str, str]:
    """The newest note with its day."""
    note = latest_note(entry, history, case.today)
    caption = f"Latest {label_of(entry.form, 'progress').lower()}"
    return f"{caption}, {note.day}" if note.day else caption, note.text or "Nothing written yet"


def measure_fact(entry: EntryFile) -> tuple[str, str]:
    """What will show that it made a difference, and the evidence where there is some."""
    said = entry.text("measure") or "Nothing yet that would show it"
    evidence = entry.text("evidence")
    return label_of(entry.form, "measure"), f"{said}\n{evidence}" if evidence else said


def target_fact(entry: EntryFile, history: Sequence[Change]) -> tuple[str, str]:
    """The first date agreed, which stays, and the later one with its reason; dates promised between them."""
    caption = f"{label_of(entry.form, 'target_date')}, {label_of(entry.form, 'revised_date').lower()}"
    original, revised = entry.text("target_date"), entry.text("revised_date")
    between = [day for day in promised_before(entry, history) if day != original]
    said = f"{original or 'none yet'}, {revised or 'none agreed'}"
    said += f"; promised before: {', '.join(between)}" if between else ""
    why = entry.text("revision_reason") if revised else ""
    return caption, f"{said}: {why}" if why else said


def origins(case: CaseFile, entry: EntryFile) -> Iterator[tuple[str, Place]]:
    """Where an action comes from, in words, each with the place in the case; nothing that is hidden now."""
    case = standing(shown_view(case))
    found = case.entry_by_id(entry.origin.entry_id) if entry.origin else None
    section = found.form.by_section.get(entry.origin.section) if found and entry.origin else None
    if found and section:
        yield _judgement(case, found, section), (page_of(case, found, section.key), "", "")
    ids = entry.value("links")
    for linked in (case.entry_by_id(key) for key in (ids if isinstance(ids, list) else ())):
        if linked:
            said = ", ".join(filter(None, (linked.ref, linked.text("title"))))
            yield said, (page_of(case, linked), "", linked.id)


def _judgement(case: CaseFile, entry: EntryFile, section: Section) -> str:
    field = section.score_field
    choice = field.options.by_code.get(str(entry.answers.get(field.key))) if field and field.options else None
    title = section.title[:1].lower() + section.title[1:]
    score = f", score {choice.points}" if choice and choice.points is not None else ""
    return f"{case.ref}, {title}{score}"


def page_of(case: CaseFile, entry: EntryFile, section: str = "") -> str:
    """The page of the outline on which an entry, or a section of it, stands."""
    for page in case.library.outline.pages:
        if entry.form.key in page.entries:
            return page.key
        if page.form == entry.form.key and (not section or not page.sections or section in page.sections):
            return page.key
    return ""


def links(places: Sequence[tuple[str, Place]]) -> str:
    """The places as text with links, by their number."""
    lines = (f'<a href="{number}">{escape(said)}</a>' for number, (said, _) in enumerate(places))
    return "<br/>".join(lines)
