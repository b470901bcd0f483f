"""A letter that a family cannot follow is told of, in which part, and without its words."""

from hssib_desk.domain.letter.plain import advice_on, reading_of

EASY = "We are sorry. You rang on Monday. Nobody rang you back."
HARD = (
    "Notwithstanding multidisciplinary considerations regarding appropriateness, documentation "
    "demonstrated insufficient communication concerning deteriorating presentation."
)


def test_short_words_in_short_sentences_can_be_read_by_a_child():
    easy, hard = reading_of([("", EASY)]), reading_of([("", HARD)])
    assert 5 <= easy.age <= 9 < 20 < hard.age
    assert easy.longest_words == 4


def test_the_longest_sentence_is_told_with_the_heading_it_is_under():
    long = "One " + "word and another " * 12 + "word."
    (_, said) = advice_on([("What we found", long), ("", EASY)])
    assert said.startswith("The longest sentence, under “What we found”, has 38 words.")
    assert "another" not in said


def test_words_that_hurt_are_named_and_short_forms_only_in_capitals():
    *_, said = advice_on([("", "Unfortunately he absconded. The DNA was noted.")])
    assert said.endswith(": absconded, unfortunately, DNA.")
    assert not any(
        "hurtful" in said for said in advice_on([("", "No incidental dna was found, and it was ours.")])
    )


def test_a_letter_without_a_sentence_has_no_advice():
    assert list(advice_on([("", "…")])) == [] == list(advice_on([]))
