"""A form as readable documentation: questions, choices, rules, sources, in Markdown."""

from __future__ import annotations

from hssib_desk.domain.form import CodeList, Condition, Field, Form, Library, Section

_LONG_LIST = 12  # a longer list is named, and written out once at the end


def describe_form(form: Form, library: Library) -> str:
    """The whole form as Markdown, with its rules in words and every source named."""
    lines = [
        f"# {form.title}",
        "",
        f"Form `{form.key}`, version {form.version}. {_source(form.source, library)}",
    ]
    if form.note:
        lines += ["", form.note]
    for section in form.sections:
        lines += _section(section, form, library)
    for clock in form.clocks:
        due = (
            "without delay" if clock.days == 0 else f"{clock.days} {'working ' if clock.working else ''}days"
        )
        lines += [
            "",
            f"**Clock: {clock.title}.** {due}, {clock.standard} standard. {_source(clock.source, library)}",
        ]
    long_lists = {f.options.key: f.options for f in form.fields if f.options and _is_long(f.options)}
    for options in long_lists.values():
        lines += _list(options, library)
    return "\n".join(lines) + "\n"


def _section(section: Section, form: Form, library: Library) -> list[str]:
    lines = ["", f"## {section.title}"]
    if section.note:
        lines += ["", section.note]
    if section.show_if:
        lines += ["", f"Asked when {in_words(section.show_if, form)}."]
    if section.themes and "themes" in library.lists:
        lines += [
            "",
            "Themes: " + ", ".join(library.lists["themes"].label(code) for code in section.themes) + ".",
        ]
    for guidance in section.guidance:
        points = guidance.points or tuple(f"{c.label}: {c.help}" for c in (guidance.scale or _EMPTY).choices)
        lines += ["", f"*{guidance.title}*", "", *(f"- {point}" for point in points)]
    lines += ["", "| question | kind | rule | source |", "|---|---|---|---|"]
    lines += [_row(field, form, library) for field in section.fields]
    return lines


_EMPTY = CodeList("", "", 1, "", ())


def _row(field: Field, form: Form, library: Library) -> str:
    asked = [field.label] + ([f"{field.help}"] if field.help else [])
    kind = field.kind.replace("_", " ")
    if field.options:
        names = ", ".join(choice.label for choice in field.options.offered)
        kind += f": list “{field.options.title}”" if _is_long(field.options) else f": {names}"
    rules = ["required"] if field.required else []
    rules += [f"required when {in_words(field.required_if, form)}"] if field.required_if else []
    rules += [f"stays as it is once {in_words(field.fixed_if, form)}"] if field.fixed_if else []
    rules += [f"shown when {in_words(field.show_if, form)}"] if field.show_if else []
    rules += [f"identifying ({field.identifying})"] if field.identifying else []
    rules += ["may change after signing"] if field.living else []
    cells = (": ".join(asked), kind, "; ".join(rules), _source(field.source, library))
    return "| " + " | ".join(text.replace("|", "/").replace("\n", " ") for text in cells) + " |"


def _is_long(options: CodeList) -> bool:
    return len(options.choices) > _LONG_LIST


def _list(options: CodeList, library: Library) -> list[str]:
    head = f"Version {options.version}. {_source(options.source, library)}"
    rows = [f"| {c.code} | {c.label} | {c.help} |" for c in options.choices]
    return [
        "",
        f"## List: {options.title}",
        "",
        head,
        "",
        "| code | label | meaning |",
        "|---|---|---|",
        *rows,
    ]


def _source(key: str, library: Library) -> str:
    found = library.sources.get(key)
    if found:
        return f"Source: {found.title} [{key}]."
    known = {"local": "Local: this program's own.", "unverified": "From general knowledge, not verified."}
    return known.get(key, f"Source: {key}." if key else "")


def in_words(condition: Condition, form: Form) -> str:
    """A rule as a reader says it: “Score” is Very poor or Poor."""
    if condition.test in ("any", "all"):
        word = " or " if condition.test == "any" else " and "
        return word.join(in_words(part, form) for part in condition.parts)
    if condition.test == "not":
        return f"not ({in_words(condition.parts[0], form)})"
    field = form.by_key.get(condition.field)
    name = f"“{field.label}”" if field else f"“{(condition.field or condition.fact).replace('_', ' ')}”"
    if condition.test == "is":
        labels = [
            field.options.label(code) if field and field.options else code for code in condition.accepts
        ]
        return f"{name} is {' or '.join(labels)}"
    if condition.test in ("empty", "filled"):
        return f"{name} has {'no' if condition.test == 'empty' else 'an'} answer"
    return f"{name} is {condition.test} {condition.bound:g}"
