"""What waits on a disk while an export is written: encrypted with a key that is nowhere but in memory."""

from __future__ import annotations

import io
import os
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

_BLOCK = 16


class Spool(io.RawIOBase):
    """A temporary file, written from its beginning to its end and then read; no program that is killed leaves
    anything that can be read, and on most systems not even the file, which has no name.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._key = AES(os.urandom(32))

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def write(self, content: Any, /) -> int:
        at = self._file.tell()
        return int(self._file.write(self._mixed(bytes(content), at)) or 0)

    def readinto(self, room: Any, /) -> int:
        at, view = self._file.tell(), memoryview(room).cast("B")
        found = self._file.read(len(view)) or b""
        view[: len(found)] = self._mixed(found, at)
        return len(found)

    def _mixed(self, content: bytes, at: int) -> bytes:
        mixer = Cipher(self._key, CTR((at // _BLOCK).to_bytes(_BLOCK, "big"))).encryptor()
        mixer.update(bytes(at % _BLOCK))
        return mixer.update(content)

    def close(self) -> None:
        self._file.close()
        super().close()
