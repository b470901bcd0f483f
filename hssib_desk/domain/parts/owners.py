"""Whose a form, section or question is: the part of a review that signs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.duties.rule import DutyRule
from hssib_desk.domain.forms.pages import Page
from hssib_desk.domain.parts.part import Part


def owners(pages: Iterable[Page], parts: Sequence[Part], duties: Iterable[DutyRule]) -> Mapping[str, str]:
    """The key of the part of everything on some pages, by `form`, `form.section` or `form.question`.

    A page without a part is of the first one; what a part names is its own on whichever page it stands. A
    form on several pages is, where it is asked for as a whole, of the part of its last page.
    """
    if not parts:
        return {}
    found: dict[str, str] = {}
    for page in pages:
        whose = page.part or parts[0].key
        found |= dict.fromkeys((*page.entries, *([page.form] if page.form else [])), whose)
        found |= {f"{page.form}.{section}": whose for section in page.sections}
        found |= dict.fromkeys(page.lent, whose)
    known = {part.key for part in parts}
    if DUTIES in found:
        found |= {f"{DUTIES}.{rule.key}": rule.part for rule in duties if rule.part in known}
    for part in parts:
        found |= dict.fromkeys(part.also, part.key)
    return found
