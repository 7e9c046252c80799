"""``python -m tests.fuzz TARGET [SECONDS]``: look for input that breaks the program."""

from __future__ import annotations

import itertools
import random
import sys
import time
from pathlib import Path

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, good_input


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"one of: {', '.join(TARGETS)}")
    target, begin = TARGETS[name], good_input(name)
    try:
        import atheris
    except ImportError:
        _by_mutation(name, begin, float(sys.argv[2]) if len(sys.argv) > 2 else 60.0)
        return
    corpus = Path("out") / "fuzz" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(begin):
        (corpus / f"good-{number}").write_bytes(content)
    seconds = sys.argv[2] if len(sys.argv) > 2 else "60"
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], str(corpus), f"-max_total_time={seconds}"], target)
    atheris.Fuzz()


def _by_mutation(name: str, begin: tuple[bytes, ...], seconds: float) -> None:
    end = time.monotonic() + seconds
    for seed in itertools.count():
        if time.monotonic() > end:
            print(f"{name}: {seed} inputs, no finding")
            return
        chance = random.Random(seed)
        data = mutated(chance.choice(begin), chance)
        try:
            TARGETS[name](data)
        except BaseException:
            found = Path("out") / f"finding-{name}-{seed}"
            found.parent.mkdir(exist_ok=True)
            found.write_bytes(data)
            print(f"{name}: finding with seed {seed}, kept in {found}")
            raise


if __name__ == "__main__":
    main()
