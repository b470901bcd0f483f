"""The pages of a protected file without its database: each is decrypted by itself, and its seal looked at.

Follows https://www.zetetic.net/sqlcipher/design/ with the defaults of SQLCipher 4: AES-256 in CBC mode, and
at the end of each page its initialisation vector and an HMAC-SHA-512 of all before it and of its number. What
is decrypted stays in memory, a page at a time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from hssib_desk.store.recovery.sqlite_pages import Content
from hssib_desk.store.schema.file_header import HEADER, PAGE, SALT

RESERVED = 80  # of each page, not encrypted: the vector and the seal
_VECTOR, _MAC = 16, 64
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


def unsealed(content: Content, key: bytes) -> frozenset[int]:
    """The numbers of the pages whose seal is broken."""
    return frozenset(number for number, page in pages_of(content) if not is_sealed(page, number, key))


class DecryptedBytes:
    """A file as it is without its passphrase, each page decrypted when it is looked at and then forgotten.

    This needs only the key itself: with another one, or where a page is damaged, noise comes out. A page that
    was cut off within is zeros.
    """

    def __init__(self, content: Content, raw: bytes | bytearray) -> None:
        self._content, self._raw = content, raw

    def __len__(self) -> int:
        return len(self._content)

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(len(self))
        pages = range(start // PAGE, -(-stop // PAGE)) if stop > start else range(0)
        whole = b"".join(self._page(number + 1) for number in pages)
        first = start // PAGE * PAGE
        return whole[start - first : stop - first]

    def _page(self, number: int) -> bytes:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        page = self._content[(number - 1) * PAGE : number * PAGE]
        if len(page) < PAGE:
            return bytes(len(page))
        start, end = SALT if number == 1 else 0, PAGE - RESERVED
        work = Cipher(algorithms.AES(self._raw), modes.CBC(page[end : end + _VECTOR])).decryptor()
        plain = work.update(page[start:end]) + work.finalize()
        return (HEADER if start else b"") + plain + bytes(RESERVED)
