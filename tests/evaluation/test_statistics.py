"""The statistics against scipy and against published values."""

from itertools import combinations
from random import Random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.stats import binom, binomtest, bootstrap, norm, t

from imr_llm.evaluation.alignment import assign
from imr_llm.evaluation.bootstrap import Ratio, clustered, draws, leave_one_out, percentile, ratio_of, widened
from imr_llm.evaluation.intervals import shown, wilson
from imr_llm.evaluation.significance import holm, kappa, mcnemar
from tests.evaluation.factories import seeded


class TestWilson:
    @pytest.mark.parametrize(
        ("right", "total", "low", "high"),
        # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_published(self, right, total, low, high):
        found = wilson(right, total)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)

    @given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
    def test_as_scipy(self, counts):
        right, total = counts
        theirs = binomtest(right, total).proportion_ci(method="wilson")
        ours = wilson(right, total)
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-6)

    def test_nothing_counted_shows_nothing(self):
        assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)

    @pytest.mark.parametrize(
        ("right", "total", "claim"), [(24, 24, 86), (34, 34, 89), (2, 2, 34), (0, 9, 0), (23, 24, 79)]
    )
    def test_smallest_claim(self, right, total, claim):
        assert shown(right, total) == claim


class TestMcNemar:
    @pytest.mark.parametrize(
        ("lost", "won", "p"),
        # (59, 121): the exact test of the documentation of R's exact2x2 and of statsmodels.
        [(59, 121, 4.434e-06), (0, 0, 1.0), (3, 3, 1.0), (0, 5, 0.0625), (1, 0, 1.0)],
    )
    def test_published(self, lost, won, p):
        assert mcnemar(lost, won) == pytest.approx(p, abs=1e-6, rel=1e-3)

    @given(st.integers(0, 300), st.integers(0, 300))
    def test_as_scipy(self, lost, won):
        expected = binomtest(lost, lost + won, 0.5).pvalue if lost + won else 1.0
        assert mcnemar(lost, won) == pytest.approx(expected, abs=1e-6)
        assert mcnemar(won, lost) == mcnemar(lost, won)


class TestHolm:
    @pytest.mark.parametrize(
        ("given_", "adjusted"),
        [
            ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),  # the worked example of Wikipedia's article
            ([0.01, 0.02, 0.03, 0.04], [0.04, 0.06, 0.06, 0.06]),  # R: p.adjust(c(0.01, 0.02, 0.03, 0.04), "holm")
            ([], []),
        ],
    )
    def test_published(self, given_, adjusted):
        assert holm(given_) == pytest.approx(adjusted, abs=1e-6)

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
    def test_is_the_closed_test_of_bonferroni(self, values):
        places = range(len(values))
        closed = [
            max(
                min(1.0, size * min(values[member] for member in group))
                for size in range(1, len(values) + 1)
                for group in combinations(places, size)
                if place in group
            )
            for place in places
        ]
        assert holm(values) == pytest.approx(closed, abs=1e-6)


class TestKappa:
    def test_published(self):
        # Wikipedia's worked example: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
        pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
        assert kappa(pairs) == pytest.approx(0.4, abs=1e-6)

    @pytest.mark.parametrize("pairs", [[], [("a", "a")] * 3])
    def test_undefined(self, pairs):
        assert kappa(pairs) is None

    def test_agreement_is_one_and_contradiction_below_zero(self):
        assert kappa([("a", "a"), ("b", "b")]) == 1.0
        assert kappa([("a", "b"), ("b", "a")]) == -1.0


@given(
    st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(-50, 50), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )
)
def test_assignment_is_as_cheap_as_scipys(costs):
    rows, columns = linear_sum_assignment(numpy.array(costs))
    partners = assign(costs)
    taken = [column for column in partners if column is not None]
    assert len(taken) == len(set(taken)) == min(len(costs), len(costs[0]))
    ours = sum(costs[row][column] for row, column in enumerate(partners) if column is not None)
    assert ours == sum(costs[row][column] for row, column in zip(rows, columns, strict=True))


