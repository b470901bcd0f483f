"""`form check` and `form describe`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from hssib_desk.cli.console import DONE, FAILED, say, say_error
from hssib_desk.domain.describe import describe_form
from hssib_desk.domain.formreader import read_form
from hssib_desk.domain.library import load_library, read_lists, read_toml
from hssib_desk.domain.reading import read_list


def check(arguments: Namespace) -> int:
    """Read one definition file strictly, with the shipped lists and those beside it."""
    path = Path(arguments.file)
    raw = read_toml(path)
    if "choice" in raw:
        found = read_list(raw, path.name)
        say(f"{path.name}: a good list of {len(found.choices)} choices, version {found.version}.")
        return DONE
    shipped = load_library()
    raw_lists = dict(shipped.raw_lists)
    beside = path.parent / "lists"
    if beside.is_dir():
        raw_lists |= {item.stem: read_toml(item) for item in sorted(beside.glob("*.toml"))}
    form = read_form(raw, read_lists(raw_lists), raw_lists, path.name)
    say(f"{path.name}: a good form, version {form.version}, {len(form.fields)} questions.")
    return DONE


def describe(arguments: Namespace) -> int:
    """Write a form, or all of them, as Markdown."""
    library = load_library()
    if arguments.form and arguments.form not in library.forms:
        say_error(f"There is no form called “{arguments.form}”. There are: {', '.join(library.forms)}.")
        return FAILED
    for form in [library.forms[arguments.form]] if arguments.form else library.forms.values():
        say(describe_form(form, library))
    return DONE
