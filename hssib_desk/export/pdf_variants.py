"""The shorter summaries: one page to learn from that names nobody, and plain words for the family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain import privacy
from hssib_desk.domain.casefile import EntryFile
from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.form import Answer
from hssib_desk.export import pdf_entries
from hssib_desk.export.pdf_judgements import phases_of
from hssib_desk.export.pdf_parts import BODY, LEAD, TABLE, Part, labelled, with_lead
from hssib_desk.export.pdf_sections import who
from hssib_desk.export.pdf_sheet import Sheet, sentence
from hssib_desk.export.pdf_tables import answers_table, flag_table

Body = list[Flowable]

# The lower ends of the age bands; the last one is open.
_AGES = (18, 25, 35, 45, 55, 65, 75)
_LIVED = range(125)
# One page has room for so many lines of so many letters, each entry for a title of two lines.
_ROOM, _LETTERS, _TITLE, _MOST = 18, 82, 160, 6
READ_THROUGH = "Please read it through before you share it."


def learning(sheet: Sheet) -> Iterator[Part]:
    """What others can use, on one page: no names, dates, places or references to the case."""
    case = sheet.case
    learnt = _all(sheet, "good_practice")
    good = [entry for entry in learnt if pdf_entries.is_good_practice(entry)]
    lists = {
        "What went well": good,
        "What was difficult": _all(sheet, "harm"),
        "What we learnt": [entry for entry in learnt if entry not in good],
        "What will change": _all(sheet, "target_date"),
    }
    themes = [part for entry in case.entries for part in entry.text("theme").split(", ") if part]
    yield Part("In one line", _overall(sheet, "headline", 2 * _TITLE))
    yield Part("Themes", sheet.words.cell(", ".join(dict.fromkeys(themes)), TABLE))
    most = _most(sheet, lists.values())
    for title, entries in lists.items():
        yield Part(title, _lines(sheet, entries, most))


def _most(sheet: Sheet, lists: Iterable[list[EntryFile]]) -> int:
    """How many entries of each list fit on the page."""
    lines = [[1 + len(_short(sheet.peek(entry, "title"))) // _LETTERS for entry in found] for found in lists]
    return next((n for n in range(_MOST, 2, -1) if sum(sum(of[:n]) for of in lines) <= _ROOM), 2)


def learning_facts(sheet: Sheet) -> list[tuple[str, str]]:
    """Age band, kind of ward and days: as much of a person as a stranger needs."""
    case, scope = sheet.case, sheet.scope
    died = "Not known" if scope.code == "unclear" else scope.sentence.removeprefix("Died ").capitalize()
    return [
        ("Age", age_band(case.value("date_of_birth"), case.value("date_of_death"))),
        ("Setting", case.text("ward_type") or "Not recorded"),
        ("Died", died),
    ]


def age_band(born: Answer | None, died: Answer | None) -> str:
    """The age at death as a band of ten years; not known where either date is not known well enough."""
    birth, death = read_iso(born), read_iso(died)
    if not birth or not death:
        return "Not known"
    ages = [
        last.year - first.year - ((last.month, last.day) < (first.month, first.day))
        for first, last in ((birth.last, death.first), (birth.first, death.last))
    ]
    bands = {_band(age) for age in ages}
    return bands.pop() if len(bands) == 1 and ages[0] in _LIVED else "Not known"


def _band(age: int) -> str:
    if age < _AGES[0]:
        return f"Under {_AGES[0]}"
    start = max(lower for lower in _AGES if lower <= age)
    return f"{start} and over" if start == _AGES[-1] else f"{start} to {_AGES[_AGES.index(start) + 1] - 1}"


def learning_notes(sheet: Sheet) -> tuple[str, ...]:
    """Where a printed line may still identify somebody, and that a search cannot see everything."""
    hits = privacy.text_hits(sheet.case, context=sheet.context)
    printed = {(entry.ref, field.label) for entry, field in sheet.printed()}
    found = [hit.sentence for hit in hits if (hit.entry_ref, hit.label) in printed]
    return (*found, privacy.SEARCHED)


def family(sheet: Sheet) -> Iterator[Part]:
    """The review in plain words: their questions first, no scores, what changes, and whom to ask."""
    yield Part("Your questions", _questions(sheet))
    yield who(sheet)
    good = [entry for entry in _all(sheet, "good_practice") if pdf_entries.is_good_practice(entry)]
    yield Part("What went well", [*_overall(sheet, "judgement_well"), *_told(sheet, good)])
    yield Part("What could have been better", _overall(sheet, "judgement_better"))
    yield Part("Care overall", _in_one_line(sheet))
    yield Part("What will change", _bullets(sheet, _all(sheet, "target_date"), BODY))
    yield Part("What happens next", _next(sheet), is_kept=True)


def _in_one_line(sheet: Sheet) -> Body:
    """The judgement of overall care in one line, where it has no further words."""
    words = [_overall(sheet, role) for role in ("judgement_well", "judgement_better")]
    return [] if any(words) else _overall(sheet, "headline")


def family_notes(sheet: Sheet) -> tuple[str, ...]:
    """That the words are the reviewer's, written for colleagues."""
    return (
        "The family’s copy takes its words from the review as they were written. " + READ_THROUGH,
        "It leaves room for the name and number of the family’s contact; please fill them in by hand.",
    )


