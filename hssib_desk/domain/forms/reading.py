"""Reading tables of a definition file strictly: unknown keys and wrong types are named, with a remedy."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.bodies import with_names
from hssib_desk.domain.forms.form import Choice, CodeList, Condition, FormError
from hssib_desk.domain.forms.vocabulary import MEANINGS, ROLES, fact_values
from hssib_desk.drives import why_unread

Table = Mapping[str, Any]
Word = TypeVar("Word", bound=str)

_LIST_KEYS = ["key", "title", "version", "source", "direction", "note", "settings", "choice"]
_CHOICE_KEYS = [
    "code",
    "label",
    "help",
    "short",
    "group",
    "points",
    "means",
    "icon",
    "source",
    "words",
    "match",
    "retired",
    "national",
]
_CONDITION_KEYS = (
    "field role fact option is empty filled above below since same any all not days_after words".split()
)


def read_toml(path: Path) -> dict[str, Any]:
    """The table of a TOML file; raises FormError with the line when it is not one."""
    try:
        found: dict[str, Any] = with_names(tomllib.loads(_text_of(path)))
        return found
    except OSError as error:
        raise FormError(why_unread(error, path.name)) from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number of thousands of digits
        raise FormError(f"{path.name}: this is not a valid TOML file ({error}). Correct it there.") from error


def _text_of(path: Path) -> str:
    """The text of a file of forms; a pipe, a device or a file of gigabytes is refused before it is read."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise FormError(f"{path.name} is a device or a pipe, not a file. Choose a .toml file.")
    if path.stat().st_size > MOST_BYTES:
        raise FormError(f"{path.name} is larger than 4 MB, too large for a form. Choose the right file.")
    return path.read_text("utf-8")


MOST_BYTES = 4 * 1024 * 1024  # of a file of forms


def check_keys(table: Table, allowed: Iterable[str], place: str) -> None:
    """Raise when the table has a key that nothing reads, with the nearest one that something does."""
    allowed = list(allowed)
    for key in table:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1)
            hint = f"did you mean “{near[0]}”?" if near else f"use one of: {', '.join(sorted(allowed))}."
            raise FormError(f"{place}: “{key}” is not known here; {hint}")


def text_of(table: Table, key: str, place: str, default: str | None = None) -> str:
    """The text under a key; raises when it is missing without a default, or not a text."""
    value = table.get(key, default)
    if value is None:
        raise FormError(f'{place}: “{key}” is missing; add {key} = "…".')
    if not isinstance(value, str):
        raise FormError(f"{place}: “{key}” must be a text in quotation marks.")
    return value


def texts_of(table: Table, key: str, place: str) -> tuple[str, ...]:
    """The list of texts under a key, empty when it is missing."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FormError(f'{place}: “{key}” must be a list of texts, as in {key} = ["…"].')
    return tuple(value)


def flag_of(table: Table, key: str, place: str) -> bool:
    """The true or false under a key, false when it is missing."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise FormError(f"{place}: “{key}” must be true or false.")
    return value


def number_of(table: Table, key: str, place: str) -> int | None:
    """The whole number under a key, None when it is missing."""
    value = table.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise FormError(f"{place}: “{key}” must be a whole number.")
    return value


def _few_of(value: str, allowed: Iterable[str]) -> str:
    """What may stand there; of very many, those that are most like what does."""
    every = sorted(allowed)
    near = difflib.get_close_matches(value, every, 5, 0.3)
    return f"{', '.join(near)} …" if near and len(every) > _MOST_NAMES else ", ".join(every)


_MOST_NAMES = 40


def one_of(value: str, allowed: Iterable[Word], what: str, place: str) -> Word:
    """The value itself; raises when it is not one of those allowed."""
    found = next((word for word in allowed if word == value), None)
    if found is None:
        raise FormError(f"{place}: {what} = “{value}” is not known; use one of: {_few_of(value, allowed)}.")
    return found


