"""The public version: one base, rounded, attacked before it is written, and no true number beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board import rates
from hssib_desk.domain.board.account import account
from hssib_desk.domain.board.actions import count_actions
from hssib_desk.domain.board.count import Count, Figures, Window
from hssib_desk.domain.board.definitions import PublicSplit, board_form, public_splits
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import (
    BoardData,
    Period,
    quarters_between,
    quarters_on,
    year_start,
)
from hssib_desk.domain.board.words import Sentence, day, fill, said, span
from hssib_desk.domain.disclosure.rounding import MOST_HIDDEN, about, share
from hssib_desk.domain.disclosure.splits import (
    TOTAL,
    Merge,
    Published,
    Row,
    Split,
    TooFew,
    publish,
)
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.board.content import (
    Block,
    Facts,
    Item,
    Report,
    Section,
    Table,
    Text,
    quarter_head,
)
from hssib_desk.export.report import ExportError

MARKING = "PUBLIC: small numbers kept back"
GROUP = "public"
ENOUGH, WHOLE_YEAR = 20, 12  # people for a shorter period, and months of the longest one
FEWEST_FOR_LEARNING = 3


@dataclass(frozen=True)
class Cleared:
    """What a person has said before anything may be published."""

    considered: bool = False
    families_told: date | None = None


def public_report(
    data: BoardData, facts: WorkbookFacts, labels: Labels, end: date, cleared: Cleared
) -> Report:
    """The public version up to a quarter's end; ExportError where it may not or cannot be published."""
    period = public_period(data, end)
    counts = _counted(data, period)
    figures = Figures(counts)
    judged = figures.get("F06", "yes", period.key).n
    if not cleared.considered:
        raise ExportError(fill(GROUP, "considered"))
    if 0 < judged <= MOST_HIDDEN and cleared.families_told is None:
        raise ExportError(fill(GROUP, "families"))
    try:
        shown = publish(*_splits(data, figures, period))
    except TooFew as error:
        raise ExportError(str(error)) from error
    sentences = tuple(_in_words(data, figures, period, shown, labels))
    items = tuple(_items(data, figures, period, shown, labels))
    return Report(
        title=span(period.start, period.end),
        subtitle="Learning from deaths",
        marking=MARKING,
        provider=data.provider,
        written=f"{data.provider}, {day(data.as_at)}",
        as_at=data.as_at,
        classification="",
        program=facts.program,
        facts=Facts(
            (
                ("Organisation", data.provider),
                ("Deaths counted by", "Date of death"),
                ("In scope", f"{shown.total.text} deaths"),
            )
        ),
        sections=tuple(_sections(data, sentences, items, shown, figures, period)),
        sentences=sentences,
        items=items,
        figures=Figures(()),  # nothing but what is shown goes on
        data=BoardData(data.provider, data.as_at, ()),
        periods=(period, period, period),
        shows_cases=False,
    )


def public_period(data: BoardData, end: date) -> Period:
    """The year to date where enough people died in it, else the last twelve months: one base for all."""
    own = Period(GROUP, year_start(end), end)
    if own.months >= WHOLE_YEAR or len(Window(data, own).deaths) >= ENOUGH:
        return own
    return Period(GROUP, quarters_on(quarters_between(end, end)[0].start, -3), end)


def _counted(data: BoardData, period: Period) -> tuple[Count, ...]:
    found: list[Count] = []
    for one in (period, *quarters_between(period.start, period.end)):
        found += (value for counting_ in counting.BY_PERIOD for value in counting_(Window(data, one)))
    return (*found, *count_actions(data))


def _splits(data: BoardData, figures: Figures, period: Period) -> tuple[Row, list[Split]]:
    by_law = data.is_nhs
    total = figures.get("F01", "", period.key).n
    quarters = tuple(
        Row(q.key, quarter_head(q), figures.get("F01", "", q.key).n, by_law)
        for q in quarters_between(period.start, period.end)
    )
    splits = [Split("quarter", "Quarter of death", quarters)]
    bases = {TOTAL: total}
    for one in public_splits():
        made = _split(one, figures, period, bases[one.of], by_law)
        bases |= {made.cell(row): row.number for row in made.rows}
        splits.append(made)
    return Row(TOTAL, fill(GROUP, "total"), total, by_law), splits


