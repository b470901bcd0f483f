"""The copy for one commissioner: what is known of their people, and of nobody else."""

from __future__ import annotations

from dataclasses import replace

from hssib_desk.domain.board.people import BoardData
from hssib_desk.domain.board.words import fill, joined


class NoSuchCommissioner(ValueError):
    """No case has the commissioning body that was asked for."""


def kept_to(data: BoardData, code: str) -> BoardData:
    """The deaths and actions of one commissioner's people, without what is counted of all people.

    Raises NoSuchCommissioner, which names those that are recorded.
    """
    deaths = tuple(death for death in data.deaths if death.commissioner == code)
    if not deaths:
        known = sorted({death.commissioner for death in data.deaths} - {""})
        told = joined(known) if known else fill("commissioner", "nobody")
        raise NoSuchCommissioner(fill("commissioner", "none", code=code, known=told))
    refs = {death.ref for death in deaths}
    actions = tuple(action for action in data.actions if action.case in refs)
    return replace(
        data,
        deaths=deaths,
        actions=actions,
        denominators=(),
        earlier_quarters={},
        published=None,
        duplicates=0,
    )


def without_one(data: BoardData) -> str:
    """How many cases are in no commissioner's copy; empty where there are none."""
    number = sum(not death.commissioner for death in data.deaths)
    return fill("commissioner", "unrecorded", n=number) if number else ""
