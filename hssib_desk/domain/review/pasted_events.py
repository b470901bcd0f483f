"""Lines that are pasted from a table or a record, read as events: each with its day, time and kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hssib_desk.domain.dates import parse_date
from hssib_desk.domain.forms.form import Answer, Answers, CodeList, Form

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    r"^\W{0,2}(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
    rf"(\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+\d{{2,4}})"
    r"(?![\d/])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^\W{0,3}(?:at\s+)?(\d{1,2})[:.]?(\d{2})(?::\d{2})?\s*(am|pm|hrs|h)?(?![\w/])\W{0,2}", re.IGNORECASE
)
_EDGE = " \t-–—:;,|"


@dataclass(frozen=True)
class PastedLine:
    """One line as it was pasted, and what it becomes; without a day it goes to the event above it."""

    pasted: str
    day: str = ""  # ISO
    time: str = ""
    kind: str = ""
    said: str = ""

    @property
    def is_event(self) -> bool:
        """Whether it has a day of its own."""
        return bool(self.day)


def read_lines(text: str, kinds: CodeList | None) -> list[PastedLine]:
    """Each line that is not empty, in the order in which it was pasted; nothing is left out."""
    lines = [line for line in re.split(r"\r\n|[\n\r\u2028\u2029\v\f]", text) if line.strip()]
    return [_read(line, kinds) for line in lines]


def _read(line: str, kinds: CodeList | None) -> PastedLine:
    found = _DAY.match(line)
    day = (
        parse_date(found[1].replace(".", "/").replace("-", "/") if _is_dotted(found[1]) else found[1])
        if found
        else None
    )
    if found is None or day is None:
        return PastedLine(line, said=line.strip())
    rest = line[found.end() :]
    time, rest = _time(rest)
    said = " ".join(part.strip() for part in rest.split("\t") if part.strip()).strip(_EDGE)
    return PastedLine(line, day.iso, time, _kind(said, kinds), said)


def _is_dotted(day: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[.-]\d{1,2}[.-]\d{2,4}", day))


def _time(rest: str) -> tuple[str, str]:
    """A time at the beginning, as 14:05, and what follows it; of Excel's midnight nothing is kept."""
    found = _TIME.match(rest)
    if found is None:
        return "", rest
    hours, minutes, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    hours += 12 if half == "pm" and hours < 12 else -12 if half == "am" and hours == 12 else 0
    if hours > 23 or minutes > 59:
        return "", rest
    if found[0].strip().startswith("00:00:00"):  # a day in Excel, and perhaps the time in the next cell
        return _time(rest[found.end() :])
    return f"{hours:02d}:{minutes:02d}", rest[found.end() :]


def _kind(said: str, kinds: CodeList | None) -> str:
    """The last kind of event of which a word is in the text: what did not happen comes after contacts."""
    for choice in reversed(kinds.offered) if kinds else ():
        if any(re.search(rf"\b{re.escape(word)}\b", said, re.IGNORECASE) for word in choice.match):
            return choice.code
    return ""


def events(lines: Sequence[PastedLine], left_out: frozenset[int] = frozenset()) -> list[PastedLine]:
    """The events that lines become: one without a day is added to the one above, or opens an event itself."""
    made: list[PastedLine] = []
    for n, line in enumerate(lines):
        if n in left_out:
            continue
        if line.is_event or not made:
            made.append(line)
        else:
            made[-1] = replace(made[-1], said=f"{made[-1].said}\n{line.said}")
    return made


def answers(line: PastedLine, form: Form) -> Answers:
    """The answers of an event; what is too long for its headline stands whole in its detail."""
    first, _, rest = line.said.partition("\n")
    title, detail = form.role("title"), form.role("detail")
    given: dict[str, Answer] = {}
    for role, value in (("event_date", line.day), ("event_time", line.time), ("event_kind", line.kind)):
        field = form.role(role)
        if field and value:
            given[field.key] = value
    most = title.max_length if title and title.max_length else 160
    headline = first if len(first) <= most else first[: first.rfind(" ", 0, most - 1)].rstrip() + "…"
    if title and headline:
        given[title.key] = headline
    if detail and (rest or headline != first):
        given[detail.key] = line.said
    return given