def _split(one: PublicSplit, figures: Figures, period: Period, base: int, by_law: bool) -> Split:
    numbers: dict[str, int] = {
        row.key: sum(figures.get(one.figure, group, period.key).n for group in row.groups)
        for row in one.rows
        if not row.rest
    }
    left = base - sum(numbers.values())
    rows = tuple(
        Row(row.key, row.words, left if row.rest else numbers[row.key], by_law and one.by_law)
        for row in one.rows
    )
    merges = tuple(Merge(own, words) for own, words in one.merge)
    return Split(one.key, one.title, rows, one.of, merges, frozenset(one.sensitive))


# What it says


def _number(row: Row) -> str:
    return f"{row.number:,}" if row.exact else about(row.number)


def _row(shown: Published, split: str, key: str) -> Row | None:
    found = shown.split(split)
    if found.withheld:
        return None
    return next((row for row in found.rows if row.key == key), None)


def _in_words(
    data: BoardData, figures: Figures, period: Period, shown: Published, labels: Labels
) -> Iterator[Sentence]:
    end, days = day(period.end), data.window_days
    number = _number(shown.total)
    many = fill(GROUP, "how_many", number=number, months=period.months, end=end, days=days)
    yield Sentence("how_many", many[0].upper() + many[1:])
    test = rates.series(data, period.end).test
    if test is not None:
        yield Sentence("changed", fill(GROUP, f"test_{test.signal or 'none'}"))
    traced = figures.get("F30", "", period.key)
    if traced.of:
        told = {"known": about(traced.n), "discharged": about(int(traced.of))}
        yield Sentence("known", fill(GROUP, "traced", days=days, **told))
    else:
        yield Sentence("known", fill(GROUP, "traced_missing", days=days))
    reviewed, rest = _row(shown, "review", "reviewed"), _row(shown, "review", "rest")
    if reviewed and rest:
        words = fill(GROUP, "reviewed", reviewed=_number(reviewed), rest=_number(rest))
        yield Sentence("looked", words[0].upper() + words[1:])
    judged = _row(shown, "judged", "yes")
    words = fill(GROUP, "judged", number=_number(judged)) if judged else fill(GROUP, "judged_hidden")
    yield Sentence("judged", words[0].upper() + words[1:])
    yield Sentence("learnt", _learnt(figures, period, labels))
    yield Sentence("actions", fill(GROUP, "actions", **_of_actions(figures)))


def _learnt(figures: Figures, period: Period, labels: Labels) -> str:
    themes = [count for count in figures.groups("F19", period.key) if ":" not in count.group]
    names = sorted(labels.theme(count.group) for count in themes if count.n >= FEWEST_FOR_LEARNING)
    return fill(GROUP, "learnt", listed="; ".join(names)) if names else fill(GROUP, "learnt_none")


def _of_actions(figures: Figures) -> Mapping[str, int]:
    checks = ("closed", "due", "better", "same", "worse", "not_done")
    return {
        "all": figures.get("F22").n,
        "open": figures.get("F22", "open").n,
        "overdue": figures.get("F23").n,
        **{key: figures.get("F24", key).n for key in ("strong", "intermediate", "weak")},
        **{key: figures.get("F26", key).n for key in checks},
    }


def _items(
    data: BoardData, figures: Figures, period: Period, shown: Published, labels: Labels
) -> Iterator[Sentence]:
    """27.1 to 27.9: as the law has them for an NHS body, else for the whole period only and rounded."""
    own = Figures(
        tuple(
            Count(c.figure, c.group, "year" if c.period == GROUP else c.period, c.number, c.of)
            for c in figures.counts
        )
    )
    whole = {sentence.key: sentence for sentence in account(data, own, period, labels)}
    method = said("method")
    if data.is_nhs:
        yield from (whole[item] for item in ("27.1", "27.2", "27.3"))
    else:
        start, end, number = day(period.start), day(period.end), _number(shown.total)
        yield Sentence(
            "27.1", fill(GROUP, "27.1", start=start, end=end, number=number, provider=data.provider)
        )
        reviewed, judged = _row(shown, "review", "reviewed"), _row(shown, "judged", "yes")
        hidden = fill(GROUP, "27.3.hidden")
        yield Sentence(
            "27.2",
            fill(GROUP, "27.2", as_at=day(data.as_at), number=_number(reviewed)) if reviewed else hidden,
        )
        words = fill(GROUP, "27.3", number=_number(judged), method=method) if judged else hidden
        yield Sentence("27.3", words[0].upper() + words[1:])
    yield Sentence("27.4", _learnt(figures, period, labels))
    yield from (whole[item] for item in ("27.5", "27.6"))
    for item in ("27.7", "27.8", "27.9"):
        is_known = data.published is not None and not data.is_nhs
        yield Sentence(item, fill(GROUP, "27.7")) if is_known else whole[item]