def _next(sheet: Sheet) -> Body:
    whom = sheet.case.facts.organisation or sheet.case.facts.title
    text = (
        f"If you would like to talk about any of this, or ask something else, please tell {whom}. You may "
        "bring somebody with you. You need not decide now, and you may come back to it later."
    )
    blank = "_" * 40
    rows = [("Your contact here", blank), ("Telephone", blank), ("Reference to give", sheet.case.ref)]
    return [*sheet.words.text(text), Spacer(1, 8), answers_table(sheet.words, rows)]


def _questions(sheet: Sheet) -> Body:
    found: Body = []
    for entry in _all(sheet, "question"):
        answer = sheet.text(entry, "answer")
        why_not = [sheet.show(field, value) for field, value in sheet.left_of(entry) if field.kind == "text"]
        told = answer or " ".join(map(sentence, why_not)) or "We have not been able to answer this yet."
        found += labelled(sheet.words, sheet.text(entry, "question"), told)
    return found


def _overall(sheet: Sheet, role: str, most: int = 0) -> Body:
    """What is said of overall care in one of its fields, shortened where there is a limit."""
    for entry, section in phases_of(sheet):
        if section.field_with_role("overall_score") and (text := sheet.text(entry, role, section)):
            return sheet.words.text(_short(text, most) if most else text)
    return []


def _all(sheet: Sheet, role: str) -> list[EntryFile]:
    return pdf_entries.entries_with(sheet, role)


def _lines(sheet: Sheet, entries: list[EntryFile], most: int) -> Body:
    """The titles of entries as a list, as many as there is room for."""
    found = _bullets(sheet, entries[:most], TABLE)
    if len(entries) > most:
        found.append(sheet.note(f"And {len(entries) - most} more in the full review."))
    return found


def _bullets(sheet: Sheet, entries: Iterable[EntryFile], style: ParagraphStyle) -> Body:
    rows = [("•", _short(sheet.text(entry, "title"))) for entry in entries]
    return flag_table(sheet.words, rows, width=14, style=style)


def _short(text: str, most: int = _TITLE) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def _told(sheet: Sheet, entries: Iterable[EntryFile]) -> Body:
    """Entries as a title and its text, without references, scores or other answers."""
    found: Body = []
    for entry in entries:
        title = sheet.words.text(sheet.text(entry, "title"), LEAD)
        found += with_lead(title, sheet.words.text(sheet.text(entry, "detail")))
    return found
