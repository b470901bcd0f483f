"""Where the forms, fonts and icons are: in the source tree, an installed wheel or the packaged program."""

import sys
from functools import cache
from pathlib import Path
from typing import Any


def forms_dir() -> Path:
    """Return the folder of the shipped form definitions."""
    return _found(_root() / "forms")


@cache
def names() -> dict[str, Any]:
    """Return the names that others decide: of the product, and of the bodies that forms speak of."""
    import tomllib

    return tomllib.loads((forms_dir() / "names.toml").read_text("utf-8"))


def product() -> str:
    """Return the name of the program as people see it."""
    return str(names()["product"])


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder, named from resources/: `resource("icons/house.svg")`.

    Raises FileNotFoundError, with a sentence for the user, when the installation lacks it.
    """
    return _found(_root() / "resources" / name)


def _root() -> Path:
    """Return the folder that holds forms/ and resources/."""
    bundle = getattr(sys, "_MEIPASS", None)
    if getattr(sys, "frozen", False) and bundle:
        return Path(bundle)
    package = Path(__file__).resolve().parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent


def _found(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(f"A part of the program is missing: {path}. Please install it again.")
    return path
