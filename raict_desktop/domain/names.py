"""How a surname is set in capitals: its particles stay as they were typed.

French usage writes "Jean de LA FONTAINE" and "Anne d'ALMEIDA"; names of other tongues keep "van der",
"von" or "ben" in the same way. Only a particle typed in small letters before the name proper stays.
"""

from __future__ import annotations

PARTICLES = frozenset(
    "af al ap av ben bin da das de del della den der des di do dos du e el ibn la las le les lo los "
    "of op ould san te ten ter van vom von und y zu zum zur".split()
)
"""Small words before a surname; from French, Dutch, German, Italian, Spanish, Portuguese, Arabic usage."""
_ELIDED = ("d'", "d\u2019", "l'", "l\u2019", "dell'", "dell\u2019", "o'", "t'", "'t")


def in_capitals(family_name: str) -> str:
    """A surname in capitals with its particles as typed.

    A surname typed in small letters throughout is taken for a careless one: it is capitalised whole.
    """
    words = family_name.split(" ")
    if family_name == family_name.lower():
        return family_name.upper()
    kept = 0
    while kept < len(words) - 1 and words[kept] in PARTICLES:
        kept += 1
    rest = " ".join(words[kept:])
    elided = next((start for start in _ELIDED if rest.startswith(start) and rest != start), "")
    shown = elided + rest[len(elided) :].upper()
    return " ".join([*words[:kept], shown])
