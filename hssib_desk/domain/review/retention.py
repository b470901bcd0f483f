"""Until when a review is kept: from the death on, by years that an organisation can set for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.dates import local_day, read_iso, show_date
from hssib_desk.domain.forms.form import CodeList, Library
from hssib_desk.domain.review.case_file import CaseFile

ROLE = "learning_response"
YEARS = "keep_years"  # for every review; "keep_years_CODE" for one that was answered with that code
MOST_YEARS = 150


@dataclass(frozen=True)
class Term:
    """The last day on which a case must be kept, and why."""

    until: date
    why: str

    def is_over(self, today: date) -> bool:
        """Whether it may be disposed of."""
        return today > self.until


@dataclass(frozen=True)
class Rule:
    """One number of years: its setting, for which reviews it is, and the number in force."""

    setting: str
    label: str
    years: int


def rules_of(library: Library, settings: Mapping[str, str]) -> tuple[Rule, ...]:
    """The numbers of years in force: the workbook's own, else those of the forms; the general one first."""
    options = _options(library)
    found = options.settings if options else {}
    names = sorted(name for name in found if name == YEARS or name.startswith(f"{YEARS}_"))
    return tuple(
        Rule(name, _label(options, name), _years(settings.get(name, ""), found[name])) for name in names
    )


def _options(library: Library) -> CodeList | None:
    form = library.form_with_role(ROLE, repeat=False)
    field = form.role(ROLE) if form else None
    return field.options if field else None


def _label(options: CodeList | None, name: str) -> str:
    code = name.removeprefix(YEARS).removeprefix("_")
    return options.label(code) if options and code else "Every review"


def _years(text: str, plain: int) -> int:
    return int(text) if text.isdecimal() and 0 < int(text) <= MOST_YEARS else plain


def term_of(case: CaseFile, own: date | None = None) -> Term:
    """Until when a case is kept; `own` is a day that somebody set for it."""
    if own is not None:
        return Term(own, f"until {show_date(own)}, as set for this case")
    rules = {rule.setting: rule for rule in rules_of(case.library, case.facts.settings)}
    special = rules.get(f"{YEARS}_{case.value(ROLE)}")
    rule = special or rules.get(YEARS)
    died = read_iso(str(case.value("date_of_death") or ""))
    start = died.last if died else _begun(case)
    years = rule.years if rule else MOST_YEARS
    since = "the death" if died else "the review was begun, since the date of death is not known"
    what = f" ({special.label})" if special else ""
    return Term(_later(start, years), f"{years} years after {since}{what}")


def _begun(case: CaseFile) -> date:
    times = [entry.created_at for entry in case.entries if entry.created_at]
    return local_day(min(times)) if times else case.today


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=min(day.year + years, 9999))
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
