"""P5 to P9: what was learnt, families, time, duties and actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hssib_desk.domain.board.actions import COLOURS, STRENGTHS
from hssib_desk.domain.board.count import Count, Window
from hssib_desk.domain.board.definitions import definition, group_words, groups_of
from hssib_desk.domain.board.half_page import duties_counted
from hssib_desk.domain.board.learning import HARMS, came_back
from hssib_desk.domain.board.people import Action, quarter_start, quarters_between
from hssib_desk.domain.board.words import day
from hssib_desk.domain.dates import show_days
from hssib_desk.export.board.content import (
    NOTHING,
    Block,
    Section,
    Source,
    Table,
    Text,
    cell,
    n_of,
    n_of_percent,
    quarter_head,
    refs,
    short_day,
)

# P5


def learning(source: Source) -> Section:
    """Problems, themes, good practice with equal room, and what came back."""
    blocks: list[Block] = [*_problems(source), *_themes(source)]
    good = source.count("F20")
    blocks.append(Text("Good practice", "lead"))
    blocks.append(Text(f"Good practice was recorded in {n_of_percent(good)} reviewed deaths."))
    blocks.append(refs(("With good practice", good)))
    blocks += _seen_again(source)
    return Section("What was learnt", "Reviewed deaths, year to date", tuple(blocks))


def _problems(source: Source) -> Iterator[Block]:
    counts = [c for c in source.figures.groups("F18", "year") if c.group.count(":") == 1]
    types = [c for c in counts if c.group.startswith("type:")]
    rows = tuple(
        (
            source.labels.problem(count.group.partition(":")[2]),
            cell(count),
            *(cell(source.count("F18", f"{count.group}:{harm}")) for harm in HARMS),
        )
        for count in types
    )
    with_problem = source.count("F18")
    total = (
        "Deaths with a problem, and mentions",
        n_of(with_problem),
        *(cell(source.count("F18", f"harm:{harm}")) for harm in HARMS),
    )
    head = ("Problem", "Deaths", "Harm yes", "Probably", "No")
    yield Table(
        "Problems in care",
        head,
        (*rows, total),
        (4, 1.2, 1, 1, 1),
        strong=frozenset((len(rows),)),
        closes=True,
    )
    yield refs(("Deaths with a problem", with_problem))


def _themes(source: Source) -> Iterator[Block]:
    found = [count for count in source.figures.groups("F19", "year") if ":" not in count.group]
    elements: dict[str, dict[str, None]] = {}
    for death in source.data.deaths:
        for theme, codes in death.elements.items():
            elements.setdefault(theme, {}).update(dict.fromkeys(codes))
    rows = tuple(
        (
            source.labels.theme(count.group),
            ", ".join(source.labels.elements.get(code, code) for code in elements.get(count.group, ())),
            cell(count),
            cell(source.count("F19", f"{count.group}:acted")),
            cell(source.count("F19", f"{count.group}:closed")),
        )
        for count in found
    )
    head = ("Theme", "Work-system element", "Deaths", "With an action", "Action closed")
    yield Table("Themes", head, rows or ((NOTHING, "", "", "", ""),), (3, 4.2, 1.1, 1.1, 1.2), words=2)
    yield Text(definition("F19").definition, "note")


def _seen_again(source: Source) -> Iterator[Block]:
    window = Window(source.data, source.year)
    rows = []
    for death in window.reviewed:
        for what, action in came_back(window, death):
            kind, _, code = what.partition(":")
            words = source.labels.problem(code) if kind == "type" else source.labels.theme(code)
            closed = short_day(action.closed)
            rows.append((words, death.ref, f"{action.ref}, {closed}"))
    head = ("Seen again", "In", "After action closed on")
    yield Table("Learning that came back", head, tuple(rows) or ((NOTHING, "", ""),), (3, 1.2, 2.4), words=3)


# P6


def families(source: Source) -> Section:
    """The funnel from contact to answers, with the reasons why it narrows."""
    table = Table(
        "From contact to answers, year to date",
        ("Step", "People", "Of", "Not, because …"),
        tuple(_funnel(source)),
        (3, 0.8, 0.7, 3.6),
        remark=True,
    )
    notes = refs(
        ("Not asked", source.count("F07", "voice_not_asked")),
        ("Findings late", source.count("F08", "late")),
        ("Findings open", source.count("F08", "not_due")),
    )
    said = Text(
        "The last row counts questions, not people. Families’ own words are printed only with recorded "
        "consent; none are printed here.",
        "note",
    )
    return Section("Families", "Deaths in scope; reviewed deaths for their words", (table, notes, said))


def _funnel(source: Source) -> Iterator[tuple[str, str, str, str]]:
    contact = [(g, source.count("F07", g).n) for g in groups_of("F07")[1:7]]
    voices = [(g, source.count("F07", g).n) for g in groups_of("F07")[8:11]]
    held, shared, asked = source.count("F07"), source.count("F08"), source.count("F09")
    possible, in_time = source.count("F07", "possible"), source.count("F08", "in_time")
    late, overdue = (source.count("F08", group).n for group in ("late", "overdue"))
    touch, people = cell(source.count("F07", "contact_in_touch")), f"{source.count('F01').n:,}"
    yield "In touch with family or carers", touch, people, _because("F07", contact)
    yield "We hold their words", cell(held), cell_of(held), _because("F07", voices)
    yield "Of those where it was possible", cell(possible), cell_of(possible), ""
    yield "Findings shared", cell(shared), cell_of(shared), f"open {int(shared.of or 0) - shared.n}"
    step, why = f"In {source.data.standards.share} days, of those due", f"late {late}, overdue {overdue}"
    yield step, cell(in_time), cell_of(in_time), why
    yield "Their questions answered", cell(asked), cell_of(asked), _oldest(source)


def cell_of(count: Count) -> str:
    """What a number is out of, as a cell."""
    return "–" if count.of is None else f"{int(count.of):,}"


def _because(figure: str, told: list[tuple[str, int]]) -> str:
    return ", ".join(f"{group_words(figure, group).lower()} {number}" for group, number in told if number)


def _oldest(source: Source) -> str:
    oldest = source.count("F09", "oldest")
    return f"oldest open {show_days(oldest.n)}" if oldest.number is not None else ""


# P7


def in_time(source: Source) -> Section:
    """Each step against its standard, the median that counts those who wait, and the work of the quarter."""
    standards = source.data.standards
    steps = (("F10", standards.screen), ("F11", standards.review), ("F13", standards.investigate))
    rows = tuple(
        (
            definition(figure).name,
            show_days(days),
            cell(source.count(figure, "due")),
            n_of(source.count(figure, "in_time")),
            *(cell(source.count(figure, group)) for group in ("late", "overdue", "early", "not_due")),
        )
        for figure, days in steps
    )
    head = ("Step", "Standard", "Due", "On time", "Late", "Overdue and open", "Done early", "Not yet due")
    table = Table("In time, year to date", head, rows, (2.6, 1.1, 0.7, 1.3, 0.7, 1.2, 0.9, 1))
    late = refs(
        ("Screened late", source.count("F10", "late")),
        ("Review late", source.count("F11", "late")),
        ("Review overdue", source.count("F11", "overdue")),
        ("Investigation overdue", source.count("F13", "overdue")),
    )
    return Section(
        "In time", "Deaths in scope, whose day has come", (table, late, *_median(source), *_work(source))
    )


def _median(source: Source) -> Iterator[Block]:
    median, still_open = source.count("F12"), source.count("F12", "open")
    if not median.of:
        yield Text("No death of the year to date needs a review.")
        return
    days = "not reached: fewer than half are signed" if median.number is None else show_days(median.n)
    yield Text(
        f"Days from death to a signed review, median over finished and open (Kaplan–Meier): {days}; n "
        f"{int(median.of)}, open {still_open.n}."
    )
    finished = source.count("F12", "finished")
    if finished.number is not None:
        low, high = source.count("F12", "shortest"), source.count("F12", "longest")
        yield Text(
            f"The plain median of the {int(finished.of or 0)} finished is {finished.number:g} days, from "
            f"{low.n} to {high.n}; it flatters a backlog.",
            "note",
        )


def _work(source: Source) -> Iterator[Block]:
    groups = ("screenings", "reviews", "investigations")
    keys = {c.group.partition(":")[2] for c in source.figures.groups("F35", "now")} - {""}
    rows = []
    for key in sorted(keys):
        start = next(p for p in quarters_between(*_range(source)) if p.key == key)
        found = {c.group: c for c in source.figures.groups("F35", "now")}
        values = (found.get(f"{group}:{key}") for group in groups)
        rows.append((quarter_head(start), *(cell(v) if v else "0" for v in values)))
    rows.append(
        (source.titled("All of this {}"), *(cell(source.count("F35", group, "now")) for group in groups))
    )
    head = ("Quarter of death", *(group_words("F35", group) for group in groups))
    title = source.titled("Work done in this {}, whatever the date of death")
    yield Table(title, head, tuple(rows), (2, 1.4, 1.4, 1.6), strong=frozenset((len(rows) - 1,)), closes=True)


def _range(source: Source) -> tuple[date, date]:
    days = [death.died for death in source.data.deaths if death.died]
    return quarter_start(min(days)), source.data.as_at


# P8


def duties(source: Source) -> Section:
    """Every duty that arose, and the coroner's reports."""
    basis = {duty.key: duty.basis for death in source.data.deaths for duty in death.duties}
    groups = ("arisen", "in_time", "late", "not_applicable", "open", "overdue")
    keys = duties_counted(source.figures, source.labels)
    rows = tuple(
        (
            source.labels.duty(key),
            basis.get(key, ""),
            *(cell(source.count("F14", f"{key}:{group}")) for group in groups),
        )
        for key in keys
    )
    head = ("Duty", "Basis", "Arisen", "In time", "Late", "Does not apply", "Open", "Open and late")
    table = Table(
        "Duties, year to date",
        head,
        rows or ((NOTHING, *[""] * 7),),
        (3, 1.6, 0.9, 0.9, 0.7, 1, 0.8, 1),
        words=2,
    )
    late = refs(*((source.labels.duty(key), source.count("F14", f"{key}:overdue")) for key in keys))
    told = (Text("Open and late", "lead"), late) if late.text else ()
    return Section("Duties", "Deaths in scope", (table, *told, _reports(source)))


