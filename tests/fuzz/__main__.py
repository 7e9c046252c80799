"""``python -m tests.fuzz TARGET [SECONDS]``: look for input that breaks the program."""

from __future__ import annotations

import itertools
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.targets import Target


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    try:
        import atheris
    except ImportError:
        target, begin = _target(name)
        _by_mutation(name, target, begin, seconds)
        return
    # Only the program's own code is watched: the libraries' would take minutes to prepare.
    with atheris.instrument_imports(include=["raict_desktop"]):
        target, begin = _target(name)
    corpus = Path("out") / "fuzz" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(begin):
        (corpus / f"good-{number}").write_bytes(content)
    options = [f"-max_total_time={seconds:.0f}", f"-artifact_prefix=out/finding-{name}-"]
    atheris.Setup([sys.argv[0], str(corpus), *options], target)
    atheris.Fuzz()


def _target(name: str) -> tuple[Target, tuple[bytes, ...]]:
    from tests.fuzz.targets import TARGETS, cheap_keys, good_input

    if name not in TARGETS:
        sys.exit(f"one of: {', '.join(TARGETS)}")
    cheap_keys()
    return TARGETS[name], good_input(name)


def _by_mutation(name: str, target: Target, begin: tuple[bytes, ...], seconds: float) -> None:
    from tests.fuzz.mutations import mutated

    end = time.monotonic() + seconds
    for seed in itertools.count():
        if time.monotonic() > end:
            print(f"{name}: {seed} inputs, no finding")
            return
        chance = random.Random(seed)
        data = mutated(chance.choice(begin), chance)
        try:
            target(data)
        except BaseException:
            found = Path("out") / f"finding-{name}-{seed}"
            found.parent.mkdir(exist_ok=True)
            found.write_bytes(data)
            print(f"{name}: finding with seed {seed}, kept in {found}")
            raise


if __name__ == "__main__":
    main()
