"""Whether a passphrase may be set, and how hard it is to guess: one rule for the window and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hssib_desk.store.errors import NotReady

LEAST_CHARACTERS = 8
_MOST_LOOKED_AT = 72  # the estimator takes no more
_LABELS = ("Very weak", "Weak", "Fair", "Strong", "Very strong")
_SLOW = "offline_slow_hashing_1e4_per_second"  # a good computer against the derivation of the key
_ADVICE = "A few unrelated words are easy to remember and hard to guess."


@dataclass(frozen=True)
class Strength:
    """How hard a passphrase is to guess: 0 (refused) to 4, and in words."""

    score: int
    sentence: str

    @property
    def is_refused(self) -> bool:
        """Whether it may not be set: somebody who guesses tries it among the first."""
        return self.score == 0

    @property
    def is_weak(self) -> bool:
        """Whether it may be set, and whoever sets it is told to think again."""
        return self.score == 1


def strength_of(passphrase: str, known: Sequence[str] = ()) -> Strength:
    """Estimate a passphrase; `known` are words that whoever guesses would try first."""
    if len(passphrase) < LEAST_CHARACTERS:
        return Strength(0, f"A passphrase needs at least {LEAST_CHARACTERS} characters. {_ADVICE}")
    if not passphrase.strip():
        return Strength(0, f"A passphrase needs something other than spaces. {_ADVICE}")
    from zxcvbn import zxcvbn

    found = zxcvbn(passphrase[:_MOST_LOOKED_AT], user_inputs=list(known))
    score, time = int(found["score"]), found["crack_times_display"][_SLOW]
    said = f"{_LABELS[score]}. Guessing it would take {time}."
    if score == 0:
        return Strength(0, f"{said} {_ADVICE}")
    hints = [found["feedback"]["warning"], *found["feedback"]["suggestions"]]
    hint = next((hint.rstrip(".") for hint in hints if hint), "")
    return Strength(score, f"{said} {hint}." if hint and score <= 2 else said)


def refuse_guessable(passphrase: str) -> None:
    """Raise NotReady for a passphrase that may not be set."""
    found = strength_of(passphrase)
    if found.is_refused:
        raise NotReady(f"This passphrase was not set. {found.sentence}")