def tables_of(table: Table, key: str, place: str) -> list[Table]:
    """The tables under `[[key]]`, empty when there are none."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise FormError(f"{place}: write “{key}” as one or more [[{key}]] tables.")
    return value


def read_choice(raw: Table, place: str) -> Choice:
    """One choice of a list."""
    place = f"{place}, choice {raw.get('code', '?')}"
    check_keys(raw, _CHOICE_KEYS, place)
    means = text_of(raw, "means", place, "")
    if means and means not in MEANINGS:
        raise FormError(f"{place}: means = “{means}” is not known; use one of: {_few_of(means, MEANINGS)}.")
    return Choice(
        code=text_of(raw, "code", place),
        label=text_of(raw, "label", place),
        help=text_of(raw, "help", place, ""),
        short=text_of(raw, "short", place, ""),
        group=text_of(raw, "group", place, ""),
        points=number_of(raw, "points", place),
        means=means,
        icon=text_of(raw, "icon", place, ""),
        source=text_of(raw, "source", place, ""),
        words=texts_of(raw, "words", place),
        match=texts_of(raw, "match", place),
        retired=flag_of(raw, "retired", place),
        national=text_of(raw, "national", place, ""),
    )


def read_list(raw: Table, place: str) -> CodeList:
    """A code list or scale; a code used twice is refused."""
    check_keys(raw, _LIST_KEYS, place)
    choices = tuple(read_choice(item, place) for item in tables_of(raw, "choice", place))
    seen: set[str] = set()
    for choice in choices:
        if choice.code in seen:
            raise FormError(f"{place}: the choice “{choice.code}” is there twice; give one another code.")
        seen.add(choice.code)
    if not choices:
        raise FormError(f"{place}: the list has no [[choice]]; add at least one.")
    direction = text_of(raw, "direction", place, "")
    if any(choice.points is not None for choice in choices) and not direction:
        raise FormError(f'{place}: a scale needs direction = "higher is better" or the like.')
    return CodeList(
        key=text_of(raw, "key", place),
        title=text_of(raw, "title", place),
        version=number_of(raw, "version", place) or 1,
        source=text_of(raw, "source", place),
        choices=choices,
        direction=direction,
        note=text_of(raw, "note", place, ""),
        settings=_settings(raw, place),
    )


def _settings(raw: Table, place: str) -> dict[str, Any]:
    found = raw.get("settings", {})
    if not isinstance(found, Mapping):
        raise FormError(f"{place}: “settings” is a table such as [settings]; correct it.")
    return dict(found)


def read_condition(raw: object, place: str) -> Condition:
    """A rule as a Condition; see the shapes in the manual page of the form format."""
    if not isinstance(raw, Mapping):
        raise FormError(f'{place}: a condition is a table such as {{ field = "x", is = ["yes"] }}.')
    check_keys(raw, _CONDITION_KEYS, place)
    for word in ("any", "all"):
        if word in raw:
            parts = raw[word]
            if not isinstance(parts, list) or not parts:
                raise FormError(f"{place}: “{word}” needs a list of conditions.")
            return Condition(test=word, parts=tuple(read_condition(part, place) for part in parts))
    if "not" in raw:
        return Condition(test="not", parts=(read_condition(raw["not"], place),))
    return _read_test(raw, place)


def _read_test(raw: Table, place: str) -> Condition:
    """One test, of the one thing it names."""
    named = {key: text_of(raw, key, place, "") for key in ("field", "role", "fact", "option")}
    if sum(map(bool, named.values())) != 1:
        raise FormError(f"{place}: a condition names one field, role or fact, or one option.")
    field, role, fact, option = named.values()
    if role:
        one_of(role, ROLES, "role", place)
    if fact:
        _check_fact(fact, texts_of(raw, "is", place), place)
    after = text_of(raw, "days_after", place, "")
    subject = Condition(field, fact, option, role=role, after=after, words=flag_of(raw, "words", place))
    if (after or subject.words) and not isinstance(raw.get("above", raw.get("below")), int | float):
        raise FormError(f"{place}: “days_after” and “words” count; say above or below how many.")
    if "is" in raw:
        return replace(subject, accepts=texts_of(raw, "is", place))
    if option:
        raise FormError(f'{place}: say which choices of the option “{option}” are meant: is = ["…"].')
    if flag_of(raw, "empty", place):
        return replace(subject, test="empty")
    if flag_of(raw, "filled", place):
        return replace(subject, test="filled")
    if isinstance(raw.get("above"), int | float):
        return replace(subject, test="above", bound=float(raw["above"]))
    if isinstance(raw.get("below"), int | float):
        return replace(subject, test="below", bound=float(raw["below"]))
    if "since" in raw:
        since = text_of(raw, "since", place)
        if since and ((day := read_iso(since)) is None or day.first != day.last):
            raise FormError(f"{place}: “since” needs a day, such as 2025-12-18, or nothing until it is set.")
        return replace(subject, test="since", since=since)
    if same := text_of(raw, "same", place, ""):
        return replace(subject, test="same", same=same)
    raise FormError(f'{place}: say what is tested: is = ["…"], empty, filled, above, below, since or same.')


def _check_fact(fact: str, accepted: Iterable[str], place: str) -> None:
    known = fact_values()
    if fact not in known:
        raise FormError(f"{place}: the fact “{fact}” is not known; use one of: {', '.join(sorted(known))}.")
    for value in accepted if known[fact] else ():
        if value not in known[fact]:
            raise FormError(
                f"{place}: the fact “{fact}” is never “{value}”; use one of: {', '.join(known[fact])}."
            )
