"""Durations in buckets that grow by a tenth: sums of buckets give medians of any span of days.

Bucket 0 holds what took no time, bucket n the seconds from 1.1^(n-1) up to 1.1^n. A median read off is the middle of
its bucket, so it is at most five in a hundred away from the true one.
"""

from collections.abc import Mapping
from math import exp, log

GROWTH = 1.1
# The same in SQL, for a column or expression of seconds.
SQL = f"CASE WHEN {{0}} <= 0 THEN 0 ELSE 1 + floor(ln({{0}}::float8) / {log(GROWTH)!r})::int END"


def middle(bucket: int) -> float:
    """The seconds that stand for a bucket."""
    return 0.0 if bucket == 0 else exp((bucket - 0.5) * log(GROWTH))


def median(counts: Mapping[int, int]) -> float | None:
    """The median in seconds of what is counted by bucket; None of nothing."""
    total, seen = sum(counts.values()), 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen * 2 >= total:
            return middle(bucket)
    return None
