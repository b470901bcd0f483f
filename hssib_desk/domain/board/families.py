"""F07 to F09: the family's voice in the review, findings shared, and their questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hssib_desk.domain.board.count import Count, Window
from hssib_desk.domain.board.definitions import groups_of
from hssib_desk.domain.board.people import Death

IN_TOUCH = "in_touch"


def count_families(window: Window) -> Iterator[Count]:
    """The funnel from contact to answers, with the reasons why it narrows."""
    deaths, reviewed = window.deaths, window.reviewed
    yield from window.split("F07", groups_of("F07")[:7], ((d, f"contact_{d.contact}") for d in deaths))
    yield from window.split("F07", groups_of("F07")[7:11], ((d, f"voice_{d.voice}") for d in reviewed))
    possible = [d for d in reviewed if d.voice != "not_possible"]
    held = [d for d in reviewed if d.voice == "held"]
    yield window.people("F07", "", held, reviewed)
    yield window.people("F07", "possible", held, possible)
    yield from _shared(window, [d for d in reviewed if d.contact == IN_TOUCH])
    yield from _questions(window)


def _shared(window: Window, in_touch: list[Death]) -> Iterator[Count]:
    days, as_at = window.data.standards.share, window.data.as_at
    yield window.people("F08", "", (d for d in in_touch if d.shared), in_touch)

    def limit(death: Death) -> bool:
        return bool(death.finished and death.finished + timedelta(days=days) <= as_at)

    def in_time(death: Death) -> bool:
        return bool(death.shared and death.finished and death.shared <= death.finished + timedelta(days=days))

    due = [d for d in in_touch if limit(d)]
    yield window.people("F08", "in_time", (d for d in due if in_time(d)), due)
    yield window.people("F08", "late", (d for d in due if d.shared and not in_time(d)), due)
    yield window.people("F08", "overdue", (d for d in due if not d.shared), due)
    early = (d for d in in_touch if not limit(d) and d.shared)
    yield window.people("F08", "early", early)
    yield window.people("F08", "not_due", (d for d in in_touch if not limit(d) and not d.shared))


def _questions(window: Window) -> Iterator[Count]:
    with_questions = [d for d in window.deaths if d.asked]
    asked = sum(d.asked for d in with_questions)
    yield window.number("F09", "", sum(d.answered for d in with_questions), asked, with_questions)
    open_since = [d for d in with_questions if d.answered < d.asked and d.oldest_question]
    ages = [(window.data.as_at - d.oldest_question).days for d in open_since if d.oldest_question]
    yield window.number("F09", "oldest", max(ages, default=None), deaths=open_since)
