"""P1, what stands before all figures, and P2 to P4: deaths, kinds and places, judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hssib_desk.domain.board.definitions import definition, group_words, groups_of
from hssib_desk.domain.board.people import Period, quarter_end
from hssib_desk.domain.board.words import Sentence, day, fill, said, span
from hssib_desk.domain.dates import MONTHS
from hssib_desk.domain.rates import words
from hssib_desk.export.board.content import (
    Block,
    Chart,
    Facts,
    Section,
    Source,
    Table,
    Text,
    cell,
    n_of_percent,
    quarter_head,
    refs,
)


def facts(source: Source) -> Facts:
    """The six facts at the top of the first page."""
    before, now, _year = source.periods
    reviewed = source.count("F04", "", "now")
    return Facts(
        (
            ("Organisation", source.data.provider),
            ("Deaths counted by", "Date of death"),
            ("In scope", f"{source.count('F01', '', 'now').n:,} deaths"),
            (source.titled("{}").capitalize(), span(now.start, now.end)),
            ("Compared with", span(before.start, before.end)),
            ("Reviewed", f"{reviewed.n} of {int(reviewed.of or 0)}, {reviewed.percent or '–'}"),
        )
    )


def in_words(source: Source, sentences: Sequence[Sentence], is_edited: bool = False) -> Section:
    """The half page, the scope rule, and the notice about what the paper holds."""
    texts = [sentence.text for sentence in sentences]
    parts = (texts[:3], texts[3:6], texts[6:])
    blocks: list[Block] = [Text(" ".join(part)) for part in parts if part]
    made = f"Written from the figures as at {day(source.data.as_at)}."
    rule = said("scope_rule", days=source.data.window_days)
    if is_edited:
        blocks.append(Text(fill("edited", "note"), "note"))
    blocks += [Text(f"{made} {rule}", "note"), Text(said("notice"), "note")]
    return Section("In words", "Deaths in scope, by date of death", tuple(blocks))


# P2


def deaths(source: Source) -> Section:
    """Deaths by quarter, how far each was looked at, and whether we know of all of them."""
    rows: list[tuple[str, str, str]] = [
        ("Deaths in scope", "F01", ""),
        *((group_words("F01", g), "F01", g) for g in ("under_18", "adult", "older")),
        ("Learning disability or autism", "F01", "disability"),
        ("Screened", "F02", ""),
        *((group_words("F03", group), "F03", group) for group in groups_of("F03")),
        ("Reviewed or investigated", "F04", ""),
    ]
    table = _by_quarter(source, "Deaths by quarter of death", rows, indented=range(1, 5))
    shares = ("Share of deaths in scope", *(_percent(source, "F04", key) for _, key in _columns(source)))
    table = Table(
        table.title, table.head, (*table.rows, shares), table.widths,
        strong=frozenset((0, len(table.rows) - 1, len(table.rows))), indented=table.indented, closes=True,
    )  # fmt: skip
    blocks = (
        table,
        refs(
            ("Not screened", source.count("F03", "not_screened")),
            ("Open", source.count("F03", "open")),
            ("Led by another process", source.count("F03", "led")),
        ),
        _blocks(source),
        *_controls(source),
    )
    return Section("Deaths, screening and review, by quarter of death", "Deaths in scope", blocks)


def _columns(source: Source) -> list[tuple[str, str]]:
    """The quarters that the workbook knows and the year to date, as (head, key)."""
    first = min((start for start, _ in source.series.quarters), default=source.now.start)
    quarters = [(quarter_head(q), q.key) for q in source.quarters if q.start >= first]
    return [*quarters, ("Year to date", "year")]


def _by_quarter(
    source: Source, title: str, rows: Iterable[tuple[str, str, str]], indented: Iterable[int] = ()
) -> Table:
    columns = _columns(source)
    body = tuple(
        (words, *(_of_quarter(source, figure, group, key) for _, key in columns))
        for words, figure, group in rows
    )
    widths = (2.4 if len(columns) > 6 else 3.4, *(1.0 for _ in columns))
    return Table(title, ("", *(head for head, _ in columns)), body, widths, indented=frozenset(indented))


def _of_quarter(source: Source, figure: str, group: str, key: str) -> str:
    """A number of one column; of a quarter that is known as a number only, that number and nothing else."""
    known = _number_only(source, key)
    if known is not None:
        return f"{known:,}" if (figure, group) == ("F01", "") else "–"
    return cell(source.count(figure, group, key))


def _number_only(source: Source, key: str) -> int | None:
    days = {start.isoformat(): number for start, number in source.data.earlier_quarters.items()}
    return days.get(key)


def _percent(source: Source, figure: str, period: str, group: str = "") -> str:
    return (
        "–"
        if _number_only(source, period) is not None
        else source.count(figure, group, period).percent or "–"
    )


def _blocks(source: Source) -> Table:
    groups = ("under_18", "adult", "older", "age_not_known", "disability", "no_disability")
    rows = []
    for group in groups:
        count = source.count("F04", group)
        if group != "age_not_known" or count.of:
            rows.append((group_words("F04", group), f"{int(count.of or 0):,}", n_of_percent(count)))
    whole = source.count("F04")
    rows.append(("All deaths in scope", f"{int(whole.of or 0):,}", n_of_percent(whole)))
    return Table(
        "Reviewed, by group, year to date", ("Group", "In scope", "Reviewed"), tuple(rows), (3, 1, 1.6),
        strong=frozenset((len(rows) - 1,)), closes=True,
    )  # fmt: skip


def _controls(source: Source) -> Iterator[Block]:
    parts = {group: source.count("F00", group).n for group in ("in", "out", "undecided", "")}
    without = source.count("F00", "no_date", "now")
    yield Text(
        f"Control total, year to date: {parts['']} cases with a date of death = {parts['in']} in scope + "
        f"{parts['out']} out of scope + {parts['undecided']} with the scope not decided + "
        f"{source.data.duplicates} duplicates removed. Cases without a usable date of death: {without.n}.",
        "note",
    )
    yield refs(
        ("Scope not decided", source.count("F00", "undecided")),
        ("Out of scope", source.count("F00", "out")),
        ("Without a date", without),
    )
    traced = source.count("F30")
    known = n_of_percent(traced) if traced.of else "not recorded for every month of the year to date"
    doubts = (
        f"{group_words('F33', group).lower()} {source.count('F33', group).n}" for group in groups_of("F33")
    )
    yield Text(f"Quality of the data, deaths of the year to date: {'; '.join(doubts)}.", "note")
    yield Text(f"People discharged whose state at {source.data.window_days} days is known: {known}.", "note")


# P3


def kinds_and_places(source: Source) -> Section:
    """How, where and when people died, and whether the number changed."""
    head = ("", source.titled("This {}"), "Year to date")
    longest = source.count("F15", "longest")
    kinds = tuple(
        (group_words("F15", g), *source.by_period("F15", g), cell(longest) if g == "awaiting" else "")
        for g in groups_of("F15")[:5]
    )
    total = ("All deaths in scope", *source.by_period("F01"))
    places = tuple(
        (group_words("F16", group), *source.by_period("F16", group))
        for group in groups_of("F16")[:10]
        if source.count("F16", group).n or group in _ALWAYS
    )
    subs = tuple(
        (f"Of these, {group_words('F16', group).lower()}", *source.by_period("F16", group))
        for group in ("inpatient", "discharged", "detained")
    )
    blocks: tuple[Block, ...] = (
        Table("Kind of death", (*head, "Longest wait (days)"), (*kinds, (*total, "")), (3, 1, 1, 1.3),
              strong=frozenset((len(kinds),)), closes=True),
        refs(("Awaiting", source.count("F15", "awaiting"))),
        Table("Where and when", head, (*places, total, *subs), (3, 1, 1), strong=frozenset((len(places),))),
        *_picture(source),
        _rates(source),
    )  # fmt: skip
    return Section("Kinds and places", "Deaths in scope", blocks)


_ALWAYS = ("in_ward", "in_leave", "after_0_3", "after_4_7", "after_8_on")


def _picture(source: Source) -> Iterator[Block]:
    """The bars, the dots where deaths are rare, and what they do and do not mean."""
    series = source.series
    yield Text(source.words["changed"], "lead")
    if series.is_enough:
        quarters = [Period("", start, quarter_end(start)) for start, _ in series.quarters]
        values = tuple(number for _, number in series.quarters)
        breaks = frozenset(series.break_places)
        yield Chart("Deaths in scope by quarter", tuple(map(quarter_head, quarters)), values, breaks=breaks)
    yield Text(words.under_bars(series, source.data.as_at), "note")
    if series.second == "gaps":
        labels = tuple(str(number) for number in range(1, len(series.gaps) + 1))
        yield Chart("Days between deaths, in order", labels, series.gaps, dots=True, levels=series.gap_levels)
        yield Text(f"{words.of_gaps(series)} {words.under_gaps(series)}", "note")
    elif series.second == "months":
        labels = tuple(f"{MONTHS[start.month - 1][:3]} {start.year}" for start, _ in series.months)
        values = tuple(number for _, number in series.months)
        marked = frozenset(place for signal in series.month_signals for place in signal.points)
        yield Chart("Deaths in scope by month", labels, values, True, series.month_levels, signals=marked)
        yield Text(f"{words.of_months(series)} {words.under_months(series)}", "note")


def _rates(source: Source) -> Table:
    rows = []
    for what, deaths_group, base in (
        ("inpatient", "inpatient_deaths", "occupied bed days"),
        ("discharge", "discharge_deaths", "discharges with known state"),
    ):
        count = source.count("F31", deaths_group)
        if count.of:
            value, low, high = (cell(source.count("F31", f"{what}{part}")) for part in ("", "_low", "_high"))
            rows.append(
                (
                    group_words("F31", what),
                    f"{count.n} of {int(count.of):,} {base}",
                    value,
                    f"{low} to {high}",
                )
            )
        else:
            rows.append((group_words("F31", what), f"{count.n}; {base} not recorded", "–", "–"))
    return Table(
        "Rates, year to date",
        ("Rate", "Deaths", "Value", "95% interval"),
        tuple(rows),
        (3, 3, 1, 1.4),
        words=2,
    )


# P4


def judgement(source: Source) -> Section:
    """What was judged, how, and the scores by phase."""
    rows = [
        ("Reviewed", "F04", ""),
        ("Judged yes", "F06", "yes"),
        ("Judged no", "F06", "no"),
        ("Not judged", "F06", "not_judged"),
        *((group_words("F06", group), "F06", group) for group in groups_of("F06")[4:]),
    ]
    table = _by_quarter(
        source, "More likely than not due to problems in care", rows, indented=range(4, len(rows))
    )
    columns = _columns(source)
    shares = (
        ("Yes as % of deaths", *(_decimal(source, "yes", key) for _, key in columns)),
        ("Yes of those judged", *(_of_judged(source, key) for _, key in columns)),
    )
    table = Table(
        table.title, table.head, (*table.rows, *shares), table.widths, indented=table.indented, closes=True
    )
    method = said("method")
    blocks: tuple[Block, ...] = (
        table,
        refs(("Judged yes", source.count("F06", "yes"))),
        Text(f"Method: {method}. {definition('F06').counts}", "note"),
        *_scores(source),
    )
    return Section("Judgement", "Deaths in scope; scores: signed reviews", blocks)


def _decimal(source: Source, group: str, period: str) -> str:
    share = None if _number_only(source, period) is not None else source.count("F06", group, period).share
    return "–" if share is None else f"{100 * share:.1f}%"


def _of_judged(source: Source, period: str) -> str:
    if _number_only(source, period) is not None:
        return "–"
    judged = source.count("F06", "yes_of_judged", period)
    return f"{judged.n}/{int(judged.of)}" if judged.of else "–"


def _scores(source: Source) -> Iterator[Block]:
    found = source.figures.groups("F17", "year")
    phases = list(dict.fromkeys(count.group.rpartition(":")[0] for count in found))
    groups = ("1", "2", "3", "4", "5", "not_applicable", "not_scored", "n")
    rows = tuple(
        (source.labels.phase(phase), *(cell(source.count("F17", f"{phase}:{group}")) for group in groups))
        for phase in phases
    )
    if not rows:
        yield Text("Scores by phase: no review of a death in this year to date is signed.", "note")
        return
    head = ("Phase", "1", "2", "3", "4", "5", "Not applicable", "Not scored", "n")
    yield Table("Scores by phase, year to date", head, rows, (4, 0.7, 0.7, 0.7, 0.7, 0.7, 1.5, 1.2, 0.8))
    yield Text(definition("F17").definition, "note")
