"""The shipped forms as a later program might have them: made in a folder, and read from there."""

import json
import shutil
import tomllib

from hssib_desk import resources
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.toml_text import toml_text


def newer_folder(folder, change):
    """A copy of the forms folder in which `change(read, write)` has edited files."""
    shutil.copytree(resources.forms_dir(), folder)

    def read(name):
        return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))

    def write(name, raw):
        (folder / f"{name}.toml").write_text(toml_text(raw), "utf-8")

    change(read, write)
    return folder


def newer_library(folder, form, role_list="theme"):
    """The library after a form got a new question, a renamed one, lost one, and its list changed.

    Returns the library and what was done: the keys `title`, `gone` and `list` of before.
    """
    done = {}

    def change(read, write):
        raw = read(form.key)
        raw["version"] += 1
        fields = [field for section in raw["section"] for field in section.get("field", [])]
        title = next(field for field in fields if field.get("role") == "title")
        gone = next(field for field in fields if field.get("role") == "detail")
        listed = next(field for field in fields if field.get("role") == role_list)
        raw["section"][0]["field"].remove(gone)
        raw["section"][0]["field"].append({"key": "brand_new", "label": "Something new", "kind": "text"})
        raw["dropped"] = [*raw.get("dropped", []), gone["key"]]
        done.update(title=title["key"], gone=gone["key"], listed=listed["key"], list=listed["list"])
        title.update(key="renamed_title", label="The title in other words", renamed=[title["key"]])
        write(form.key, _without(raw, {done["gone"], done["title"]}))
        choices = read(f"lists/{listed['list']}")
        choices["version"] += 1
        done["choice_gone"] = choices["choice"].pop(0)
        choices["choice"].append({"code": "brand_new_choice", "label": "A new choice"})
        write(f"lists/{listed['list']}", choices)

    return load_library(newer_folder(folder, change)), done


def _without(raw, keys):
    """The form without rules on questions that are gone or have another name."""
    raw["advise"] = [rule for rule in raw.get("advise", []) if not _names(rule, keys)]
    for section in raw["section"]:
        section["advise"] = [rule for rule in section.get("advise", []) if not _names(rule, keys)]
        for field in section.get("field", []):
            for rule in ("show_if", "required_if"):
                if rule in field and _names(field[rule], keys):
                    del field[rule]
    return raw


def _names(rule, keys):
    return any(f'"{key}"' in json.dumps(rule) for key in keys)
