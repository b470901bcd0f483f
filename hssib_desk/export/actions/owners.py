"""What the file of an owner is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def file_names(owners: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A name of a file for each owner: its letters and figures, no two alike."""
    given: set[str] = set()
    for owner in owners:
        plain = "-".join("".join(c if c.isalnum() else " " for c in owner).lower().split()) or "owner"
        name = f"actions-{plain[:60]}"
        number = 2
        while name in given:
            name, number = f"actions-{plain[:60]}-{number}", number + 1
        given.add(name)
        yield name, owner
