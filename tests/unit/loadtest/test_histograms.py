from __future__ import annotations

import pytest

from bouwsteen.loadtest.histograms import LONGEST_US, Histogram, quantile_of


def test_quantiles_are_within_a_thousandth() -> None:
    histogram = Histogram()
    histogram.record(range(1_000, 1_001_000, 1_000))
    assert histogram.count == 1_000
    assert histogram.quantile(95) == pytest.approx(0.95, rel=2e-3)
    assert histogram.longest == pytest.approx(1.0, rel=2e-3)


def test_a_histogram_survives_its_text_and_adds_up() -> None:
    one, two = Histogram(), Histogram()
    one.record([1_000] * 10)
    two.record([9_000] * 10)
    again = Histogram.decode(one.encode())
    again.add(two)
    assert again.count == 20
    assert again.quantile(99) == pytest.approx(0.009, rel=2e-3)


def test_what_is_beyond_the_range_is_counted_as_the_longest() -> None:
    histogram = Histogram()
    histogram.record([LONGEST_US * 10, 0])
    assert histogram.clamped == 1
    assert histogram.count == 2
    assert histogram.longest == pytest.approx(3_600, rel=2e-3)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "HISTFAAAAB"])
def test_a_text_that_is_no_histogram_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a histogram"):
        Histogram.decode(text)


def test_raw_quantiles_of_few_samples() -> None:
    assert quantile_of([], 95) == 0.0
    assert quantile_of([3_000_000, 1_000_000, 2_000_000], 50) == 2.0
    assert quantile_of([1_000_000], 99) == 1.0
