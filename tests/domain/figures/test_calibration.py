"""Practice reviews: the shipped ones can be scored, and what is counted of somebody's scores is right."""

from datetime import date

import pytest

from hssib_desk.domain.figures.calibration import Scored, calibration, drift, nearness, read_calibration
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library

FOUND = calibration()
DAYS = [date(2026, 3, 1), date(2026, 6, 1)]


def scored(key, day=0, **points):
    return Scored(key, DAYS[day], points)


def as_given(day=0):
    """Every review scored as it is compared."""
    return [
        Scored(review.key, DAYS[day], {asked.phase: asked.points for asked in review.scores})
        for review in FOUND.reviews
    ]


def test_six_reviews_speak_of_phases_and_points_that_there_are():
    library = load_library()
    steps = {choice.points for choice in library.lists[FOUND.scale].choices} - {None}
    assert len(FOUND.reviews) == 6
    for review in FOUND.reviews:
        for asked in review.scores:
            assert asked.phase in library.lists[FOUND.phases].by_code
            assert asked.points in steps
            assert asked.points in asked.agrees
        assert review.scores[-1].phase == "overall"


def test_it_says_whose_view_the_scores_are():
    assert "one designer’s view" in FOUND.view
    assert "two clinicians" in FOUND.view
    assert "lived experience" in FOUND.view


def test_one_point_either_way_agrees_unless_the_review_says_otherwise():
    locksmith, nights = FOUND.review("c1"), FOUND.review("c3")
    assert locksmith.scores[0].agrees == (3, 4, 5)
    assert nights.scores[-1].agrees == (1, 2)


def test_the_same_scores_agree_and_lean_to_neither_side():
    near = nearness(FOUND, as_given())
    assert (near.n, near.same, near.agreeing, near.lean) == (17, 17, 17, 0)


def test_only_the_last_scores_of_a_review_count():
    far, close = (
        scored("c1", 0, admission=1, discharge=5, overall=1),
        scored("c1", 1, admission=5, discharge=3),
    )
    near = nearness(FOUND, [far, close])
    assert (near.n, near.same, near.agreeing, near.lean) == (2, 0, 2, 1)


def test_scores_of_reviews_that_were_replaced_count_for_nothing():
    assert nearness(FOUND, [scored("of-old", admission=3)]).n == 0


def test_own_drift_is_from_the_first_scores_of_a_review_to_its_last():
    assert drift(as_given()) is None
    moved = drift([scored("c1", 0, admission=3, overall=3), scored("c1", 1, admission=4, overall=3)])
    assert (moved.n, moved.moved, moved.changed, moved.since) == (2, 0.5, 1, DAYS[0])


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"key": "x"}, "at least one"),
        ({"key": "x", "score": [{"phase": "overall"}]}, "points"),
        ({"key": "x", "scores": []}, "did you mean “score”"),
    ],
)
def test_a_file_that_cannot_mean_what_it_says_is_refused(case, said):
    words = {"title": "T", "text": "T", "reason": "R", "apart": "A"}
    raw = {"view": "V", "scale": "care_scale", "phases": "phases", "case": [{**words, **case}]}
    with pytest.raises(FormError, match=said):
        read_calibration(raw)