def _sections(
    data: BoardData,
    sentences: Sequence[Sentence],
    items: Sequence[Sentence],
    shown: Published,
    figures: Figures,
    period: Period,
) -> Iterator[Section]:
    rules = fill(GROUP, "rules") + (fill(GROUP, "rules_by_law") if data.is_nhs else "")
    scope = said("scope_rule", days=data.window_days)
    notes: tuple[Block, ...] = (Text(rules, "note"), Text(scope, "note"), Text(said("notice"), "note"))
    texts = [sentence.text for sentence in sentences]
    words: tuple[Block, ...] = (Text(" ".join(texts[:4])), Text(" ".join(texts[4:])))
    base = f"Deaths in scope, {span(period.start, period.end)}"
    yield Section("In words", base, (*words, *notes))
    chosen = [
        ("Deaths and reviews", ("quarter", "review", "judged")),
        ("Who died, where and how", ("age", "sex", "ethnicity", "disability", "setting", "kind")),
        ("Families", ("voice",)),
    ]
    for title, keys in chosen:
        blocks = tuple(block for key in keys for block in _split_blocks(shown, key))
        yield Section(title, base, blocks)
    yield Section(f"Actions on {day(data.as_at)}", "All actions of the log", (_actions(figures),))
    heading = fill("account", "heading_nhs" if data.is_nhs else "heading")
    said_first: tuple[Block, ...] = () if data.is_nhs else (Text(fill("account", "note"), "note"),)
    yield Section(heading, base, (*said_first, *(Item(item.key, item.text) for item in items)))
    rows = tuple(
        (one.key, one.name, one.definition) for one in board_form().figures.values() if one.key in _DEFINED
    )
    definitions = Table("", ("Figure", "Name", "Definition"), rows, (0.8, 2, 6), words=3)
    yield Section("What is counted", "", (definitions,))


_DEFINED = ("F01", "F04", "F06", "F07", "F15", "F16", "F22", "F23", "F24", "F26", "F29", "F30", "F32")


def _split_blocks(shown: Published, key: str) -> Iterator[Block]:
    split = shown.split(key)
    if split.withheld:
        yield Text(fill(GROUP, "not_shown", title=split.title), "note")
        return
    total = split.number
    shares = [share(row.number, total) if not row.exact else "" for row in split.rows]
    head = ("", "People", "Share") if any(shares) else ("", "People")
    rows = [
        (row.words, row.text, *((percent or "–",) if any(shares) else ()))
        for row, percent in zip(split.rows, shares, strict=True)
    ]
    if split.of == TOTAL:
        rows.append((shown.total.words, shown.total.text, *(("",) if any(shares) else ())))
    strong = frozenset((len(rows) - 1,)) if split.of == TOTAL else frozenset()
    yield Table(split.title, head, tuple(rows), (5, 1, 1)[: len(head)], strong=strong, closes=bool(strong))


def _actions(figures: Figures) -> Table:
    told = _of_actions(figures)
    words = (
        ("all", "Actions agreed"), ("open", "Open"), ("overdue", "Past the date in force"),
        ("strong", "Strong"), ("intermediate", "Intermediate"), ("weak", "Weak"), ("closed", "Closed"),
        ("due", "Effect checks due"), ("better", "Better"), ("same", "No change"), ("worse", "Worse"),
        ("not_done", "Check not done"),
    )  # fmt: skip
    return Table("", ("", "Actions"), tuple((label, f"{told[key]:,}") for key, label in words), (5, 1))