def _reports(source: Source) -> Table:
    rows = []
    for death in Window(source.data, source.year).deaths:
        report = death.coroners_report
        if report:
            days = [short_day(value) for value in (report.dated, report.due, report.sent)]
            rows.append((death.ref, *days, report.about or "–"))
    head = ("Reference", "Date of report", "Reply due", "Sent", "Concern")
    title = "Coroners’ reports to prevent deaths"
    return Table(title, head, tuple(rows) or ((NOTHING, *[""] * 4),), (2.2, 1.4, 1.4, 1.4, 3), words=5)


# P9


def actions(source: Source) -> Section:
    """The action log on the day: colours by strength, what is overdue, what was closed, what it did."""
    log = source.data.actions
    head = ("Kind of change", *(group_words("F22", colour) for colour in COLOURS), "All")
    strengths = [*STRENGTHS, "not_said"] if source.count("F24", "not_said", "now").n else [*STRENGTHS]
    rows = [
        (
            group_words("F24", strength),
            *(str(_number(log, strength, colour)) for colour in COLOURS),
            cell(source.count("F24", strength, "now")),
        )
        for strength in strengths
    ]
    rows.append(
        (
            "All actions",
            *(cell(source.count("F22", colour, "now")) for colour in COLOURS),
            cell(source.count("F22", "", "now")),
        )
    )
    table = Table(
        "Actions by kind of change and BRAG",
        head,
        tuple(rows),
        (2, 0.8, 0.9, 1, 0.8, 1.3, 1.2, 0.8),
        strong=frozenset((len(rows) - 1,)),
        closes=True,
    )
    blocks = (table, *_log_in_words(source), _overdue(log), _closed(source), _owed(source))
    return Section(f"Actions on {day(source.data.as_at)}", "All actions of the log", blocks)


