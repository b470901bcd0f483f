"""The recovery key on paper: a database key in groups of five that find a typing mistake each."""

from __future__ import annotations

from hssib_desk.store.errors import WrongPassphrase

KEY_BYTES = 32
GROUPS, SIZE = 13, 5
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
_MEANT = str.maketrans("ILO", "110")
_MODULUS = 0b100101  # x⁵ + x² + 1: the field in which a group's last letter is worked out
_FEWEST_DIGITS = 5  # a key without five digits does not happen; a sentence with five of them hardly does


def write(key: bytes | bytearray) -> str:
    """A key as thirteen groups; the last letter of each is worked out from the others and its place."""
    number = int.from_bytes(key, "big")
    values = [number >> 5 * place & 31 for place in reversed(range(GROUPS * (SIZE - 1)))]
    groups = []
    for place in range(GROUPS):
        group = values[place * (SIZE - 1) :][: SIZE - 1]
        groups.append("".join(_ALPHABET[value] for value in [*group, _check(place, group)]))
    return "-".join(groups)


def read(text: str) -> bytes:
    """The key behind what was typed; raises WrongPassphrase naming the group with the mistake."""
    groups = _groups(text)
    number = 0
    for place, group in enumerate(groups):
        values = [_ALPHABET.find(letter) for letter in group]
        if -1 in values or _check(place, values[:-1]) != values[-1]:
            raise WrongPassphrase(
                f"Group {place + 1} of the recovery key, “{group}”, has a typing mistake. "
                "Compare it with the paper."
            )
        for value in values[:-1]:
            number = number << 5 | value
    if number >= 1 << 8 * KEY_BYTES:
        raise WrongPassphrase("This is not a recovery key of this program.")
    return number.to_bytes(KEY_BYTES, "big")


def looks_like_one(text: str) -> bool:
    """Whether somebody meant to type a recovery key, mistakes and all."""
    letters = _letters(text)
    all_good = letters.isascii() and letters.isalnum()
    digits = sum(letter.isdigit() for letter in letters)
    return all_good and abs(len(letters) - GROUPS * SIZE) <= 2 * SIZE and digits >= _FEWEST_DIGITS


def _groups(text: str) -> list[str]:
    letters = _letters(text)
    if len(letters) == GROUPS * SIZE:
        return [letters[start : start + SIZE] for start in range(0, len(letters), SIZE)]
    typed = text.replace("-", " ").split()
    odd = next((place for place, group in enumerate(typed, 1) if len(group) != SIZE), 0)
    where = f" Group {odd} has {len(typed[odd - 1])}." if odd and len(typed) == GROUPS else ""
    raise WrongPassphrase(
        f"A recovery key has {GROUPS} groups of {SIZE}, {GROUPS * SIZE} letters and digits in all; this has "
        f"{len(letters)}.{where}"
    )


def _letters(text: str) -> str:
    return "".join(text.replace("-", " ").upper().split()).translate(_MEANT)


def _check(place: int, values: list[int]) -> int:
    """Differs after any one wrong letter, two swapped neighbours, or a group in another group's place."""
    found = place + 1
    for value in values:
        found = (found ^ value) << 1
        if found > 31:
            found ^= _MODULUS
    return found
