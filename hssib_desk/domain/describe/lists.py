"""The lists and sources that forms use, for what describes them."""

from __future__ import annotations

from collections.abc import Iterable

from hssib_desk.domain.forms.form import CodeList, Form

LONG_LIST = 12  # a longer list is named, and written out once at the end
LOCAL, UNVERIFIED = "local", "unverified"


def long_lists(forms: Iterable[Form]) -> list[CodeList]:
    """The lists that are too long to stand beside a question, each once, in order of use."""
    fields = [field for form in forms for field in form.fields]
    found = {f.options.key: f.options for f in fields if f.options and is_long(f.options)}
    return list(found.values())


def used_sources(forms: Iterable[Form]) -> list[str]:
    """Every source key that the forms and their lists name, sorted by letter and number."""
    found: set[str] = set()
    for form in forms:
        found |= {form.source}
        found |= {advice.source for advice in form.advice}
        for section in form.sections:
            found |= {advice.source for advice in section.advice}
            found |= {section.source, *(guidance.source for guidance in section.guidance)}
            found |= {field.source for field in section.fields}
            lists = [field.options for field in section.fields if field.options]
            lists += [guidance.scale for guidance in section.guidance if guidance.scale]
            found |= {options.source for options in lists}
            found |= {choice.source for options in lists for choice in options.choices}
    return sorted(found - {"", LOCAL, UNVERIFIED}, key=lambda key: (key[:1], len(key), key))


def is_long(options: CodeList) -> bool:
    """Whether a list is written out at the end only."""
    return len(options.choices) > LONG_LIST
