"""One duty that follows a death, as `forms/duties.toml` defines it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from hssib_desk.domain.forms.condition import Condition

FORM = "duties"  # the form that holds the answers to duties
ROLE = "role:"
# What a duty may count from or end by that is no answer: a signature of the review.
SIGNATURES = ("signature", "signature:second", "signature:agreed")

Due = Literal["days", "working_days", "months", "same_day", "without_delay", "as_printed", "none"]
Basis = Literal["law", "statutory_guidance", "national", "direction", "contract", "local"]
Part = Literal["reviewer", "family", "safety"]
Listed = Literal["duties", "reviews", "second_reviews", "screening"]

BASES: Mapping[Basis, str] = {
    "law": "Law",
    "statutory_guidance": "Statutory guidance",
    "national": "National guidance",
    "direction": "Coroner’s direction",
    "contract": "Contract",
    "local": "Local standard",
}


@dataclass(frozen=True)
class Reason:
    """Why a duty is born, in words that fill its {reason}."""

    when: Condition
    say: str


@dataclass(frozen=True)
class DutyRule:
    """One duty: when it is born, since when and by when it is owed, and which answers end it.

    `ends_by` holds alternatives, each one or more questions or signatures that must all have a day.
    """

    key: str
    code: str
    title: str
    words: str
    who: str
    counted_from: tuple[str, ...]
    due: Due
    ends_by: tuple[tuple[str, ...], ...]
    basis: Basis
    born_if: Condition | None = None
    decide_if: Condition | None = None
    reasons: tuple[Reason, ...] = ()
    days: int = 0
    setting: str = ""  # the setting that holds the days of this workbook
    printed: tuple[str, ...] = ()
    done_if: Condition | None = None
    na_if: Condition | None = None
    na_words: str = ""
    ended_if: Condition | None = None
    ended_words: str = ""
    formerly: str = ""
    reference: str = ""
    offered: tuple[str, ...] = ()
    note: str = ""
    time_basis: Basis = "law"
    verified: bool = True
    source: tuple[str, ...] = ()
    part: Part = "safety"
    listed: Listed = "duties"

    @property
    def na(self) -> str:
        """The question why it does not apply."""
        return f"{FORM}.{self.key}_na"

    @property
    def done(self) -> str:
        """The one question that holds the day on which it was done; empty where several or a signature do."""
        first = self.ends_by[0]
        return first[0] if len(first) == 1 and "." in first[0] else ""

    @property
    def can_be_switched_off(self) -> bool:
        """Whether an organisation may do without it; what law or national guidance asks for, it may not."""
        return self.basis == "local"

    def rules(self) -> Iterator[Condition]:
        """Every condition of the duty."""
        found = (self.born_if, self.decide_if, self.done_if, self.na_if, self.ended_if)
        yield from (rule for rule in found if rule)
        yield from (reason.when for reason in self.reasons)

    def questions(self) -> Iterator[str]:
        """Every question that it names beside its rules, as form.key."""
        named = (*self.counted_from, *self.printed, self.reference, *(k for e in self.ends_by for k in e))
        yield from (key for key in named if key and not key.startswith(ROLE) and key not in SIGNATURES)
