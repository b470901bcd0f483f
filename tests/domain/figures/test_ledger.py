"""The ledger of figures: whole entries, words a reader can act on, and terms that the lists know."""

from dataclasses import fields

import pytest

from hssib_desk.domain.figures.ledger import UNITS, figure, ledger
from hssib_desk.domain.forms.levels import LEVELS
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery


@pytest.mark.parametrize("found", ledger().values(), ids=lambda found: found.key)
def test_every_figure_says_what_it_counts(found):
    assert found.unit in UNITS
    assert found.places
    assert found.levels and list(found.levels) == [level for level in LEVELS if level in found.levels]
    for text in (found.counts, found.rules, found.left_out, found.period):
        assert not text or text[0].isupper()
    assert found.counts.endswith(".")
    assert "{" not in found.named()


@pytest.mark.parametrize("found", ledger().values(), ids=lambda found: found.key)
def test_the_list_behind_a_figure_is_asked_for_in_terms_it_knows(found):
    query = ActionQuery if found.unit == "actions" else CaseQuery
    assert set(found.where) <= {term.name for term in fields(query)}
    assert not found.where or query(**found.where) != query()


def test_no_two_figures_have_one_name():
    names = [found.named() for found in ledger().values()]
    assert len(names) == len(set(names))


def test_a_name_takes_the_days_and_the_day_it_speaks_of():
    assert figure("outside").named(days=90) == "Outside the 90 days"
    assert figure("signed_since").named(day="1 Apr 2026") == "Signed reviews since 1 Apr 2026"
