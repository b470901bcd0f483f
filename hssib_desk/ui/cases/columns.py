"""What the case list shows of a case: its columns, in the words of the forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field, Library, Section
from hssib_desk.domain.review.second_review import status_in_words
from hssib_desk.store.lists.queries import CaseRow
from hssib_desk.ui.kit.roles import ChipValue
from hssib_desk.ui.kit.table_model import Column

_SIGNS = {
    "not_started": ("none", "circle"),
    "to_screen": ("none", "list-checks"),
    "waiting": ("none", "clock"),
    "draft": ("info", "pen-line"),
    "second_review": ("warn", "files"),
    "signed": ("ok", "check"),
    "not_reviewed": ("none", "circle-slash"),
}
STATUS_CHIPS = {code: ChipValue(tone, figure(code).name, icon) for code, (tone, icon) in _SIGNS.items()}
AGREED_CHIP = ChipValue("ok", status_in_words("signed", "settled"), "check")
Score = tuple[str, int | None]
Item = Score | str | None  # a score, a word in its place, or a gap
T = TypeVar("T")
_LEAST_MISSED = ("due", "percent", "ward", "reviewer", "level", "scores")
_ALWAYS = ("ref", "status", "died", "after")  # columns that every width has
_EARLY = ("local_number",)  # roles that name a case, and so stand beside its reference
_OWN_COLUMNS = ("date_of_death", "ward_type", "reviewer_role")  # roles that have a column of their own


def case_columns(library: Library) -> tuple[Column[CaseRow], ...]:
    """The columns in the order of the screen, with further listed fields of the forms before the last."""
    ward, reviewer = (_title(library, role) for role in ("ward_type", "reviewer_role"))
    scores = phase_scores(library)
    return (
        Column(
            "ref", "Case", 110, lambda row: row.ref, "ref",
            ("lowest reference first", "highest reference first"), weight=500,
        ),
        *(_listed(field, 96) for field in further_fields(library) if field.role in _EARLY),
        Column("status", "Status", 168, status_word, "status", ("by status", "by status, backwards")),
        Column("level", "Level", 88, level_word(library), "level", ("by level", "by level, backwards")),
        Column(
            "died", _title(library, "date_of_death"), 104, _died(library), "died",
            ("oldest death first", "newest death first"), tabular=True,
        ),
        Column(
            "after", "After discharge", 182, lambda row: row.after, "days",
            ("fewest days after discharge first", "most days after discharge first"),
        ),
        Column(
            "ward", ward, 112, _short_of(with_role(library, "ward_type")), "ward_type", _by_letters(ward),
            muted=True,
        ),
        Column(
            "scores", "Scores by phase", _score_width(library),
            lambda row: _named(library, row)
            + ("Agreed by two reviewers: " if row.is_agreed else "")
            + ", ".join(f"{name} {points or code or '–'}" for name, (code, points) in scores(row)),
            "overall", ("lowest overall score first", "highest overall score first"),
        ),
        Column(
            "reviewer", reviewer, 130, lambda row: row.reviewer or "Unassigned", "reviewer",
            _by_letters(reviewer),
        ),
        Column(
            "due", _title(library, "due_date"), 106, lambda row: _day(row.due), "due",
            ("to be finished first", "to be finished last"), tabular=True,
        ),
        *(_listed(field) for field in further_fields(library) if field.role not in _EARLY),
        Column(
            "percent", "Complete", 84, lambda row: f"{row.percent}%", "percent",
            ("least complete first", "most complete first"), right=True, muted=True, tabular=True,
        ),
    )  # fmt: skip


def first_to_go(columns: Sequence[Column[CaseRow]]) -> list[int]:
    """The places of the columns that a narrow window leaves out, the least missed first.

    What a form lists besides the rest goes early, but for what names a case.
    """
    named = [column.key for column in columns]
    before = named[: named.index("status")]
    listed = [key for key in named if key not in (*before, *_LEAST_MISSED, *_ALWAYS)]
    order = [*listed, *_LEAST_MISSED[:4], *before[1:], *_LEAST_MISSED[4:]]
    return [named.index(key) for key in order]


def level_word(library: Library) -> Callable[[CaseRow], str]:
    """A function that names the level of a row; of a death that was screened and closed, its next step."""
    field = library.screening.role("outcome") if library.screening else None
    choices = field.options.choices if field and field.options else ()
    steps = {choice.code: choice.short or choice.label for choice in choices}

    def word(row: CaseRow) -> str:
        if row.level == "screen" and row.outcome:
            return steps.get(row.outcome, row.outcome)
        return LEVEL_SHORT.get(row.level, row.level)

    return word


LEVEL_SHORT = {"screen": "Screen", "short": "Short", "full": "Full"}


def scored_sections(library: Library, review: str = "") -> list[Section]:
    """The scored sections of a review form in the order of `CaseRow.scores`; without one, of the first."""
    forms = library.for_review(review).forms.values()
    return [phase for form in forms if not form.repeat for phase in form.phases]


def phase_scores(library: Library) -> Callable[[CaseRow], list[tuple[str, Score]]]:
    """A function that gives the scores of a row as (short name of the phase, (code, points)).

    A case that is not reviewed here has none, so that nothing looks like a score to come.
    """
    reviews = [outline.key for outline in library.reviews] or [""]
    sections = {section.key: section for key in reviews for section in scored_sections(library, key)}
    names = {key: section.short or section.title for key, section in sections.items()}
    points: dict[tuple[str, str], int | None] = {}
    for key, section in sections.items():
        field = section.score_field
        if field and field.options:
            points |= {(key, choice.code): choice.points for choice in field.options.choices}

    def scores(row: CaseRow) -> list[tuple[str, Score]]:
        if row.level == "screen" or row.status == "not_reviewed":
            return []
        return [
            (names.get(key, key), (code or "", points.get((key, code or "")))) for key, code in row.scores
        ]

    return scores


def _named(library: Library, row: CaseRow) -> str:
    """The name of a review form that is not the first, before its scores."""
    first = library.for_review("").outline.key
    return "" if row.review in ("", first) else f"{review_name(library, row.review)}: "


def is_overall(section: Section) -> bool:
    """Whether a section scores the whole, and stands apart from the phases."""
    return section.field_with_role("overall_score") is not None


def further_fields(library: Library) -> list[Field]:
    """The fields a form wants in the list that have no column of their own, in the order it wants."""
    fields = [
        field
        for form in library.forms.values()
        if not form.repeat
        for field in form.fields
        if field.in_list is not None and field.role not in _OWN_COLUMNS
    ]
    return sorted(fields, key=lambda field: field.in_list or 0)


def status_chip(row: CaseRow) -> ChipValue:
    """The status of a case, and whether its scores are those that two reviewers agreed."""
    return AGREED_CHIP if row.is_agreed and row.status == "signed" else STATUS_CHIPS[row.status]


def status_word(row: CaseRow) -> str:
    """The status of a case in words."""
    return status_chip(row).text


def with_role(library: Library, role: str) -> Field | None:
    """The field of a case that plays a role."""
    form = library.form_with_role(role, repeat=False)
    return form.role(role) if form else None


def _title(library: Library, role: str) -> str:
    field = with_role(library, role)
    return field.column if field else ""


def _day(stored: str) -> str:
    return show_date(date.fromisoformat(stored)) if stored else "–"


def is_late(row: CaseRow, today: date) -> bool:
    """Whether a review that is not finished should be by now."""
    return bool(row.due) and row.status in ("not_started", "draft") and row.due < today.isoformat()


def _died(library: Library) -> Callable[[CaseRow], str]:
    field = with_role(library, "date_of_death")
    return lambda row: kinds.show(field, row.died) if field and row.died else "–"


def _short_of(field: Field | None) -> Callable[[CaseRow], str]:
    """The ward type in the few words that its list has for narrow places."""
    choices = field.options.choices if field and field.options else ()
    short = {choice.label: choice.short for choice in choices if choice.short}
    return lambda row: short.get(row.ward_type, row.ward_type)


def _listed(field: Field, width: int = 120) -> Column[CaseRow]:
    return Column(
        field.key, field.column, width, lambda row: row.listed.get(field.key, ""), f"listed:{field.key}",
        _by_letters(field.column),
    )  # fmt: skip


def _by_letters(title: str) -> tuple[str, str]:
    name = title[:1].lower() + title[1:]
    return f"by {name}", f"by {name}, backwards"


def _score_width(library: Library) -> int:
    others = [len(scored_sections(library, outline.key)) + 1 for outline in library.reviews[1:]]
    return 32 * max([len(scored_sections(library)), *others]) + 22


def header_names(library: Library, review: str = "") -> list[str | None]:
    """The short names above the scores, with a gap before the overall one."""
    sections = scored_sections(library, review)
    return with_gap(sections, [section.short or section.title for section in sections])


def with_gap(sections: Sequence[Section], items: Sequence[T]) -> list[T | None]:
    """One item for each scored section, with a gap before the overall one."""
    made: list[T | None] = []
    for section, item in zip(sections, items, strict=False):
        made += [None, item] if is_overall(section) else [item]
    return made


def review_name(library: Library, review: str) -> str:
    """The name of a review form."""
    return library.for_review(review).outline.name


def score_items(library: Library, row: CaseRow, scores: Sequence[Score], heads: str) -> list[Item]:
    """What stands under the heads of one review form; of another form its name, and overall care alone.

    Its phases are not those of the heads; they are read in the words of the cell, or by choosing the form.
    """
    own = scored_sections(library, row.review)
    if not scores:
        return []
    if library.for_review(row.review).outline == library.for_review(heads).outline:
        return [*with_gap(own, scores)]
    whole = next((score for section, score in zip(own, scores, strict=False) if is_overall(section)), None)
    blank = sum(not is_overall(section) for section in scored_sections(library, heads)) - 1
    return [review_name(library, row.review).split()[0], *([""] * blank), None, whole]
