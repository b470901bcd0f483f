"""What each released version of each form asks, kept as digests.

`python -m tests.domain.form_versions` adds the versions that are not kept yet.
"""

import hashlib
import json
from pathlib import Path

from hssib_desk.domain.forms.library import load_library

KEPT = Path(__file__).parent.parent / "data" / "form_versions.json"
# What may be worded anew within a version: nobody's answers mean anything else for it.
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


def main():
    """Keep the versions that are not kept yet; one that is kept stays as it is."""
    found = kept()
    for form in load_library().forms.values():
        found.setdefault(form.key, {}).setdefault(str(form.version), digest(form))
    KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
