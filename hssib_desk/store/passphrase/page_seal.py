"""Whether a page of a protected file is as it was written with a key, without opening the file.

Follows https://www.zetetic.net/sqlcipher/design/ with the defaults of SQLCipher 4: at the end of each page
stand its initialisation vector and an HMAC-SHA-512 of all before it and of its number.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from hssib_desk.store.recovery.sqlite_pages import Content
from hssib_desk.store.schema.file_header import PAGE, SALT

_MAC = 64
_MAC_MASK, _MAC_ROUNDS = 0x3A, 2


def seal_key(raw: bytes | bytearray, salt: bytes) -> bytes:
    """The key that the seals of a file are made with."""
    masked = bytes(byte ^ _MAC_MASK for byte in salt)
    return hashlib.pbkdf2_hmac("sha512", raw, masked, _MAC_ROUNDS, len(raw))


def is_sealed(page: bytes, number: int, key: bytes) -> bool:
    """Whether a page is as it was written, at this place of a file whose seals are made with this key."""
    content = page[SALT if number == 1 else 0 : -_MAC] + number.to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(key, content, "sha512"), page[-_MAC:])


def pages_of(content: Content) -> Iterator[tuple[int, bytes]]:
    """Every whole page of a file with its number, which counts from 1."""
    for at in range(0, len(content) - PAGE + 1, PAGE):
        yield at // PAGE + 1, content[at : at + PAGE]
