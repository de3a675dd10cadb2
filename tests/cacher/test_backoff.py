from hypothesis import given
from hypothesis import strategies as st

from cacher.backoff import Backoff


@given(st.floats(0.01, 10), st.floats(0.01, 60))
def test_waits_grow_up_to_the_longest_with_jitter(first: float, most: float) -> None:
    backoff = Backoff(first, most)
    assert backoff.failed() == 0.0
    for number in range(20):
        assert 0 <= backoff.failed() <= min(first * 2**number, most) + 1e-9
    assert len({backoff.failed() for _ in range(20)}) > 1
    assert backoff.failures == 41


def test_a_success_starts_anew() -> None:
    backoff = Backoff(1.0, 5.0)
    for _ in range(5):
        backoff.failed()
    backoff.succeeded()
    assert (backoff.failures, backoff.failed(), backoff.failures) == (0, 0.0, 1)
