"""Local packs that a workbook keeps: whole, so that a colleague without the folder sees every page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from hssib_desk.domain.forms.form import FormError, Library
from hssib_desk.domain.forms.pack import Pack, pack_from_files, with_packs
from hssib_desk.domain.review.seal import canonical_json
from hssib_desk.store.context import WriteContext
from hssib_desk.store.form_cache import FormCache
from hssib_desk.store.settings import keep_rules, write_settings
from hssib_desk.store.verify.rebuild import rebuild_columns

_SETTING = "pack."  # and the key of the pack; the value holds its files, or nothing once it was taken out


def packs_of(settings: Mapping[str, str], shipped: Library) -> tuple[list[Pack], str]:
    """The packs that a workbook keeps, in the order of their keys; and a sentence on what cannot be read."""
    found: list[Pack] = []
    problem = ""
    for key in sorted(key for key, value in settings.items() if key.startswith(_SETTING) and value):
        try:
            pack = pack_from_files(json.loads(settings[key])["files"], shipped)
            with_packs(shipped, [*found, pack])
            found.append(pack)
        except (FormError, ValueError, KeyError, TypeError, AttributeError) as error:
            name = key.removeprefix(_SETTING)
            problem = (
                f"The local pack “{name}” does not fit the current forms, so its pages are not shown; "
                f"every answer is kept. {error}"
            )
    return found, problem


def library_of(settings: Mapping[str, str], shipped: Library) -> Library:
    """The library that a workbook is used with: the shipped forms, and those of its packs."""
    return with_packs(shipped, packs_of(settings, shipped)[0])


def take(context: WriteContext, pack: Pack, shipped: Library) -> dict[str, str]:
    """Keep a pack in the workbook, in place of an earlier version of it; return all settings."""
    return _write(context, pack.key, canonical_json({"files": dict(pack.files)}), shipped)


def take_out(context: WriteContext, key: str, shipped: Library) -> dict[str, str]:
    """Ask a pack's questions no more; answers, forms and history stay. Return all settings."""
    return _write(context, key, "", shipped)


def _write(context: WriteContext, key: str, value: str, shipped: Library) -> dict[str, str]:
    settings = write_settings(context, {f"{_SETTING}{key}": value})
    newer = replace(context, shelf=FormCache(library_of(settings, shipped)))
    for form in newer.library.forms.values():
        if form.key not in shipped.forms:
            newer.keep(form)
    # How complete a case is follows from the questions that are asked.
    rebuild_columns(newer)
    keep_rules(newer)
    return settings
