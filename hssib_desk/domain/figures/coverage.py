"""Which themes a case speaks of: what was written, learnt and is to be done; and which it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Choice, CodeList, Section
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.outline import page_entries
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile

THEMES = "themes"
COVERAGE = (
    "Evidence: parts of the form that look at the theme and have something written in them. Problems, "
    "learning and actions: entries that name the theme, finer themes counted under their main one."
)


@dataclass(frozen=True)
class ThemeCover:
    """One main theme in one case: `written` of `asked` parts have words, and how many entries name it."""

    theme: Choice
    asked: int
    written: int
    raised: tuple[tuple[str, int], ...]  # "Learning point", 2

    @property
    def is_untouched(self) -> bool:
        """Whether the case says nothing of the theme yet."""
        return not (self.written or self.raised)


def theme_cover(case: CaseFile) -> list[ThemeCover]:
    """Every main theme in list order; empty where there is no list of themes."""
    themes = case.library.lists.get(THEMES)
    if themes is None:
        return []
    context = Context(case)
    parts = list(_parts(case, context))
    main = [choice for choice in themes.offered if themes.main(choice.code) == choice.code]
    return [_cover(choice, themes, case, parts) for choice in main if not choice.group]


def _cover(theme: Choice, themes: CodeList, case: CaseFile, parts: list[tuple[Section, bool]]) -> ThemeCover:
    found = [written for section, written in parts if theme.code in _mains(themes, section.themes)]
    named = [entry.form for entry in case.entries if theme.code in _mains(themes, _codes(entry))]
    raised = Counter(form.singular for form in named)
    return ThemeCover(theme, len(found), sum(found), tuple(raised.items()))


def _mains(themes: CodeList, codes: tuple[str, ...]) -> set[str]:
    return {themes.main(code) for code in codes}


def _codes(entry: EntryFile) -> tuple[str, ...]:
    field = entry.form.role("theme") if entry.form.repeat else None
    value = entry.answers.get(field.key) if field else None
    return tuple(kinds.codes(field, value)) if field and value is not None else ()


def _parts(case: CaseFile, context: Context) -> Iterator[tuple[Section, bool]]:
    """Every part of the form that is asked in this case once, and whether something is written in it."""
    for page in case.library.outline.pages:
        for entry, sections in page_entries(case, page):
            for section in sections if not entry.form.repeat else ():
                if rules.section_shown(section, entry, context):
                    asked = (field for field in section.fields if kind_of(field).is_writing)
                    shown = (field for field in asked if rules.is_shown(field, entry, context))
                    yield section, any(rules.is_answered(field, entry) for field in shown)