def _number(log: tuple[Action, ...], strength: str, colour: str) -> int:
    own = strength if strength in STRENGTHS else None
    return sum(
        action.colour == colour and (action.strength == own if own else action.strength not in STRENGTHS)
        for action in log
    )


def _log_in_words(source: Source) -> Iterator[Block]:
    def n(figure: str, group: str = "") -> int:
        return source.count(figure, group, "now").n

    weak = source.count("F25", "", "now")
    yield Text(
        f"{n('F22', 'open')} are open. {n('F23')} of them are past the date in force, {n('F23', 'first')} "
        f"past the first date; {n('F23', 'extended')} were given a later date. In {n_of(weak)} deaths with "
        "actions all of them are weak.",
        "note",
    )
    yield Text(
        f"Effect checks: {n('F26', 'due')} of {n('F26', 'closed')} closed actions are due: "
        f"{n('F26', 'better')} better, {n('F26', 'same')} no change, {n('F26', 'worse')} worse, "
        f"{n('F26', 'not_done')} not done. "
        f"{n('F26', 'no_measure')} were closed without a measure.",
        "note",
    )


def _overdue(log: tuple[Action, ...]) -> Table:
    late = sorted((a for a in log if a.is_open and a.days_over), key=lambda a: (-(a.days_over or 0), a.ref))
    rows = tuple(
        (
            action.ref,
            action.title,
            action.owner or "–",
            short_day(action.first),
            short_day(action.due),
            str(action.days_over),
            action.strength.capitalize() or "–",
            action.promised or "–",
        )
        for action in late
    )
    head = (
        "Ref",
        "Action",
        "Owner (role)",
        "First date",
        "Now due",
        "Days over",
        "Strength",
        "What was promised last",
    )
    widths = (3, 4.5, 2.1, 2, 2, 1.2, 2, 3)
    return Table("Overdue", head, rows or ((NOTHING, *[""] * 7),), widths, words=8, below=bool(rows))


