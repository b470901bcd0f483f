"""One cell of an edited action log beside the answer in the workbook: is it an edit, and may it be taken?"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from hssib_desk import resources
from hssib_desk.domain.actions.edited_log import EditedRow, cell_text, mark, plain, same_words
from hssib_desk.domain.actions.measures import brag, brag_list
from hssib_desk.domain.dates import KEPT, read_iso, show_date
from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Answer, Field, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.forms.reading import read_toml
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.privacy import names_somebody

Kind = Literal["take", "refused", "conflict", "odd"]

FOUND = "It belongs to what the review found. Change it in the review itself."
SIGNED = "The review is signed off, and this is part of what was signed."
STAYS = "Once given, it cannot change."
NOT_ASKED = "The form that this action was filled in with does not ask it."
STAYS_THERE = "The answer in the workbook stays."
NEEDED = f"It must have an answer. {STAYS_THERE}"
BOTH = "It was changed in the workbook too since the file was written."
UNKNOWN = (
    "Nobody can tell whether it was changed in the workbook too: the hidden columns that say how the row "
    "was written are no longer in the file."
)
RETIRED = "“{label}” is no longer offered. Choose another answer."
COMPUTED = {
    "CASE_REF": "References never change.",
    "STRENGTH": "It follows from another question about the action. Change that in the workbook.",
    "BRAG": "It is worked out from status and dates. Change those, and the colour follows.",
    "DAYS_OVERDUE": "It is worked out from status and dates. Change those, and the days follow.",
    "LEVEL": "It is how much was asked about the death. Change it in the review.",
    "RELATED": "It follows from the links of the action. Change those in the workbook.",
}


@cache
def log_limits() -> Mapping[str, Any]:
    """The limits that an edited log is held against, and what is said of what is beyond them."""
    return read_toml(resources.forms_dir() / "log_return.toml")


@dataclass(frozen=True)
class Place:
    """Where a cell belongs: an action of a case, and what is not asked of it now."""

    case: CaseFile
    entry: EntryFile
    context: Context
    hidden: Set[str]
    made_on: date | None = None  # the day of the export


@dataclass(frozen=True)
class Judged:
    """An edit: its question (None where it has none), before and after in words, and what becomes of it."""

    field: Field | None
    old: str
    new: str
    kind: Kind
    why: str = ""
    value: Answer | None = None


def question(name: str, form: Form, entry: EntryFile) -> Field | None:
    """The question behind a column, as the entry's own version of the form asks it."""
    shipped = form.role(name) or form.by_key.get(name)
    if shipped is None:
        return None
    keys = (shipped.key, *shipped.renamed)
    by_role = entry.form.role(shipped.role) if shipped.role else None
    return by_role or next((entry.form.by_key[key] for key in keys if key in entry.form.by_key), None)


def judge(name: str, row: EditedRow, form: Form, place: Place) -> Judged | Literal["newer"] | None:
    """What a cell says anew; "newer" when only the workbook changed since, None when nothing differs."""
    if name.isupper():
        return _computed(name, row, place)
    asked = question(name, form, place.entry)
    if asked is None:
        return _unasked(name, row)
    text, written = row.cells[name], written_text(asked, place)
    if same_words(text, written):
        return None
    if name in row.faults:
        return Judged(asked, _shown(asked, place.entry), text, "odd", row.faults[name])
    sign = row.marks.get(name)
    if sign == mark(text):
        return "newer"  # nobody edited the cell
    value = kinds.parse(asked, plain(text))
    old = place.entry.answers.get(asked.key)
    if value == old:
        return None
    kind, why = _fate(asked, old, value, place, _conflict(row, sign, written, place))
    shown = "" if value is None else kinds.show(asked, value)
    return Judged(asked, _shown(asked, place.entry), shown, kind, why, value)


def _conflict(row: EditedRow, sign: str | None, written: str, place: Place) -> str:
    """Why an edit may stand against a change in the workbook; nothing where it does not."""
    if sign is not None:
        return BOTH if sign != mark(written) else ""
    if row.version is None:
        return UNKNOWN
    return BOTH if row.version != place.entry.row_version else ""


def written_text(asked: Field, place: Place) -> str:
    """What a log written now would hold in the cell."""
    value = place.entry.answers.get(asked.key)
    return "" if value is None or asked.key in place.hidden else cell_text(kinds.cell(asked, value))


def _shown(asked: Field, entry: EntryFile) -> str:
    value = entry.answers.get(asked.key)
    return "" if value is None else kinds.show(asked, value)


def _fate(
    asked: Field, old: Answer | None, value: Answer | None, place: Place, conflict: str
) -> tuple[Kind, str]:
    if refused := _refusal(asked, old, place):
        return "refused", refused
    if odd := unfit(asked, value, place.context.today):
        return "odd", odd
    remark = "" if value is None else remarked(asked, value, place)
    if conflict:
        return "conflict", f"{conflict} {remark}".rstrip()
    return "take", remark


