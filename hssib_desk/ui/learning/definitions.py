"""All definitions in one place: what each figure of the page counts, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain import xmr
from hssib_desk.domain.form import Library
from hssib_desk.domain.measures import DEFINITIONS, brag_list
from hssib_desk.domain.outline import COMPLETENESS
from hssib_desk.ui.actions.words import action_form, options_of
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import TEXT_WIDTH
from hssib_desk.ui.kit.text import Headline, Paragraph

_TITLES = {
    "scores": "Scores",
    "deaths": "Deaths per month",
    "themes": "Themes",
    "strength": "Strength of actions",
    "weak_only": "Weak actions only",
    "brag": "Colour of an action",
    "twice": "Agreement of two reviewers",
    "overdue": "Days overdue",
    "overdue_original": "Days over the first target",
    "open": "Open actions",
}


def definitions(library: Library) -> Iterator[tuple[str, str]]:
    """Each definition with its name; those of lists are the lists' own notes."""
    for key, title in _TITLES.items():
        yield title, DEFINITIONS[key]
        if key == "deaths":
            yield "Limits and signals", f"{xmr.DEFINITION} {_rules()}"
    form = action_form(library)
    for found in (brag_list(library), options_of(form, "theme"), options_of(form, "strength")):
        if found is not None and found.note:
            yield found.title, found.note
    yield "Completeness of a review", COMPLETENESS


def _rules() -> str:
    return (
        f"A signal is a point outside the limits, {xmr.RUN} points in a row on one side of the mean, "
        f"{xmr.RUN} rising or falling, or 2 of 3 near a limit. Fewer than {xmr.FEWEST_POINTS} months have no "
        "limits. A signal says that something changed, not whether it became better or worse."
    )


class Definitions(Card):
    """The list of definitions, opened under the charts."""

    def __init__(self, library: Library) -> None:
        super().__init__("All definitions")
        holder = QWidget()
        holder.setMaximumWidth(TEXT_WIDTH)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for title, text in definitions(library):
            column.addWidget(Headline(title, "small-strong"))
            column.addWidget(Paragraph(text, "second"))
            column.addSpacing(10)
        side = QHBoxLayout()
        # A row knows how wide its parts become; a column would ask the words how high they are at full width.
        side.addWidget(holder, 1000)
        side.addStretch(1)
        self.body.addLayout(side)