def letters_like(generator: Random, letters: int, accuracy: float) -> list[Ratio]:
    """Simulated letters of one to six values; letters differ in how hard they are, so that values stand together."""
    found = []
    for _ in range(letters):
        ease = generator.betavariate(8 * accuracy, 8 * (1 - accuracy))
        right = wrong = 0
        for _ in range(generator.randint(1, 6)):
            if generator.random() < ease:
                right += 1
            else:
                wrong += generator.choice((1, 1, 2))  # one left out, one made up, or one for the other
        found.append(Ratio(2 * right, 2 * right + wrong))
    return found


class TestBootstrap:
    # The design: 600 runs of 50 letters. At 95% true coverage the share found lies within 93.2 to 96.8 with p = 0.95.
    @pytest.mark.parametrize("accuracy", [0.7, 0.8, 0.9])
    def test_simulated_coverage_at_fifty_letters(self, accuracy):
        generator = seeded(5)
        truth = ratio_of(letters_like(generator, 60_000, accuracy))
        intervals = [clustered(letters_like(generator, 50, accuracy), replicates=600) for _ in range(600)]
        coverage = sum(it.low <= truth <= it.high for it in intervals) / len(intervals)
        assert 0.93 <= coverage <= 0.97

    def test_wilson_coverage_at_fifty(self):
        # Exactly, not simulated: over all outcomes of 50 fair tries, averaged over the shares that evals meet.
        shares = numpy.linspace(0.5, 0.98, 97)
        covers = [
            sum(
                binom.pmf(right, 50, share)
                for right in range(51)
                if wilson(right, 50).low <= share <= wilson(right, 50).high
            )
            for share in shares
        ]
        assert 0.93 <= float(numpy.mean(covers)) <= 0.97

    def test_ends_are_close_to_scipys(self):
        parts = [part for part in letters_like(seeded(3), 40, 0.85) if part.below]
        above, below = (numpy.array([getattr(part, name) for part in parts]) for name in ("above", "below"))
        level = 2 * norm.cdf(widened(len(parts))) - 1
        theirs = bootstrap(
            (above, below),
            lambda up, down, axis=-1: up.sum(axis=axis) / down.sum(axis=axis),
            paired=True,
            n_resamples=20_000,
            confidence_level=level,
            method="BCa",
            rng=numpy.random.default_rng(1),
        ).confidence_interval
        ours = clustered(parts, replicates=20_000)
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)

    @pytest.mark.parametrize("letters", [7, 10, 24, 34, 50, 200])
    def test_reach_is_students(self, letters):
        expected = t.ppf(0.975, letters - 1) * (letters / (letters - 1)) ** 0.5
        assert widened(letters) == pytest.approx(expected, abs=0.02)

    def test_no_error_is_no_certainty(self):
        found = clustered([Ratio(8, 8)] * 24)
        assert found == wilson(24, 24)
        assert clustered([Ratio(0, 8)] * 24) == wilson(0, 24)

    def test_one_letter_with_an_error_says_nothing(self):
        assert (clustered([Ratio(2, 4)]).low, clustered([Ratio(2, 4)]).high) == (0.0, 1.0)

    def test_letters_without_a_say_change_nothing(self):
        parts = letters_like(seeded(1), 20, 0.8)
        assert clustered([*parts, Ratio(0, 0), Ratio(0, 0)]) == clustered(parts)

    @settings(max_examples=25, deadline=None)
    @given(st.randoms(use_true_random=False), st.integers(2, 30))
    def test_interval_is_ordered_and_within_bounds(self, generator, letters):
        found = clustered(letters_like(generator, letters, 0.8), replicates=200)
        assert 0.0 <= found.low <= found.high <= 1.0

    def test_draws_are_seeded(self):
        numbers = list(range(9))
        first = [pick(numbers) for pick in draws(9, 5, seed=1)]
        draws.cache_clear()
        assert [pick(numbers) for pick in draws(9, 5, seed=1)] == first
        assert [pick(numbers) for pick in draws(9, 5, seed=2)] != first

    def test_percentile_between_neighbours(self):
        assert percentile([0.0, 1.0, 2.0], 0.75) == pytest.approx(1.5)
        assert percentile([3.0], 0.5) == 3.0

    def test_leave_one_out(self):
        assert leave_one_out([2, 4], [4, 4]) == [1.0, 0.5]