def remarked(asked: Field, value: Answer, place: Place) -> str:
    """What to look at before an answer is taken that can be taken."""
    if kind_of(asked).is_writing:
        return kinds.problem(asked, value) or ""
    limits = log_limits()
    say: Mapping[str, str] = limits["say"]
    if names_somebody(asked, value):
        return say["a_name"]
    day, died = (
        read_iso(value) if kind_of(asked).is_date else None,
        read_iso(place.case.value("date_of_death")),
    )
    if day is None:
        return ""
    if died and day.last < died.first:
        return say["too_early"]
    if not died and day.year < place.context.today.year - limits["years_back"]:
        return say["far_back"].format(years=limits["years_back"])
    if day.year > place.context.today.year + limits["years_ahead"]:
        return say["far_ahead"].format(years=limits["years_ahead"])
    first = read_iso(place.entry.value("target_date")) if asked.role == "revised_date" else None
    return say["before_first"].format(date=show_date(first)) if first and day.last < first.first else ""


def _refusal(asked: Field, old: Answer | None, place: Place) -> str:
    if not asked.living:
        return SIGNED if place.entry.seal else FOUND
    limits = log_limits()
    if old is not None and asked.role in limits["findings"]:
        return FOUND
    if rules.is_fixed(asked, place.entry, place.context):
        return _fixed(asked, place.entry)
    return limits["say"]["too_long"] if len(str(old or "")) > limits["most_characters"] else ""


def _fixed(asked: Field, entry: EntryFile) -> str:
    later = entry.field("revised_date")
    if asked.role == "target_date" and later is not None:
        return f"The first date agreed stays. A later one goes under “{later.column}”, with the reason."
    return STAYS


def unfit(asked: Field, value: Answer | None, today: date) -> str:
    """Why a value fits no answer of its kind; a text always fits, and is at most too long."""
    if value is None:
        return NEEDED if asked.required else ""
    if kind_of(asked).is_writing:
        return ""
    if sentence := kinds.problem(asked, value, today):
        return _unlisted(asked, value) or sentence.replace(KEPT, STAYS_THERE)
    known = asked.options.by_code if asked.options else {}
    gone = next((code for code in kinds.codes(asked, value) if code in known and known[code].retired), None)
    return RETIRED.format(label=known[gone].label) if gone else ""


def _unlisted(asked: Field, value: Answer) -> str:
    known = asked.options.by_code if asked.options else {}
    odd = next((code for code in kinds.codes(asked, value) if known and code not in known), None)
    return f"“{odd}” is not in the list. {STAYS_THERE}" if odd else ""


def _computed(name: str, row: EditedRow, place: Place) -> Judged | None:
    """A column that is worked out, as its capitals say: told when somebody wrote in it, never taken."""
    if name not in COMPUTED:
        return None
    text, sign = plain(row.cells[name]), row.marks.get(name)
    if name == "DAYS_OVERDUE":
        old, is_edited = _days_overdue(text, place)
    elif name == "LEVEL":
        old, is_edited = LEVEL_WORDS[place.case.level], text not in ("", *LEVEL_WORDS.values())
    else:
        now, *others = _worked_out(name, place)
        # What was written is in the file as a sign only; the few words it can have been are tried.
        old = next((words for words in (now, *others) if mark(words) == sign), now)
        is_edited = text != now and (name == "CASE_REF" if sign is None else mark(text) != sign)
    return Judged(None, old, text, "refused", COMPUTED[name]) if is_edited else None


def _worked_out(name: str, place: Place) -> list[str]:
    """What a column that is worked out holds today, then what else it can have held."""
    if name == "CASE_REF":
        return [place.case.ref]
    if name == "RELATED":
        return [place.case.related(place.entry)]
    if name == "BRAG":
        library, status = place.case.library, place.entry.field("status")
        words = [choice.label for choice in brag_list(library).choices]
        words += [choice.label for choice in status.options.choices] if status and status.options else []
        return [brag(place.entry, place.context.today, library).label, *words]
    asked = place.entry.field("strength")
    choices = asked.options.choices if asked and asked.options else ()
    chosen = place.entry.value("strength")
    now = next((choice.short or choice.label for choice in choices if choice.code == chosen), "")
    return [now, *(choice.short or choice.label for choice in choices)]


def _days_overdue(text: str, place: Place) -> tuple[str, bool]:
    """The days that were exported, and whether somebody wrote others: they grow until today by themselves."""
    now = brag(place.entry, place.context.today, place.case.library).days_overdue
    before = now and place.made_on and max(0, now - (place.context.today - place.made_on).days)
    days = range(before or 0, (now or 0) + 1)
    is_grown = text.isdecimal() and int(text) in days
    return str(before or now or ""), bool(text) and not is_grown


def _unasked(name: str, row: EditedRow) -> Judged | None:
    text = row.cells.get(name, "")
    if not plain(text) or row.marks.get(name) == mark(text):
        return None
    return Judged(None, "", text, "refused", NOT_ASKED)
