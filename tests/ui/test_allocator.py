"""Threads that come and go leave no memory behind in arenas of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = """
import ctypes, re, threading
from raict_desktop.ui.allocator import share_arenas
if {shared}:
    assert share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(6)
def work():
    together.wait()
    for _ in range(2000):
        libc.malloc(2000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
[t.start() for t in threads]
[t.join() for t in threads]
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a setting of the C library of Linux"
)
def test_six_threads_share_two_arenas() -> None:
    heaps = [
        subprocess.run(
            [sys.executable, "-c", COUNT.format(shared=shared)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.count("<heap nr=")
        for shared in (True, False)
    ]
    assert heaps[0] <= 2 < heaps[1]
