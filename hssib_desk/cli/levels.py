"""`level`: what taking a case to another level would do, and doing it."""

from __future__ import annotations

import json
from argparse import Namespace

from hssib_desk.cli.console import DONE, LOOK, say
from hssib_desk.cli.opening import opened
from hssib_desk.domain.forms.levels import LEVEL_WORDS


def change(arguments: Namespace) -> int:
    """Show what another level would ask and set aside; take the case there with --apply."""
    with opened(arguments, read_only=not arguments.apply) as workbook:
        case = workbook.case(arguments.case)
        if arguments.apply:
            found = workbook.reviews.set_level(case.id, arguments.level, arguments.why)
        else:
            found = workbook.reviews.level_change(case.id, arguments.level)
    aside = [f"{entry.form.title}: {field.label}" for entry, field in found.set_aside]
    back = [f"{entry.form.title}: {field.label}" for entry, field in found.back]
    if arguments.json:
        told = {
            "case": case.ref, "before": found.before, "level": found.level, "applied": arguments.apply,
            "needed": found.asked, "set_aside": aside, "back": back,
        }  # fmt: skip
        say(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        say(f"{case.ref}: {LEVEL_WORDS[found.before]} to {LEVEL_WORDS[found.level].lower()}.")
        say(f"Needed answers without one then: {found.asked}.")
        for title, lines in (("Kept, and left out of exports", aside), ("Count again", back)):
            if lines:
                say(f"{title}: {len(lines)}")
            for line in lines:
                say(f"  {line}")
    if arguments.apply:
        return DONE
    if not arguments.json:
        say("Nothing was changed; change the level with --apply.")
    return LOOK
