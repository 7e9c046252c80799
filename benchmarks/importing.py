"""How long a CSV list of 1 000 people takes to come in, and to come in again unchanged.

Run ``python -m benchmarks.importing [rows]``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crowd import new_event, write_csv
from raict_desktop.services.application import Application
from raict_desktop.services.registrations import import_list

ROWS = 1000
LIMIT_S = 1.0


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    first, second = [], []
    with tempfile.TemporaryDirectory() as name, Application() as application:
        path = Path(name) / "list.csv"
        write_csv(path, rows)
        for number in range(3):
            event = new_event(application, Path(name) / f"day-{number}.raict")
            for times in (first, second):
                begun = time.perf_counter()
                result = import_list(event, path)
                times.append(time.perf_counter() - begun)
            if result.rows != rows or result.new:
                raise SystemExit(f"the second import should find everybody: {result}")
    print(f"{rows} rows imported, first in the process: {first[0]:.2f} s (goal {LIMIT_S} s)")
    print(f"{rows} rows imported, best of two more:     {min(first[1:]):.2f} s")
    print(f"{rows} rows imported again, unchanged:      {min(second):.2f} s")
    return 0 if first[0] <= LIMIT_S else 1


if __name__ == "__main__":
    sys.exit(main())
