"""How long and how much memory a hostile list takes to be refused: each in a process of its own.

Run ``python -m benchmarks.hostile_lists``. Goals: a second and 150 MB each.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.exchange.hostile_lists import REFUSED

LIMIT_S, LIMIT_MB = 1.0, 150


def refuse(path: Path) -> None:
    from raict_desktop.domain.errors import UserError
    from raict_desktop.exchange.registrations import ProblemLog, open_list

    begun = time.perf_counter()
    code = "no refusal"
    try:
        list(open_list(path).rows(ProblemLog()))
    except UserError as error:
        code = error.code
    took = time.perf_counter() - begun
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, code)


def main() -> int:
    if len(sys.argv) > 1:
        refuse(Path(sys.argv[1]))
        return 0
    worst_s = worst_mb = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, _) in REFUSED.items():
            path = make(Path(folder) / name)
            command = [sys.executable, "-m", "benchmarks.hostile_lists", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, megabytes, code = done.stdout.split()
            print(f"{name:<16} {float(seconds):6.2f} s {float(megabytes):7.1f} MB  {code}")
            worst_s, worst_mb = max(worst_s, float(seconds)), max(worst_mb, float(megabytes))
    print(f"worst: {worst_s:.2f} s (goal {LIMIT_S}), {worst_mb:.0f} MB (goal {LIMIT_MB})")
    return 0 if worst_s <= LIMIT_S and worst_mb <= LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
