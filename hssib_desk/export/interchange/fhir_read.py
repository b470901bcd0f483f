"""A form definition from a FHIR R4 Questionnaire, with a list of what could not be carried over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, groupby
from pathlib import Path

from hssib_desk.domain.forms.form import Form, FormError, Library
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.toml_text import toml_text
from hssib_desk.export.interchange.choices import ValueSets, read_options
from hssib_desk.export.interchange.enable_when import Rules, Target, joined
from hssib_desk.export.interchange.fields import Table, field_table, kind_of, tell_left_out
from hssib_desk.export.interchange.items import Asked, Group, Items
from hssib_desk.export.interchange.source import (
    Lost,
    Raw,
    line,
    read_json,
    refuse_modifiers,
    shown,
    tables,
    text,
)

_LONGEST_KEY = 48
_MOST_HOLDERS = 40
_WHERE = "The Questionnaire"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class NewForm:
    """One form that was made: its key, its definition as TOML, and the form that it reads as."""

    key: str
    toml: str
    form: Form


@dataclass(frozen=True)
class FormsRead:
    """The forms of a Questionnaire, the one asked once first, and what could not be carried over."""

    forms: tuple[NewForm, ...]
    lost: tuple[str, ...]


def read_questionnaire_file(path: Path, library: Library, key: str = "") -> FormsRead:
    """The forms of a Questionnaire in a file; raises FormError with a sentence for whatever it cannot be."""
    return read_questionnaire(read_json(path), library, key)


def read_questionnaire(root: Raw, library: Library, key: str = "") -> FormsRead:
    """The forms of a Questionnaire, or of a Bundle that holds one; `key` names the form asked once.

    A group that repeats becomes a form of its own. Every form is read back and checked before it is given.
    """
    found, resources = _questionnaire(root)
    return _Maker(found, resources, library, key).forms()


def _questionnaire(root: Raw) -> tuple[Raw, list[Raw]]:
    """The Questionnaire, and all resources that come with it."""
    kind = root.get("resourceType")
    resources = [root]
    if kind == "Bundle":
        entries = tables(root, "entry", "The Bundle")
        resources = [one for entry in entries if isinstance(one := entry.get("resource"), dict)]
    found = [one for one in resources if one.get("resourceType") == "Questionnaire"]
    if len(found) > 1:
        titles = "; ".join(_title(one) for one in found[:20])
        raise FormError(
            f"The Bundle holds {len(found)} Questionnaires ({titles}); save one of them in a file."
        )
    if not found:
        what = f"a {shown(kind)}" if isinstance(kind, str) and kind else "something else"
        raise FormError(f"This is {what}, not a FHIR Questionnaire; choose a file that holds one.")
    return found[0], [*tables(found[0], "contained", _WHERE), *resources]


def _title(found: Raw) -> str:
    names = (line(text(found, key, _WHERE)) for key in ("title", "name", "id"))
    return next(filter(None, names), "Questionnaire")


class _Maker:
    """Makes the forms of one Questionnaire."""

    def __init__(self, raw: Raw, resources: list[Raw], library: Library, key: str) -> None:
        self._raw = raw
        self._library = library
        self._lost = Lost()
        refuse_modifiers(raw, _WHERE)
        tell_left_out(raw, _WHERE, self._lost)
        self._title = _title(raw)
        items = Items(raw, self._lost)
        self._notes, self._notes_alone = items.notes, items.notes_alone()
        self._told: set[str] = set()
        self._letters = {form.letter for form in library.forms.values()}
        self._holders: dict[str, Group] = {}
        main = key or _slug(self._title)
        self._by_form = self._sorted(items, main)
        self._targets = self._named(ValueSets(resources))
        self._rules = Rules(items, self._targets, main, self._lost)

    def forms(self) -> FormsRead:
        """Every form, the one asked once first."""
        made = [(key, self._form(key, questions)) for key, questions in self._by_form.items()]
        comments = list(self._comments())
        forms = tuple(_checked(key, table, comments, self._library) for key, table in made)
        return FormsRead(forms, tuple(self._lost.lines))

    def _sorted(self, items: Items, main: str) -> dict[str, list[Asked]]:
        """The questions by form: those asked once, and those of each repeating group."""
        keys: dict[str, str] = {"": main}
        found: dict[str, list[Asked]] = {main: []}
        for asked in items.questions:
            link = asked.holder.link if asked.holder else ""
            if asked.holder and link not in keys:
                keys[link] = _free(f"{main}_{_slug(asked.holder.title or link)}", set(found))
                self._holders[keys[link]] = asked.holder
            found.setdefault(keys[link], []).append(asked)
        if len(self._holders) > _MOST_HOLDERS:
            raise FormError(f"{_WHERE} has more than {_MOST_HOLDERS} groups that repeat; divide it.")
        if len(found) == 2 and not found[main]:  # one group that repeats, and nothing beside it
            ((key, holder),) = self._holders.items()
            self._holders = {main: holder}
            return {main: found[key]}
        return {key: questions for key, questions in found.items() if questions}

    def _named(self, value_sets: ValueSets) -> dict[str, Target]:
        """Every question's key, kind and choices."""
        found: dict[str, Target] = {}
        coded = 0
        for form, questions in self._by_form.items():
            taken: set[str] = set()
            for asked in questions:
                options = read_options(asked, value_sets, self._lost)
                key = _free(_slug(asked.link), taken)
                taken.add(key)
                found[asked.link] = Target(key, form, kind_of(asked, options, self._lost), options)
                coded += bool(tables(asked.raw, "code", asked.where))
        if coded:
            what = "1 question" if coded == 1 else f"{coded} questions"
            self._lost.add(_WHERE, f"the codes of {what} (such as LOINC or SNOMED CT) are left out.")
        return found

    def _form(self, key: str, questions: list[Asked]) -> Table:
        holder = self._holders.get(key)
        made: Table = {
            "key": key,
            "title": (holder.title or holder.link) if holder else self._title,
            "version": 1,
            "source": "local",
        }
        is_first = key == next(iter(self._by_form))
        notes = [*self._notes.get("", []), *self._notes_alone] if is_first else []
        description = text(self._raw, "description", _WHERE) if is_first else ""
        note = "\n".join(filter(None, [description, *notes]))
        if note:
            made["note"] = note
        if holder:
            made |= {"repeat": True, "singular": made["title"], "letter": self._letter(made["title"])}
        made["section"] = list(self._sections(key, made["title"], questions))
        return made

    def _letter(self, title: str) -> str:
        """A letter for references that no form of the program has, nor any other of these forms."""
        wanted = [*(sign for sign in title.upper() if sign in _LETTERS), *_LETTERS]
        more = (f"{sign}{number}_" for number in count(1) for sign in wanted[:1])
        letter: str = next(sign for sign in chain(wanted, more) if sign not in self._letters)
        self._letters.add(letter)
        return letter

    def _sections(self, form: str, title: str, questions: list[Asked]) -> Iterator[Table]:
        taken: set[str] = set()
        times: dict[str, int] = {}
        for _, same in groupby(questions, key=lambda asked: [group.link for group in asked.groups]):
            run = list(same)
            groups = run[0].groups
            link = groups[-1].link if groups else ""
            times[link] = times.get(link, 0) + 1
            key = _free(_slug(link) if link else "questions", taken)
            taken.add(key)
            yield self._section(form, key, title, run, times[link] > 1)

    def _section(self, form: str, key: str, title: str, run: list[Asked], again: bool) -> Table:
        groups = run[0].groups
        names = [group.title for group in groups if group.title] or [title]
        made: Table = {"key": key, "title": ": ".join(names) + (" (continued)" if again else "")}
        note = [words for group in groups for words in self._told_once(group)]
        if note:
            made["note"] = "\n".join(note)
        rule = joined(self._rules.read(group.raw, group.where, form) for group in groups)
        if rule:
            made["show_if"] = rule
        made["field"] = [self._field(form, asked) for asked in run]
        return made

    def _told_once(self, group: Group) -> list[str]:
        """The words under a heading, for the first section that stands under it."""
        if group.link in self._told:
            return []
        self._told.add(group.link)
        tell_left_out(group.raw, group.where, self._lost)
        return self._notes.get(group.link, [])

    def _field(self, form: str, asked: Asked) -> Table:
        target = self._targets[asked.link]
        made = field_table(asked, target.key, target.kind, target.options, self._lost)
        choices = made.pop("choices", None)
        rule = joined(self._rules.read(raw, asked.where, form) for raw in (*asked.above, asked.raw))
        if rule:
            made["show_if"] = rule
        if "required" in made and any(self._rules.is_lost(raw, asked.where, form) for raw in asked.rules):
            del made["required"]
            self._lost.add(asked.where, "it need not be answered, because its enableWhen is left out.")
        return made | ({"choices": choices} if choices else {})

    def _comments(self) -> Iterator[str]:
        where = _WHERE
        address = "|".join(filter(None, (text(self._raw, key, where) for key in ("url", "version"))))
        yield f"Made from the FHIR Questionnaire “{self._title}” {address}".rstrip()
        if copyright_note := text(self._raw, "copyright", where):
            yield f"Copyright: {copyright_note}"
        if self._lost.lines:
            yield "Not carried over:"
            yield from (f"- {sentence}" for sentence in self._lost.lines)


def _checked(key: str, made: Table, comments: list[str], library: Library) -> NewForm:
    """The form as its own text reads; whatever is wrong with it is said before anything is written."""
    written = toml_text(made, comments)
    form = read_form(tomllib.loads(written), library.lists, library.raw_lists, f"{key}.toml")
    return NewForm(key, written, form)


def _slug(name: str) -> str:
    """A text as a key: small letters, digits and _, beginning with a letter."""
    plain = re.sub("[^a-z0-9]+", "_", name.casefold()).strip("_")[:_LONGEST_KEY].strip("_")
    return plain if plain[:1].isalpha() else f"q_{plain}".strip("_")


def _free(key: str, taken: set[str]) -> str:
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    return found
