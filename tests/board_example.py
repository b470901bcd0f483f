"""Alder Vale, the worked example of the board report: two quarters of one provider, all made up."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hssib_desk.domain.actions.measures import NOT_OPEN, ActionFacts, brag_code, days_over
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import (
    Action,
    BoardData,
    Death,
    Denominator,
    OwedDuty,
    Problem,
    PublishedYear,
    SecondReview,
)
from hssib_desk.domain.dates import read_iso

FOLDER = Path(__file__).parent / "domain" / "board"
KINDS = {
    "EN": "expected_natural",
    "UN": "unexpected_natural",
    "UU": "unnatural",
    "UC": "not_obtainable",
    "AW": "awaiting",
}
GROUPS = {
    "W": "white", "B": "black", "As": "asian", "M": "mixed", "NS": "not_stated", "NK": "not_known",
    "used": "held", "asked": "asked", "not_asked": "not_asked", "not_possible": "not_possible",
    "Y": "yes", "N": "no", "": "", "F": "women",
}  # fmt: skip
START, END, AS_AT = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 31)
LABELS = Labels(
    problems={"discharge": "Discharge planning and follow-up"},
    themes={"DIS": "Discharge", "RSK": "Risk and safety planning", "FAM": "Family"},
    duties={"coroner": "coroner", "cqc": "CQC", "candour_letter": "candour letter"},
)


def expected() -> dict[str, Any]:
    """The numbers that the example has to come to."""
    found: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    return found


@cache
def example() -> BoardData:
    """The people, actions and denominators as values."""
    given = json.loads((FOLDER / "example.json").read_text("utf-8"))
    deaths = [_death(person, given) for person in given["people"]]
    deaths += [Death(**{**row, "died": _day(row["died"])}) for row in given["not_counted"]]
    deaths += [_before(row) for row in given["before"]]
    year = given["last_year"]
    return BoardData(
        provider=given["provider"],
        as_at=date.fromisoformat(given["as_at"]),
        deaths=tuple(deaths),
        actions=tuple(_action(row, date.fromisoformat(given["as_at"])) for row in given["actions"]),
        denominators=tuple(Denominator(**{**r, "start": _day(r["start"])}) for r in given["denominators"]),
        earlier_quarters={date.fromisoformat(key): n for key, n in given["earlier_quarters"].items()},
        published=PublishedYear(
            *(date.fromisoformat(year[key]) for key in ("start", "end", "as_at")),
            deaths=year["deaths"],
            judged=year["judged"],
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _death(person: dict[str, Any], given: dict[str, Any]) -> Death:
    ref, died = person["ref"], date.fromisoformat(person["died"])

    def after(days: int | None) -> date | None:
        return None if days is None else died + timedelta(days=days)

    answered, asked = (map(int, person["qa"].split("/"))) if person["qa"] else (0, 0)
    if person["qa"]:
        asked, answered = (int(part) for part in person["qa"].split("/"))
    in_hospital = person["where"] == "in"
    plan, problems = person["plan"], given["problems"].get(ref, ())
    seconds = given["second_reviews"].get(ref)
    return Death(
        ref=ref,
        died=died,
        age=person["age"],
        sex="women" if person["sex"] == "F" else "men",
        ethnicity=GROUPS[person["eth"]],
        disability=person["ld"] in ("L", "A"),
        kind=KINDS[person["cat"]],
        place=_place(ref, person["where"], given),
        detained=person["mha"] == "det",
        left=None
        if in_hospital
        else _day(given["left"].get(ref)) or died - timedelta(days=int(person["where"])),
        known=after(person["learnt"]),
        screened=after(person["screened"]),
        next_step="" if person["screened"] is None else {"screen": "closed", "psii": "led"}.get(plan, "open"),
        needs_review=plan in ("short", "full"),
        reviewed=after(person["crr"]),
        level="short" if plan in ("short", "psii") else "full",
        to_investigate=plan == "psii",
        investigated=after(person["inv"]),
        shared=after(person["shared"]),
        contact=person["family"],
        voice=GROUPS[person["involved"]],
        asked=asked,
        answered=answered,
        judged=GROUPS[person["mltn"]],
        scores={"overall": int(person["overall"])} if person["overall"] else {},
        phases=("overall",) if person["overall"] else (),
        second=SecondReview(**{"done": True, **seconds}) if seconds else None,
        problems=tuple(Problem(kind, harm) for kind, harm in problems),
        themes=tuple(theme for theme, refs in given["themes"].items() if ref in refs),
        good_practice=ref in given["good_practice"],
        duties=tuple(_duties(ref, died, given["duties"])),
    )


def _place(ref: str, where: str, given: dict[str, Any]) -> str:
    if where == "in":
        return "in_leave" if ref in given["on_leave"] else "in_ward"
    days = int(where)
    return "after_0_3" if days <= 3 else "after_4_7" if days <= 7 else "after_8_on"


def _duties(ref: str, died: date, given: dict[str, Any]) -> list[OwedDuty]:
    found = []
    for key, rows in given.items():
        due = died + timedelta(days=rows["due"])
        state, done = "", None
        if ref in rows["done"]:
            state, done = "done", due
        elif ref in rows.get("late", {}):
            state, done = "done", died + timedelta(days=rows["late"][ref])
        elif ref in rows.get("not_applicable", ()):
            state = "not_applicable"
        elif ref in rows.get("overdue", ()):
            state = "must"
        if state:
            basis = "Law" if rows["law"] else "National guidance"
            found.append(OwedDuty(key, rows["title"], basis, state, due, done, rows["law"]))
    return found


def _before(row: dict[str, Any]) -> Death:
    days = {key: _day(row.get(key)) for key in ("died", "reviewed", "investigated")}
    groups = {"kind": "awaiting", "place": "in_ward", "contact": "not_recorded", "voice": "not_asked"}
    return Death(ref=row["ref"], level=row.get("level", ""), judged=row["judged"], **days, **groups)


def _action(row: dict[str, Any], as_at: date) -> Action:
    days = {key: _day(row.get(key)) for key in ("first", "due", "closed", "check_due", "sent")}
    first, due, status = read_iso(row["first"]), read_iso(row["due"]), row["status"]
    revised = due if row.get("extended") else None
    return Action(
        **{**row, **days},
        case=row["ref"].partition("-")[0],
        colour=brag_code(ActionFacts(status, first, revised), as_at)[0],
        days_over=days_over(due, status, as_at),
        days_over_first=days_over(first, status, as_at),
        is_open=status not in NOT_OPEN,
        has_measure=True,
        is_sent=status == "transferred",
    )
