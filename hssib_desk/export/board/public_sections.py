"""What the public version says: its half page, the items of the account, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hssib_desk.domain.board import rates
from hssib_desk.domain.board.account import account
from hssib_desk.domain.board.count import Count, Figures
from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import BoardData, Period
from hssib_desk.domain.board.words import Sentence, day, fill, said, span
from hssib_desk.domain.disclosure.rounding import about, share
from hssib_desk.domain.disclosure.splits import TOTAL, Published, Row
from hssib_desk.export.board.content import Block, Item, Section, Table, Text

GROUP = "public"
FEWEST_FOR_LEARNING = 3


@dataclass(frozen=True)
class Publication:
    """All that the words are written from: true figures, and what may be shown of them."""

    data: BoardData
    figures: Figures
    period: Period
    shown: Published
    labels: Labels

    def row(self, split: str, key: str) -> Row | None:
        """A row that is shown; None where its table is withheld or the row stands with others."""
        found = self.shown.split(split)
        if found.withheld:
            return None
        return next((row for row in found.rows if row.key == key), None)


def _number(row: Row) -> str:
    return f"{row.number:,}" if row.exact else about(row.number)


def in_words(told: Publication) -> Iterator[Sentence]:
    """The half page: rounded numbers, no days, and nothing about one person."""
    data, figures, period = told.data, told.figures, told.period
    end, days = day(period.end), data.window_days
    number = _number(told.shown.total)
    many = fill(GROUP, "how_many", number=number, months=period.months, end=end, days=days)
    yield Sentence("how_many", many[0].upper() + many[1:])
    test = rates.series(data, period.end).test
    if test is not None:
        yield Sentence("changed", fill(GROUP, f"test_{test.signal or 'none'}"))
    traced = figures.get("F30", "", period.key)
    if traced.of:
        numbers = {"known": about(traced.n), "discharged": about(int(traced.of))}
        yield Sentence("known", fill(GROUP, "traced", days=days, **numbers))
    else:
        yield Sentence("known", fill(GROUP, "traced_missing", days=days))
    reviewed, rest = told.row("review", "reviewed"), told.row("review", "rest")
    if reviewed and rest:
        words = fill(GROUP, "reviewed", reviewed=_number(reviewed), rest=_number(rest))
        yield Sentence("looked", words[0].upper() + words[1:])
    judged = told.row("judged", "yes")
    words = fill(GROUP, "judged", number=_number(judged)) if judged else fill(GROUP, "judged_hidden")
    yield Sentence("judged", words[0].upper() + words[1:])
    yield Sentence("learnt", _learnt(told))
    yield Sentence("actions", fill(GROUP, "actions", **_of_actions(figures)))


def _learnt(told: Publication) -> str:
    themes = [count for count in told.figures.groups("F19", told.period.key) if ":" not in count.group]
    names = sorted(told.labels.theme(count.group) for count in themes if count.n >= FEWEST_FOR_LEARNING)
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


def items(told: Publication) -> Iterator[Sentence]:
    """27.1 to 27.9: as the law has them for an NHS body, else for the whole period only and rounded."""
    data = told.data
    own = Figures(
        tuple(
            Count(c.figure, c.group, "year" if c.period == GROUP else c.period, c.number, c.of)
            for c in told.figures.counts
        )
    )
    whole = {sentence.key: sentence for sentence in account(data, own, told.period, told.labels)}
    if data.is_nhs:
        yield from (whole[item] for item in ("27.1", "27.2", "27.3"))
    else:
        yield from _rounded_items(told)
    yield Sentence("27.4", _learnt(told))
    yield from (whole[item] for item in ("27.5", "27.6"))
    for item in ("27.7", "27.8", "27.9"):
        is_known = data.published is not None and not data.is_nhs
        yield Sentence(item, fill(GROUP, "27.7")) if is_known else whole[item]


def _rounded_items(told: Publication) -> Iterator[Sentence]:
    """27.1 to 27.3 of a provider that the law does not ask for exact numbers."""
    data, hidden = told.data, fill(GROUP, "27.3.hidden")
    start, end, number = day(told.period.start), day(told.period.end), _number(told.shown.total)
    yield Sentence("27.1", fill(GROUP, "27.1", start=start, end=end, number=number, provider=data.provider))
    reviewed, judged = told.row("review", "reviewed"), told.row("judged", "yes")
    yield Sentence(
        "27.2",
        fill(GROUP, "27.2", as_at=day(data.as_at), number=_number(reviewed)) if reviewed else hidden,
    )
    words = fill(GROUP, "27.3", number=_number(judged), method=said("method")) if judged else hidden
    yield Sentence("27.3", words[0].upper() + words[1:])


def sections(
    told: Publication, half_page: tuple[Sentence, ...], of_account: tuple[Sentence, ...]
) -> Iterator[Section]:
    """The sections in their order."""
    data, shown = told.data, told.shown
    base = f"Deaths in scope, {span(told.period.start, told.period.end)}"
    yield _first(told, base, half_page)
    for title, keys in _TABLES:
        yield Section(title, base, tuple(block for key in keys for block in _split_blocks(shown, key)))
    yield Section(f"Actions on {day(data.as_at)}", "All actions of the log", (_actions(told.figures),))
    heading = fill("account", "heading_nhs" if data.is_nhs else "heading")
    said_first: tuple[Block, ...] = () if data.is_nhs else (Text(fill("account", "note"), "note"),)
    yield Section(heading, base, (*said_first, *(Item(item.key, item.text) for item in of_account)))
    rows = tuple(
        (one.key, one.name, one.definition) for one in board_form().figures.values() if one.key in _DEFINED
    )
    definitions = Table("", ("Figure", "Name", "Definition"), rows, (0.8, 2, 6), words=3)
    yield Section("What is counted", "", (definitions,))


_TABLES = (
    ("Deaths and reviews", ("quarter", "review", "judged")),
    ("Who died, where and how", ("age", "sex", "ethnicity", "disability", "setting", "kind")),
    ("Families", ("voice",)),
)


def _first(told: Publication, base: str, half_page: tuple[Sentence, ...]) -> Section:
    """The half page, the rules by which numbers are shown, what is in scope, and where to find support."""
    rules = fill(GROUP, "rules") + (fill(GROUP, "rules_by_law") if told.data.is_nhs else "")
    scope = said("scope_rule", days=told.data.window_days)
    notes = (Text(rules, "note"), Text(scope, "note"), Text(said("notice"), "note"))
    texts = [sentence.text for sentence in half_page]
    return Section("In words", base, (Text(" ".join(texts[:4])), Text(" ".join(texts[4:])), *notes))


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
