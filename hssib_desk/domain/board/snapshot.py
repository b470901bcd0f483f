"""A final report as it is kept, and what has changed since: every difference with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hssib_desk.domain.board.count import Count, Figures, Window
from hssib_desk.domain.board.deaths import count_deaths, count_judged, count_reviews
from hssib_desk.domain.board.people import BoardData, Death, Period
from hssib_desk.domain.board.words import Sentence, fill, joined, span
from hssib_desk.domain.disclosure.earlier import Printed, read_printed

LATE, SCOPE, DATE = "became known late", "scope decided", "date corrected"
SCREENED, REVIEWED, INVESTIGATED = "screening signed", "review signed", "investigation finished"
JUDGED, REOPENED, GONE = "judgement changed by panel or second review", "reopened", "merged or split"
ERROR = "error in the last report"
# What is set side by side, with the words of the half page where it stands in it.
COMPARED = (
    ("F01", "", "deaths"),
    ("F02", "", ""),
    ("F04", "", "reviewed"),
    ("F05", "investigations", ""),
    ("F06", "yes", "judged more likely than not"),
    ("F06", "no", ""),
)


@dataclass(frozen=True)
class Stood:
    """Where one death stood when a report was made."""

    ref: str
    died: str
    scope: str
    screened: bool
    reviewed: bool
    investigated: bool
    judged: str


@dataclass(frozen=True)
class Snapshot:
    """A final report: its number, period and day, every number with its cases, and the words."""

    number: int
    start: date
    end: date
    as_at: date
    numbers: Mapping[tuple[str, str, str], float | None]
    cases: Mapping[tuple[str, str, str], tuple[str, ...]]
    stood: Mapping[str, Stood]
    words: tuple[Sentence, ...] = ()
    public: Printed | None = None  # what was shown, of a report that was published


@dataclass(frozen=True)
class Change:
    """One value that is another now, and why: each reason with the cases that moved it, up or down."""

    figure: str
    group: str
    then: int
    now: int
    reasons: tuple[tuple[str, int, tuple[str, ...]], ...]


def stood(death: Death) -> Stood:
    """Where a death stands."""
    return Stood(
        death.ref,
        death.died.isoformat() if death.died else "",
        death.scope,
        death.screened is not None,
        death.reviewed is not None,
        death.investigated is not None,
        death.judged,
    )


def kept_text(
    data: BoardData,
    figures: Figures,
    sentences: Sequence[Sentence],
    made: Sequence[Sentence] = (),
    public: Mapping[str, Any] | None = None,
) -> str:
    """What a workbook keeps of a report, as text; of a public one also each number as it was shown."""
    told: dict[str, Any] = {
        "counts": [[c.figure, c.group, c.period, c.number, list(c.cases)] for c in figures.counts],
        "deaths": [list(asdict(stood(death)).values()) for death in data.deaths],
        "words": [[sentence.key, sentence.text] for sentence in sentences],
        "made": [[sentence.key, sentence.text] for sentence in made],
    }
    if public:
        told["public"] = public
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_kept(number: int, start: date, end: date, as_at: date, text: str) -> Snapshot:
    """A final report from what the workbook keeps of it."""
    told = json.loads(text)
    rows = {(figure, group, period): (n, tuple(refs)) for figure, group, period, n, refs in told["counts"]}
    deaths = [Stood(*row) for row in told["deaths"]]
    return Snapshot(
        number,
        start,
        end,
        as_at,
        {key: n for key, (n, _) in rows.items()},
        {key: refs for key, (_, refs) in rows.items()},
        {death.ref: death for death in deaths},
        tuple(Sentence(key, words) for key, words in told["words"]),
        read_printed(f"report {number}", told["public"]) if "public" in told else None,
    )


def last_before(snapshots: Sequence[Snapshot], end: date) -> Snapshot | None:
    """The last final report on an earlier period; None where there is none."""
    earlier = [one for one in snapshots if one.end < end and one.public is None]
    return max(earlier, key=lambda one: (one.end, one.as_at, one.number)) if earlier else None


# What has changed


def changes(then: Snapshot, data: BoardData) -> list[Change]:
    """Every compared value of the last report's period that is another now."""
    window = Window(data, Period("now", then.start, then.end))
    counted = [c for counting in (count_deaths, count_reviews, count_judged) for c in counting(window)]
    now = {(count.figure, count.group): count for count in counted}
    there = {death.ref: stood(death) for death in data.deaths}
    found = []
    for figure, group, _ in COMPARED:
        change = _change(figure, group, then, now[figure, group], there)
        if change.reasons:
            found.append(change)
    return found


def _change(figure: str, group: str, then: Snapshot, now: Count, there: Mapping[str, Stood]) -> Change:
    before, after = set(then.cases[figure, group, "now"]), set(now.cases)
    moved: dict[tuple[str, int], list[str]] = {}
    for ref in sorted(before ^ after):
        sign = 1 if ref in after else -1
        why = _why(figure, then.stood.get(ref), there.get(ref))
        moved.setdefault((why, sign), []).append(ref)
    reasons = tuple((why, sign * len(refs), tuple(refs)) for (why, sign), refs in moved.items())
    return Change(figure, group, len(before), len(after), reasons)


def _why(figure: str, then: Stood | None, now: Stood | None) -> str:
    """Why a case counts now and did not then, or the other way round."""
    if then is None:
        return LATE
    if now is None:
        return GONE
    if then.died != now.died:
        return DATE if then.died else LATE
    if then.scope != now.scope:
        return SCOPE
    if figure == "F06":
        return _why_judged(then, now)
    done = (
        (then.investigated, now.investigated, INVESTIGATED),
        (then.reviewed, now.reviewed, REVIEWED),
        (then.screened, now.screened, SCREENED),
    )
    for was, is_now, words in done[2:] if figure == "F02" else done[:2]:
        if was != is_now:
            return words if is_now else REOPENED
    return ERROR


def _why_judged(then: Stood, now: Stood) -> str:
    if not then.judged:
        if now.investigated and not then.investigated:
            return INVESTIGATED
        return REVIEWED if now.reviewed and not then.reviewed else JUDGED
    return JUDGED if now.judged else REOPENED


def in_words(then: Snapshot, found: Sequence[Change]) -> str:
    """The sentence of the half page: the figures of the last report that moved."""
    words = {(figure, group): named for figure, group, named in COMPARED if named}
    period = span(then.start, then.end).rpartition(" ")[0]
    parts = list(_parts(found, words))
    if not parts:
        return fill("half_page", "since_same", period=period)
    return fill("half_page", "since", period=period, parts=joined(parts))


def _parts(found: Sequence[Change], words: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for change in found:
        named = words.get((change.figure, change.group))
        if named and change.then != change.now:
            yield f"from {change.then} to {change.now} {named}"
