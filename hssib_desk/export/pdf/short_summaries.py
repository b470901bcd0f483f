"""The learning summary: one page that names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportlab.platypus import Flowable

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.review import privacy
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.export.pdf import entry_layouts
from hssib_desk.export.pdf.case_sheet import Sheet
from hssib_desk.export.pdf.judgements import phases_of
from hssib_desk.export.pdf.parts import TABLE, Part
from hssib_desk.export.pdf.tables import flag_table

Body = list[Flowable]

# The lower ends of the age bands; the last one is open.
_AGES = (18, 25, 35, 45, 55, 65, 75)
_LIVED = range(125)
# One page has room for so many lines of so many letters, each entry for a title of two lines.
_ROOM, _LETTERS, _TITLE, _MOST = 18, 82, 160, 6


def learning(sheet: Sheet) -> Iterator[Part]:
    """What others can use, on one page: no names, dates, places or references to the case."""
    case = sheet.case
    learnt = _all(sheet, "good_practice")
    good = [entry for entry in learnt if entry_layouts.is_good_practice(entry)]
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
    return (*(hit.sentence for hit in privacy.printed_hits(sheet.case, sheet.printed())), privacy.SEARCHED)


def _overall(sheet: Sheet, role: str, most: int = 0) -> Body:
    """What is said of overall care in one of its fields, shortened where there is a limit."""
    for entry, section in phases_of(sheet):
        if section.field_with_role("overall_score") and (text := sheet.text(entry, role, section)):
            return sheet.words.text(_short(text, most) if most else text)
    return []


def _all(sheet: Sheet, role: str) -> list[EntryFile]:
    return entry_layouts.entries_with(sheet, role)


def _lines(sheet: Sheet, entries: list[EntryFile], most: int) -> Body:
    """The titles of entries as a list, as many as there is room for."""
    rows = [("•", _short(sheet.text(entry, "title"))) for entry in entries[:most]]
    found = flag_table(sheet.words, rows, width=14, style=TABLE)
    if len(entries) > most:
        found.append(sheet.note(f"And {len(entries) - most} more in the full review."))
    return found


def _short(text: str, most: int = _TITLE) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
