"""Folders in which a workbook is at risk: shares and folders that a cloud service keeps in step."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud",
    "box sync",
    "nextcloud",
    "sharepoint",
)
_SHARES = frozenset("nfs nfs4 cifs smb3 smbfs afpfs fuse.sshfs davfs webdav 9p".split())


def warning_about(path: Path) -> str:
    """A sentence when a workbook does not lie on a drive of this machine; empty when it does."""
    whole = path.absolute()
    if name := synced_by(whole):
        return (
            f"This workbook is in a folder that {name} keeps in step. Two copies can drift apart there, and "
            "one of them is lost. Keep it on a drive of this machine, or let one person open it at a time."
        )
    if is_unc(str(whole)) or _on_share(whole):
        return (
            "This workbook is on a network drive. If the connection drops during a save it can be damaged. "
            "Backups are made beside it; a drive of this machine is safer."
        )
    return ""


def synced_by(path: PurePath) -> str:
    """The name of the synchronised folder that a path lies in, as it is written."""
    for part in path.parts[:-1]:
        if any(part.lower().startswith(name) for name in _SYNCED):
            return part
    return ""


def is_unc(path: str) -> bool:
    """Whether a path names a machine: \\\\server\\share."""
    return path.startswith(("\\\\", "//")) and not path.startswith(("\\\\?\\", "\\\\.\\"))


def _on_share(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE: a letter that stands for a share
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote)
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    return share_of(path, mounts.read_text("utf-8", "replace").splitlines())


def share_of(path: PurePath, mounts: Iterable[str]) -> bool:
    """Whether the mount that a path lies under, the longest that fits, is a network one."""
    best, shared = 0, False
    for line in mounts:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = PurePath(parts[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, shared = len(point.parts), parts[2] in _SHARES
    return shared
