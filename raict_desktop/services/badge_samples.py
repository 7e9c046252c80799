"""People to try a layout with: those of the list that are hard to set, else invented ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from raict_desktop.domain.codes import make_code
from raict_desktop.domain.records import Person, Status
from raict_desktop.paper.badges import BadgeContent
from raict_desktop.paper.fonts import begins_right
from raict_desktop.services import badges, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.people_reading import is_long

_LOOKED_AT = 1_000
KEYS = ("first", "longest", "arabic", "chinese", "no_function")


@dataclass(frozen=True, slots=True)
class Sample:
    """A badge's words, why they were chosen (one of ``KEYS``), and whether they are invented."""

    key: str
    content: BadgeContent
    invented: bool


def samples(event: OpenEvent, language: str) -> list[Sample]:
    """One sample for each of ``KEYS``, from the list where it has somebody of that kind.

    Of a long list only the first by surname are looked at: all of a million would stop the window for
    a minute.
    """
    everybody = (
        people.page(event, people.PeopleQuery(), 0, _LOOKED_AT)
        if is_long(event)
        else people.everybody(event)
    )
    registered = [p for p in everybody if p.status is Status.REGISTERED]
    found: dict[str, Person | None] = {
        # A badge read from the right is mirrored: the first one on show stands as the layout does.
        "first": _first(registered, lambda p: not begins_right(p.full_name))
        or next(iter(registered), None),
        "longest": max(registered, key=lambda p: len(p.full_name), default=None),
        "arabic": _first(registered, lambda p: _script(p, "ARABIC")),
        "chinese": _first(registered, lambda p: _script(p, "CJK")),
        "no_function": _first(registered, lambda p: not p.function),
    }
    return [
        Sample(key, _invented(event, key, language), invented=True)
        if person is None
        else Sample(key, badges.content(event, person, language), invented=False)
        for key, person in found.items()
    ]


def _first(everybody: Iterable[Person], wanted: Callable[[Person], bool]) -> Person | None:
    return next((person for person in everybody if wanted(person)), None)


def _script(person: Person, name: str) -> bool:
    return any(
        unicodedata.name(letter, "").startswith(name)
        for letter in person.given_name + person.family_name
    )


# Invented people; nobody of these names is meant.
_NAMES = {
    "first": ("Aminata", "Diallo-Martin", "Directrice de la coopération", "Ville de Port-Lumière"),
    "longest": (
        "Marie-Christiane Apolline",
        "de La Rochetaillée-Montfaucon",
        "Vice-présidente déléguée aux relations internationales",
        "Communauté d’agglomération des Trois-Vallées-sur-Ardevan",
    ),
    "arabic": ("عبد الرحمن", "بن يوسف", "رئيس البلدية", "بلدية المدينة الجديدة"),
    "chinese": ("晓明", "欧阳", "副市长", "新城市政府"),
    "no_function": ("Zoé", "Ly", "", "Presse"),
}


def _invented(event: OpenEvent, key: str, language: str) -> BadgeContent:
    given, family, function, organisation = _NAMES[key]
    country = {"arabic": "MA", "chinese": "CN"}.get(key, "FR")
    category = {"longest": "elu", "no_function": "presse", "arabic": "delegation"}.get(
        key, "participant"
    )
    return BadgeContent(
        given_name=given,
        family_name=family,
        function=function,
        organisation=organisation,
        country=event.countries.name(country, language),
        category=badges.category_word(category, language),
        category_key=category,
        code=make_code(event.tag, lambda size: len(key) * 7 % size),
        workshops=("Mesurer l’empreinte carbone", "Coopérer pour le climat"),
        event_title=event.info.title,
        country_code=country,
    )
