"""What each released version of each form asks, kept as digests.

`python -m tests.domain.form_versions` adds what is not kept yet, and keeps anew what was not released.
"""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from hssib_desk.domain.forms.library import load_library

KEPT = Path(__file__).parent.parent / "data" / "form_versions.json"
# What may be reworded within a version: nobody's answers mean anything else for it.
_WORDS = frozenset(
    "advise clock guidance help icon match note placeholder settings short source "
    "trigger version width words".split()
)


def digest(form):
    """The digest of what a form asks: its questions, their kinds, choices and rules."""
    asked = json.dumps(_asked(json.loads(form.text)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode("utf-8")).hexdigest()


def _asked(value):
    if isinstance(value, dict):
        return {key: _asked(item) for key, item in value.items() if key not in _WORDS}
    return [_asked(item) for item in value] if isinstance(value, list) else value


def kept():
    """The digests by form and version."""
    return json.loads(KEPT.read_text("utf-8"))


def released():
    """The versions that the newest kept workbook of forms holds: those stay as they are."""
    newest = max(KEPT.parent.glob("forms-*.hssib"), key=lambda path: int(path.stem.partition("-")[2]))
    with closing(sqlite3.connect(f"file:{newest}?mode=ro", uri=True)) as file:
        return {(key, str(version)) for key, version in file.execute("select key, version from form_texts")}


def main():
    """Keep the versions that are not kept yet, and anew those that were not released since."""
    found, stay = kept(), released()
    for form in load_library().every_form:
        versions, version = found.setdefault(form.key, {}), str(form.version)
        if version not in versions or (form.key, version) not in stay:
            versions[version] = digest(form)
    KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
