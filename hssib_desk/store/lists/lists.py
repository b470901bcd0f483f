"""The door to what is asked about many cases at once: lists, counts, figures and search."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from hssib_desk.domain.calendar import Calendar
from hssib_desk.domain.caseload.plan import ExistingCase
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.cross_case_links import Elsewhere
from hssib_desk.store.entries import case_files, cross_case_links
from hssib_desk.store.lists import (
    action_list,
    calendar,
    case_lookup,
    coverage,
    home,
    listing,
    search,
    similar,
)
from hssib_desk.store.lists import figures as counting
from hssib_desk.store.lists.queries import (
    ActionGroup,
    ActionQuery,
    ActionRow,
    CaseQuery,
    CaseRow,
    Coverage,
    Figures,
    Hit,
    HomeFacts,
    Person,
)
from hssib_desk.store.lists.similar import Similar
from hssib_desk.store.transactions import Transactions


class Lists:
    """The lists of an open workbook; `Workbook.lists` is the one there is."""

    def __init__(self, at: Transactions) -> None:
        self._at = at

    def case_files(
        self, query: CaseQuery | None = None, forms: frozenset[str] | None = None
    ) -> Iterator[CaseFile]:
        """The cases of a query in the order of their references, a few in memory at a time."""
        wanted = replace(query or CaseQuery(), sort="ref", descending=False)
        with self._at.reading() as context:
            ids = listing.case_ids(context, wanted)
        for start in range(0, len(ids), 50):
            # Each look is short: a long one would hold up whoever is saving.
            with self._at.reading() as context:
                found = case_files.read_cases(context, ids[start : start + 50], forms)
            yield from found

    def cases(self, query: CaseQuery, offset: int = 0, limit: int = 200) -> list[CaseRow]:
        """One page of the case list."""
        return self._at.read(listing.list_cases, query, offset, limit)

    def count_cases(self, query: CaseQuery) -> int:
        """How many cases a query finds."""
        return self._at.read(listing.count_cases, query)

    def blind_cases(self, query: CaseQuery | None = None) -> list[str]:
        """The cases of a query that lists and figures leave out: their second review is blind."""
        return self._at.read(listing.blind_cases, query or CaseQuery())

    def case_counts(self) -> dict[str, int]:
        """The numbers on the chips above the list: all, to_finish, second_review, signed, outside …"""
        return self._at.read(listing.case_counts)

    def row_of_case(self, query: CaseQuery, typed: str) -> int | None:
        """At which row of a list stands the case whose reference begins or ends as typed; None for none."""
        return self._at.read(case_lookup.row_of_case, query, typed)

    def existing_cases(self) -> list[ExistingCase]:
        """Every case by what tells people apart, for an import to compare with."""
        return self._at.read(case_lookup.existing_cases)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What filters offer, as (value, label): ward_type, reviewer of cases; owner, ward of actions."""
        with self._at.reading() as context:
            return {**listing.case_choices(context), **action_list.action_choices(context)}

    def actions(self, query: ActionQuery, offset: int = 0, limit: int = 200) -> list[ActionRow]:
        """One page of the action log of the whole workbook."""
        return self._at.read(action_list.list_actions, query, offset, limit)

    def action_groups(self, query: ActionQuery) -> list[ActionGroup]:
        """The groups of a grouped list in its order, each with how many it holds."""
        return self._at.read(action_list.action_groups, query)

    def chosen_actions(self, query: ActionQuery) -> frozenset[str]:
        """The entries of the actions that meet a query."""
        return self._at.read(action_list.chosen_actions, query)

    def cases_with_changed_actions(self, since: date) -> list[str]:
        """The cases in which something was written about an action on a day or later."""
        return self._at.read(action_list.cases_with_changed_actions, since)

    def count_actions(self, query: ActionQuery) -> int:
        """How many actions a query finds."""
        return self._at.read(action_list.count_actions, query)

    def row_of_action(self, query: ActionQuery, entry_id: str) -> int | None:
        """At which row of a list, counted from 0, an action stands; None where the query does not find it."""
        return self._at.read(action_list.row_of_action, query, entry_id)

    def brag_counts(self, query: ActionQuery) -> dict[str, int]:
        """How many of the actions found have each colour today."""
        return self._at.read(action_list.brag_counts, query)

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Where words stand in any answer of any case."""
        return self._at.read(search.search, text, limit)

    def similar(self, entry_id: str, title: str, limit: int = 3) -> list[Similar]:
        """Entries of the same form, in any case, whose titles are much like what is being typed."""
        return self._at.read(similar.similar, entry_id, title, limit)

    def elsewhere(self, refs: Collection[str]) -> Mapping[str, Elsewhere]:
        """What references to entries of other cases lead to now."""
        return self._at.read(cross_case_links.named, refs)

    def figures(self, query: CaseQuery | None = None) -> Figures:
        """The numbers behind the charts for the cases that a query selects."""
        return self._at.read(counting.figures, query or CaseQuery())

    def home(self, today: date | None = None, person: Person | None = None) -> HomeFacts:
        """What needs somebody now: everybody, or one person."""
        with self._at.reading(today) as context:
            return home.home(context, self._at.path, person)

    def calendar(self) -> Calendar:
        """Every day on which something is due."""
        return self._at.read(calendar.calendar)

    def coverage(self, today: date | None = None) -> Coverage:
        """What the reviews signed since the last 1 April speak of, theme by theme."""
        with self._at.reading(today) as context:
            return coverage.coverage(context)
