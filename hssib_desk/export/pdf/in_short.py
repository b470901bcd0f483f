"""A signed review in half a page: what was judged, found and done, before everything is told in full."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from hssib_desk.domain.board.from_case import actions_of, death_of
from hssib_desk.domain.board.people import Death
from hssib_desk.export.pdf.case_sheet import Sheet, long_date
from hssib_desk.export.pdf.judgements import overall_in_words
from hssib_desk.export.pdf.second_review import as_counted


def in_short(sheet: Sheet) -> list[Flowable]:
    """The sentences, each made of answers that stand whole further on; nothing before the signature."""
    death = death_of(sheet.case)
    if death.reviewed is None:
        return []
    said = [overall_in_words(as_counted(sheet)), *_judged(death), *_found(death), *_done(sheet)]
    later = [*_family(death), *_duties(sheet, death)]
    told = (" ".join(filter(None, sentences)) for sentences in (said, later))
    return [part for text in told if text for part in sheet.words.text(text)]


def _judged(death: Death) -> Iterator[str]:
    if death.judged:
        no = "" if death.judged == "yes" else "not "
        yield f"The death is {no}judged more likely than not to have been due to problems in care."


def _found(death: Death) -> Iterator[str]:
    number = len(death.problems)
    harmful = sum(problem.harm != "no" for problem in death.problems)
    if number:
        some = f"{harmful} of them led, or probably led, to harm" if harmful else "none of them led to harm"
        yield f"{_many(number, 'problem')} in care {_were(number)} found; {some}."
    else:
        yield "No problem in care was written down."
    if death.good_practice:
        yield "There is good practice to keep."


def _done(sheet: Sheet) -> Iterator[str]:
    found = list(actions_of(sheet.case))
    if found:
        still_open = sum(action.is_open for action in found)
        late = sum(action.is_open and bool(action.days_over) for action in found)
        yield f"{_many(len(found), 'action')}: {still_open} open, {late} of these overdue."


def _family(death: Death) -> Iterator[str]:
    if death.asked:
        yield f"The family asked {_many(death.asked, 'question')}; {death.answered} of them answered."
    if death.shared:
        yield f"The findings were shared with them on {long_date(death.shared)}."


def _duties(sheet: Sheet, death: Death) -> Iterator[str]:
    today = sheet.case.today
    late = [d.title for d in death.duties if d.state == "must" and d.due and d.due < today]
    if late:
        yield f"Open and late: {', '.join(late)}."
    elif death.duties:
        yield "No duty is open and late."


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
