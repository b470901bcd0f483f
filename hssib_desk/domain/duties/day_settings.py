"""The days that an organisation sets for its own standards, with those in force until it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hssib_desk import resources
from hssib_desk.domain.forms.reading import read_toml

FILE = "settings.toml"
MOST_DAYS = 999


@dataclass(frozen=True)
class DaySetting:
    """A number of days that an organisation may choose; `unit` says of what kind they are."""

    key: str
    label: str
    days: int
    unit: str


@cache
def day_settings() -> Mapping[str, DaySetting]:
    """Every such setting by its key."""
    rows = (row for row in read_toml(resources.forms_dir() / FILE)["setting"] if "days" in row)
    return {row["key"]: DaySetting(row["key"], row["label"], row["days"], row["unit"]) for row in rows}


def days_of(key: str, chosen: Mapping[str, str]) -> int:
    """The days of a setting: as the workbook has it, else as it is shipped."""
    text = chosen.get(key, "")
    return int(text) if text.isdecimal() and int(text) <= MOST_DAYS else day_settings()[key].days
