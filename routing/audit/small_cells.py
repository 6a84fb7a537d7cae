"""Small cells: counts so small that they could tell who is meant are not shown.

A count of 1 to `smallest` - 1 cases is suppressed; zero is shown. The threshold of 10 is that of the Ministry of
Health, Labour and Welfare for what is published from its claims database: no unit of counting with fewer than 10
patients, zero may be published (NDBの利用に関するガイドライン, 最小集計単位; there for municipalities of 25,000 people
and more, as quoted in the paper 参考資料1 of its committee, 18th meeting).

No sum, rate, or comparison that stands beside suppressed cells is made of them: totals add up what is shown and nothing
else. So whatever the suppressed counts are, from 1 to `smallest` - 1, the same is published.
"""

from __future__ import annotations

SMALLEST = 10
"""The smallest count of cases that is shown, unless another is given."""
ALL = 0
"""As `smallest`: everything is shown, for use under secrecy, not to be published."""


def is_small(cases: int, smallest: int) -> bool:
    """Whether a count of cases is suppressed."""
    return 0 < cases < smallest
