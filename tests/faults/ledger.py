"""The campaign's book: what was injected, what became of it, and whether what was said was any use."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hssib_desk.domain.caseload.plan import MapError, TableError
from hssib_desk.domain.forms.form import FormError
from hssib_desk.export.report import ExportError
from hssib_desk.store.errors import WorkbookError

USER_ERRORS = (WorkbookError, ExportError, TableError, FormError, MapError)
HEADS = ("injected", "acknowledged", "edits lost", "unreadable", "silent", "tracebacks", "wrong words")
BARS = HEADS[2:]

# What no sentence for a reviewer may hold: names of the machinery, and values that were not meant to be read.
_MACHINERY = re.compile(
    r"traceback|sqlite|sqlalchemy|errno|exception|<class|(?-i:\bNone\b)|\bNoneType\b|0x[0-9a-f]{6}|\{\}|%s|\bobject at\b"
    r"|background on this error|constraint failed|malformed|no such (table|column)|btree|\bPRAGMA\b|\bSELECT\b"
    r"|database disk image|unable to open|\.part\b|rolled back/|recovering \w+/|/proc/|line \d+, in ",
    re.I,
)
# What tells somebody what to do, or that there is nothing to do.
_REMEDY = re.compile(
    r"\b(choose|open|opens|restore|free|close|check|ask|export|save|update|use|try|type|rename|look|install|"
    r"unpack|correct|add|give|write|change|mend|compare|keep|kept|attach|make|reopen|should|must|needs?|name|"
    r"take|put|add|call|beginning with|such as|nothing|was not|is not|are not|holds no|at most|more than|one of|not known|there is no|has no|is empty)\b",
    re.I,
)
_LONGEST = 700


def judged(error: BaseException | str, *, report: bool = False) -> str:
    """What is wrong with a sentence for the user, or an empty text; one of a report need not say what to do."""
    said = str(error)
    if len(said) < 15 or " " not in said:
        return "is no sentence"
    if not said.endswith((".", "”", ")", "?")):
        return "has no end"
    if len(said) > _LONGEST:
        return f"has {len(said)} characters"
    if found := _MACHINERY.search(said):
        return f"speaks of “{found[0]}”"
    if any((ord(letter) < 32 and letter != "\n") or "\ud800" <= letter <= "\udfff" for letter in said):
        return "holds a sign that cannot be shown"
    return "" if report or _REMEDY.search(said) else "does not say what to do"


@dataclass
class Row:
    """One line of the table."""

    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HEADS, 0))
    remark: str = ""

    @property
    def broken(self) -> int:
        """How often a bar was broken."""
        return sum(self.counts[head] for head in BARS)


@dataclass
class Ledger:
    """All lines of one run, and a sentence for each bar that was broken."""

    rows: dict[str, Row] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def row(self, name: str) -> Row:
        """The line of a kind of fault."""
        return self.rows.setdefault(name, Row(name))

    def add(self, name: str, head: str, many: int = 1) -> None:
        """Count something that breaks no bar."""
        self.row(name).counts[head] += many

    def broke(self, name: str, head: str, what: str, many: int = 1) -> None:
        """Count a broken bar, and keep what happened."""
        self.row(name).counts[head] += many
        if len(self.findings) < 400:
            self.findings.append(f"{name}: {head}: {what}")

    def remark(self, name: str, what: str) -> None:
        """Say how a kind of fault was made, or why it was left out."""
        self.row(name).remark = what

    @contextmanager
    def fault(
        self, name: str, what: str, *kinds: type[BaseException], must_fail: bool = False
    ) -> Iterator[list[BaseException]]:
        """One fault: the block may end well, or with a sentence of one of the kinds; gives what was raised."""
        self.add(name, "injected")
        said: list[BaseException] = []
        try:
            yield said
        except Exception as error:  # the edge of the experiment: everything is written down
            said.append(error)
            self.hear(name, what, error, kinds)
        else:
            if must_fail:
                self.broke(name, "silent", f"{what}: nothing was said")

    def hear(
        self, name: str, what: str, error: BaseException, kinds: tuple[type[BaseException], ...]
    ) -> None:
        """Judge an error: a sentence of an expected kind, or something nobody should see."""
        if not isinstance(error, USER_ERRORS):
            last = traceback.extract_tb(error.__traceback__)[-3:]
            places = " < ".join(f"{place.name}:{place.lineno}" for place in reversed(last))
            words = str(error).splitlines()[0][:200] if str(error) else ""
            self.broke(name, "tracebacks", f"{what}: {type(error).__name__}: {words} ({places})")
        elif not kinds:  # nothing stood against it
            self.broke(name, "unreadable", f"{what}: was refused: {str(error)[:300]}")
        elif not isinstance(error, kinds):
            wanted = " or ".join(kind.__name__ for kind in kinds)
            self.broke(name, "wrong words", f"{what}: {type(error).__name__} for {wanted}: {error}")
        elif problem := judged(error):
            self.broke(name, "wrong words", f"{what}: {problem}: {str(error)[:300]!r}")

    def merge(self, other: Ledger) -> None:
        """Take over what another process wrote down."""
        for name, row in other.rows.items():
            mine = self.row(name)
            for head, many in row.counts.items():
                mine.counts[head] += many
            mine.remark = row.remark or mine.remark
        self.findings += other.findings

    @property
    def broken(self) -> int:
        """How often any bar was broken."""
        return sum(row.broken for row in self.rows.values())

    def table(self) -> str:
        """The one table, as Markdown, the sums last."""
        total = Row("**All**", {head: sum(r.counts[head] for r in self.rows.values()) for head in HEADS})
        width = max(len(row.name) for row in [*self.rows.values(), total])
        lines = [f"| {'fault':{width}} | " + " | ".join(HEADS) + " |"]
        lines.append("|" + "-" * (width + 2) + "|" + "|".join("-" * (len(h) + 1) + ":" for h in HEADS) + "|")
        for row in [*self.rows.values(), total]:
            cells = " | ".join(f"{row.counts[head]:{len(head)},}" for head in HEADS)
            lines.append(f"| {row.name:{width}} | {cells} |")
        remarks = [f"- {row.name}: {row.remark}" for row in self.rows.values() if row.remark]
        return "\n".join([*lines, "", *remarks])
