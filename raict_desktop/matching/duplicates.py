"""Organisations that are probably one, although their names are written differently."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from raict_desktop.domain.records import Organisation
from raict_desktop.matching.folding import fold
from raict_desktop.matching.french_territories import REGIONS, department
from raict_desktop.matching.organisations import organisation_key

NEAR = 80.0
"""From this likeness on, 0 to 100, two words that tell two names apart may be one, misspelt."""
_LEAST_LETTERS = 9
_BUCKET = 3


def near_duplicates(organisations: Sequence[Organisation]) -> list[tuple[Organisation, ...]]:
    """Groups of two or more organisations that may be one body, in the order of their names.

    "Ville de Lyon", "Mairie de Lyon" and "LYON" share a key; "CD 33" and "Département de la Gironde"
    too; "Nantes Metropole" and "Nantes Métropolle" differ by a slip. A country that is not told goes
    with any; organisations of two countries are never one.
    """
    keyed = [(_key(o.name), o) for o in organisations]
    groups: dict[str, list[Organisation]] = {}
    for key, organisation in keyed:
        groups.setdefault(key, []).append(organisation)
    buckets: dict[str, list[str]] = {}
    for key in groups:
        buckets.setdefault(key[:_BUCKET], []).append(key)
    joined: dict[str, str] = {}
    for keys in buckets.values():
        for place, key in enumerate(keys):
            for other in keys[place + 1 :]:
                if _slip(key, other):
                    joined[_root(joined, other)] = _root(joined, key)
    whole: dict[str, list[Organisation]] = {}
    for key, members in groups.items():
        whole.setdefault(_root(joined, key), []).extend(members)
    found = [part for members in whole.values() for part in _by_country(members)]
    found.sort(key=lambda group: fold(group[0].name))
    return found


def _key(name: str) -> str:
    known = department(name)
    if known:
        return organisation_key(f"Département {known}")
    folded = fold(name)
    return f"region {folded}" if folded in REGIONS else organisation_key(name)


def _slip(one: str, two: str) -> bool:
    if min(len(one), len(two)) < _LEAST_LETTERS or _digits(one) != _digits(two):
        return False
    # What both names share says nothing: "Pays d'Aix" and "Pays de Dreux" differ in what matters.
    mine, yours = set(one.split()), set(two.split())
    left, right = sorted(mine - yours), sorted(yours - mine)
    if len(left) != len(right) or not left or max(map(len, left)) < 4:
        return False
    return all(fuzz.ratio(a, b) >= NEAR for a, b in zip(left, right, strict=True))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _root(joined: dict[str, str], key: str) -> str:
    while key in joined and joined[key] != key:
        key = joined[key]
    return key


def _by_country(members: list[Organisation]) -> list[tuple[Organisation, ...]]:
    """One group for each country; those without a country join where there is only one."""
    countries = sorted({o.country for o in members if o.country})
    if len(countries) <= 1:
        return [tuple(members)] if len(members) > 1 else []
    groups = [tuple(o for o in members if o.country == country) for country in countries]
    return [group for group in groups if len(group) > 1]
