"""What stands around the forms: the pages of a review, what an organisation may choose, and sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hssib_desk.domain.forms.codelist import Choice


@dataclass(frozen=True)
class Page:
    """One page of a case: sections of a form that does not repeat, and lists of entries that do.

    Questions of other forms, named `form.key`, stand before them or after them; each is kept in its own form.
    """

    key: str
    title: str
    form: str = ""
    sections: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    part: str = ""  # whose page it is; without one it is of the first part there is
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def lent(self) -> tuple[str, ...]:
        """The questions of other forms that it asks."""
        return self.before + self.after


@dataclass(frozen=True)
class Outline:
    """A review form: the pages of a case in reading order, and in a few words when it is chosen."""

    key: str
    title: str
    version: int
    pages: tuple[Page, ...]
    help: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """The title without the word that every review form has in common: "Mental health"."""
        return self.title.removesuffix(" review")

    @cached_property
    def forms(self) -> frozenset[str]:
        """The keys of the forms on its pages."""
        return frozenset(key for page in self.pages for key in (page.form, *page.entries) if key)

    @cached_property
    def lent(self) -> frozenset[str]:
        """The questions that stand on the page of another form, as `form.key`."""
        return frozenset(name for page in self.pages for name in page.lent)


@dataclass(frozen=True)
class Option:
    """What an organisation decides once for its workbook; the first choice is in force until then."""

    key: str
    title: str
    help: str
    choices: tuple[Choice, ...]
    source: str = ""

    @property
    def default(self) -> str:
        """The code in force where nobody chose."""
        return self.choices[0].code


@dataclass(frozen=True)
class Source:
    """What a source key stands for; one with a kind (law, national, peer) is worth citing to others."""

    key: str
    title: str
    address: str = ""
    kind: str = ""
