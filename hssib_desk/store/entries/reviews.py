"""The door to what is done with a review as a whole: signing, a second review, another form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hssib_desk.domain.forms.levels import Level
from hssib_desk.domain.review.case_file import CaseFile, Seal, Stage
from hssib_desk.domain.review.screening import LevelChange
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.store.entries import parts, renewal, review_form, screening, sealing, second_review
from hssib_desk.store.entries.case_files import find_case
from hssib_desk.store.entries.renewal import FormUpdate
from hssib_desk.store.entries.review_form import ReviewMove
from hssib_desk.store.errors import Missing
from hssib_desk.store.lists.queries import SealedVersion
from hssib_desk.store.transactions import Transactions


class Reviews:
    """The reviews of an open workbook; `Workbook.reviews` is the one there is."""

    def __init__(self, at: Transactions) -> None:
        self._at = at

    def review_move(self, case_id: str, key: str) -> ReviewMove:
        """What moving a review to another review form would do; raises when it cannot, and says why."""
        return self._at.read(review_form.plan, case_id, key)

    def move_review(self, case_id: str, key: str) -> ReviewMove:
        """Move a review to another review form; undo takes it back, and nothing written is lost."""
        return self._at.write(review_form.move, case_id, key)

    def sign_screening(self, case_id: str, *, name: str, role: str) -> CaseFile:
        """Seal the next step chosen for a death; raises NotReady while an answer is missing."""
        return self._at.write(screening.sign_screening, case_id, name, role)

    def reopen_screening(self, case_id: str, reason: str) -> CaseFile:
        """Open a signed screening again, with a reason."""
        return self._at.write(screening.reopen_screening, case_id, reason)

    def level_change(self, case_id: str, level: Level) -> LevelChange:
        """What taking a case to another level would do; raises when it cannot, and says why."""
        return self._at.read(screening.plan_level, case_id, level)

    def set_level(self, case_id: str, level: Level, why: str = "") -> LevelChange:
        """Take a case up or down a level; undo takes it back."""
        return self._at.write(screening.set_level, case_id, level, why)

    def form_updates(self, case_id: str) -> list[FormUpdate]:
        """What moving a whole review to the forms of today would do, part by part; none once it is signed."""
        return self._at.read(renewal.plans, case_id)

    def update_forms(self, case_id: str) -> list[FormUpdate]:
        """Move a whole review to the forms of today in one act; undo takes it back."""
        return self._at.write(renewal.renew_case, case_id)

    def sign(self, case_id: str, *, name: str, role: str, warnings: Mapping[str, str] | None = None) -> Seal:
        """Seal a case as it stands; the rules that say whether it is ready are asked before.

        It is the first stage not sealed yet; a second review is signed by somebody else than the first.
        """
        return self._at.write(parts.sign_stage, case_id, name, role, warnings or {})

    def sign_parts(
        self,
        case_id: str,
        keys: Sequence[str],
        *,
        name: str,
        role: str,
        warnings: Mapping[str, str] | None = None,
    ) -> Seal | None:
        """Sign some parts of a first review; the last one that it waits for seals it, and only then is there
        a seal. Raises NotReady while an answer of theirs is missing."""
        return self._at.write(parts.sign_parts, case_id, keys, name, role, warnings or {})

    def assign_part(self, case_id: str, key: str, *, name: str, role: str = "", due: str = "") -> None:
        """Say who has a part of a review, in which role and by when; undo takes it back."""
        self._at.write(parts.assign, case_id, key, name, role, due)

    def set_part_aside(self, case_id: str, key: str, reason: str, name: str = "") -> None:
        """Let a review be signed without one of its parts, for a reason."""
        self._at.write(parts.set_aside, case_id, key, reason, name)

    def open_part(self, case_id: str, key: str, reason: str) -> None:
        """Take the signature of a part back, or use again one that was set aside; the others stay signed."""
        self._at.write(parts.open_part, case_id, key, reason)

    def sign_all(self, signers: Mapping[str, tuple[str, str]]) -> None:
        """Seal many cases in one act, all or none: the name and role of who signed, by the id of the case."""
        with self._at.writing() as context:
            for case_id, (name, role) in signers.items():
                sealing.sign(context, case_id, name, role, {})

    def reopen(self, case_id: str, reason: str, stage: Stage | None = None) -> None:
        """Open a signed stage, by default the last, to changes again; the signed version stays readable."""
        self._at.write(parts.reopen, case_id, reason, stage)

    def start_second(self, case_id: str, *, name: str, role: str) -> CaseFile:
        """Begin a blind second review by somebody else than the first; the case as its reviewer sees it."""
        self._at.write(second_review.start_second, case_id, name, role)
        return shown_view(self._at.read(find_case, case_id))

    def withdraw_second(self, case_id: str, reason: str) -> None:
        """Take a second review that is not signed out of its case."""
        self._at.write(second_review.withdraw_second, case_id, reason)

    def start_agreed(self, case_id: str) -> CaseFile:
        """Begin the agreed scores of two signed reviews, empty."""
        self._at.write(second_review.start_agreed, case_id)
        return self._at.read(find_case, case_id)

    def agree(self, case_id: str, *, name: str, role: str, warnings: Mapping[str, str] | None = None) -> Seal:
        """Accept and seal that the two reviews gave the same scores; nothing is copied."""
        return self._at.write(second_review.agree, case_id, name, role, warnings or {})

    def sealed_version(self, case: CaseFile, number: int) -> SealedVersion:
        """One signed version of a case; raises Missing, which says which there are."""
        found = self.sealed_versions(case.id)
        for version in found:
            if version.number == number:
                return version
        said = f"has signed versions 1 to {len(found)}" if found else "was never signed"
        raise Missing(f"{case.ref} {said}; there is no version {number}.")

    def sealed_versions(self, case_id: str) -> list[SealedVersion]:
        """The signed versions of a case, oldest first."""
        return self._at.read(sealing.read_sealed, case_id)
