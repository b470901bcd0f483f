"""The pages of a protected file without its database: each is decrypted by itself, and its seal looked at.

Follows https://www.zetetic.net/sqlcipher/design/ with the defaults of SQLCipher 4: AES-256 in CBC mode, and
at the end of each page its initialisation vector and an HMAC-SHA-512 of all before it and of its number. What
is decrypted stays in memory.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from hssib_desk.store.fileheader import HEADER, PAGE, SALT

RESERVED = 80  # of each page, not encrypted: the vector and the seal
_VECTOR, _MAC = 16, 64
_MAC_MASK, _MAC_ROUNDS = 0x3A, 2


def seal_key(raw: bytes, salt: bytes) -> bytes:
    """The key that the seals of a file are made with."""
    masked = bytes(byte ^ _MAC_MASK for byte in salt)
    return hashlib.pbkdf2_hmac("sha512", raw, masked, _MAC_ROUNDS, len(raw))


def is_sealed(page: bytes, number: int, key: bytes) -> bool:
    """Whether a page is as it was written, at this place of a file whose seals are made with this key."""
    content = page[SALT if number == 1 else 0 : -_MAC] + number.to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(key, content, "sha512"), page[-_MAC:])


def pages_of(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every whole page of a file with its number, which counts from 1."""
    for at in range(0, len(content) - PAGE + 1, PAGE):
        yield at // PAGE + 1, content[at : at + PAGE]


def unsealed(content: bytes, key: bytes) -> frozenset[int]:
    """The numbers of the pages whose seal is broken."""
    return frozenset(number for number, page in pages_of(content) if not is_sealed(page, number, key))


def decrypted(content: bytes, raw: bytes) -> bytes:
    """A whole file as it is without its passphrase; a page that was cut off within is zeros.

    This needs only the key itself: with another one, or where a page is damaged, noise comes out.
    """
    whole = b"".join(_decrypted(page, number, raw) for number, page in pages_of(content))
    return whole + bytes(len(content) - len(whole))


def _decrypted(page: bytes, number: int, raw: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    start, end = SALT if number == 1 else 0, PAGE - RESERVED
    work = Cipher(algorithms.AES(raw), modes.CBC(page[end : end + _VECTOR])).decryptor()
    plain = work.update(page[start:end]) + work.finalize()
    return (HEADER if start else b"") + plain + bytes(RESERVED)
