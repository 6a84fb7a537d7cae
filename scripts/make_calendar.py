"""Write the national holidays of Japan from the `holidays` library into the package.

    python scripts/make_calendar.py

The file is data of the library, so that a due date never depends on which version of `holidays` is installed.
"""

from __future__ import annotations

from pathlib import Path

import holidays

from routing.calendar import FIRST_YEAR, LAST_YEAR

TARGET = Path(__file__).parent.parent / "routing" / "calendar" / "holidays_jp.csv"


def rows() -> str:
    """The table: one line a holiday, sorted by date, under the header `date,ja`."""
    days = holidays.country_holidays("JP", years=range(FIRST_YEAR, LAST_YEAR + 1), language="ja")
    lines = ["date,ja", *(f"{date.isoformat()},{name}" for date, name in sorted(days.items()))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(rows(), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(rows().splitlines()) - 1} holidays")
