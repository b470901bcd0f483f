"""Reading an Office file that has a password: only in memory, so that no readable copy is ever on a disk."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

from hssib_desk.domain.caseload.table import NeedsPassword, TableError
from hssib_desk.export.reading.content import OLE, content_of, first_bytes

NEEDED = "{name} is protected with a password. Give the password, or save a copy without one."
WRONG = "The password does not open {name}. Check large and small letters, and type it again."
ALTERED = (
    "{name} was altered or damaged since it was given its password, so it is not read. "
    "Ask for it to be sent again."
)
_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def is_locked(path: Path) -> bool:
    """Whether a file is an Office file that has a password; raises TableError when it cannot be read."""
    return first_bytes(path).startswith(OLE) and _PACKAGE in content_of(path)


def unlocked(path: Path, password: str) -> bytes:
    """What is inside a protected file; raises NeedsPassword without the right password."""
    if not password:
        raise NeedsPassword(NEEDED.format(name=path.name))
    content = content_of(path)
    # Written here and by Excel in the composed form; another program may keep what was typed.
    for typed in dict.fromkeys((unicodedata.normalize("NFC", password), password)):
        found = _opened(content, typed, path.name)
        if found is not None:
            return found
    raise NeedsPassword(WRONG.format(name=path.name))


def _opened(content: bytes, password: str, name: str) -> bytes | None:
    """The bytes inside; None for a wrong password."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    inside = BytesIO()
    try:
        locked = OfficeFile(BytesIO(content))
        locked.load_key(password=password, verify_password=True)
    except InvalidKeyError:
        return None
    except Exception as error:  # whatever the library makes of a file that is none
        raise TableError(ALTERED.format(name=name)) from error
    try:
        locked.decrypt(inside, verify_integrity=locked.type == "agile")
    except (InvalidKeyError, DecryptionError, ValueError, OSError) as error:
        raise TableError(ALTERED.format(name=name)) from error
    return inside.getvalue()
