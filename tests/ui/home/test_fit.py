"""How many rows of each card fit, and where each card stands."""

import pytest

from hssib_desk.ui.home.fit import Heights, Need, fit

HEIGHTS = Heights(head=40, all_row=40, gap=16)


def column_height(needs, places, shown, column):
    cards = [n for n, place in enumerate(places) if place == column]
    rows = [sum(needs[n].rows[: shown[n]]) + 40 * (shown[n] < needs[n].count) + 40 for n in cards]
    return sum(rows) + 16 * (len(cards) - 1)


@pytest.mark.parametrize("room", [300, 420, 560, 700])
def test_no_column_is_taller_than_the_room_and_no_card_is_empty(room):
    needs = [Need(12, (56,) * 12), Need(5, (56,) * 5), Need(3, (76, 56, 56)), Need(1, (56,))]
    places, shown = fit(needs, room, 2, HEIGHTS)
    assert places == sorted(places) and min(shown) >= 1
    for column in (0, 1):
        assert column_height(needs, places, shown, column) <= room


def test_all_rows_are_shown_where_there_is_room():
    needs = [Need(3, (56, 76, 56)), Need(2, (56, 56))]
    assert fit(needs, 600, 2, HEIGHTS) == ([0, 1], [3, 2])
    assert fit(needs, 600, 1, HEIGHTS) == ([0, 0], [3, 2])


def test_the_longest_card_gives_up_rows_first_and_leads_to_all():
    places, shown = fit([Need(20, (56,) * 14), Need(2, (56, 56))], 400, 1, HEIGHTS)
    assert places == [0, 0] and shown[1] == 2 and 1 <= shown[0] < 14


def test_nothing_is_placed_where_nothing_is_needed():
    assert fit([], 500, 2, HEIGHTS) == ([], [])


def test_no_card_is_long_at_the_cost_of_all_others():
    needs = [Need(77, (57,) * 14), Need(6, (57,) * 7), Need(7, (57,) * 7), Need(7, (77,) * 7)]
    places, shown = fit(needs, 580, 2, HEIGHTS)
    assert places == [0, 0, 1, 1] and min(shown) >= 2
