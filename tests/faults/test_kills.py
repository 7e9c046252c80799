"""A program that is killed loses nothing that it acknowledged, and leaves a file that opens and is whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import amount
from tests.faults.kills import OPERATIONS

ROUNDS = {"scan": (12, 200), "restore": (4, 50)}
OTHERS = (3, 50)


@pytest.mark.skipif(os.name == "nt", reason="kills are tried on POSIX systems, where fork is")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_killed_program_loses_nothing(tmp_path: Path, operation: str) -> None:
    rounds = amount(*ROUNDS.get(operation, OTHERS))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kills", str(tmp_path), operation, str(rounds), "7"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout)
    assert result["kills"] == rounds
    assert result["promised"] > 0
