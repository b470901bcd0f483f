"""The shorter summaries: one page to learn from that names nobody, and a letter to the family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.actions.measures import DONE, action_facts
from hssib_desk.domain.dates import read_iso, show_date
from hssib_desk.domain.forms.form import Answer, Field
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.review import privacy
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.export.pdf import entry_layouts
from hssib_desk.export.pdf.case_sheet import Sheet, long_date, sentence
from hssib_desk.export.pdf.judgements import phases_of
from hssib_desk.export.pdf.parts import LEAD, TABLE, Part, labelled, with_lead
from hssib_desk.export.pdf.sections import who
from hssib_desk.export.pdf.tables import answers_table, flag_table

Body = list[Flowable]

# The lower ends of the age bands; the last one is open.
_AGES = (18, 25, 35, 45, 55, 65, 75)
_LIVED = range(125)
# One page has room for so many lines of so many letters, each entry for a title of two lines.
_ROOM, _LETTERS, _TITLE, _MOST = 18, 82, 160, 6
# What a family is told of an action that is neither agreed nor done, by the meaning of its status.
PROMISED = frozenset({"agreed", "in_progress"})
_BECAME = {
    "on_hold": "This is on hold",
    "superseded": "Something else is done in its place",
    "not_accepted": "We decided not to do this",
    "transferred": "This was passed on to others",
}
READ_THROUGH = "Please read it through before you share it."


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


def family(sheet: Sheet) -> Iterator[Part]:
    """A letter: their questions first, then what they told us and what we found; no scores."""
    yield Part("", _opening(sheet))
    yield Part("Your questions, and our answers", _questions(sheet))
    yield Part("What you told us about the care", _as_said(sheet, "family_account"))
    yield Part("Who they were", who(sheet).body)
    good = [entry for entry in _all(sheet, "good_practice") if entry_layouts.is_good_practice(entry)]
    yield Part("What went well", [*_overall(sheet, "judgement_well"), *_told(sheet, good)])
    yield Part("What could have been better", _overall(sheet, "judgement_better"))
    yield Part("Care overall", _in_one_line(sheet))
    yield from _changes(sheet)
    yield Part("What you asked us to change", _as_said(sheet, "family_corrections"))
    yield Part("What we changed", _as_said(sheet, "family_changes"))
    yield Part("Where we still see it differently", _as_said(sheet, "family_disagreement"))
    yield Part("What you said about our findings", _as_said(sheet, "family_response"))
    yield Part("What happens next", _next(sheet), is_kept=True)


def _opening(sheet: Sheet) -> Body:
    lines = [long_date(sheet.case.today), ""]
    if sheet.case.seal is None:
        lines += ["This is a draft. It may still change before we send it to you.", ""]
    first = " Your questions come first." if _all(sheet, "question") else ""
    lines.append(
        "We are sorry for your loss. This letter says what we found when we looked at the care before the "
        f"death.{first} You may read it now or later, alone or with us, or not at all."
    )
    return sheet.words.text("\n".join(lines))


def _as_said(sheet: Sheet, role: str) -> Body:
    text = sheet.said(role)
    return sheet.words.text(text) if text else []


def _changes(sheet: Sheet) -> Iterator[Part]:
    """What was done and what was agreed; the rest is no promise, and says what became of it."""
    found: dict[str, list[tuple[str, str]]] = {"done": [], "agreed": [], "other": []}
    for entry in _all(sheet, "target_date"):
        kind, after = _became(sheet, entry)
        found[kind].append(("•", f"{sentence(sheet.text(entry, 'title'))} {after}".strip()))
    yield Part("What has changed", flag_table(sheet.words, found["done"], width=14))
    yield Part("What will change", flag_table(sheet.words, found["agreed"], width=14))
    yield Part("What else was suggested", flag_table(sheet.words, found["other"], width=14))


def _became(sheet: Sheet, entry: EntryFile) -> tuple[str, str]:
    """Whether an action is done, agreed or neither, and what a family is told of it beside its title."""
    facts = action_facts(entry)
    if facts.status in DONE:
        day = read_iso(entry.value("implemented_date"))
        return "done", f"Done on {long_date(day.first)}." if day and day.exact else "This is done."
    if facts.status in PROMISED:
        target = facts.target
        if target is None:
            return "agreed", ""
        by = long_date(target.last) if target.exact else show_date(target)
        return "agreed", f"We aim to do this by {by}."
    reason = sheet.said_in(entry, "status_reason")
    said = _BECAME.get(facts.status, "We have not decided on this yet")
    return "other", sentence(f"{said}: {reason}" if reason else said)


def _in_one_line(sheet: Sheet) -> Body:
    """The judgement of overall care in one line, where it has no further words."""
    words = [_overall(sheet, role) for role in ("judgement_well", "judgement_better")]
    return [] if any(words) else _overall(sheet, "headline")


def family_notes(sheet: Sheet) -> tuple[str, ...]:
    """That the words are the reviewer's, written for colleagues, and where they may name somebody."""
    return (
        "The letter uses the words of the review as they were written. " + READ_THROUGH,
        "It leaves room for the name and number of the family’s contact; please fill them in by hand.",
        *sheet.names_told(),
        *(hit.sentence for hit in privacy.printed_hits(sheet.case, _not_as_written(sheet))),
        privacy.SEARCHED,
    )


def _not_as_written(sheet: Sheet) -> Iterator[tuple[EntryFile, Field]]:
    return (pair for pair in sheet.printed() if sheet.role_of(*pair) not in privacy.AS_WRITTEN)


def _next(sheet: Sheet) -> Body:
    whom = sheet.case.facts.organisation or sheet.case.facts.title
    text = (
        f"If you would like to talk about any of this, ask something else, or tell us that we have something "
        f"wrong, please tell {whom}. You may bring somebody with you. You need not decide now, and you may "
        "come back to it later."
    )
    blank = "_" * 40
    rows = [("Your named contact", blank), ("Telephone", blank), ("Reference to give", sheet.case.ref)]
    return [*sheet.words.text(text), Spacer(1, 8), answers_table(sheet.words, rows)]


def _questions(sheet: Sheet) -> Body:
    found: Body = []
    for entry in _all(sheet, "question"):
        answer = sheet.text(entry, "answer")
        left = [(kind_of(field), sheet.show(field, value)) for field, value in sheet.left_of(entry)]
        why_not = [shown for kind, shown in left if kind.is_writing and not kind.is_note]
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


def _told(sheet: Sheet, entries: Iterable[EntryFile]) -> Body:
    """Entries as a title and its text, without references, scores or other answers."""
    found: Body = []
    for entry in entries:
        title = sheet.words.text(sheet.text(entry, "title"), LEAD)
        found += with_lead(title, sheet.words.text(sheet.text(entry, "detail")))
    return found
