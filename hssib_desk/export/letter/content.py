"""What the letter to a family says, in its order, without how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hssib_desk import __version__
from hssib_desk.domain.actions.measures import DONE, action_facts
from hssib_desk.domain.dates import read_iso, show_long
from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.letter.plain import advice_on
from hssib_desk.domain.letter.words import Said, letter_form
from hssib_desk.domain.review import privacy
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.export.pdf import entry_layouts
from hssib_desk.export.pdf.case_sheet import Sheet, long_date, sentence
from hssib_desk.export.pdf.judgements import phases_of
from hssib_desk.resources import product

PROMISED = frozenset({"agreed", "in_progress"})
ROOM = 12  # lines for corrections to a draft
_BLANK = "_" * 24
_NEVER_READ = frozenset(["letter_to", "letter_name", "letter_contact", "letter_signed", "given_name"])

Look = Literal["heading", "lead", "text", "bullet", "room", "sign"]


@dataclass(frozen=True)
class Block:
    """A heading, a lead, a paragraph, a point of a list, empty lines to write on, or who signs."""

    look: Look
    text: str = ""
    is_ours: bool = True  # and not theirs, in their own words
    lines: int = 0


@dataclass(frozen=True)
class Letter:
    """A letter whole: who writes, whom to ask, whom it greets, and what it says."""

    organisation: str
    contact: tuple[str, ...]
    day: date
    greeting: str
    blocks: tuple[Block, ...]
    foot: str
    program: str
    is_draft: bool

    @property
    def title(self) -> str:
        """What the document is called in its properties."""
        return f"Draft. {self.foot}" if self.is_draft else self.foot

    def texts(self) -> Iterator[str]:
        """Every text of the letter in the order of reading."""
        yield from (self.organisation, *self.contact, long_date(self.day), self.greeting)
        yield from (block.text for block in self.blocks if block.text)


def letter_of(sheet: Sheet) -> Letter:
    """The letter on one case; what it prints is taken from the sheet."""
    return _Writer(sheet).letter()


def advice_for(sheet: Sheet, letter: Letter) -> tuple[str, ...]:
    """What to look at before the letter is sent: what is due to this family, and how the letter reads."""
    head, ours = "", []
    for block in letter.blocks:
        head = block.text if block.look == "heading" else head
        if block.is_ours and block.look in ("text", "bullet"):
            ours.append((head, block.text))
    told = [one.say for one in letter_form().advice if _holds(one, sheet.context)]
    return (*told, *advice_on(ours))


def letter_notes(sheet: Sheet, letter: Letter) -> tuple[str, ...]:
    """The advice, and where the letter may name somebody else: not the person, and not the family."""
    hits = (hit.sentence for hit in others_named(sheet))
    return (*advice_for(sheet, letter), *hits, privacy.SEARCHED)


def others_named(sheet: Sheet) -> list[privacy.TextHit]:
    """Where what is printed may name somebody else than the person, the family, or who writes to them."""
    others = privacy.without_identifiers(sheet.case, ("person", "relative"))
    printed = (pair for pair in sheet.printed() if sheet.role_of(*pair) not in _NEVER_READ)
    return privacy.printed_hits(others, printed)


def _holds(said: Said, context: Context) -> bool:
    return said.when is None or holds(said.when, context.bystander, context)


class _Writer:
    """Puts the letter together, part by part."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.form = sheet, letter_form()
        self.words = self.form.words
        self.organisation = sheet.case.facts.organisation or sheet.case.facts.title
        self.contact = tuple(filter(None, map(str.strip, sheet.said("letter_contact").splitlines())))
        self.is_named, self.name = self._name()
        self.is_draft = sheet.case.seal is None

    def letter(self) -> Letter:
        """The whole letter."""
        blocks = [*self._opening(), *self._numbered()]
        foot = self._fill(self.words["foot"])
        return Letter(
            self.organisation,
            (self.words["contact"], *(self.contact or (_BLANK, _BLANK))),
            self.sheet.case.today,
            f"{self.words['dear']} {self.sheet.said('letter_to') or _BLANK}",
            tuple(blocks),
            foot,
            self.sheet.case.facts.program or f"{product()} {__version__}",
            self.is_draft,
        )

    def _name(self) -> tuple[bool, str]:
        """The name that was used: as the family says, or the given name, of it what is in brackets."""
        said = self.sheet.said("letter_name").strip()
        given = self.sheet.said("given_name").strip()
        called = given[given.find("(") + 1 : given.find(")")] if "(" in given and ")" in given else given
        name = said or called.strip()
        return bool(name), name or self.words["nameless"]

    def _fill(self, text: str, **more: str) -> str:
        contact = self.contact[0].split(",")[0] if self.contact else self.words["contact"]
        return text.format(name=self.name, organisation=self.organisation, contact=contact, **more)

    def _opening(self) -> Iterator[Block]:
        words = self.words
        if self.is_draft:
            yield Block("text", words["draft"])
        sorrow = self._fill(words["sorrow"]) if self.is_named else words["sorrow_nameless"]
        first = [words["questions_first"]] if self._all("question") else []
        yield Block("text", " ".join([sorrow, self._fill(words["why"]), *first, words["how_to_read"]]))
        reached = self.sheet.said("contact_method")
        said = [self._fill(words["ask_contact"])] if self.contact else []
        if reached:
            said.append(words["reach"].format(methods=_listed(reached)))
        if said:
            yield Block("text", " ".join(said))

    def _numbered(self) -> Iterator[Block]:
        """The parts that have something in them; in a draft each has a number."""
        number = 0
        for key, body in self._parts():
            blocks = list(body)
            if not blocks:
                continue
            number += 1
            title = self.form.headings[key]
            yield Block("heading", f"{number}  {title}" if self.is_draft else title)
            yield from blocks
        yield Block("sign", "\n".join([self.words["sincerely"], *self._signed()]))
        if self.is_draft:
            yield Block("heading", self.words["your_corrections"])
            yield Block("text", self.words["corrections_room"])
            yield Block("room", lines=ROOM)

    def _parts(self) -> Iterator[tuple[str, Iterator[Block]]]:
        yield "questions", self._questions()
        yield "told", self._told()
        yield "found", self._found()
        yield "sorry", self._said("letter_sorry")
        yield "change", self._changes()
        yield "put_right", self._put_right()
        yield "differ", self._said("family_disagreement")
        yield "cannot", self._cannot()
        yield "next", self._standing("next")
        yield "help", self._help()

    def _signed(self) -> list[str]:
        """Room for a signature, and below it who signs."""
        return ["", *(self.sheet.said("letter_signed").splitlines() or [_BLANK])]

    # What is in each part

    def _questions(self) -> Iterator[Block]:
        for entry in self._all("question"):
            asked = self.sheet.text(entry, "question")
            answer = self.sheet.text(entry, "answer") or self.sheet.text(entry, "no_answer")
            yield Block("lead", asked, is_ours=False)
            yield from _paragraphs(answer or self.words["no_answer_yet"])

    def _told(self) -> Iterator[Block]:
        for role in ("pen_portrait", "family_account"):
            yield from _paragraphs(self.sheet.said(role), is_ours=False)

    def _found(self) -> Iterator[Block]:
        good = list(_paragraphs(self.sheet.said("letter_good"))) or self._good()
        better = list(_paragraphs(self.sheet.said("letter_better"))) or self._overall("judgement_better")
        if not good and not better:
            good = self._overall("headline")
            yield from good
            return
        for title, body in (("good", good), ("better", better)):
            if body:
                yield Block("lead", self.words[title])
                yield from body

    def _good(self) -> list[Block]:
        kept = [entry for entry in self._all("good_practice") if entry_layouts.is_good_practice(entry)]
        points = [Block("bullet", sentence(self.sheet.text(entry, "title"))) for entry in kept]
        return [*self._overall("judgement_well"), *points]

    def _overall(self, role: str) -> list[Block]:
        """What is said of overall care in one of its fields."""
        for entry, section in phases_of(self.sheet):
            if section.field_with_role("overall_score") and (text := self.sheet.text(entry, role, section)):
                return list(_paragraphs(text))
        return []

    def _changes(self) -> Iterator[Block]:
        """What is done, then what was agreed; nothing else is a promise."""
        entries = [(action_facts(entry), entry) for entry in self._all("target_date")]
        done = [entry for facts, entry in entries if facts.status in DONE]
        agreed = [entry for facts, entry in entries if facts.status in PROMISED]
        for entry in done:
            day = read_iso(entry.value("implemented_date"))
            said = self.words["done_on"].format(day=show_long(day)) if day else self.words["done"]
            yield Block("bullet", f"{sentence(self.sheet.text(entry, 'title'))} {said}")
        for entry in agreed:
            yield Block(
                "bullet", " ".join([sentence(self.sheet.text(entry, "title")), *self._promise(entry)])
            )

    def _promise(self, entry: EntryFile) -> Iterator[str]:
        target = action_facts(entry).target
        if target is None:
            yield self.words["agreed"]
        else:
            is_late = target.last < self.sheet.case.today
            yield self.words["late" if is_late else "by"].format(day=show_long(target))
        owner = entry.field("owner")
        code = entry.value("owner")
        if owner and owner.options and code in owner.options.by_code:
            label = owner.options.label(str(code))
            yield self.words["owner"].format(owner=_in_sentence(label))
        if measure := self.sheet.text(entry, "measure"):
            yield sentence(self.words["know"].format(measure=_in_sentence(measure)))

    def _put_right(self) -> Iterator[Block]:
        """What they asked for, in their words, and what was changed."""
        yield from self._said("family_corrections", is_ours=False)
        if text := self.sheet.said("family_changes"):
            yield Block("lead", self.words["changed"])
            yield from _paragraphs(text)

    def _cannot(self) -> Iterator[Block]:
        yield from self._said("letter_cannot")
        yield from self._standing("cannot")

    def _help(self) -> Iterator[Block]:
        named = self._codes("support_named")
        chosen = [one for one in self.form.organisations if one.code in named]
        yield from self._standing("help")
        for one in chosen or [one for one in self.form.organisations if one.usual]:
            yield Block("bullet", one.line)
        for line in self.sheet.said("letter_support").splitlines():
            if line.strip():
                yield Block("bullet", sentence(line))

    # Small parts

    def _standing(self, part: str) -> Iterator[Block]:
        """The paragraphs of a part that the file of the letter has, where their rules hold."""
        context = self.sheet.context
        for one in self.form.said:
            if one.part == part and _holds(one, context):
                day = read_iso(context.answer(one.date, context.bystander)) if one.date else None
                more = {one.date.rpartition(".")[2]: show_long(day)} if day else {}
                yield Block("text", self._fill(one.say, **more))

    def _said(self, role: str, is_ours: bool = True) -> Iterator[Block]:
        yield from _paragraphs(self.sheet.said(role), is_ours)

    def _codes(self, role: str) -> frozenset[str]:
        singles = (entry for entry in self.sheet.case.entries if not entry.form.repeat)
        given = next((value for entry in singles if (value := entry.value(role))), [])
        return frozenset(given if isinstance(given, list) else [str(given)])

    def _all(self, role: str) -> list[EntryFile]:
        return entry_layouts.entries_with(self.sheet, role)


def _paragraphs(text: str, is_ours: bool = True) -> Iterator[Block]:
    for line in text.splitlines():
        if line.strip():
            yield Block("text", line.strip(), is_ours)


def _in_sentence(text: str) -> str:
    """A text in the middle of a sentence: without other capitals it begins with a small letter."""
    return text[:1].lower() + text[1:] if text[1:] == text[1:].lower() else text


def _listed(text: str) -> str:
    """A list as it is said: telephone, letter or email."""
    *first, last = [_in_sentence(part) for part in text.split(", ")]
    return f"{', '.join(first)} or {last}" if first else last
