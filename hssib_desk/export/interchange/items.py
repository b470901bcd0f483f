"""The questions of a Questionnaire in reading order, each with the groups and rules it stands under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from hssib_desk.domain.forms.form import FormError
from hssib_desk.export.interchange.source import (
    Lost,
    Raw,
    extensions,
    flag,
    line,
    refuse_modifiers,
    shown,
    table,
    tables,
    text,
)

MOST_QUESTIONS, MOST_LEVELS, MOST_TESTS = 2000, 20, 100
_LONGEST_LOOP = 6
GROUP, DISPLAY = "group", "display"


@dataclass(frozen=True)
class Group:
    """A heading: its linkId, its text, and its own object, which may hold a rule."""

    link: str
    title: str
    raw: Raw

    @property
    def where(self) -> str:
        """The heading as a message names it."""
        return named(self.link, self.title)


@dataclass
class Asked:
    """One question with what stands above it; `holder` is the repeating group it is in, if any."""

    link: str
    kind: str
    label: str
    raw: Raw
    groups: tuple[Group, ...] = ()
    above: tuple[Raw, ...] = ()  # questions it is nested in, outermost first
    holder: Group | None = None
    help: list[str] = field(default_factory=list)
    unit: str = ""

    @property
    def where(self) -> str:
        """The question as a message names it."""
        return named(self.link, self.label)

    @property
    def rules(self) -> list[Raw]:
        """Every object whose rule decides whether this question shows."""
        return [*(group.raw for group in self.groups), *self.above, self.raw]


@dataclass(frozen=True)
class Place:
    """Where the walk through the items is."""

    groups: tuple[Group, ...] = ()
    above: tuple[Raw, ...] = ()
    holder: Group | None = None
    question: Asked | None = None
    level: int = 0


class Items:
    """All questions of a Questionnaire, with the notes that stand under its headings."""

    def __init__(self, questionnaire: Raw, lost: Lost) -> None:
        self.questions: list[Asked] = []
        self.notes: dict[str, list[str]] = {}  # by the linkId of the heading, "" at the top
        self.headings: set[str] = set()
        self._titles: dict[str, str] = {}
        self._lost = lost
        self._seen: set[str] = set()
        self._walk(questionnaire, "The Questionnaire", Place())
        if not self.questions:
            raise FormError("The Questionnaire asks nothing; choose one that has questions.")
        _refuse_loops(self.questions)

    @property
    def by_link(self) -> Mapping[str, Asked]:
        """The questions by linkId."""
        return {asked.link: asked for asked in self.questions}

    def _walk(self, raw: Raw, where: str, place: Place) -> None:
        if place.level > MOST_LEVELS:
            raise FormError(f"{where}: items are nested more than {MOST_LEVELS} deep; flatten them.")
        for item in tables(raw, "item", where):
            self._item(item, where, place)

    def _item(self, item: Raw, where: str, place: Place) -> None:
        link = line(text(item, "linkId", where))
        if not link:
            raise FormError(f"{where}: an item has no linkId; give every item its own.")
        if link in self._seen:
            raise FormError(f"{where}: the linkId “{shown(link)}” is there twice; give one item another.")
        self._seen.add(link)
        title = _title(item, link)
        where = named(link, title)
        refuse_modifiers(item, where)
        kind = text(item, "type", where)
        if _is_hidden(item, where):
            self._lost.add(where, "it is hidden in the Questionnaire, and left out with all that is in it.")
            self.headings.add(link)
            self._leave_out(item, where, place.level)
        elif kind == GROUP:
            self._group(item, where, Group(link, title, item), place)
        elif kind == DISPLAY:
            self._display(item, where, place)
        else:
            self._question(item, Asked(link, kind, title or link, item), place)

    def _leave_out(self, raw: Raw, where: str, level: int) -> None:
        """Remember what was left out, so that a rule on it is said to be lost rather than wrong."""
        if level > MOST_LEVELS:
            raise FormError(f"{where}: items are nested more than {MOST_LEVELS} deep; flatten them.")
        for item in tables(raw, "item", where):
            link = line(text(item, "linkId", where))
            self._seen.add(link)
            self.headings.add(link)
            self._leave_out(item, where, level + 1)

    def _group(self, item: Raw, where: str, group: Group, place: Place) -> None:
        self.headings.add(group.link)
        self._titles[group.link] = group.title
        holder = place.holder
        if flag(item, "repeats", where):
            if holder:
                raise FormError(
                    f"{where}: it repeats inside {holder.where}, which repeats too, and a form has one level "
                    "of entries. Let one of the two not repeat, or make it a Questionnaire of its own."
                )
            holder = group
        groups = (*place.groups, group)
        self._walk(item, where, Place(groups, place.above, holder, None, place.level + 1))

    def _display(self, item: Raw, where: str, place: Place) -> None:
        words = text(item, "text", where)
        self.headings.add(line(text(item, "linkId", where)))
        if item.get("enableWhen"):
            self._lost.add(where, "its words are always shown, without the rule on when to show them.")
        if tables(item, "item", where):
            raise FormError(f"{where}: words that are only shown cannot hold questions; move them out.")
        if not words:
            return
        if place.question and _control(item, where) == "unit":
            place.question.unit = line(words)
        elif place.question:
            place.question.help.append(words)
        else:
            self.notes.setdefault(place.groups[-1].link if place.groups else "", []).append(words)

    def notes_alone(self) -> list[str]:
        """The words of headings under which nothing is asked, each with its heading."""
        asked = {group.link for question in self.questions for group in question.groups}
        alone = (
            (self._titles[link], words) for link, words in self.notes.items() if link and link not in asked
        )
        return [": ".join(filter(None, (title, "\n".join(words)))) for title, words in alone]

    def _question(self, item: Raw, asked: Asked, place: Place) -> None:
        if len(self.questions) >= MOST_QUESTIONS:
            raise FormError(f"The Questionnaire asks more than {MOST_QUESTIONS} questions; divide it.")
        found = replace(asked, groups=place.groups, above=place.above, holder=place.holder)
        self.questions.append(found)
        inner = replace(place, above=(*place.above, item), question=found, level=place.level + 1)
        self._walk(item, asked.where, inner)


def named(link: str, title: str) -> str:
    """An item as a message names it."""
    return f"“{shown(title)}” ({shown(link)})" if title and title != link else f"“{shown(link)}”"


def _title(item: Raw, link: str) -> str:
    where = f"“{link}”"
    prefix, words = line(text(item, "prefix", where)), line(text(item, "text", where))
    if not words:
        words = next((line(text(code, "display", where)) for code in tables(item, "code", where)), "")
    return " ".join(filter(None, (prefix, words)))


def _is_hidden(item: Raw, where: str) -> bool:
    return any(
        name == "questionnaire-hidden" and found.get("valueBoolean") is True
        for name, found in extensions(item, where)
    )


def _control(item: Raw, where: str) -> str:
    for name, found in extensions(item, where):
        if name == "questionnaire-itemControl":
            codes = tables(table(found, "valueCodeableConcept", where), "coding", where)
            return next((text(code, "code", where) for code in codes), "")
    return ""


def enable_whens(raw: Raw, where: str) -> list[Raw]:
    """The tests of a rule."""
    found = tables(raw, "enableWhen", where)
    if len(found) > MOST_TESTS:
        raise FormError(f"{where}: its enableWhen has more than {MOST_TESTS} tests; make it simpler.")
    return found


def _refuse_loops(questions: list[Asked]) -> None:
    """Questions that each wait for the other would never be shown; the sentence names them in turn."""
    by_link = {asked.link: asked for asked in questions}
    waits = {link: list(_waits(asked, by_link)) for link, asked in by_link.items()}
    done: set[str] = set()
    for start in waits:
        path, branches, on_path = [start], [iter(waits[start])], {start}
        while branches and start not in done:
            link = next(branches[-1], "")
            if not link:
                done.add(path[-1])
                on_path.discard(path.pop())
                branches.pop()
            elif link in on_path:
                raise FormError(_loop(path[path.index(link) :], by_link))
            elif link not in done:
                path.append(link)
                on_path.add(link)
                branches.append(iter(waits[link]))


def _waits(asked: Asked, by_link: Mapping[str, Asked]) -> Iterator[str]:
    for raw in asked.rules:
        for test in enable_whens(raw, asked.where):
            link = line(text(test, "question", asked.where))
            if link in by_link:
                yield link


def _loop(path: list[str], by_link: Mapping[str, Asked]) -> str:
    names = [by_link[link].where for link in path[:_LONGEST_LOOP]]
    more = f" and {len(path) - _LONGEST_LOOP} more" if len(path) > _LONGEST_LOOP else ""
    if len(path) == 1:
        return (
            f"{names[0]} is shown only after itself; take out its enableWhen, or that of what it stands in."
        )
    return (
        f"{', '.join(names)}{more} each wait for the next, and the last for the first, so none would ever "
        "be shown; take out one enableWhen."
    )
