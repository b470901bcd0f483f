"""`form check`, `form describe` and `form import`."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from pathlib import Path

from hssib_desk.cli.console import DONE, FAILED, say, say_error
from hssib_desk.domain.duties import reader as duty_reader
from hssib_desk.domain.forms.borrowing import with_borrowed
from hssib_desk.domain.forms.form import Form, FormError, Library
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library, read_lists, read_toml
from hssib_desk.domain.forms.pack import read_pack, with_packs
from hssib_desk.domain.forms.reading import read_list
from hssib_desk.domain.parts import reader as part_reader

_KEY = re.compile("[a-z][a-z0-9_]*")


def check(arguments: Namespace) -> int:
    """Read one definition file strictly, with the shipped lists and those beside it; or a local pack."""
    path = Path(arguments.file)
    if path.is_dir():
        return _check_pack(path)
    raw = read_toml(path)
    if "choice" in raw:
        found = read_list(raw, path.name)
        say(f"{path.name}: a valid list of {len(found.choices)} choices, version {found.version}.")
        return DONE
    shipped = load_library()
    raw_lists = dict(shipped.raw_lists)
    beside = path.parent / "lists"
    if beside.is_dir():
        raw_lists |= {item.stem: read_toml(item) for item in sorted(beside.glob("*.toml"))}
    lent = {key: json.loads(form.text)["form"] for key, form in shipped.forms.items()}
    own = duty_reader.with_questions(raw, path.name) if "duty" in raw else raw
    if "part" in raw:
        part_reader.read_parts(raw, path.name)
        own = part_reader.without_parts(raw)
    whole = with_borrowed(own, lent, path.name)
    form = read_form(whole, read_lists(raw_lists), raw_lists, path.name)
    say(f"{path.name}: a valid form, version {form.version}, {len(form.fields)} questions.")
    return DONE


def _check_pack(folder: Path) -> int:
    pack = read_pack(folder, load_library())
    lists = len(pack.raw_lists)
    say(
        f"{folder}: a valid pack, “{pack.title}”, version {pack.version}: {len(pack.pages)} pages, "
        f"{len(pack.fields)} questions, {lists} list{'' if lists == 1 else 's'}."
    )
    return DONE


def describe(arguments: Namespace) -> int:
    """Write a form, a local pack or the whole instrument, as Markdown or as one web page."""
    library = load_library()
    folder = Path(arguments.form or "")
    if arguments.form and arguments.form not in library.forms and folder.is_dir():
        pack = read_pack(folder, library)
        library, forms = with_packs(library, [pack]), list(pack.forms.values())
        return _described(library, forms, arguments)
    if arguments.form and arguments.form not in library.forms:
        say_error(f"There is no form called “{arguments.form}”. There are: {', '.join(library.forms)}.")
        return FAILED
    forms = [library.forms[arguments.form]] if arguments.form else list(library.forms.values())
    return _described(library, forms, arguments)


def _described(library: Library, forms: list[Form], arguments: Namespace) -> int:
    from hssib_desk.domain.describe.markdown import describe_form, describe_library
    from hssib_desk.domain.describe.page import describe_html

    if arguments.html:
        written = describe_html(library, forms)
    else:
        written = describe_form(forms[0], library) if len(forms) == 1 else describe_library(library, forms)
    if arguments.out:
        _write(Path(arguments.out), written, arguments.force)
        say(f"{arguments.out}: {len(forms)} form{'' if len(forms) == 1 else 's'} described.")
    else:
        say(written.rstrip("\n"))
    return DONE


def take(arguments: Namespace) -> int:
    """Make a form from a FHIR Questionnaire, and say what could not be carried over."""
    from hssib_desk.export.interchange.fhir_read import read_questionnaire_file

    out = Path(arguments.out) if arguments.out else None
    if out and (out.suffix != ".toml" or not _KEY.fullmatch(out.stem)):
        raise FormError(
            f"“{out.name}”: name the file as the form will be called, in small letters, digits and _, "
            "beginning with a letter and ending in .toml; for example “falls.toml”."
        )
    found = read_questionnaire_file(Path(arguments.file), load_library(), out.stem if out else "")
    if out is None and len(found.forms) > 1:
        raise FormError(
            f"This makes {len(found.forms)} forms, because what repeats is a form of its own. "
            "Name a file with --out; the others are written beside it."
        )
    if out is None:
        say(found.forms[0].toml.rstrip("\n"))
        return DONE
    paths = [out.with_name(f"{form.key}.toml") for form in found.forms]
    there = [path.name for path in paths if path.exists()]
    if there and not arguments.force:  # said before the first is written, so that none is left alone
        raise FormError(f"{', '.join(there)}: already there; choose another name, or add --force.")
    for path, form in zip(paths, found.forms, strict=True):
        _write(path, form.toml, arguments.force)
        asked = len(form.form.fields)
        say(f"{path}: a valid form, {asked} question{'' if asked == 1 else 's'}.")
    for sentence in found.lost:
        say(f"  {sentence}")
    return DONE


def _write(path: Path, written: str, force: bool) -> None:
    from hssib_desk.export.files import replacing

    with replacing(path, force) as part:
        part.write_text(written, "utf-8", newline="\n")
