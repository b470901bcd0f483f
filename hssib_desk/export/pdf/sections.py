"""The sections of a review summary in order; what no layout has printed is printed as the forms ask it."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.describe.markdown import added_by, local_words
from hssib_desk.domain.duties.rule import BASES
from hssib_desk.domain.forms import outline, rules
from hssib_desk.domain.forms.form import Choice, CodeList, Form, Page
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.duties import STATES, Duty, duties
from hssib_desk.domain.review.screening import entry_of, is_signed
from hssib_desk.export.pdf import entry_layouts, second_review
from hssib_desk.export.pdf.case_sheet import Sheet, sentence
from hssib_desk.export.pdf.in_short import in_short
from hssib_desk.export.pdf.judgements import judgements, phase_table, phases_of
from hssib_desk.export.pdf.part_signatures import part_signatures, who_signed
from hssib_desk.export.pdf.parts import RECORD, RECORD_STRONG, TABLE, TABLE_STRONG, Part, labelled
from hssib_desk.export.pdf.tables import flag_table, ruled_table

Body = list[Flowable]

# What a reader looks for first in a screening, by role.
_SCREENED = (
    "screened_on",
    "screened_time",
    "screened_role",
    "outcome",
    "outcome_reason",
    "look_again",
    "level",
)


def governance(sheet: Sheet) -> Iterator[Part]:
    """Every section of the full summary, for those who answer for the care and its learning."""
    yield Part("In short", in_short(sheet))
    yield Part("Why this death was reviewed", why(sheet))
    yield Part("Screening", screening(sheet))
    yield who(sheet)
    first = phases_of(sheet)
    counted = second_review.as_counted(sheet)
    table = phase_table(counted, phases_of(counted), second_review.origins(sheet))
    yield Part("Care, phase by phase", [*table, *second_review.first_note(sheet)], is_kept=bool(table))
    yield Part(second_review.judgements_title(sheet), judgements(sheet, first))
    yield from second_review.second_parts(sheet)
    yield from _raised(sheet)
    yield from pages(sheet)
    yield Part("Duties and their dates", clocks(sheet))
    yield Part("Still to be answered", to_finish(sheet))
    yield Part("Sign-off", sign_off(sheet))
    yield Part("Scales and definitions", definitions(sheet))


def governance_notes(sheet: Sheet) -> tuple[str, ...]:
    """What is printed although it may name somebody: what is theirs to say, and names of attached files."""
    files = [field.label for _entry, field in sheet.printed() if kind_of(field).is_attachment]
    return sheet.names_told() + tuple(
        f"“{label}” lists files by their names, which may name somebody." for label in files
    )


def why(sheet: Sheet) -> Body:
    """The red flags, what else was asked with them, and the rule of the workbook with its window."""
    found: Body = []
    for entry in sheet.case.entries:
        asked = entry.form.role("red_flags")
        value = None if entry.form.repeat else sheet.take(entry, asked)
        if asked is None or value is None:
            continue
        codes = value if isinstance(value, list) else [str(value)]
        rows = [(code, asked.options.label(code) if asked.options else code) for code in codes]
        found += flag_table(sheet.words, rows)
        found += sheet.blocks(sheet.rest(entry))
    return [*found, sheet.note(scope_sentence(sheet))]


def screening(sheet: Sheet) -> Body:
    """When the death was screened, in which role, the next step and why, the level; then all else of it."""
    entry = entry_of(sheet.case)
    if entry is None:
        return []
    last = len(_SCREENED)
    rank = {role: place for place, role in enumerate(_SCREENED)}
    answers = sorted(sheet.rest(entry), key=lambda pair: rank.get(sheet.role_of(entry, pair[0]), last))
    body = sheet.blocks(answers)
    is_open = sheet.case.level == "screen" and not is_signed(sheet.case)
    return [*body, sheet.note("This screening is not signed yet.")] if body and is_open else body


def scope_sentence(sheet: Sheet) -> str:
    """Whether the death is in scope, every doubt about it, and the rule that decides."""
    scope, days = sheet.scope, sheet.case.facts.window_days
    code = {"in_scope": "In scope", "outside": "Outside the usual scope"}.get(scope.code, "Scope not clear")
    doubts = [flag.sentence for flag in scope.flags if flag.sentence != scope.sentence]
    rule = (
        f"The rule of this workbook: an inpatient at death, or a death up to {days} days after leaving "
        f"inpatient care, day {days} included. There is no national rule."
    )
    return " ".join([f"{code}: {sentence(scope.sentence)}", *map(sentence, doubts), rule])


def who(sheet: Sheet) -> Part:
    """Who the person was, under the words in which the form asks it."""
    for entry in sheet.case.entries:
        asked = entry.form.role("pen_portrait")
        if asked and (text := sheet.text(entry, "pen_portrait")):
            return Part(asked.label, sheet.words.text(text))
    return Part("")


def _raised(sheet: Sheet) -> Iterator[Part]:
    learnt = entry_layouts.entries_with(sheet, "good_practice")
    good = [entry for entry in learnt if entry_layouts.is_good_practice(entry)]
    for entry in learnt:
        sheet.take(entry, entry.form.role("good_practice"))
    yield Part("Problems in care", entry_layouts.problems(sheet, entry_layouts.entries_with(sheet, "harm")))
    yield Part("Good practice", entry_layouts.good_practice(sheet, good))
    yield Part("Learning points", entry_layouts.learning(sheet, [e for e in learnt if e not in good]))
    found = entry_layouts.entries_with(sheet, "target_date")
    yield Part("Actions", entry_layouts.actions(sheet, found) if found else [])


def pages(sheet: Sheet) -> Iterator[Part]:
    """Every page of the outline as the forms ask it, without what has been printed above: family first."""
    order = sorted(sheet.case.library.outline.pages, key=lambda page: _place(sheet, page))
    for page in order:
        body = _page(sheet, page)
        yield Part(page.title, [*_local(sheet, page.form or page.entries[0]), *body] if body else [])


def _local(sheet: Sheet, form_key: str) -> Body:
    """The mark of a page that a local pack added."""
    form = sheet.case.library.forms.get(form_key)
    local = local_words(form.source) if form else ""
    return [sheet.note(local)] if local else []


def _place(sheet: Sheet, page: Page) -> int:
    forms = [sheet.case.library.forms[key] for key in page.entries]
    if any(form.role("question") for form in forms):
        return 0
    return 1 if any(form.role("event_date") for form in forms) else 2


def _page(sheet: Sheet, page: Page) -> Body:
    found: Body = []
    events: list[EntryFile] = []
    for key in page.entries:
        entries = list(sheet.case.all_of(key))
        asked = [entry for entry in entries if entry.form.role("question")]
        events += [e for e in entries if e.form.role("event_date") and e not in asked]
        found += entry_layouts.questions(sheet, asked)
    found += entry_layouts.timeline(sheet, events) if events else []
    for entry, sections in outline.page_entries(sheet.case, page):
        titled = not entry.form.repeat and len(sections) > 1
        for section in sections:
            body = sheet.blocks(sheet.rest(entry, [section]))
            if body and found:
                found.append(Spacer(1, 8))
            found += sheet.titled(section.title, body) if titled and section.title != page.title else body
    return found


def clocks(sheet: Sheet) -> Body:
    """The duties of the case, when each is due, and what became of it."""
    rows = []
    for duty in duties(sheet.case):
        due = (
            "Without delay"
            if duty.without_delay
            else show_date(duty.due)
            if duty.due
            else "No start date yet"
        )
        words = (duty.words or duty.title, due, _answered(duty), BASES[duty.standard])
        rows.append([sheet.words.cell(text, RECORD) for text in words])
    if not rows:
        return []
    return [ruled_table(sheet.words, ("Duty", "Due", "Answer", "Basis"), rows, (216, 72, 106, 88))]


def _answered(duty: Duty) -> str:
    """What became of a duty, in the words of whoever answered it."""
    if duty.state == "done":
        return f"Done {show_date(duty.done)}" if duty.done else "Done, day not known"
    if duty.state == "not_applicable":
        return f"Does not apply: {duty.reason}"
    return duty.reason if duty.state == "ended" else STATES[duty.state]


def to_finish(sheet: Sheet) -> Body:
    """What must still be answered before the review can be signed, page by page."""
    if sheet.case.seal:
        return []
    by_page: dict[str, list[str]] = {}
    for page, finding in outline.findings(sheet.case):
        where = f"{finding.entry.ref}: " if finding.entry.ref else ""
        by_page.setdefault(page.title, []).append(f"{where}{finding.sentence}")
    rows = [
        [sheet.words.line(title, TABLE), sheet.words.cell("\n".join(lines))]
        for title, lines in by_page.items()
    ]
    return [ruled_table(sheet.words, ("Page", "What is missing"), rows, (150, 332))] if rows else []


def sign_off(sheet: Sheet) -> Body:
    """Who signed, by role, and the seal whole; the remarks kept with a reason; all that has no page."""
    case, seal = sheet.case, sheet.case.seal
    found = second_review.signatures(sheet)
    if case.superseded:
        found = [*sheet.words.text(f"{case.superseded}."), *found]
    if seal is None:
        draft = sheet.words.text(f"This is a draft. {who_signed(case)}, and it may still change.")
        found = [*draft, *found]
    if case.sealed_versions > 1 or (case.sealed_versions and seal is None):
        found.append(sheet.note(f"Sealed versions kept in the workbook: {case.sealed_versions}."))
    found += part_signatures(sheet)
    found += _accepted(sheet)
    paged = {key for page in case.library.outline.pages for key in (page.form, *page.entries)}
    for entry in case.entries:
        if entry.form.key not in paged:
            if seal or entry.seal:
                sheet.take(entry, entry.form.role("signer_role"))
            # The pack of such an entry may have been taken out: what was asked is known by its own form.
            local = local_words(entry.form.source)
            body = sheet.blocks(sheet.rest(entry))
            found += [Spacer(1, 6), *([sheet.note(local)] if local and body else []), *body]
    return found


def _accepted(sheet: Sheet) -> Body:
    """The remarks that the reviewer read and left as they are, each with the reason."""
    found: Body = []
    for entry in entry_layouts.entries_with(sheet, "rule"):
        sheet.take(entry, entry.form.role("rule"))
        remark, reason = sheet.text(entry, "title"), sheet.text(entry, "detail")
        found += labelled(sheet.words, f"Remark accepted: {remark}", reason, TABLE_STRONG, TABLE)
    if not found and sheet.case.seal:
        for remark, reason in sheet.case.seal.warnings.items():
            found += labelled(sheet.words, f"Remark accepted: {remark}", reason, TABLE_STRONG, TABLE)
    return found


def definitions(sheet: Sheet) -> Body:
    """What each step of each scale means, as the forms say it."""
    found: Body = []
    for scale in _scales(sheet):
        body = flag_table(sheet.words, list(map(_step, scale.choices)), 110, RECORD_STRONG, RECORD)
        found += sheet.titled(scale.title, [*body, sheet.note(scale.note)] if scale.note else body)
    found.append(Spacer(1, 6))
    used = {form.key: form for form in (entry.form for entry in sheet.case.entries)}
    forms = ", ".join(_used(form) for form in used.values())
    if forms:
        found.append(sheet.note(f"Forms used: {forms}."))
    if sheet.left_out:
        found.append(
            sheet.note(
                f"Left out of this copy, because it may identify somebody: {', '.join(sheet.left_out)}."
            )
        )
    found += [sheet.note(note) for note in sheet.words.replaced.notes]
    return found


def _used(form: Form) -> str:
    local = f", local, added by {who}" if (who := added_by(form.source)) else ""
    return f"{form.title} (version {form.version}{local})"


def _step(choice: Choice) -> tuple[str, str]:
    return (
        choice.label if choice.points is None else f"{choice.points}  {choice.label}",
        sentence(choice.help),
    )


def _scales(sheet: Sheet) -> list[CodeList]:
    """The scale of the phases, and every other that was used."""
    scored = [section.score_field for _, section in phases_of(sheet)]
    found = {item.options.key: item.options for item in scored if item and item.options}
    for entry in sheet.case.entries:
        for item in entry.form.fields:
            scale = item.options is not None and (kind_of(item).is_score or item.role == "harm")
            if item.options and scale and rules.is_shown(item, entry, sheet.context):
                found.setdefault(item.options.key, item.options)
    return list(found.values())
