"""The instrument as one accessible HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from hssib_desk.domain.describe.markdown import (
    DUTIES_NOTE,
    DUTIES_TITLE,
    FACTS_NOTE,
    FACTS_TITLE,
    MARKS,
    PARTS_NOTE,
    PARTS_TITLE,
    WORDING,
    WORDING_NOTE,
    answer_words,
    duty_words,
    fact_words,
    guidance_points,
    guidance_title,
    in_words,
    is_long,
    long_lists,
    part_words,
    remark_words,
    review_words,
    rule_words,
    second_words,
    source_words,
    used_sources,
    wording_words,
    words_of,
)
from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.forms.form import CodeList, Field, Form, Library, Section
from hssib_desk.domain.parts.part import FORM as PARTS

_STYLE = """
:root { color-scheme: light dark; --ink: #212b32; --quiet: #4c6272; --line: #d8dde0; --link: #005eb8;
  --paper: #ffffff; --band: #f0f4f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f4f5; --quiet: #aebdc8; --line: #44525c;
  --link: #7cb8f2; --paper: #16202a; --band: #212d38; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.55 system-ui, "Segoe UI", sans-serif; color: var(--ink);
  background: var(--paper); }
main, header, nav { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem; }
h1, h2, h3, h4 { line-height: 1.25; font-weight: 600; margin: 2rem 0 .5rem; }
h2 { border-top: 1px solid var(--line); padding-top: 2rem; margin-top: 3rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
.quiet, .facts { color: var(--quiet); }
.questions { list-style: none; padding: 0; }
.questions > li { border-top: 1px solid var(--line); padding: .75rem 0; }
.questions h4 { margin: 0; font-size: 1rem; }
.questions p { margin: .15rem 0 0; }
.facts { margin: .25rem 0 0; padding-left: 1.2rem; font-size: .9375rem; }
.card { background: var(--band); padding: .75rem 1rem; margin: 1rem 0; border-radius: 6px; }
.card h4 { margin: 0 0 .25rem; }
.card ul { margin: 0; padding-left: 1.2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--quiet); padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-top: 1px solid var(--line); }
dt { margin-top: .5rem; font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
@media print { nav, .skip { display: none; } h2 { break-before: page; } li { break-inside: avoid; } }
"""


def describe_html(library: Library, forms: Iterable[Form]) -> str:
    """The forms as one self-contained page: contents, questions, rules in words, lists, sources."""
    forms = list(forms)
    title = f"{library.outline.title}: the instrument"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the questions</a>',
        f"<header><h1>{escape(title)}</h1>",
        *(f'<p class="quiet">{escape(line.removeprefix("- "))}</p>' for line in review_words(library)),
        "</header>",
        *_contents(forms, library),
        '<main id="main">',
    ]
    for form in forms:
        parts += _form(form, library)
    if DUTIES in {form.key for form in forms}:
        said = fact_words(lambda rule: words_of(rule, library))
        parts += _listed("facts", FACTS_TITLE, FACTS_NOTE, said)
        owed = (duty_words(duty, library, lambda rule: words_of(rule, library)) for duty in library.duties)
        parts += _listed("duties-born", DUTIES_TITLE, DUTIES_NOTE, owed)
    if PARTS in {form.key for form in forms}:
        whose = part_words(library, lambda rule: words_of(rule, library))
        parts += _listed("who-signs", PARTS_TITLE, PARTS_NOTE, whose)
    parts += [*_wording(library), '<section aria-labelledby="lists">', '<h2 id="lists">Lists</h2>']
    for options in long_lists(forms):
        parts += _list(options, library)
    parts += ["</section>", *_sources(forms, library), "</main>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _listed(anchor: str, title: str, note: str, said: Iterable[str]) -> Iterator[str]:
    yield f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{title}</h2><p>{escape(note)}</p><ul>'
    yield from (f"<li>{escape(line.replace('**', ''))}</li>" for line in said)
    yield "</ul></section>"


def _contents(forms: Sequence[Form], library: Library) -> Iterator[str]:
    yield '<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ul>'
    for form in forms:
        version = f'<span class="quiet">version {form.version}</span>'
        yield f'<li><a href="#{_id(form.key)}">{escape(form.title)}</a> {version}</li>'
    if DUTIES in {form.key for form in forms}:
        yield f'<li><a href="#facts">{FACTS_TITLE}</a></li><li><a href="#duties-born">{DUTIES_TITLE}</a></li>'
    if PARTS in {form.key for form in forms}:
        yield f'<li><a href="#who-signs">{PARTS_TITLE}</a></li>'
    if library.word_rules:
        yield f'<li><a href="#wording">{WORDING}</a></li>'
    yield '<li><a href="#lists">Lists</a></li><li><a href="#sources">Sources</a></li></ul></nav>'


def _id(*keys: str) -> str:
    return escape("-".join(("f", *keys)))


def _form(form: Form, library: Library) -> Iterator[str]:
    name = _id(form.key)
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(form.title)}</h2>'
    about = f"Form {form.key}, version {form.version}. {source_words(form.source, library)}"
    yield f'<p class="quiet">{escape(about)}</p>'
    if form.note:
        yield f"<p>{escape(form.note)}</p>"
    yield from _card("Second review", list(second_words(form, library)), "h3")
    for section in form.sections:
        yield from _section(section, form, library)
    yield from _card("Remarks", list(remark_words(form, None, library)), "h3")
    yield "</section>"


def _section(section: Section, form: Form, library: Library) -> Iterator[str]:
    yield f"<h3>{escape(section.title)}</h3>"
    if section.note:
        yield f"<p>{escape(section.note)}</p>"
    if section.show_if:
        yield f"<p>Asked when {escape(in_words(section.show_if, form, library))}.</p>"
    if section.themes and "themes" in library.lists:
        labels = ", ".join(library.lists["themes"].label(code) for code in section.themes)
        yield f'<p class="quiet">Themes: {escape(labels)}.</p>'
    for guidance in section.guidance:
        yield from _card(guidance_title(guidance), guidance_points(guidance))
    if section.fields:
        yield '<ol class="questions">'
        for field in section.fields:
            yield from _question(field, form, library)
        yield "</ol>"
    yield from _card("Remarks", list(remark_words(form, section, library)))


def _question(field: Field, form: Form, library: Library) -> Iterator[str]:
    yield f'<li id="{_id(form.key, field.key)}"><h4>{escape(field.label)}</h4>'
    if field.help:
        yield f"<p>{escape(field.help)}</p>"
    answer = answer_words(field)
    facts = [f"Answer: {escape(answer)}"]
    if field.options and is_long(field.options):
        facts = [f'Answer: <a href="#{_list_id(field.options)}">{escape(answer)}</a>']
    facts += [escape(rule[0].upper() + rule[1:]) for rule in rule_words(field, form, library)]
    if field.source:
        facts.append(f"Source: {_mark(field.source, library)}")
    yield '<ul class="facts">' + "".join(f"<li>{fact}</li>" for fact in facts) + "</ul></li>"


def _mark(key: str, library: Library) -> str:
    where = f"source-{escape(key)}" if key in library.sources or key in MARKS else ""
    return f'<a href="#{where}">{escape(key)}</a>' if where else escape(key)


def _card(title: str, points: Sequence[str], heading: str = "h4") -> Iterator[str]:
    if points:
        lines = "".join(f"<li>{escape(point)}</li>" for point in points)
        yield f'<div class="card"><{heading}>{escape(title)}</{heading}><ul>{lines}</ul></div>'


def _wording(library: Library) -> Iterator[str]:
    if library.word_rules:
        yield f'<section aria-labelledby="wording"><h2 id="wording">{WORDING}</h2>'
        yield f"<p>{escape(WORDING_NOTE)}</p><ul>"
        yield from (f"<li>{escape(said)}</li>" for said in wording_words(library))
        yield "</ul></section>"


def _list_id(options: CodeList) -> str:
    return f"list-{escape(options.key)}"


def _list(options: CodeList, library: Library) -> Iterator[str]:
    yield f'<h3 id="{_list_id(options)}">{escape(options.title)}</h3>'
    if options.note:
        yield f"<p>{escape(options.note)}</p>"
    caption = f"Version {options.version}. {source_words(options.source, library)}"
    yield f'<div class="scroll" tabindex="0"><table><caption>{escape(caption)}</caption>'
    heads = ("Code", "Label", "Meaning", "Source")
    yield "<thead><tr>" + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for choice in options.choices:
        label = f"{choice.label} (no longer offered)" if choice.retired else choice.label
        source = _mark(choice.source, library) if choice.source else ""
        cells = f"<td>{escape(label)}</td><td>{escape(choice.help)}</td><td>{source}</td>"
        yield f'<tr><th scope="row">{escape(choice.code)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _sources(forms: Sequence[Form], library: Library) -> Iterator[str]:
    yield '<section aria-labelledby="sources"><h2 id="sources">Sources</h2><dl>'
    for mark, words in MARKS.items():
        yield f'<dt id="source-{mark}">{mark}</dt><dd>{escape(words)}</dd>'
    for key in used_sources(forms):
        source = library.sources.get(key)
        if source is None:
            continue
        text = escape(source.title)
        if source.address.startswith(("https://", "http://")):
            text += f' <a href="{escape(source.address)}">{escape(source.address)}</a>'
        yield f'<dt id="source-{escape(key)}">{escape(key)}</dt><dd>{text}</dd>'
    yield "</dl></section>"
