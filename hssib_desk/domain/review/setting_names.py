"""What a setting of a workbook is called, for the history, an export or a finding that names one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hssib_desk import resources
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.reading import read_toml
from hssib_desk.domain.review.retention import rules_of

FILE = "settings.toml"
_PACK = "pack."


@cache
def _labels() -> Mapping[str, str]:
    return {item["key"]: item["label"] for item in read_toml(resources.forms_dir() / FILE)["setting"]}


def setting_name(key: str, library: Library) -> str:
    """The name of a setting; one that this program does not know is called so, without its key."""
    if key in _labels():
        return _labels()[key]
    if key.startswith(_PACK):
        return "A pack of local questions"
    chosen = {option.key: option.title for option in library.options}
    years = {rule.setting: f"How long reviews are kept: {rule.label}" for rule in rules_of(library, {})}
    return {**chosen, **years}.get(key, "A setting that this program does not know")
