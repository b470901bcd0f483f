"""Pages of a grouped list are cut alike wherever they begin, and only what is shown is fetched."""

import pytest

from hssib_desk.store.lists.queries import ActionGroup
from hssib_desk.ui.actions.groups import Groups, head_of

GROUPS = [ActionGroup("a", 3, 1), ActionGroup("b", 2, 0), ActionGroup("c", 4, 2)]


def numbered(first, count):
    return list(range(first, first + count))


@pytest.mark.parametrize("folded", [set(), {"b"}, {"a", "c"}, {"a", "b", "c"}])
@pytest.mark.parametrize("size", [1, 2, 5, 50])
def test_pages_put_together_are_the_whole_list(folded, size):
    groups, under, whole = Groups(GROUPS, folded), 0, []
    for group in GROUPS:
        whole.append(head_of(group))
        whole += [] if group.value in folded else numbered(under, group.count)
        under += group.count
    pages = [groups.page(at, size, numbered) for at in range(0, groups.rows, size)]
    assert [row for page in pages for row in page] == whole and groups.rows == len(whole)
    for number in range(under):
        shown = number in whole
        assert groups.row_of(number) == (whole.index(number) if shown else -1)


def test_what_follows_one_another_is_fetched_in_one_go():
    asked = []
    Groups(GROUPS, {"b"}).page(0, 50, lambda first, n: asked.append((first, n)) or numbered(first, n))
    assert asked == [(0, 3), (5, 4)]
