"""The instrument as readable documentation: questions, choices, rules in words, sources, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hssib_desk.domain.dates import read_iso, show_date
from hssib_desk.domain.describe.duties import DUTIES_NOTE as DUTIES_NOTE
from hssib_desk.domain.describe.duties import DUTIES_TITLE as DUTIES_TITLE
from hssib_desk.domain.describe.duties import FACTS_NOTE as FACTS_NOTE
from hssib_desk.domain.describe.duties import FACTS_TITLE as FACTS_TITLE
from hssib_desk.domain.describe.duties import duty_words as duty_words
from hssib_desk.domain.describe.duties import fact_words as fact_words
from hssib_desk.domain.describe.lists import LOCAL as LOCAL
from hssib_desk.domain.describe.lists import LONG_LIST as LONG_LIST
from hssib_desk.domain.describe.lists import UNVERIFIED as UNVERIFIED
from hssib_desk.domain.describe.lists import is_long as is_long
from hssib_desk.domain.describe.lists import long_lists as long_lists
from hssib_desk.domain.describe.lists import used_sources as used_sources
from hssib_desk.domain.describe.parts import PARTS_NOTE as PARTS_NOTE
from hssib_desk.domain.describe.parts import PARTS_TITLE as PARTS_TITLE
from hssib_desk.domain.describe.parts import part_words as part_words
from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.forms.bodies import bodies
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.form import (
    CodeList,
    Condition,
    Field,
    Form,
    Guidance,
    Level,
    Library,
    Section,
)
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import said_of
from hssib_desk.domain.parts.part import FORM as PARTS

LEVEL_PHRASES: Mapping[Level, str] = {"screen": "asked at screening", "short": "asked from a short review"}
LEVEL_NOTE = "A question is asked in a full review only, where its rules do not say that it is asked earlier."
NO_FORM = Form(key="", title="", version=0, source="", sections=())
_PACK = "local: "  # and the title of the pack, which every source in it begins with
WORDING = "Remarks on wording"
BODIES = "Bodies"
WORDING_NOTE = (
    "Shown beside a text that its words or its score call for; words in curly brackets are filled in."
)
MARKS: Mapping[str, str] = {
    LOCAL: "Local: this program’s own.",
    UNVERIFIED: "From general knowledge, not verified.",
}


def describe_form(form: Form, library: Library) -> str:
    """The whole form as Markdown, with its rules in words and every source named."""
    lines = [*_form(form, library, "#")]
    for options in long_lists([form]):
        lines += _list(options, library, "##")
    return "\n".join(lines) + "\n"


def section_of(title: str, note: str, said: Iterable[str]) -> list[str]:
    """A part of the document that lists what stands around the forms."""
    return ["", f"## {title}", "", note, "", *(f"- {line}" for line in said)]


def words_of(rule: Condition, library: Library) -> str:
    """A rule that belongs to no form, as a reader says it."""
    return in_words(rule, NO_FORM, library)


def describe_library(library: Library, forms: Iterable[Form]) -> str:
    """Several forms as one Markdown document: contents, forms, lists and sources, each list once."""
    forms = list(forms)
    lines = [f"# {library.outline.title}: the instrument", "", *review_words(library), "", LEVEL_NOTE, ""]
    lines += [f"- [{form.title}](#{anchor(form.title)}), version {form.version}" for form in forms]
    wording = wording_words(library)
    rest = [WORDING] if wording else []
    rest += [FACTS_TITLE, DUTIES_TITLE] if DUTIES in {form.key for form in forms} else []
    rest += [PARTS_TITLE] if PARTS in {form.key for form in forms} else []
    lines += [f"- [{title}](#{anchor(title)})" for title in (*rest, "Lists", BODIES, "Sources")]
    for form in forms:
        lines += ["", *_form(form, library, "##")]
    if wording:
        lines += ["", f"## {WORDING}", "", WORDING_NOTE, "", *(f"- {said}" for said in wording)]
    if DUTIES in {form.key for form in forms}:
        lines += section_of(FACTS_TITLE, FACTS_NOTE, fact_words(lambda rule: words_of(rule, library)))
        said = (duty_words(duty, library, lambda rule: words_of(rule, library)) for duty in library.duties)
        lines += section_of(DUTIES_TITLE, DUTIES_NOTE, said)
    if PARTS in {form.key for form in forms}:
        lines += section_of(PARTS_TITLE, PARTS_NOTE, part_words(library, lambda r: words_of(r, library)))
    lines += ["", "## Lists"]
    for options in long_lists(forms):
        lines += _list(options, library, "###")
    lines += ["", f"## {BODIES}", "", *body_words()]
    lines += ["", "## Sources", ""]
    lines += [f"- {mark}: {text}" for mark, text in MARKS.items()]
    for key in used_sources(forms):
        source = library.sources.get(key)
        if source:
            where = f" <{source.address}>" if source.address else ""
            lines.append(f"- {key}: {source.title}.{where}")
    return "\n".join(lines) + "\n"


def body_words() -> Iterator[str]:
    """The bodies that forms speak of, and what is to follow each, a line each."""
    for body in bodies().values():
        short = f" ({body.short})" if body.short != body.name else ""
        after = f" To be followed by: {body.successor}, from {body.begins}." if body.successor else ""
        yield f"- {body.name}{short}.{after}"


def review_words(library: Library) -> Iterator[str]:
    """The review forms that a case may be on, and what an organisation may choose, a line each."""
    for outline in library.reviews or (library.outline,):
        words = f"{outline.title}, outline version {outline.version}. {outline.help}".rstrip()
        yield f"- {words} {source_words(outline.source, library)}".rstrip()
    for option in library.options:
        choices = " ".join(f"{c.label}: {c.help}" if c.help else f"{c.label}." for c in option.choices)
        yield f"- Setting “{option.title}”. {choices} {source_words(option.source, library)}".rstrip()


def anchor(title: str) -> str:
    """The anchor that Markdown readers give a heading."""
    kept = "".join(sign for sign in title.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


def answer_words(field: Field) -> str:
    """What kind of answer is taken, with its choices where they are few."""
    kind = field.kind.replace("_", " ")
    if field.options is None:
        return kind
    if is_long(field.options):
        return f"{kind}: list “{field.options.title}”"
    return f"{kind}: {'; '.join(choice.label for choice in field.options.offered)}"


def rule_words(field: Field, form: Form, library: Library) -> Iterator[str]:
    """Every rule of a question, one phrase each."""
    if field.level != "full":
        yield LEVEL_PHRASES[field.level]
    if field.more:
        yield "folded under More"
    if field.asked_if:
        yield f"asked when {in_words(field.asked_if, form, library)}; an answer stays when that changes"
    if field.show_if:
        yield f"shown when {in_words(field.show_if, form, library)}"
    if field.required:
        yield "required"
    if field.required_if:
        yield f"required when {in_words(field.required_if, form, library)}"
    if field.fixed_if:
        yield f"stays as it is once {in_words(field.fixed_if, form, library)}"
    if field.min is not None:
        yield f"not before {field.min}" if kind_of(field).is_date else f"at least {field.min}"
    if field.max is not None:
        yield f"not after {field.max}" if kind_of(field).is_date else f"at most {field.max}"
    if field.max_length:
        yield f"up to {field.max_length} characters"
    if field.identifying:
        yield f"identifying ({field.identifying})"
    if field.living:
        yield "may change after signing"
    if field.blind:
        yield "hidden from a second reviewer until theirs is signed"


def remark_words(form: Form, section: Section | None, library: Library) -> Iterator[str]:
    """The remarks of a section, or those of the whole form, with when they show."""
    for advice in section.advice if section else form.advice:
        unticked = " and it is not ticked" if advice.choice else ""
        said = f"{said_of(advice, form)} Shown when {in_words(advice.when, form, library)}{unticked}."
        yield f"{said} {source_mark(advice.source)}".rstrip()


def wording_words(library: Library) -> list[str]:
    """The remarks on wording that a text may bring up, with where each comes from."""
    return [f"{rule.say} {source_mark(rule.source)}".rstrip() for rule in library.word_rules]


def guidance_title(guidance: Guidance) -> str:
    """What a guidance card is called, with where it comes from."""
    return f"{guidance.title} {source_mark(guidance.source)}".rstrip()


def guidance_points(guidance: Guidance) -> tuple[str, ...]:
    """What a guidance card says, line by line."""
    if guidance.scale is None:
        return guidance.points
    return tuple(f"{c.label}: {c.help}" if c.help else c.label for c in guidance.scale.choices)


def second_words(form: Form, library: Library) -> Iterator[str]:
    """What a form has to do with a second review, one sentence each."""
    if form.second:
        yield "A second reviewer fills this form in anew, without seeing the first."
    if form.blind:
        yield "A second reviewer does not see this form until theirs is signed."
    for trigger in form.triggers:
        yield f"{trigger.say} Asks for a second review when {in_words(trigger.when, form, library)}."


def added_by(source: str) -> str:
    """Who added what bears this source, where it is no part of the shipped forms but of a local pack."""
    if not source.startswith(_PACK):
        return ""
    return re.sub(r" \([A-Z]\d+\)$", "", source.removeprefix(_PACK))


def local_words(source: str) -> str:
    """The mark of a section that a local pack added; an empty text for a shipped one."""
    return f"Local section, added by {who}." if (who := added_by(source)) else ""


def source_words(key: str, library: Library) -> str:
    """A source key for a reader."""
    found = library.sources.get(key)
    if found:
        return f"Source: {found.title} [{key}]."
    return local_words(key) or MARKS.get(key, f"Source: {key}." if key else "")


def in_words(condition: Condition, form: Form, library: Library | None = None) -> str:
    """A rule as a reader says it: “Score” is Very poor or Poor; `library` names questions of other forms."""
    if condition.test in ("any", "all"):
        word = " or " if condition.test == "any" else " and "
        parts = [(part, in_words(part, form, library)) for part in condition.parts]
        return word.join(f"({text})" if part.test in ("any", "all") else text for part, text in parts)
    if condition.test == "not":
        return f"not ({in_words(condition.parts[0], form, library)})"
    if condition.option:
        return _option_words(condition, library)
    field = _asked(condition.field, form, library) or _playing(condition.role, library)
    name = f"“{field.label}”" if field else f"“{_plain(condition)}”"
    if condition.test == "is":
        labels = [
            field.options.label(code) if field and field.options else code for code in condition.accepts
        ]
        return f"{name} is {' or '.join(labels)}"
    if condition.test in ("empty", "filled"):
        return f"{name} has {'no' if condition.test == 'empty' else 'an'} answer"
    if condition.test == "since":
        day = read_iso(condition.since)
        return f"{name} is on or after {show_date(day) if day else 'a day that is not set yet'}"
    if condition.test == "same" and (other := _asked(condition.same, form, library)):
        return f"{name} is the same as “{other.label}”"
    if condition.after and (other := _asked(condition.after, form, library)):
        return f"{name} is {_days(condition)} “{other.label}”"
    if condition.words:
        more = "more" if condition.test == "above" else "fewer"
        return f"{name} has {more} than {condition.bound or 0:g} words"
    return f"{name} is {condition.test} {condition.bound or 0:g}"


def _days(condition: Condition) -> str:
    """How far a date lies from another, in words."""
    if not condition.bound:
        return "after" if condition.test == "above" else "before"
    more = "more" if condition.test == "above" else "fewer"
    return f"{more} than {condition.bound:g} days after"


def _option_words(condition: Condition, library: Library | None) -> str:
    options = library.options if library else ()
    option = next((item for item in options if item.key == condition.option), None)
    labels = {choice.code: choice.label for choice in option.choices} if option else {}
    name = option.title if option else condition.option.replace("_", " ")
    return f"the setting “{name}” is {' or '.join(labels.get(code, code) for code in condition.accepts)}"


def _asked(key: str, form: Form, library: Library | None) -> Field | None:
    other, _, name = key.rpartition(".")
    asker = form if not other else library.forms.get(other) if library else None
    return asker.by_key.get(name) if asker else None


def _playing(role: str, library: Library | None) -> Field | None:
    """The question that plays a role."""
    form = library.form_with_role(role) if role and library else None
    return form.role(role) if form else None


def _plain(condition: Condition) -> str:
    if condition.fact:
        return facts()[condition.fact].title
    return (condition.field or condition.role).replace("_", " ")


def _form(form: Form, library: Library, mark: str) -> Iterator[str]:
    yield f"{mark} {form.title}"
    yield from ("", f"Form `{form.key}`, version {form.version}. {source_words(form.source, library)}")
    if form.note:
        yield from ("", form.note)
    yield from _bullets("Second review", list(second_words(form, library)))
    for section in form.sections:
        yield from _section(section, form, library, f"{mark}#")
    yield from _bullets("Remarks", list(remark_words(form, None, library)))


def _section(section: Section, form: Form, library: Library, mark: str) -> Iterator[str]:
    yield from ("", f"{mark} {section.title}")
    if section.note:
        yield from ("", section.note)
    if section.show_if:
        yield from ("", f"Asked when {in_words(section.show_if, form, library)}.")
    if section.themes and "themes" in library.lists:
        labels = (library.lists["themes"].label(code) for code in section.themes)
        yield from ("", f"Themes: {', '.join(labels)}.")
    for guidance in section.guidance:
        yield from _bullets(guidance_title(guidance), guidance_points(guidance))
    if section.fields:
        yield from ("", "| question | answer | rules | source |", "|---|---|---|---|")
    for field in section.fields:
        asked = f"{field.label}: {field.help}" if field.help else field.label
        rules = "; ".join(rule_words(field, form, library))
        yield _row(asked, answer_words(field), rules, source_mark(field.source))
    yield from _bullets("Remarks", list(remark_words(form, section, library)))


def source_mark(key: str) -> str:
    """A source as a short mark beside a question; the marks are explained at the end."""
    return f"[{key}]" if key else ""


def _bullets(title: str, points: Sequence[str]) -> Iterator[str]:
    if points:
        yield from ("", f"{title}:", "", *(f"- {point}" for point in points))


def _row(*cells: str) -> str:
    return "| " + " | ".join(text.replace("|", "/").replace("\n", " ") for text in cells) + " |"


def _list(options: CodeList, library: Library, mark: str) -> Iterator[str]:
    yield from ("", f"{mark} List: {options.title}", "")
    yield f"Version {options.version}. {source_words(options.source, library)}"
    if options.note:
        yield from ("", options.note)
    yield from ("", "| code | label | meaning | source |", "|---|---|---|---|")
    for choice in options.choices:
        label = f"{choice.label} (no longer offered)" if choice.retired else choice.label
        yield _row(choice.code, label, choice.help, source_mark(choice.source))
