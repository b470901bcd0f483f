"""P10 to P12 and the appendix: fairness, agreement and change, statutory items, definitions and controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hssib_desk.domain.board.account import is_interim
from hssib_desk.domain.board.definitions import board_form, group_words, groups_of
from hssib_desk.domain.board.edits import Edit
from hssib_desk.domain.board.snapshot import ERROR, Change, Snapshot
from hssib_desk.domain.board.words import Sentence, day, fill, said, span
from hssib_desk.domain.dates import local_day
from hssib_desk.export.board.content import (
    Block,
    Item,
    Section,
    Source,
    Table,
    Text,
    cell,
    n_of,
    n_of_percent,
    refs,
)

# P10


def fairness(source: Source) -> Section:
    """Deaths, reviews and voices by group, what is missing, and whether people were treated differently."""
    groups = [*groups_of("F29")[:8], *groups_of("F29")[8:12]]
    groups = [g for g in groups if source.count("F29", g).n or g not in _ONLY_IF_ANY]
    rows = [_row(source, group, group_words("F29", group)) for group in groups]
    rows += [
        _row(source, f"age_{block}", group_words("F01", block))
        for block in groups_of("F01")[:4]
        if block != "age_not_known" or source.count("F29", f"age_{block}").n
    ]
    head = ("Group", "Deaths", "Reviewed", "Family’s voice")
    missing = source.count("F29", "ethnicity_missing")
    answers = tuple(
        (group_words("F29", group), cell(source.count("F29", group))) for group in groups_of("F29")[-5:]
    )
    blocks: tuple[Block, ...] = (
        Table("By ethnic group, sex and age, year to date", head, tuple(rows), (3, 1, 1.2, 1.4)),
        Text(
            f"Ethnicity is not stated or not known for {n_of_percent(missing)} deaths. No rate is given: the "
            "number of people in care by group is not recorded here. Each set of groups adds up to the "
            "deaths in scope; reviewed is of the deaths of the group, the family’s voice of those reviewed.",
            "note",
        ),
        Table(
            "Was the person treated differently because of race, faith or language?",
            ("Answer", "Reviewed deaths"),
            answers,
            (4, 1.4),
        ),
        refs(
            ("Yes", source.count("F29", "treated_yes")), ("Possibly", source.count("F29", "treated_possibly"))
        ),
    )
    return Section("Fairness", "Deaths in scope, year to date", blocks)


_ONLY_IF_ANY = ("ethnicity_unlisted", "sex_indeterminate", "sex_not_known")


def _row(source: Source, group: str, words: str) -> tuple[str, ...]:
    parts = ("", ":reviewed", ":voice")
    return (words, *(cell(source.count("F29", f"{group}{part}")) for part in parts))


# P11


def agreement(source: Source, changes: Sequence[Block]) -> Section:
    """How near two reviewers came, and what moved since the last report."""
    done = source.count("F21", "done")
    rows = (
        ("Second reviews done", cell(done)),
        ("Due or under way", cell(source.count("F21", "due"))),
        *(
            (f"Because of: {group_words('F21', count.group).lower()}", cell(count))
            for count in source.figures.groups("F21", "year")
            if count.group.startswith("reason:")
        ),
        ("Same score of overall care", n_of(source.count("F21", "same"))),
        ("Within one point", n_of(source.count("F21", "within_one"))),
        ("Agreed lower than the first", n_of(source.count("F21", "lower"))),
        ("Agreed higher than the first", n_of(source.count("F21", "higher"))),
    )
    blocks: tuple[Block, ...] = (
        Table("Second reviews, year to date", ("", "Cases"), rows, (4, 1.2)),
        refs(("Done", done), ("Due", source.count("F21", "due"))),
        Text(_drawn(source)),
        Text(board_form().figures["F21"].rules, "note"),
        Text("Since the last report", "lead"),
        *changes,
    )
    return Section("Agreement and change", "Deaths in scope with a second review", blocks)


def _drawn(source: Source) -> str:
    """How many pairs say anything about agreement elsewhere."""
    drawn = source.count("F21", "random")
    if not drawn.of:
        return fill("agreement", "none")
    return fill("agreement", "drawn" if drawn.n else "not_drawn", n=drawn.n, pairs=int(drawn.of))


def changes_since(then: Snapshot | None, found: Sequence[Change]) -> list[Block]:
    """Each value of the last final report that is another now, by reason and with the cases."""
    if then is None:
        return [Text(fill("half_page", "since_none"))]
    first = Text(f"Report {then.number}, {span(then.start, then.end)}, as at {day(then.as_at)}.", "note")
    if not found:
        return [first, Text(fill("half_page", "since_same", period=span(then.start, then.end)))]
    rows = tuple(
        (
            f"{change.figure} {board_form().figures[change.figure].name}"
            + (f": {group_words(change.figure, change.group).lower()}" if change.group else ""),
            str(change.then),
            str(change.now),
            f"{change.now - change.then:+d}",
            "; ".join(f"{number:+d} {why} ({', '.join(refs)})" for why, number, refs in change.reasons),
        )
        for change in found
    )
    head = ("Figure", "Then", "Now", "Difference", "Because")
    errors = {ref for change in found for why, _, refs in change.reasons if why == ERROR for ref in refs}
    said_of = [Text(f"Error in the last report: {', '.join(sorted(errors))}.", "lead")] if errors else []
    return [first, Table("", head, rows, (2.6, 0.6, 0.6, 1, 3.6), remark=True), *said_of]


# P12


def statutory(source: Source, items: Sequence[Sentence]) -> Section:
    """Items 27.1 to 27.9, and the questions that the public asks most."""
    is_nhs = source.data.is_nhs
    blocks: list[Block] = []
    if is_interim(source.year):
        blocks.append(Text(fill("account", "interim"), "lead"))
    if not is_nhs:
        blocks.append(Text(fill("account", "note"), "note"))
    blocks += [Item(sentence.key, sentence.text) for sentence in items]
    blocks.append(
        Table("Questions often asked", ("Question", "Answer"), tuple(_asked(source)), (3, 4), words=2)
    )
    title = fill("account", "heading_nhs" if is_nhs else "heading")
    return Section(title, "Deaths in scope, year to date", tuple(blocks))


def _asked(source: Source) -> Iterator[tuple[str, str]]:
    year, deaths = source.year, source.count("F01").n
    between = f"{day(year.start)} to {day(year.end)}"
    voice, traced = source.count("F07"), source.count("F30")
    rule = said("scope_rule", days=source.data.window_days)
    known = f"State after discharge known: {n_of_percent(traced)}." if traced.of else _UNTRACED
    yield "Do you count all deaths in care and after discharge?", f"{rule} {known}"
    yield "How many people died?", f"{deaths} in {between}."
    yield "How many deaths were reviewed?", f"{n_of_percent(source.count('F04'))}."
    yield (
        "How many were judged more likely than not due to problems in care?",
        f"{n_of(source.count('F06', 'yes'))}; {source.count('F06', 'not_judged').n} are not judged.",
    )
    yield (
        "Is this published every quarter?",
        "This report is made for each quarter; the provider says where it is published.",
    )
    yield "Is it in the Quality Account?", "Items 27.1 to 27.9 above are made for it."
    yield "In how many reviews was the family’s voice held?", f"{n_of(voice)}."
    every, still_open, late = (
        source.count(figure, group, "now").n for figure, group in (("F22", ""), ("F22", "open"), ("F23", ""))
    )
    yield "What was done?", f"{every} actions, {still_open} open, {late} overdue."


_UNTRACED = "How many people were traced after discharge is not recorded."


# Appendix


def appendix(source: Source, edits: Sequence[Edit] = ()) -> Section:
    """What every figure counts, the standards in force, the keys, and every sum that was checked."""
    figures = board_form().figures.values()
    rows = tuple((one.key, one.name, one.definition, one.period) for one in figures)
    standards = source.data.standards
    days = (
        ("Screened", standards.screen),
        ("Reviewed", standards.review),
        ("Investigated", standards.investigate),
        ("Findings shared with the family, after signing", standards.share),
    )
    checked = source.figures.controls
    sums = tuple(
        (
            _named(source, control.words),
            " + ".join(map(str, control.parts)).replace("+ -", "− "),
            str(control.total),
        )
        for control in checked
    )
    blocks: tuple[Block, ...] = (
        Text(said("scope_rule", days=source.data.window_days)),
        Text("Left out: " + _left_out(source)),
        Table(
            "Standards in force, days from the death",
            ("Step", "Days"),
            tuple((w, str(d)) for w, d in days),
            (4, 1),
        ),
        Table(
            "What each figure counts", ("Figure", "Name", "Definition", "By"), rows, (0.8, 2, 5, 2), words=4
        ),
        Table("Sums that were checked", ("Sum", "Parts", "Total"), sums, (4, 4, 0.8), words=2),
    )
    return Section("Appendix: definitions and controls", "", (*_worded(edits), *blocks))


def _worded(edits: Sequence[Edit]) -> Iterator[Block]:
    """Each sentence that somebody worded: as it was made, as it is printed, by whom, when and why."""
    if edits:
        rows = tuple(
            (
                edit.made,
                edit.printed or "Left out",
                f"{edit.who}, {day(local_day(edit.at))}" if edit.at else edit.who,
                edit.reason or "–",
            )
            for edit in edits
        )
        head = ("As made from the figures", "As printed", "By, when", "Why")
        yield Table("Sentences worded by a person", head, rows, (3, 3, 1.4, 1.4), words=4)


def _named(source: Source, words: str) -> str:
    """The words of a sum with its period by name."""
    names = {
        "(before)": source.titled("(the {} before)"),
        "(now)": source.titled("(this {})"),
        "(year)": "(year to date)",
    }
    for key, name in names.items():
        words = words.replace(key, name)
    return words


def _left_out(source: Source) -> str:
    blind = source.count("F06", "blind").n
    parts = [
        "cases of which no death date can be used are in no period",
        "what a blind second review hides is not told"
        + (
            f"; {blind} {'death is' if blind == 1 else 'deaths are'} counted as not judged for it"
            if blind
            else ""
        ),
        "reopened reviews count as open until they are signed again",
        "families’ words, and anything about one death beyond its reference",
        "comparison with other providers or an expected number",
    ]
    return "; ".join(parts) + "."
