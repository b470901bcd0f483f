"""F10 to F14: whether screening, reviews, investigations and duties came in time.

Each standard is asked of the deaths whose day has come, so that what is late cannot hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hssib_desk.domain.board import statistics
from hssib_desk.domain.board.count import Count, Window
from hssib_desk.domain.board.people import Death, OwedDuty

DUTY_GROUPS = ("arisen", "in_time", "late", "not_applicable", "open", "overdue")


def count_timeliness(window: Window) -> Iterator[Count]:
    """Screened, reviewed and investigated in time, and the median of days to a signed review."""
    standards = window.data.standards
    screening = [d for d in window.deaths if not d.before_screening]
    yield from _in_time(window, "F10", screening, [d.screened for d in screening], standards.screen)
    known_late = (d for d in screening if d.died and d.known and (d.known - d.died).days > standards.screen)
    yield window.people("F10", "known_late", known_late)
    needed = [d for d in window.deaths if d.needs_review or d.reviewed]
    yield from _in_time(window, "F11", needed, [d.reviewed for d in needed], standards.review)
    yield from _days_to_signed(window, needed)
    led = [d for d in window.deaths if d.to_investigate or d.investigated]
    yield from _in_time(window, "F13", led, [d.investigated for d in led], standards.investigate)


def _in_time(
    window: Window, figure: str, deaths: Sequence[Death], done: Sequence[date | None], days: int
) -> Iterator[Count]:
    groups: dict[str, list[Death]] = {
        "in_time": [], "late": [], "overdue": [], "early": [], "not_due": []
    }  # fmt: skip
    due: list[Death] = []
    for death, day in zip(deaths, done, strict=True):
        assert death.died is not None
        limit = death.died + timedelta(days=days)
        if limit <= window.data.as_at:
            due.append(death)
            groups["overdue" if day is None else "in_time" if day <= limit else "late"].append(death)
        else:
            groups["not_due" if day is None else "early"].append(death)
    for group, found in groups.items():
        of = None if group in ("early", "not_due") else due
        yield window.people(figure, group, found, of)
    yield window.people(figure, "due", due, deaths)


def _days_to_signed(window: Window, needed: Sequence[Death]) -> Iterator[Count]:
    as_at = window.data.as_at
    finished = [(d.reviewed - d.died).days for d in needed if d.reviewed and d.died]
    waiting = [d for d in needed if not d.reviewed]
    still_open = [(as_at - d.died).days for d in waiting if d.died]
    yield window.number("F12", "", statistics.median_time(finished, still_open), len(needed), needed)
    yield window.people("F12", "open", waiting, needed)
    yield window.number("F12", "finished", statistics.median(finished), len(finished))
    yield window.number("F12", "longest_open", max(still_open, default=None), deaths=waiting)
    yield window.number("F12", "shortest", min(finished, default=None))
    yield window.number("F12", "longest", max(finished, default=None))


def count_duties(window: Window) -> Iterator[Count]:
    """Each duty that arose: done in time or late, does not apply, or open."""
    found: dict[str, dict[str, list[Death]]] = {}
    for death in window.deaths:
        for duty in death.duties:
            rows = found.setdefault(duty.key, {group: [] for group in DUTY_GROUPS})
            rows["arisen"].append(death)
            rows[_group(duty, window.data.as_at)].append(death)
    for key, rows in found.items():
        for group, deaths in rows.items():
            yield window.people("F14", f"{key}:{group}", deaths, rows["arisen"])
    law = {duty.key for death in window.deaths for duty in death.duties if duty.is_law}
    late = [death for key in found if key in law for death in found[key]["overdue"]]
    yield window.people("F14", "law_overdue", late)


def _group(duty: OwedDuty, as_at: date) -> str:
    if duty.state in ("not_applicable", "ended"):
        return "not_applicable"
    is_late = duty.due is not None and (duty.done or as_at) > duty.due
    if duty.state == "done":
        return "late" if is_late and duty.done else "in_time"
    return "overdue" if is_late else "open"


def count_coroners_reports(window: Window) -> Iterator[Count]:
    """Reports to prevent deaths: received, answered, late."""
    told = [(d, d.coroners_report) for d in window.deaths if d.coroners_report]
    yield window.people("F34", "", (d for d, _ in told))
    yield window.people("F34", "sent", (d for d, report in told if report.sent))
    late = (d for d, r in told if r.due and (r.sent or window.data.as_at) > r.due)
    yield window.people("F34", "late", late)
