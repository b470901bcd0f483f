"""A small file system that only this process sees, and how much room is left on it."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

PAGE = 4096
_NEW_MOUNTS, _NEW_USERS, _PRIVATE, _RECURSIVE = 0x20000, 0x10000000, 1 << 18, 1 << 14
_READ_ONLY, _AGAIN = 1, 32


def mounted(folder: Path, megabytes: int) -> str:
    """Put a small file system over a folder, for this process only; say why not where that is not allowed."""
    if not Path("/proc/self/ns/mnt").exists():
        return "this system has no file systems of one process"
    system = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()
    if system.unshare(_NEW_MOUNTS):
        if system.unshare(_NEW_MOUNTS | _NEW_USERS):
            return os.strerror(ctypes.get_errno())
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    system.mount(b"none", b"/", None, _PRIVATE | _RECURSIVE, None)
    if system.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, f"size={megabytes}m,mode=755".encode()):
        return os.strerror(ctypes.get_errno())
    return ""


def make_unwritable(folder: Path) -> bool:
    """Make a mounted folder read-only, as a drive that the system has given up on; whether that was possible."""
    system = ctypes.CDLL(None, use_errno=True)
    return system.mount(b"tmpfs", bytes(folder), b"tmpfs", _AGAIN | _READ_ONLY, None) == 0


def leave_room(ballast: Path, pages: int) -> None:
    """Fill the file system of a file up but for some pages."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PAGE * 64))
        except OSError:
            pass
        free = os.statvfs(ballast.parent).f_bfree
        file.truncate(max(0, file.tell() - PAGE * max(0, pages - free)))


def limit_files(pages: int | None) -> None:
    """Where no file system can be made: let no file of this process grow beyond some pages; None lifts that."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    limit = resource.RLIM_INFINITY if pages is None else pages * PAGE
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
