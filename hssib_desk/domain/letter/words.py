"""The words of the letter to a family, when each is said, and who can help: `forms/letter.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hssib_desk import resources
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import read_condition, read_toml

FILE = "letter.toml"


@dataclass(frozen=True)
class Said:
    """What is said in a part of the letter, or beside it, where its rule holds; it may name a day."""

    part: str
    say: str
    when: Condition | None = None
    date: str = ""  # as form.key


@dataclass(frozen=True)
class Organisation:
    """Somebody who helps bereaved people; `checked` is the day on which its address was looked at."""

    code: str
    name: str
    does: str
    region: str
    web: str = ""
    phone: str = ""
    checked: str = ""
    usual: bool = False

    @property
    def line(self) -> str:
        """The organisation as one line of the letter."""
        reached = ", ".join(filter(None, (self.phone, self.web)))
        return f"{self.name}: {self.does[0].lower()}{self.does[1:]} ({self.region}). {reached}".rstrip()


@dataclass(frozen=True)
class Plain:
    """How long a sentence may be, and which words are advised against."""

    longest: int
    usual: int
    words: tuple[str, ...]
    titles: tuple[str, ...]  # before a name


@dataclass(frozen=True)
class LetterForm:
    """The file whole."""

    words: Mapping[str, str]
    headings: Mapping[str, str]
    said: tuple[Said, ...]
    advice: tuple[Said, ...]
    plain: Plain
    organisations: tuple[Organisation, ...]


@cache
def letter_form() -> LetterForm:
    """The words of the letter; raises FormError where an entry is not whole."""
    raw = read_toml(resources.forms_dir() / FILE)
    try:
        return LetterForm(
            raw["words"],
            raw["headings"],
            tuple(_said(item, item["part"]) for item in raw["said"]),
            tuple(_said(item, "") for item in raw["advice"]),
            Plain(
                raw["plain"]["longest"],
                raw["plain"]["usual"],
                tuple(raw["plain"]["words"]),
                tuple(raw["plain"]["titles"]),
            ),
            tuple(Organisation(**item) for item in raw["organisation"]),
        )
    except (KeyError, TypeError) as error:
        raise FormError(f"{FILE}: {error} is missing or not known.") from error


def _said(raw: Mapping[str, object], part: str) -> Said:
    when = read_condition(raw["when"], FILE) if "when" in raw else None
    return Said(part, str(raw["say"]), when, str(raw.get("date", "")))
