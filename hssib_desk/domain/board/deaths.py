"""F00 to F06, F15, F16, F29, F33 and F35: who died, how each death was looked at, and what was judged."""

from __future__ import annotations

from collections.abc import Iterator

from hssib_desk.domain.board.count import Control, Count, Window
from hssib_desk.domain.board.definitions import groups_of
from hssib_desk.domain.board.people import BoardData, Death, quarter_start

LATE_KNOWN = 14  # days after the death from which it counts as learnt of late


def count_deaths(window: Window) -> Iterator[Count]:
    """The control total, the deaths in scope, and how far each was looked at."""
    known, deaths = window.known, window.deaths
    for scope in ("in", "out", "undecided"):
        yield window.people("F00", scope, (d for d in known if d.scope == scope), known)
    yield window.people("F00", "", known)
    yield window.people("F01", "", deaths)
    yield window.people("F01", "adults", (d for d in deaths if d.age_block in ("adult", "older")), deaths)
    yield window.people("F01", "disability", (d for d in deaths if d.disability), deaths)
    yield from window.split("F01", groups_of("F01")[:4], ((d, d.age_block) for d in deaths))
    yield window.people("F02", "", (d for d in deaths if d.screened), deaths)
    before = (d for d in deaths if d.before_screening and not d.screened)
    yield window.people("F02", "before_screening", before, deaths)
    yield from window.split("F03", groups_of("F03"), ((d, d.standing) for d in deaths))


def count_reviews(window: Window) -> Iterator[Count]:
    """What was reviewed and investigated, for all and by block."""
    deaths, reviewed = window.deaths, window.reviewed
    yield window.people("F04", "", reviewed, deaths)
    for block in groups_of("F01")[:4]:
        own = [d for d in deaths if d.age_block == block]
        yield window.people("F04", block, (d for d in own if d.is_reviewed), own)
    for group, has in (("disability", True), ("no_disability", False)):
        own = [d for d in deaths if d.disability == has]
        yield window.people("F04", group, (d for d in own if d.is_reviewed), own)
    yield window.people("F05", "reviews", (d for d in deaths if d.reviewed), deaths)
    yield window.people("F05", "investigations", (d for d in deaths if d.investigated), deaths)
    yield window.people("F05", "both", (d for d in deaths if d.reviewed and d.investigated), deaths)
    yield window.people("F05", "either", reviewed, deaths)


def count_judged(window: Window) -> Iterator[Count]:
    """Deaths judged due to problems in care, judged not, and not judged with the reason."""
    deaths = window.deaths
    judged = [d for d in deaths if d.judged]
    yield window.people("F06", "yes", (d for d in deaths if d.judged == "yes"), deaths)
    yield window.people("F06", "no", (d for d in deaths if d.judged == "no"), deaths)
    yield window.people("F06", "not_judged", (d for d in deaths if not d.judged), deaths)
    yield window.people("F06", "yes_of_judged", (d for d in judged if d.judged == "yes"), judged)
    reasons = ((d, d.unjudged) for d in deaths if not d.judged)
    yield from window.split("F06", groups_of("F06")[4:], reasons)


def count_kinds(window: Window) -> Iterator[Count]:
    """How, where and when people died."""
    deaths, as_at = window.deaths, window.data.as_at
    yield from window.split("F15", groups_of("F15")[:5], ((d, d.kind) for d in deaths))
    waits = [(as_at - d.died).days for d in deaths if d.kind == "awaiting" and d.died]
    waiting = [d for d in deaths if d.kind == "awaiting"]
    yield window.number("F15", "longest", max(waits, default=None), deaths=waiting)
    yield from window.split("F16", groups_of("F16")[:10], ((d, d.place) for d in deaths))
    inpatients = [d for d in deaths if d.place.startswith("in_")]
    yield window.people("F16", "inpatient", inpatients, deaths)
    yield window.people("F16", "discharged", (d for d in deaths if d.place.startswith("after_")), deaths)
    yield window.people("F16", "detained", (d for d in deaths if d.detained), deaths)


