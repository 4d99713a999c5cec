"""What is read from shares, alphas, weights and correlations: no more than the figures carry."""

import pytest

from empiria.reporting import certainty, soundness
from empiria.reporting.soundness import Pair, Share
from empiria.reporting.words import Words

WORDS = Words()


def test_choices_that_are_alike_are_named_together() -> None:
    shares = [
        Share("weights", 0.2, 0.31),
        Share("normalise", 0.0, 0.03),
        Share("aggregate", 0.3, 0.45),
        Share("leave_out", 0.3, 0.42),
    ]
    assert soundness.which_choice(shares, WORDS) == [
        "The places depend most on: aggregation and one indicator left out.",
        "They hardly depend on: normalisation.",
    ]


def test_where_nothing_moves_no_choice_is_blamed() -> None:
    assert soundness.which_choice([Share("weights", None, None)], WORDS) == [
        "No place moves, whichever choice is made."
    ]
    assert soundness.which_choice([], WORDS) == ["No place moves, whichever choice is made."]


def test_a_single_slight_choice_is_not_both_most_and_hardly() -> None:
    assert len(soundness.which_choice([Share("weights", 0.01, 0.02)], WORDS)) == 1


@pytest.mark.parametrize(
    ("alpha", "read"),
    [(None, "unknown"), (0.9, "one"), (0.697, "one"), (0.5, "partly"), (0.397, "partly"), (0.2, "sum"), (-0.3, "against")],
)  # fmt: skip
def test_an_alpha_is_read_as_it_is_shown(alpha: float | None, read: str) -> None:
    assert soundness.consistency(alpha) == read


def test_weights_are_called_off_only_by_half() -> None:
    weights = [("A", 0.5, 0.6), ("B", 0.3, 0.1), ("C", 0.1, 0.3), ("D", 0.1, None), ("E", 0.2, -0.1)]
    assert soundness.weights_said(weights, WORDS) == [
        "Count for less than half their weight: B and E.",
        "Count for more than twice their weight: C.",
    ]
    assert [soundness.weight_words(nominal, real, WORDS) for _, nominal, real in weights] == [
        "counts for about what it weighs",
        "counts for less than half its weight",
        "counts for more than twice its weight",
        "too few figures",
        "pulls against its siblings",
    ]
    assert soundness.weights_said([("A", 0.5, 0.6)], WORDS) == ["Every part counts for about what it weighs."]


def test_only_siblings_say_the_same_twice() -> None:
    pairs = [Pair("A", "B", 0.95, 66), Pair("A", "C", -0.3, 66), Pair("B", "C", None, 0)]
    assert soundness.correlations_said(pairs, WORDS) == [
        "Say the same twice: A – B.",
        "1 pair of siblings pulls against each other; its mean hides both.",
    ]
    assert soundness.correlation_words(0.95, 66, WORDS, is_with_parent=True) == ""
    assert soundness.correlation_words(0.95, 66, WORDS, is_with_parent=False) == "say the same twice"


@pytest.mark.parametrize(
    ("r", "n", "read"),
    [
        (-0.001, 66, ""),
        (-0.24, 66, ""),  # −2/√66 is −0.246
        (-0.25, 66, "pull against each other"),
        (-0.25, 25, ""),
        (0.904, 66, ""),  # shown as 0.90
        (0.906, 66, "say the same twice"),
    ],
)
def test_a_correlation_is_read_as_shown_and_against_only_beyond_chance(r: float, n: int, read: str) -> None:
    assert soundness.correlation_words(r, n, WORDS, is_with_parent=False) == read
    nothing = ["No two siblings say the same twice or pull against each other."]
    assert (soundness.correlations_said([Pair("A", "B", r, n)], WORDS) == nothing) == (not read)


def test_a_weight_is_read_as_it_is_shown() -> None:
    assert soundness.weight_words(0.05, -0.004, WORDS) == "counts for less than half its weight"
    assert soundness.weight_words(0.05, -0.006, WORDS) == "pulls against its siblings"
    # Shown as 10% and 5%.
    assert soundness.weighing(0.1, 0.0497) == "less"


def test_only_within_a_fifth_of_its_weight_a_part_counts_for_about_what_it_weighs() -> None:
    read = [soundness.weighing(0.333, real) for real in (0.228, 0.26, 0.27, 0.39, 0.41, 0.66, 0.67)]
    assert read == ["less", "less", "about", "about", "more", "more", "twice"]
    assert soundness.weight_words(0.333, 0.228, WORDS) == (
        "counts for less than it weighs, but not for less than half"
    )
    assert soundness.weights_said([("Social", 0.333, 0.228), ("A", 0.5, None)], WORDS) == [
        "No part counts for less than half its weight or for more than twice as much."
    ]


def test_places_are_written_as_narrow_as_they_are() -> None:
    assert (certainty.span(9, 17, WORDS), certainty.span(9, 9, WORDS)) == ("9–17", "9")
    assert certainty.from_to(9, 17, WORDS) == "from 9 to 17"
    assert certainty.from_to(4, 4, WORDS) == "always 4"
    assert certainty.near("A", 0, WORDS) == "A: no other interval of places overlaps with this one."


def test_every_reason_and_choice_has_its_words() -> None:
    from empiria.analysis.uncertainty.draws import CHOICES

    assert tuple(certainty.CHOICES) == CHOICES
