"""Runs every benchmark one after the other, each in a process of its own, and counts missed goals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "checkin",
    "doors",
    "importing",
    "hostile_lists",
    "badges",
    "search",
    "verdict",
    "window",
    "latency",
    "scanning",
    "merging",
    "sharing",
    "sharing_faults",
    "sharing_scale",
    "sharing_soak",
    "day_end",
    "safekeeping",
    "endurance",
)


def main() -> int:
    missed = []
    for name in sys.argv[1:] or NAMES:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            missed.append(name)
    print(f"\ngoals missed or benchmarks broken: {', '.join(missed) if missed else 'none'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
