"""What an organisation chooses on the command line: the review form, and what its reviews ask."""

from __future__ import annotations

from collections.abc import Sequence

from hssib_desk.domain.forms.form import FormError, Library


def review_form(key: str, library: Library) -> str:
    """The key of a review form as it was given; raises FormError with those there are."""
    known = [outline.key for outline in library.reviews]
    if key and key not in known:
        raise FormError(f"There is no review form “{key}”. There are: {', '.join(known)}.")
    return key


def chosen(given: Sequence[str], library: Library) -> dict[str, str]:
    """The options that were given as KEY=CODE; raises FormError with what can be chosen."""
    found = {}
    options = {option.key: [choice.code for choice in option.choices] for option in library.options}
    for item in given:
        key, _, code = item.partition("=")
        if key not in options:
            raise FormError(f"There is no option “{key}”. There are: {', '.join(options)}.")
        if code not in options[key]:
            raise FormError(f"“{code}” cannot be chosen for {key}; take one of: {', '.join(options[key])}.")
        found[key] = code
    return found