def count_equality(window: Window) -> Iterator[Count]:
    """Deaths, reviews and the family’s voice by ethnic group, sex and age, without rates."""
    deaths = window.deaths
    for what, groups in (("ethnicity", groups_of("F29")[:8]), ("sex", groups_of("F29")[8:12])):
        for group in groups:
            own = [d for d in deaths if getattr(d, what) == group.partition("_")[2]]
            yield from _three(window, group, own)
    for block in groups_of("F01")[:4]:
        yield from _three(window, f"age_{block}", [d for d in deaths if d.age_block == block])
    unknown = (d for d in deaths if d.ethnicity in ("not_stated", "not_known"))
    yield window.people("F29", "ethnicity_missing", unknown, deaths)
    full = [d for d in window.reviewed if d.treated]
    for answer in groups_of("F29")[-5:-1]:
        wanted = answer.partition("_")[2]
        yield window.people("F29", answer, (d for d in full if d.treated == wanted), window.reviewed)
    yield window.people("F29", "treated_unasked", (d for d in window.reviewed if not d.treated))


def _three(window: Window, group: str, own: list[Death]) -> Iterator[Count]:
    reviewed = [d for d in own if d.is_reviewed]
    yield window.people("F29", group, own)
    yield window.people("F29", f"{group}:reviewed", reviewed, own)
    yield window.people("F29", f"{group}:voice", (d for d in reviewed if d.voice == "held"), reviewed)


def count_quality(window: Window) -> Iterator[Count]:
    """How far the data can be believed."""
    deaths = window.deaths
    yield window.people("F33", "same_day", (d for d in deaths if d.same_day), deaths)
    yield window.people("F33", "uncertain", (d for d in deaths if d.uncertain), deaths)
    late = [d for d in deaths if d.died and d.known and (d.known - d.died).days > LATE_KNOWN]
    yield window.people("F33", "known_late", late, deaths)
    yield window.people("F33", "known_unrecorded", (d for d in deaths if d.known is None), deaths)
    missing = (d for d in deaths if d.ethnicity in ("not_stated", "not_known"))
    yield window.people("F33", "ethnicity", missing, deaths)
    yield window.people("F33", "contradict", (d for d in deaths if d.contradicts), deaths)


def count_work(window: Window) -> Iterator[Count]:
    """What was signed in the period, whatever the date of death, by quarter of death."""
    start, end = window.period.start, window.period.end
    for group, field in _SIGNED.items():
        own = [d for d in window.data.deaths if (day := getattr(d, field)) and start <= day <= end]
        yield window.people("F35", group, own)
        for quarter in sorted({quarter_start(d.died) for d in own if d.died}):
            of_quarter = (d for d in own if d.died and quarter_start(d.died) == quarter)
            yield window.people("F35", f"{group}:{quarter.isoformat()}", of_quarter)


_SIGNED = {"screenings": "screened", "reviews": "reviewed", "investigations": "investigated"}


def without_a_date(data: BoardData) -> tuple[Death, ...]:
    """Cases without a date of death that can be used: in no period, and told beside every total."""
    return tuple(death for death in data.deaths if death.died is None)


def controls(counts: dict[tuple[str, str], Count], period: str) -> Iterator[Control]:
    """Each sum of one period that has to balance before a report is written."""

    def parts(figure: str, groups: tuple[str, ...], total: Count, words: str) -> Control:
        return Control(f"{words} ({period})", tuple(counts[figure, group].n for group in groups), total.n)

    deaths = counts["F01", ""]
    yield parts("F00", ("in", "out", "undecided"), counts["F00", ""], "F00: in, out of scope and not decided")
    yield Control(f"F00: in scope is F01 ({period})", (counts["F00", "in"].n,), deaths.n)
    yield parts("F01", groups_of("F01")[:4], deaths, "F01: blocks of age")
    yield parts("F03", groups_of("F03"), deaths, "F03: where each stands")
    yield parts("F06", ("yes", "no", "not_judged"), deaths, "F06: yes, no and not judged")
    yield parts("F06", groups_of("F06")[4:], counts["F06", "not_judged"], "F06: why not judged")
    yield parts("F15", groups_of("F15")[:5], deaths, "F15: kinds of death")
    yield parts("F16", groups_of("F16")[:10], deaths, "F16: where and when")
    either, both = counts["F05", "either"], counts["F05", "both"]
    alone = (counts["F05", "reviews"].n, counts["F05", "investigations"].n, -both.n)
    yield Control(f"F05: either is both added, less those with both ({period})", alone, either.n)