def _closed(source: Source) -> Table:
    closed = sorted((a for a in source.data.actions if a.closed), key=lambda a: (a.closed, a.ref))
    rows = tuple(
        (
            action.ref,
            action.title,
            short_day(action.closed),
            _effect(action, source.data.as_at),
            action.evidence or "–",
        )
        for action in closed
    )
    head = ("Ref", "Action", "Closed on", "Effect check", "Evidence")
    widths = (2.2, 5.4, 1.6, 2.6, 3)
    return Table(
        "Closed, with evidence", head, rows or ((NOTHING, *[""] * 4),), widths, words=5, below=bool(rows)
    )


_CHECKS = {"better": "Better", "same": "No change", "worse": "Worse"}


def _effect(action: Action, as_at: date) -> str:
    """What came of an effect check, or when it is due."""
    if action.check_due is None:
        return _CHECKS.get(action.check, "None planned")
    if action.check:
        return f"{_CHECKS[action.check]}, due {short_day(action.check_due)}"
    return f"{'Due' if action.check_due > as_at else 'Not done, due'} {short_day(action.check_due)}"


def _answer_of(action: Action) -> str:
    if not action.answered:
        return "No answer recorded"
    return f"Answered {short_day(action.answered_on)}" if action.answered_on else "Answered"


def _owed(source: Source) -> Table:
    rows = tuple(
        (
            action.ref,
            action.organisation or "Not named",
            short_day(action.sent) if action.sent else "Day not recorded",
            _answer_of(action),
        )
        for action in source.data.actions
        if action.is_sent
    )
    head = ("Ref", "With", "Sent", "Answer")
    return Table("Owed by others", head, rows or ((NOTHING, "", "", ""),), (1.7, 3, 2, 2), words=4)
