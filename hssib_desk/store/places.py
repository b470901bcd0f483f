"""Folders in which a workbook is at risk; the rules are data, in resources/places.toml."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from hssib_desk.resources import resource


@dataclass(frozen=True)
class Place:
    """Why a place is unsafe: its kind (synced, redirected, share, removable), a sentence, and what to do."""

    kind: str
    name: str
    sentence: str
    step: str


@dataclass(frozen=True)
class Machine:
    """What is asked of the system, so that a test can be any system."""

    mounts: tuple[str, ...] = ()  # lines of /proc/mounts, or of the same shape
    drive_type: Callable[[str], int] = lambda _anchor: 0  # as GetDriveTypeW says
    variables: Mapping[str, str] = field(default_factory=dict)
    exists: Callable[[PurePath], bool] = lambda _path: False
    names_in: Callable[[PurePath], Iterable[str]] = lambda _folder: ()


def warning_about(path: Path) -> str:
    """A sentence when a workbook does not lie on a drive of this machine; empty when it does."""
    place = place_of(path)
    return f"{place.sentence} {place.step}" if place else ""


def place_of(path: Path) -> Place | None:
    """Why the place of a file is unsafe; None where it is a drive of this machine."""
    whole = path.absolute()
    return find_place(whole, this_machine()) or _real_place(whole)


def _real_place(path: Path) -> Place | None:
    """A link may lead elsewhere, as redirected folders do."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # a link to itself is a RuntimeError before Python 3.13
        return None
    return find_place(real, this_machine()) if real != path else None


def find_place(path: PurePath, machine: Machine) -> Place | None:
    """The first rule that fits a path on a machine."""
    rules = _rules()
    for rule in rules["place"]:
        name = _fits(rule, path, machine)
        if name:
            said = rules["say"][rule["kind"]]["sentence"].format(file=path.name, name=name)
            return Place(rule["kind"], name, said, rules["step"]["sentence"])
    return None


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(resource("places.toml").read_text("utf-8"))


def _fits(rule: Mapping[str, Any], path: PurePath, machine: Machine) -> str:
    """The name to say when a rule fits; empty when it does not."""
    name = str(rule["name"])
    folders = [part for part in path.parts[:-1] if part != path.anchor]
    if rule.get("unc"):
        shared = [*path.anchor.strip("\\/").replace("/", "\\").split("\\"), *folders]
        if is_unc(str(path)) and (not rule.get("folders") or _matching(shared, rule["folders"])):
            return name
    elif _matching(folders, rule.get("folders", ())):
        return _matching(folders, rule["folders"]) if rule["kind"] == "synced" else name
    tests = (_in_variable, _holds, _on_drive, _on_mount, _under)
    return name if any(test(rule, path, machine) for test in tests) else ""


def _matching(folders: Iterable[str], patterns: Iterable[str]) -> str:
    wanted = list(patterns)
    return next((part for part in folders if any(fnmatchcase(part.lower(), one) for one in wanted)), "")


def is_unc(path: str) -> bool:
    """Whether a path names a machine: \\\\server\\share."""
    if path.upper().startswith("\\\\?\\UNC\\"):
        return True
    return path.startswith(("\\\\", "//")) and not path.startswith(("\\\\?\\", "\\\\.\\"))


def _in_variable(rule: Mapping[str, Any], path: PurePath, machine: Machine) -> bool:
    given = [machine.variables.get(name, "") for name in rule.get("variables", ())]
    if rule.get("homedrive") and any(given):
        return bool(path.drive) and path.drive.lower() == machine.variables.get("HOMEDRIVE", "").lower()
    return any(folder and path.is_relative_to(type(path)(folder)) for folder in given)


def _holds(rule: Mapping[str, Any], path: PurePath, machine: Machine) -> bool:
    patterns = rule.get("holds", ())
    if not patterns:
        return False
    plain = [name for name in patterns if "*" not in name]
    if any(machine.exists(folder / name) for folder in path.parents for name in plain):
        return True
    wild = [name for name in patterns if "*" in name]
    return bool(wild) and bool(_matching(machine.names_in(path.parent), wild))


def _on_drive(rule: Mapping[str, Any], path: PurePath, machine: Machine) -> bool:
    types = rule.get("drive_types", ())
    return bool(types) and bool(path.drive) and machine.drive_type(path.anchor) in types


def _on_mount(rule: Mapping[str, Any], path: PurePath, machine: Machine) -> bool:
    types = rule.get("types", ())
    return bool(types) and mount_type(path, machine.mounts) in types


def _under(rule: Mapping[str, Any], path: PurePath, machine: Machine) -> bool:
    """Below a folder in which drives are mounted; a drive of the machine itself is a link there."""
    shown = path.as_posix().lower()
    return any(
        shown.startswith(start) and shown.count("/") > start.count("/") for start in rule.get("under", ())
    )


def mount_type(path: PurePath, mounts: Iterable[str]) -> str:
    """The file system of the mount that a path lies under, the longest that fits."""
    best, found = 0, ""
    for line in mounts:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = type(path)(parts[1].replace("\\040", " ").replace("\\011", "\t"))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), parts[2]
    return found


def this_machine() -> Machine:
    """The system the program runs on."""
    return Machine(_mounts(), _drive_type, os.environ, _exists, _names_in)


def _mounts() -> tuple[str, ...]:
    try:
        return tuple(Path("/proc/mounts").read_text("utf-8", "replace").splitlines())
    except OSError:
        return ()


def _drive_type(anchor: str) -> int:
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(anchor))


def _exists(path: PurePath) -> bool:
    try:
        return Path(path).exists()
    except OSError:
        return False


def _names_in(folder: PurePath) -> Iterable[str]:
    try:
        return [entry.name for entry in Path(folder).iterdir()]
    except OSError:
        return ()
