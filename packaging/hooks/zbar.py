"""Runs first in the frozen program: lets pyzbar find the zbar library that came along.

pyzbar asks ``ctypes.util.find_library``, which asks the system and never looks into the bundle.
"""

import ctypes.util
import sys
from pathlib import Path

_asked = ctypes.util.find_library
_bundle = Path(getattr(sys, "_MEIPASS", "."))


def _find_library(name: str) -> "str | None":
    if name == "zbar":
        for file in (*_bundle.glob("libzbar.so*"), *_bundle.glob("libzbar*.dylib")):
            return str(file)
    return _asked(name)


ctypes.util.find_library = _find_library
