"""What a USB scanner meant when its keys met another keyboard layout than its own.

A scanner sends key positions as its own layout (nearly always US) has them. The system reads them
with the layout of the desk: on a French one, digits come out as &é"'(-è_çà and A/Q, Z/W, M change
places. The tables hold the characters of the same keys, position by position, as printed on US,
French (AZERTY), Belgian (AZERTY), German (QWERTZ) and Swiss (QWERTZ) keyboards.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from raict_desktop.domain.codes import ALPHABET, LENGTH, is_own_code, typed

US = "us"
_PLAIN = {
    US: "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "fr": "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!",
    "be": "²&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùwxcvbn,;:=",
    "de": "^1234567890ß´qwertzuiopü+asdfghjklöäyxcvbnm,.-",
    "ch": "§1234567890'^qwertzuiopè¨asdfghjkléàyxcvbnm,.-",
}
_SHIFTED = {
    US: '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?',
    "fr": "~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%WXCVBN?./§",
    "be": "³1234567890°_AZERTYUIOP¨*QSDFGHJKLM%WXCVBN?./+",
    "de": '°!"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄYXCVBNM;:_',
    "ch": '°+"*ç%&/()=?`QWERTZUIOPü!ASDFGHJKLöäYXCVBNM;:_',
}
LAYOUTS = ("fr", "be", "de", "ch")
"""Layouts of the desk that garble a US scanner, the likeliest first."""
_COMBINING = {"\u0302": "^", "\u0308": "¨", "\u0300": "`", "\u0301": "´"}
TEST_TEXT = "RAICT-1234567890-AQZWMY.;"
"""Holds a key of every difference between the layouts; the code of « Testez votre douchette »."""
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_ECI = re.compile(r"\\0000\d\d")


@cache
def _table(layout: str, shift_locked: bool = False) -> dict[int, str]:
    """Characters of ``layout`` -> those of the same keys on a US keyboard.

    With ``shift_locked`` the upper and lower character of each key change places: what Caps Lock
    does to every key of a French or Belgian keyboard under Windows, digits too.
    """
    table: dict[int, str] = {}
    us = (_SHIFTED[US], _PLAIN[US]) if shift_locked else (_PLAIN[US], _SHIFTED[US])
    for theirs, ours in zip((_PLAIN[layout], _SHIFTED[layout]), us, strict=True):
        for one, other in zip(theirs, ours, strict=True):
            table.setdefault(ord(one), other)
    return table


def _without_dead_keys(text: str, layout: str) -> str:
    """Take letters apart that a dead key and the next key became: « ê » was ^ and e."""
    known = _table(layout)
    keys: list[str] = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        if ord(letter) not in known and len(parts) == 2 and parts[1] in _COMBINING:
            keys.append(_COMBINING[parts[1]] + parts[0])
        else:
            keys.append(letter)
    return "".join(keys)


def unscramble(text: str, layout: str = "fr") -> str:
    """Map what ``layout`` made of a US scanner's keys back to what it meant."""
    return _without_dead_keys(text, layout).translate(_table(layout))


def _swapped(text: str) -> str:
    """Upper and lower case exchanged, where that is one letter for one."""
    return "".join(c.swapcase() if len(c.swapcase()) == 1 else c for c in text)


def _meanings(text: str, layout: str) -> tuple[str, str, str]:
    """What was meant: without Caps Lock, with one that changes letters, with one that shifts all."""
    unlocked = _without_dead_keys(text, layout).translate(_table(layout, True))
    return unscramble(text, layout), unscramble(_swapped(text), layout), unlocked


def garbled(text: str, layout: str) -> str:
    """What ``layout`` makes of a US scanner's keys: the inverse of ``unscramble``, for the test."""
    table: dict[int, str] = {}
    for rows in (_PLAIN, _SHIFTED):
        for ours, theirs in zip(rows[US], rows[layout], strict=True):
            table.setdefault(ord(ours), theirs)
    return text.translate(table)


def without_prefixes(text: str) -> str:
    r"""Cut what scanners put before a code: the symbology (``]Q1``) and alphabets (``\000026``)."""
    return _ECI.sub("", _AIM.sub("", text))


def _own_code_within(text: str) -> str:
    """This program's code somewhere in a text that a scanner put more around, or nothing."""
    folded = typed(text)
    if LENGTH < len(folded) <= 3 * LENGTH:
        for start in range(len(folded) - LENGTH + 1):
            window = folded[start : start + LENGTH]
            if set(window) <= set(ALPHABET) and is_own_code(window):
                return window
    return ""


def candidates(text: str, layout: str = "") -> tuple[str, ...]:
    """Texts to look up in order, each once: as it came, then as the scanner may have meant it.

    Args:
        text: what the keys gave.
        layout: the layout that a test of the scanner found; it is tried first, before the text as
            it came. ``us``: the keys say what was meant.
    """
    if is_own_code(text) and not layout:
        return (text,)
    likely = [layout] if layout in LAYOUTS else []
    others = [] if layout else list(LAYOUTS)
    meant = [_meanings(text, name) for name in likely]
    meant.append((text, _swapped(text), ""))
    meant += [_meanings(text, name) for name in others]
    ordered = [one for way in range(3) for one in (texts[way] for texts in meant)]
    plain = [without_prefixes(one) for one in ordered]
    inside = [found for one in plain if (found := _own_code_within(one))]
    return tuple(dict.fromkeys(one for one in (*ordered, *plain, *inside) if one))


def layout_of(text: str) -> str:
    """Which layout made ``text`` of ``TEST_TEXT``: its name, ``us`` if none did, else nothing.

    Caps Lock does not matter.
    """
    text = text.strip()
    if without_prefixes(text).casefold() == TEST_TEXT.casefold():
        return US
    for layout in LAYOUTS:
        if any(
            without_prefixes(meant).casefold() == TEST_TEXT.casefold()
            for meant in _meanings(text, layout)
        ):
            return layout
    return ""


def caps_lock_in(text: str, layout: str) -> bool:
    """Whether ``text``, which ``layout`` made of ``TEST_TEXT``, came with Caps Lock on."""
    meant = text if layout == US else unscramble(text, layout)
    return TEST_TEXT not in meant
